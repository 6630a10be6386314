#include "terraform/planned_resources.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "base/text.hpp"
#include "terraform/attribute_map.hpp"
#include "terraform/azapi.hpp"
#include "terraform/mapper.hpp"
#include "terraform/plan.hpp"
#include "terraform/resolver.hpp"

namespace hairpin::terraform {
namespace {

using Kind = PlannedResource::Kind;
using Place = TypeMap::Place;

/// Longer addresses are nothing that one reads in a sentence; then the name in Azure does better.
constexpr std::size_t longest_title = 72;

Kind kind_of(const Instance& instance) {
  if (instance.is_data) return Kind::keep;
  switch (instance.action) {
    case Action::create:
      return Kind::create;
    case Action::remove:
      return Kind::remove;
    case Action::none:
    case Action::update:
    case Action::forget:
      break;
  }
  return Kind::update;
}

bool applies(const TypeMap& type, const Instance& instance) {
  return type.when.empty() || equal_folded(instance.values[type.when].text(), type.is);
}

void collect_sensitive(const Value& value, const Value& mark, std::vector<SourceSpan>& spans) {
  if (mark.as_boolean()) {
    if (value.where() && !value.is_missing()) spans.push_back(value.where());
    return;
  }
  for (const Member& member : mark.members()) {
    collect_sensitive(value[member.key], member.value, spans);
  }
  const auto marks = mark.items();
  for (std::size_t i = 0; i < std::min(marks.size(), value.items().size()); ++i) {
    collect_sensitive(value.items()[i], marks[i], spans);
  }
}

class Planner {
 public:
  Planner(const Value& document, ValueArena& arena, const ReadInside& read_inside,
          const SubscriptionOfGroup& subscription_of_group)
      : plan_(read_plan(document)),
        arena_(arena),
        resolver_(plan_, arena, subscription_of_group),
        mapper_(resolver_, arena),
        azapi_(resolver_, arena, read_inside) {}

  PlannedNetwork read() {
    for (const Instance& instance : plan_.instances) {
      collect_sensitive(instance.values, instance.sensitive, network_.sensitive);
      if (instance.action != Action::forget) add(instance);
    }
    // Parts come when all owners are there.
    for (const auto& [instance, type] : parts_) add_part(*instance, *type);
    for (const auto& [instance, host] : guests_) {
      if (!owners_.contains(host)) network_.unplaced.push_back(instance->where);
    }
    for (auto& [position, tree] : trees_) {
      PlannedResource& resource = network_.resources[position];
      resource.properties = tree.build(arena_, resource.where);
    }
    return std::move(network_);
  }

 private:
  void add(const Instance& instance) {
    if (Azapi::knows(instance.type)) {
      const std::optional<PlannedResource> resource = azapi_.read(instance, kind_of(instance));
      if (resource) network_.resources.push_back(titled(*resource, instance));
      return;
    }
    bool any = false;
    for (const TypeMap& type : type_maps(instance.type)) {
      if (!applies(type, instance)) continue;
      any = true;
      if (type.place == Place::part) {
        parts_.emplace_back(&instance, &type);
      } else {
        add_resource(instance, type);
      }
    }
    if (!any && !instance.is_data) network_.passed_over.push_back(instance.type);
  }

  /// Children go by their names: what they are children of tells enough, and the names of some mean
  /// something (GatewaySubnet).
  PlannedResource titled(PlannedResource resource, const Instance& instance) const {
    const bool child = std::count(resource.type.begin(), resource.type.end(), '/') > 1;
    if (!child && instance.address.size() <= longest_title) resource.title = instance.address;
    resource.where = instance.where;
    return resource;
  }

  PlannedResource described(const Instance& instance, const TypeMap& type) {
    PlannedResource resource;
    resource.kind = kind_of(instance);
    resource.id = resolver_.id_of(instance, type);
    resource.type = arena_.keep(cat({"Microsoft.Network/", type.arm}));
    resource.location = instance.values["location"].text();
    resource.tags = instance.values["tags"];
    return titled(resource, instance);
  }

  void add_resource(const Instance& instance, const TypeMap& type) {
    const PlannedResource resource = described(instance, type);
    const std::size_t position = network_.resources.size();
    network_.resources.push_back(resource);
    if (resource.kind == Kind::remove) return;
    mapper_.map(instance, type, trees_[position]);
    owners_.emplace(fold_ascii(resource.id), position);
    note_guest(instance, type, resource.id.substr(0, parent_end(resource.id)));
  }

  void add_part(const Instance& instance, const TypeMap& type) {
    PlannedResource patch = described(instance, type);
    patch.location = {};
    patch.tags = {};
    patch.title = {};
    if (patch.id.empty()) {
      const bool optional = type.parent.find('.') != type.parent.npos;
      if (!optional) add_lost_part(std::move(patch), instance);
      return;
    }
    note_guest(instance, type, patch.id);
    const auto owner = owners_.find(fold_ascii(patch.id));
    if (owner != owners_.end() && patch.kind != Kind::remove) {
      return mapper_.map(instance, type, trees_[owner->second]);
    }
    if (patch.kind == Kind::remove) {
      patch.kind = Kind::clear;
    } else if (adds_items(type)) {
      patch.kind = Kind::doubt;
      patch.reason = "an item is added to a list of it that the plan does not hold";
    } else {
      patch.kind = Kind::update;
    }
    const std::size_t position = network_.resources.size();
    network_.resources.push_back(patch);
    mapper_.map(instance, type, trees_[position]);
  }

  /// What it joins is lost with it.
  void add_lost_part(PlannedResource patch, const Instance& instance) {
    patch.kind = Kind::doubt;
    patch.id = instance.address;
    patch.reason = "the plan does not tell which resource it is for";
    network_.resources.push_back(patch);
  }

  /// Remembers what is for another resource by its name, in a subscription that is not told.
  void note_guest(const Instance& instance, const TypeMap& type, std::string_view host) {
    const bool by_name = type.parent.ends_with("_name");
    if (!by_name || resolver_.knows_subscription(instance)) return;
    if (kind_of(instance) == Kind::create) guests_.emplace_back(&instance, fold_ascii(host));
  }

  /// Where the id of the resource ends that this one is a child of.
  static std::size_t parent_end(std::string_view id) {
    const std::size_t name = id.rfind('/');
    return name == id.npos || name == 0 ? 0 : id.rfind('/', name - 1);
  }

  static bool adds_items(const TypeMap& type) {
    return std::any_of(
        type.attributes.begin(), type.attributes.end(),
        [](const Attribute& attribute) { return attribute.to.find("[+]") != attribute.to.npos; });
  }

  const Plan plan_;
  ValueArena& arena_;
  Resolver resolver_;
  Mapper mapper_;
  Azapi azapi_;
  PlannedNetwork network_;
  std::map<std::size_t, ValueTree> trees_;     // of the resources at these positions
  std::map<std::string, std::size_t> owners_;  // by folded id
  std::vector<std::pair<const Instance*, const TypeMap*>> parts_;
  std::vector<std::pair<const Instance*, std::string>>
      guests_;  // and the folded ids of their hosts
};

/// Versions 0.x were never called stable, and are read the same.
bool is_known_version(const Value& version) {
  return version.is_missing() || version.text().starts_with("0.") ||
         version.text().starts_with("1.");
}

}  // namespace

PlannedNetwork read_planned_network(const Value& document, ValueArena& arena,
                                    const ReadInside& read_inside,
                                    const SubscriptionOfGroup& subscription_of_group) {
  const Value& version = document["format_version"];
  if (!is_known_version(version)) {
    PlannedNetwork refused;
    refused.refusal = cat({"format version ", printable(version.text()),
                           " of Terraform plans is none that hairpin knows"});
    refused.refusal_where = version.where();
    return refused;
  }
  return Planner(document, arena, read_inside, subscription_of_group).read();
}

}  // namespace hairpin::terraform
