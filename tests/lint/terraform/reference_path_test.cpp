#include "terraform/reference_path.hpp"

#include "terraform/configuration.hpp"
#include "terraform/plan.hpp"
#include "tests/support/catch.hpp"

using namespace hairpin::terraform;
using Kind = ReferencePath::Kind;

TEST_CASE("a reference names a resource and what of it") {
  const auto [text, kind, address, index, attribute] =
      GENERATE(table<std::string_view, Kind, std::string_view, std::string_view, std::string_view>({
          {"azurerm_subnet.a.id", Kind::resource, "azurerm_subnet.a", "", "id"},
          {"azurerm_subnet.a", Kind::resource, "azurerm_subnet.a", "", ""},
          {"azurerm_subnet.a[\"x.y[0]\"].id", Kind::resource, "azurerm_subnet.a", "[\"x.y[0]\"]",
           "id"},
          {"azurerm_firewall.f.ip_configuration[0].private_ip_address", Kind::resource,
           "azurerm_firewall.f", "", "ip_configuration[0].private_ip_address"},
          {"data.azurerm_subnet.a[1].id", Kind::data, "data.azurerm_subnet.a", "[1]", "id"},
          {"module.net[\"a\"].ids", Kind::module, "module.net", "[\"a\"]", "ids"},
          {"var.subnet_id", Kind::variable, "var.subnet_id", "", ""},
          {"var.subnets[\"a\"].id", Kind::variable, "var.subnets", "[\"a\"]", "id"},
          {"local.id", Kind::local, "local.id", "", ""},
          {"each.key", Kind::each, "each.key", "", ""},
          {"count.index", Kind::count, "count.index", "", ""},
          {"path.module", Kind::other, "", "", ""},
          {"azurerm_subnet", Kind::other, "", "", ""},
          {"", Kind::other, "", "", ""},
      }));
  CAPTURE(text);
  const ReferencePath path = parse_reference(text);
  CHECK(path.kind == kind);
  CHECK(path.address == address);
  CHECK(path.index == index);
  CHECK(path.attribute == attribute);
}

TEST_CASE("addresses tell in which call of which module they are") {
  const std::string_view address = "module.a[\"x.y\"].module.b.azurerm_subnet.c[\"d[0]\"]";
  CHECK(module_prefix(address) == "module.a[\"x.y\"].module.b.");
  CHECK(parent_prefix("module.a[\"x.y\"].module.b.") == "module.a[\"x.y\"].");
  CHECK(parent_prefix("module.a[\"x.y\"].") == "");
  CHECK(call_index("module.a[\"x.y\"].") == "[\"x.y\"]");
  CHECK(call_index("module.a[\"x.y\"].module.b.") == "");
  CHECK(without_indices(address) == "module.a.module.b.azurerm_subnet.c");
  CHECK(without_index(address) == "module.a[\"x.y\"].module.b.azurerm_subnet.c");
  CHECK(module_prefix("data.azurerm_subnet.c") == "");
  CHECK(without_index("azurerm_subnet.c") == "azurerm_subnet.c");
}

TEST_CASE("names that no Terraform has do no harm") {
  const std::string_view text =
      GENERATE("[", "]", "a[\"", "module.", "..", "a.b[", "\"", "module.a[");
  CAPTURE(text);
  CHECK(parse_reference(text).attribute.empty());
  CHECK(module_prefix(text).size() <= text.size());
  CHECK(parent_prefix(text).size() <= text.size());
  CHECK(without_index(text).size() <= text.size());
  CHECK(without_indices(text).size() <= text.size());
}
