#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/resource.hpp"
#include "import/interface_table.hpp"

namespace hairpin::import {

/// What an input says shall become of one resource, rather than what it is.
struct ResourceChange {
  enum class Kind : std::uint8_t {
    put,     // it becomes what is stated; children that are not mentioned stay
    patch,   // what is stated is laid over what there is; arrays count as a whole
    keep,    // it stays; what is stated counts only if nothing else tells of it
    clear,   // the properties that are stated go
    remove,  // it goes, with its children
    doubt,   // it stays, or not: nobody tells
  };
  Kind kind = Kind::put;
  /// Nothing was there before: the lists that the change leaves out are empty.
  bool is_new = false;
  std::string_view id;      // as spelled
  Resource stated;          // without id and name; envelopes merged
  Value before;             // what the change's own input says it was; may be absent
  std::string_view reason;  // of a doubt: "Azure cannot tell: ..."
};

/// The changes that an input states, and what is wrong with it.
struct StatedChanges {
  std::vector<ResourceChange> changes;
  Diagnostics faults;
};

/// A resource that an input states, as the change that deploys it.
ResourceChange deployment_of(const Resource& resource, const ResourceIds& ids);
ResourceChange deployment_of(const Interface& interface);

/// What a resource is, from an object as ARM writes it: `id`, `type`, `properties` and the rest.
/// `type` may stand in the id alone.
Resource stated_resource(const Value& object, std::string_view id, ValueArena& arena);

}  // namespace hairpin::import
