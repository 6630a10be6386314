#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hairpin::terraform {

/// One part of a reference: "subnet" with index `["a"]` of `azurerm_x.subnet["a"].id`.
struct PathPart {
  std::string_view name;
  std::string_view index;  // with its brackets; empty without
};

/// The parts between the dots that stand outside of indices. Several indices count as one text.
std::vector<PathPart> split_path(std::string_view text);

/// Which resource, module, variable or local value a reference names, and what of it.
struct ReferencePath {
  enum class Kind { resource, data, module, variable, local, each, count, other };
  Kind kind = Kind::other;
  std::string_view address;    // "azurerm_subnet.a", "data.azurerm_subnet.a", "module.m", "var.x"
  std::string_view index;      // behind the address; empty without
  std::string_view attribute;  // what follows, without the first dot; empty if all of it is meant
};

ReferencePath parse_reference(std::string_view text);

/// "module.a.module.b[0]." of "module.a.module.b[0].azurerm_subnet.c[1]"; "" in the root module.
std::string_view module_prefix(std::string_view address);
/// The prefix of the module that calls the one with this prefix; "" for the root's own.
std::string_view parent_prefix(std::string_view prefix);
/// The index of the last call in a prefix, with its brackets; empty without.
std::string_view call_index(std::string_view prefix);

}  // namespace hairpin::terraform
