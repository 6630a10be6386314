#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/value.hpp"
#include "terraform/configuration.hpp"

namespace hairpin::terraform {

/// What applying a plan does to a resource.
enum class Action : std::uint8_t {
  none,    // it is there, and stays as it is
  create,  // also where it takes the place of a former one
  update,
  remove,
  forget,  // Terraform lets go of it; it stays
};

/// One instance of a resource or data source, as the plan leaves it.
struct Instance {
  std::string_view address;  // "module.net[\"a\"].azurerm_subnet.app[0]"
  SourceSpan where;          // of the address
  std::string_view type, name;
  Value index;  // of `count` or `for_each`; absent without
  bool is_data = false;
  Action action = Action::create;
  Value values;     // known attributes, afterwards; of what is removed, before
  Value unknown;    // the same nesting: true where a value is known after the apply only
  Value sensitive;  // the same nesting: true where a value must not be shown
  /// Where the configuration of the instance stands; null if the plan does not hold it.
  const ResourceConfiguration* configuration = nullptr;
};

/// A plan as `terraform show -json` (or OpenTofu) prints it, or the values of one alone.
struct Plan {
  std::vector<Instance> instances;  // in the order of the plan; what is removed comes last
  Configuration configuration;
  Value variables;  // of the root module
  /// Positions in `instances`, by address.
  std::unordered_map<std::string, std::size_t> by_address;
  /// ... and by address without the index of the last part.
  std::unordered_map<std::string, std::vector<std::size_t>> by_resource;
};

/// Views into `document`, which must outlive the plan. Linear.
Plan read_plan(const Value& document);

/// The address without the index of its last part: "azurerm_subnet.app" for
/// "azurerm_subnet.app[0]".
std::string_view without_index(std::string_view address);

}  // namespace hairpin::terraform
