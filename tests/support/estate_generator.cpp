#include "tests/support/estate_generator.hpp"

#include <sstream>

#include "base/ensure.hpp"
#include "tests/support/estate_resources.hpp"

namespace hairpin::test {
namespace {

/// A hub with everything that belongs to it.
void region(ResourceWriter& rows, std::uint32_t hub) {
  vnet(rows, hub, 0);
  network_interfaces(rows, hub, 0);
  gateway(rows, hub);
  connection(rows, hub);
  if (rows.plan.has_firewall(hub)) firewall(rows, hub);
  for (std::uint32_t i = 0; i < rows.plan.tables_of(hub); ++i) route_table(rows, hub, i);
  for (std::uint32_t i = 0; i < rows.plan.groups_of(hub); ++i) security_group(rows, hub, i);
  for (std::uint32_t spoke = 1; spoke <= rows.plan.size().spokes_per_hub; ++spoke) {
    vnet(rows, hub, spoke);
    network_interfaces(rows, hub, spoke);
  }
}

}  // namespace

void write_estate(const EstateSize& size, std::ostream& out) {
  ensure(refusal(size).empty(), "the size of a generated estate is checked before");
  const EstatePlan plan(size);
  JsonWriter json(out, size.indent);
  ResourceWriter rows(plan, json);
  const auto resources = static_cast<std::int64_t>(plan.resources());
  json.object([&] {
    json.field("count", resources);
    json.array("data", [&] {
      for (std::uint32_t i = 0; i < size.circuits; ++i) circuit(rows, i);
      for (std::uint32_t hub = 0; hub < size.hubs; ++hub) region(rows, hub);
    });
    json.field("skip_token", nullptr);
    json.field("total_records", resources);
  });
}

std::string estate_text(const EstateSize& size) {
  std::ostringstream out;
  write_estate(size, out);
  return out.str();
}

}  // namespace hairpin::test
