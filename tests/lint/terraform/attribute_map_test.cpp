#include "terraform/attribute_map.hpp"

#include <algorithm>

#include "terraform/value_tree.hpp"
#include "tests/support/catch.hpp"

using namespace hairpin::terraform;

TEST_CASE("types are found, each with all of its entries") {
  CHECK(type_maps("azurerm_subnet").size() == 1);
  CHECK(type_maps("azurerm_firewall").size() == 2);
  CHECK(type_maps("azurerm_kubernetes_cluster").empty());
  for (const TypeMap& type : all_type_maps()) {
    CAPTURE(type.terraform);
    const auto found = type_maps(type.terraform);
    CHECK(std::any_of(found.begin(), found.end(),
                      [&](const TypeMap& other) { return &other == &type; }));
  }
}

TEST_CASE("the lines of the map are well-formed") {
  for (const TypeMap& type : all_type_maps()) {
    CAPTURE(type.terraform);
    CHECK((type.place == TypeMap::Place::top) == type.parent.empty());
    CHECK(type.arm.find("Microsoft") == type.arm.npos);
    const auto segments = std::count(type.arm.begin(), type.arm.end(), '/');
    if (type.place == TypeMap::Place::top) CHECK(segments == 0);
    if (type.place == TypeMap::Place::child) CHECK(segments > 0);
    CHECK(type.when.empty() == type.is.empty());
    for (const Attribute& attribute : type.attributes) {
      CAPTURE(attribute.from, attribute.to);
      const auto lists = [](std::string_view path) {
        const auto steps = parse_steps(path.substr(0, path.find('=')));
        return std::count_if(steps.begin(), steps.end(), [](const PathStep& step) {
          return step.is_list && step.label != "+" && step.label != "*";
        });
      };
      CHECK_FALSE(attribute.to.empty());
      // A list in the source is one in the target; the target may have one more for a single item.
      CHECK(lists(attribute.from) <= lists(attribute.to));
      CHECK(lists(attribute.to) <= lists(attribute.from) + 1);
    }
  }
}
