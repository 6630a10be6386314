#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "template/datum.hpp"
#include "template/workspace.hpp"

namespace hairpin::arm {

/// Where a deployment puts its resources. Names that are not known are unknown values, the same one
/// wherever the same place is meant.
struct Target {
  enum class Kind : std::uint8_t { resource_group, subscription, management_group, tenant };
  Kind kind = Kind::resource_group;
  Datum subscription;      // its id: "00000000-..."
  Datum group;             // the name of the resource group
  Datum management_group;  // its name
};

/// What the ids of resources there start with: "/subscriptions/.../resourceGroups/...", or nothing
/// for the tenant.
Datum prefix_of(const Target& target, Workspace& work);

/// `{prefix}/providers/A/b/{name1}/c/{name2}` for the type `A/b/c`. As many names as the type has
/// segments behind the namespace.
Datum make_id(const Datum& prefix, std::string_view type, std::span<const Datum> names,
              Workspace& work, SourceSpan where);

/// The id of a resource whose whole name is `name` ("vnet/subnet"); nothing if the name does not
/// have as many parts as the type.
std::optional<Datum> resource_id_of(const Target& target, const Datum& prefix,
                                    std::string_view type, const Datum& name, Workspace& work,
                                    SourceSpan where);

/// The segments of a type behind its namespace.
std::size_t segments_of(std::string_view type);

/// The text with what is not known as placeholders: "/subscriptions/{subscription}/...". Empty for
/// what is no text.
std::string shown(const Datum& text, Workspace& work);

/// The unknown value as the name that it must be, where it is used as one.
Datum as_name(const Datum& value, Workspace& work);

}  // namespace hairpin::arm
