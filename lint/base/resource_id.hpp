#pragma once

#include <memory>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/index.hpp"

namespace hairpin {

/// One Azure resource id (or child resource id), interned: equal without regard to case means
/// equal numbers. [0.5] The text lives in `ResourceIds`.
using ResourceId = Index<struct ResourceIdTag>;

/// The parts of `/subscriptions/S/resourceGroups/G/providers/Microsoft.Network/T1/N1/T2/N2`, as
/// views into the text that was parsed. `type` parts keep their spelling.
struct ResourceIdParts {
  std::string_view subscription;    // empty for tenant-level ids
  std::string_view resource_group;  // empty above resource groups
  std::string_view provider;        // "Microsoft.Network"
  std::vector<std::string_view> types;
  std::vector<std::string_view> names;  // as long as `types`

  std::string_view name() const { return names.empty() ? std::string_view() : names.back(); }
  /// "microsoft.network/virtualnetworks/subnets", folded.
  std::string type() const;
};

/// Hands out one number per id, and keeps the first spelling for output.
class ResourceIds {
 public:
  ResourceIds() = default;
  ResourceIds(const ResourceIds&) = delete;
  ResourceIds& operator=(const ResourceIds&) = delete;
  ResourceIds(ResourceIds&&) = default;
  ResourceIds& operator=(ResourceIds&&) = default;

  /// Empty segments and a trailing slash do not make another id ("/subscriptions//x/" is kept as
  /// typed, but trailing slashes are not part of the identity).
  ResourceId intern(std::string_view text);
  /// The number of an id that was interned before; nothing otherwise.
  ResourceId find(std::string_view text) const;

  /// The first spelling.
  std::string_view text(ResourceId id) const { return spelling_[id.value]; }
  std::string_view folded(ResourceId id) const { return folded_[id.value]; }
  /// The last name in the id; the whole text if it is no resource id.
  std::string_view name(ResourceId id) const;
  std::string_view subscription(ResourceId id) const;
  std::string_view resource_group(ResourceId id) const;
  /// The id of the resource that `id` is a child of by `levels` type/name pairs
  /// (".../virtualNetworks/v/subnets/s" -> ".../virtualNetworks/v"); nothing if it is no child.
  ResourceId parent(ResourceId id, int levels = 1);
  std::size_t size() const { return spelling_.size(); }

 private:
  /// Position in `slots_` of the id, or of the free slot where it belongs.
  std::size_t slot_of(std::string_view folded, std::size_t hash) const;
  void grow();
  std::string_view keep(std::string_view text);

  std::unique_ptr<std::pmr::monotonic_buffer_resource> characters_ =
      std::make_unique<std::pmr::monotonic_buffer_resource>();
  std::vector<std::string_view> spelling_;
  std::vector<std::string_view> folded_;
  std::vector<std::size_t> hashes_;  // of the folded texts
  // Open addressing, at most half full: an export holds a hundred thousand ids, and a node for each
  // would cost more than all else that is done with it.
  std::vector<ResourceId> slots_ = std::vector<ResourceId>(64);
  std::string folding_;  // the id that is looked up; kept for its memory
};

/// Empty if the text has no `/providers/NAMESPACE/type/name` part or a name is missing.
std::optional<ResourceIdParts> parse_resource_id(std::string_view text);

}  // namespace hairpin
