#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace hairpin::terraform {

/// What happens to a value on its way from a Terraform attribute to an ARM property.
enum class Change : std::uint8_t {
  none,
  inverted,  // true becomes false
  enabled,   // true becomes "Enabled", false "Disabled"
  disabled,  // ... and the other way round
};

/// What it means that a value is known after the apply only, and the configuration says nothing of
/// it.
enum class Silence : std::uint8_t {
  waits,     // it is missing: everything that depends on it waits for it
  computed,  // the provider fills it in: as if it were not stated
  open,      // a list that other resources fill, too: it may hold more than these
  derived,   // as `computed`; and of what is there already it repeats what others tell in full
};

/// Where the value of an attribute belongs. Paths have dots between their parts.
///
/// `from`: `block[]` stands for each object of a list of blocks, or each item of a list; a block
/// without brackets is one that stands at most once. `$id` is the id of the resource itself.
/// `block[]=text` is no attribute but that text, once for each block.
///
/// `to`: `list[]` is the item beside the one that `from` is at, or the only one if `from` names no
/// list. `list[x]` does the same for lists that several blocks share, each with a name of its own.
/// `list[+]` is a new item of a list that others fill, too; `list[*]` is every item that is there.
///
/// Of several attributes for one property (versions of the provider name them differently) the
/// first that states something counts. [13.10]
struct Attribute {
  std::string_view from;
  std::string_view to;
  Change change = Change::none;
  Silence silence = Silence::waits;
};

/// A Terraform resource type, and what it is in Azure. A type with two entries is two resources.
struct TypeMap {
  enum class Place : std::uint8_t {
    top,    // in a resource group
    child,  // of the resource that `parent` names, by its id (`..._id`) or by its name
    part,   // of the properties of the resource whose id `parent` is
  };
  std::string_view terraform;  // "azurerm_subnet"
  /// Behind "Microsoft.Network/": "virtualNetworks/subnets"; of a part, the type of its owner.
  std::string_view arm;
  Place place = Place::top;
  std::string_view parent = {};
  std::span<const Attribute> attributes = {};
  std::string_view name = "name";  // the attribute that names it
  /// The entry counts only where this attribute has this value; empty: always.
  std::string_view when = {}, is = {};
};

/// All entries of a type: none for types that the model does not need.
std::span<const TypeMap> type_maps(std::string_view terraform_type);
/// Every entry, sorted by type.
std::span<const TypeMap> all_type_maps();

/// An attribute that is the id of something else than the resource itself.
struct DerivedId {
  std::string_view terraform, attribute;
  std::string_view suffix;  // of the resource's id
};
std::span<const DerivedId> derived_ids();

}  // namespace hairpin::terraform
