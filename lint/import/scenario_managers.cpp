#include "import/scenario_managers.hpp"

#include <map>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "import/object_builder.hpp"
#include "import/scenario_resources.hpp"

namespace hairpin::import {
namespace {

class ManagerWriter {
 public:
  ManagerWriter(const Sketch& sketch, ResourceIds& ids, ValueArena& arena)
      : sketch_(sketch), ids_(ids), arena_(arena) {}

  std::vector<Resource> write() {
    for (const Sketch::AdminRules& rules : sketch_.admin_configurations) configuration(rules);
    for (const auto& [vnet, named] : in_force_) effective_rules(vnet, named);
    for (const Sketch::ConnectedGroup& each : sketch_.connected_groups) connectivity(each);
    for (const auto& [vnet, named] : connected_) effective_connectivity(vnet, named);
    return std::move(resources_);
  }

 private:
  Value text(std::string_view content, SourceSpan where) {
    return Value::string(arena_.keep(content), where);
  }
  Value list(const std::vector<Value>& items, SourceSpan where) {
    return Value::array(arena_.keep(items), where);
  }
  /// {KEY: TEXT}
  Value object(std::string_view key, std::string_view content, SourceSpan where) {
    return ObjectBuilder().put(key, text(content, where)).build(arena_, where);
  }
  static std::string_view scenario_subscription() {
    return scenario_group.substr(0, scenario_group.find("/resourceGroups"));
  }
  static std::string manager_id(std::string_view name) {
    return scenario_id("networkManagers", name);
  }

  void add(const std::string& id, const ObjectBuilder& properties, SourceSpan where) {
    Resource resource;
    resource.id = ids_.intern(id);
    const auto parts = parse_resource_id(id);
    resource.type = arena_.keep(parts ? parts->type() : std::string());
    resource.name = ids_.name(resource.id);
    resource.where = where;
    resource.properties = properties.build(arena_, where);
    resources_.push_back(resource);
  }
  /// A resource as it is edited; once it is deployed, its snapshot too.
  void add_deployable(const std::string& id, const ObjectBuilder& properties, SourceSpan where,
                      bool deployed) {
    add(id, properties, where);
    if (deployed) add(id + "/snapshots/0", properties, where);
  }

  void manager(const Word& name, bool of_management_group) {
    const SourceSpan where = name.where;
    ObjectBuilder scopes;
    if (of_management_group) {
      scopes.put(
          "managementGroups",
          list({text("/providers/Microsoft.Management/managementGroups/root", where)}, where));
    } else {
      scopes.put("subscriptions", list({text(scenario_subscription(), where)}, where));
    }
    add(manager_id(name.text),
        ObjectBuilder().put("networkManagerScopes", scopes.build(arena_, where)), where);
  }

  /// A network group with these VNets; its id.
  std::string group(const std::string& manager, const Word& name, const std::vector<Word>& vnets) {
    const std::string id = cat({manager, "/networkGroups/", name.text});
    add(id, ObjectBuilder().put("memberType", text("VirtualNetwork", name.where)), name.where);
    for (const Word& vnet : vnets) {
      const Value member = text(scenario_id("virtualNetworks", vnet.text), vnet.where);
      add(cat({id, "/staticMembers/", vnet.text}), ObjectBuilder().put("resourceId", member),
          vnet.where);
    }
    return id;
  }

  void configuration(const Sketch::AdminRules& rules) {
    const SourceSpan where = rules.name.where;
    const bool deployed = !rules.only_configured;
    manager(rules.name, rules.of_management_group);
    const std::string manager = manager_id(rules.name.text);
    const Value group_id = object("networkGroupId", group(manager, rules.name, rules.on), where);
    const std::string id = cat({manager, "/securityAdminConfigurations/", rules.name.text});
    ObjectBuilder settings;
    if (!rules.services.is_missing()) {
      settings.put("applyOnNetworkIntentPolicyBasedServices", list({rules.services}, where));
    }
    add_deployable(id, settings, where, deployed);
    const std::string collection = cat({id, "/ruleCollections/", rules.name.text});
    add_deployable(collection, ObjectBuilder().put("appliesToGroups", list({group_id}, where)),
                   where, deployed);
    for (const Sketch::SecurityRule& each : sketch_.admin_rules) {
      if (equal_folded(each.owner.text, rules.name.text)) rule(collection, each, deployed);
    }
    if (!deployed) return;
    for (const Word& vnet : rules.on) in_force_[fold_ascii(vnet.text)].push_back({id, vnet.where});
  }

  void connectivity(const Sketch::ConnectedGroup& group) {
    const SourceSpan where = group.name.where;
    const bool mesh = group.hub.empty();
    manager(group.name, false);
    const std::string manager = manager_id(group.name.text);
    ObjectBuilder item;
    item.put("networkGroupId", text(this->group(manager, group.name, group.of), where))
        .put("groupConnectivity", text(mesh ? "None" : "DirectlyConnected", where))
        .put("isGlobal", group.global);
    ObjectBuilder properties;
    properties.put("connectivityTopology", text(mesh ? "Mesh" : "HubAndSpoke", where))
        .put("appliesToGroups", list({item.build(arena_, where)}, where));
    if (mesh) properties.put("isGlobal", group.global);
    if (!group.delete_peerings.is_missing()) {
      properties.put("deleteExistingPeering", group.delete_peerings);
    }
    if (!group.overlap.is_missing()) {
      const Value capabilities =
          ObjectBuilder().put("connectedGroupAddressOverlap", group.overlap).build(arena_, where);
      properties.put("connectivityCapabilities", capabilities);
    }
    if (!mesh) {
      const std::string hub = scenario_id("virtualNetworks", group.hub.text);
      properties.put("hubs", list({object("resourceId", hub, group.hub.where)}, where));
    }
    const std::string id = cat({manager, "/connectivityConfigurations/", group.name.text});
    add(id, properties, where);
    if (group.only_configured) return;
    for (const Word& vnet : group.of) connected_[fold_ascii(vnet.text)].push_back({id, vnet.where});
    if (!mesh) connected_[fold_ascii(group.hub.text)].push_back({id, group.hub.where});
  }

  Value addresses(const std::vector<Word>& words, SourceSpan where) {
    std::vector<Value> items;
    const auto add_item = [&](std::string_view type, std::string_view prefix, SourceSpan at) {
      items.push_back(ObjectBuilder()
                          .put("addressPrefixType", text(type, at))
                          .put("addressPrefix", text(prefix, at))
                          .build(arena_, at));
    };
    for (const Word& word : words) {
      const bool any = equal_folded(word.text, "any");
      const bool prefix = any || Prefix::parse(word.text).prefix.has_value();
      add_item(prefix ? "IPPrefix" : "ServiceTag", any ? "*" : word.text, word.where);
    }
    if (items.empty()) add_item("IPPrefix", "*", where);
    return list(items, where);
  }

  Value ports(const std::vector<Word>& words, SourceSpan where) {
    std::vector<Value> items;
    for (const Word& word : words) items.push_back(text(word.text, word.where));
    if (items.empty()) items.push_back(text("0-65535", where));
    return list(items, where);
  }

  void rule(const std::string& collection, const Sketch::SecurityRule& rule, bool deployed) {
    const SourceSpan where = rule.owner.where;
    const std::string name = cat({rule.direction.text(), "-", to_json(rule.priority)});
    ObjectBuilder properties;
    properties.put("priority", rule.priority)
        .put("direction", rule.direction)
        .put("access", rule.access)
        .put("protocol", rule.protocol.is_missing() ? text("Any", where) : rule.protocol)
        .put("sources", addresses(rule.from, where))
        .put("destinations", addresses(rule.to, where))
        .put("sourcePortRanges", ports(rule.source_ports, where))
        .put("destinationPortRanges", ports(rule.ports, where));
    add_deployable(cat({collection, "/rules/", name}), properties, rule.priority.where(), deployed);
  }

  struct Named {
    std::string id;
    SourceSpan where;
  };
  void effective(const std::string& vnet, const std::vector<Named>& named, std::string_view type,
                 std::string_view key) {
    std::vector<Value> items;
    for (const Named& each : named) {
      items.push_back(object("id", cat({each.id, "/snapshots/0"}), each.where));
    }
    const SourceSpan where = named.front().where;
    add(cat({scenario_id("virtualNetworks", vnet), "/providers/Microsoft.Network/", type,
             "/default"}),
        ObjectBuilder()
            .put(key, list(items, where))
            .put("provisioningState", text("Succeeded", where)),
        where);
  }
  void effective_rules(const std::string& vnet, const std::vector<Named>& named) {
    effective(vnet, named, "effectiveSecurityAdminRules", "effectiveSecurityAdminConfigurations");
  }
  void effective_connectivity(const std::string& vnet, const std::vector<Named>& named) {
    effective(vnet, named, "effectiveConnectivityConfigurations",
              "effectiveConnectivityConfigurations");
  }

  const Sketch& sketch_;
  ResourceIds& ids_;
  ValueArena& arena_;
  std::vector<Resource> resources_;
  // By folded name of the VNet.
  std::map<std::string, std::vector<Named>> in_force_, connected_;
};

}  // namespace

std::vector<Resource> sketched_managers(const Sketch& sketch, ResourceIds& ids, ValueArena& arena) {
  return ManagerWriter(sketch, ids, arena).write();
}

}  // namespace hairpin::import
