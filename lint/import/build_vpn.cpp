#include <algorithm>

#include "base/text.hpp"
#include "import/network_builder.hpp"

namespace hairpin::import {
namespace {

using model::VpnType;

constexpr std::pair<std::string_view, VpnType> types[] = {{"RouteBased", VpnType::route_based},
                                                          {"PolicyBased", VpnType::policy_based}};

/// Whether a property is there and holds nothing that it could hold.
template <class T>
bool is_unreadable(const Value& value, const Setting<T>& setting) {
  return !value.is_missing() && !setting.is_set();
}

/// Whether every text of a list was read as a prefix.
bool all_read(const Value& list, const std::vector<Located<Prefix>>& prefixes) {
  if (list.is_array()) return list.items().size() == prefixes.size();
  return list.is_missing() || (list.is_string() && !prefixes.empty());
}

}  // namespace

model::VpnSettings NetworkBuilder::vpn_settings(const Resource& gateway) {
  const PropertyReader read = properties(gateway);
  const PropertyReader bgp(read["bgpSettings"], gateway.where, ids_, log_);
  model::VpnSettings settings;
  settings.type = read.choice("vpnType", types, VpnType::unrecognised);
  settings.enable_bgp = read.boolean("enableBgp");
  settings.asn = bgp.integer("asn");
  settings.unreadable_asn = is_unreadable(bgp["asn"], settings.asn);
  settings.active_active = read.boolean("activeActive");
  if (!settings.active_active.is_set() && !read["active"].is_missing()) {
    settings.active_active = read.boolean("active");  // as some SDKs write it [4.3]
  }
  settings.client_pool = read_prefixes(
      read["vpnClientConfiguration"]["vpnClientAddressPool"]["addressPrefixes"], log_);
  add_public_addresses(read, settings);
  return settings;
}

/// The row with that id; null if the input holds none.
const Resource* NetworkBuilder::public_address(ResourceId id) const {
  if (!id) return nullptr;
  const auto rows = resources_.of(ResourceRole::public_address);
  const std::string_view wanted = ids_.folded(id);
  const auto row = std::lower_bound(
      rows.begin(), rows.end(), wanted,
      [&](const Resource* one, std::string_view text) { return ids_.folded(one->id) < text; });
  return row != rows.end() && (*row)->id == id ? *row : nullptr;
}

/// From the public address rows that it names, or from what it says of its tunnels. [11.5]
void NetworkBuilder::add_public_addresses(const PropertyReader& gateway,
                                          model::VpnSettings& settings) {
  std::size_t named = 0, found = 0;
  for (const Value& configuration : as_items(gateway["ipConfigurations"])) {
    const Resource* const row =
        public_address(ids_.find(configuration["publicIPAddress"]["id"].text()));
    ++named;
    if (row == nullptr) continue;
    const Value& text = row->properties["ipAddress"];
    if (const auto address = Address::parse(text.text())) {
      settings.addresses.push_back({*address, text.where()});
      ++found;
    }
  }
  settings.knows_addresses = named > 0 && found == named;
  if (settings.knows_addresses) return;
  for (const Value& peering : as_items(gateway["bgpSettings"]["bgpPeeringAddresses"])) {
    for (const Value& text : peering["tunnelIpAddresses"].items()) {
      const auto address = Address::parse(text.text());
      if (!address) continue;
      settings.addresses.push_back({*address, text.where()});
      settings.knows_addresses = true;  // every instance lists its own
    }
  }
}

void NetworkBuilder::build_vpn_sites() {
  for (const Resource* const each : resources_.of(ResourceRole::local_network_gateway)) {
    const Resource& resource = *each;
    const PropertyReader read = properties(resource);
    const PropertyReader bgp(read["bgpSettings"], resource.where, ids_, log_);
    model::VpnSite site;
    static_cast<model::Identity&>(site) = identity(resource);
    const Value& space = read["localNetworkAddressSpace"]["addressPrefixes"];
    site.address_space = read_prefixes(space, log_);
    // A site that talks BGP needs no prefix at all. [11.1]
    site.states_space = all_read(space, site.address_space) &&
                        (!space.is_missing() || !read["bgpSettings"].is_missing());
    const Value& address = read["gatewayIpAddress"];
    if (const auto parsed = Address::parse(address.text())) {
      site.address = Located<Address>{*parsed, address.where()};
    }
    site.asn = bgp.integer("asn");
    site.bgp_address = Address::parse(bgp["bgpPeeringAddress"].text());
    vpn_site_by_id_[resource.id] = network_.vpn_sites.add(std::move(site));
  }
}

model::VpnSiteIndex NetworkBuilder::vpn_site(ResourceId id, const Mention& by) {
  if (!id) return {};
  const auto [known, is_new] = vpn_site_by_id_.try_emplace(id);
  if (!is_new) return known->second;
  model::VpnSite opaque;
  static_cast<model::Identity&>(opaque) = mentioned(id, by);
  opaque.asn.where = by.where;
  return known->second = network_.vpn_sites.add(std::move(opaque));
}

model::TunnelSettings NetworkBuilder::tunnel_settings(const Resource& connection) {
  const PropertyReader read = properties(connection);
  model::TunnelSettings tunnel;
  const auto site = read.reference("localNetworkGateway2");
  tunnel.site =
      vpn_site(site.value, {connection.id, "properties.localNetworkGateway2.id", site.where});
  tunnel.policy_based_selectors = read.boolean("usePolicyBasedTrafficSelectors");
  const Value& selectors = read["trafficSelectorPolicies"];
  tunnel.states_selectors = selectors.is_missing() || selectors.is_array() || selectors.is_object();
  for (const Value& policy : as_items(selectors)) {
    model::TrafficSelector selector;
    const Value& local = policy["localAddressRanges"];
    const Value& remote = policy["remoteAddressRanges"];
    selector.local = read_prefixes(local, log_);
    selector.remote = read_prefixes(remote, log_);
    selector.where = policy.where();
    const bool whole = !selector.local.empty() && !selector.remote.empty() &&
                       all_read(local, selector.local) && all_read(remote, selector.remote);
    tunnel.states_selectors = tunnel.states_selectors && whole;
    tunnel.selectors.push_back(std::move(selector));
  }
  for (const std::string_view key : {"ingressNatRules", "egressNatRules"}) {
    const Value& rules = read[key];
    for (const Value& rule : as_items(rules)) {
      const auto id = read_id(rule["id"], ids_, log_);
      if (id.value) tunnel.nat_rules.push_back(id);
      tunnel.unreadable_nat_rules = tunnel.unreadable_nat_rules || !id.value;
    }
    const bool known = rules.is_missing() || rules.is_array() || rules.is_object();
    tunnel.unreadable_nat_rules = tunnel.unreadable_nat_rules || !known;
  }
  return tunnel;
}

}  // namespace hairpin::import
