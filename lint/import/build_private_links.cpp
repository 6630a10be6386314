#include "base/text.hpp"
#include "import/network_builder.hpp"

namespace hairpin::import {

using model::VnetIndex;

namespace {

/// Whether a connection leads to somebody's private link service, and not to a service of the
/// platform: by its id, by its alias, or, for all that can be told, by nothing readable. [1.16]
bool leads_to_service(const Value& connection) {
  const std::string target = fold_ascii(connection["privateLinkServiceId"].text());
  return target.find("/providers/") == std::string::npos ||
         target.find("/providers/microsoft.network/privatelinkservices/") != std::string::npos;
}

bool leads_to_service(const PropertyReader& endpoint) {
  for (const std::string_view list :
       {"privateLinkServiceConnections", "manualPrivateLinkServiceConnections"}) {
    for (const Value& each : endpoint[list].items()) {
      if (leads_to_service(each["properties"].is_missing() ? each : each["properties"]))
        return true;
    }
  }
  return false;
}

}  // namespace

/// Packets for a private endpoint come out at the machines behind a private link service, without
/// any route between the two VNets: what hangs on both ends is not proven isolated. Peers of an
/// endpoint's VNet have its route as well. [1.9, 1.16]
void NetworkBuilder::attach_private_links() {
  for (const Resource* const each : resources_.of(ResourceRole::private_endpoint)) {
    const PropertyReader read = properties(*each);
    if (!leads_to_service(read)) continue;
    const VnetIndex host =
        vnet_of_subnet(read.reference("subnet"), each->id, "properties.subnet.id");
    attach(each->id, "private endpoint", host, each->where);
    for (const model::VnetPeering& side : network_.peerings) {
      if (host && side.remote == host) {
        attach(each->id, "private endpoint", side.local, each->where);
      }
    }
  }
  for (const Resource* const each : resources_.of(ResourceRole::private_link_service)) {
    bool placed = false;
    for (const Value& part : properties(*each)["ipConfigurations"].items()) {
      const Value& inner = part["properties"].is_missing() ? part : part["properties"];
      const Located<ResourceId> subnet =
          PropertyReader(inner, each->where, ids_, log_).reference("subnet");
      const VnetIndex home =
          vnet_of_subnet(subnet, each->id, "properties.ipConfigurations.subnet.id");
      if (!home) continue;
      attach(each->id, "private link service", home, each->where);
      placed = true;
    }
    if (!placed) attach(each->id, "private link service", {}, each->where);
  }
}

}  // namespace hairpin::import
