#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "import/scenario_sketch.hpp"

namespace hairpin::import {
namespace {

/// The names of one kind of resource, compared as Azure does, without regard to case. [0.5]
class NameTable {
 public:
  /// False if the name is taken.
  bool add(const Word& name, std::size_t position) {
    if (!positions_.try_emplace(fold_ascii(name.text), position).second) return false;
    spellings_.push_back(name.text);
    return true;
  }
  std::optional<std::size_t> find(std::string_view name) const {
    const auto known = positions_.find(fold_ascii(name));
    if (known == positions_.end()) return std::nullopt;
    return known->second;
  }
  std::string_view nearest(std::string_view name) const { return nearest_word(name, spellings_); }

 private:
  std::unordered_map<std::string, std::size_t> positions_;
  std::vector<std::string_view> spellings_;
};

std::string subnet_key(const Word& vnet, const Word& subnet) {
  return cat({vnet.text, "/", subnet.text});
}

bool lies_in(const Prefix& prefix, const Sketch::Prefixes& space) {
  return std::any_of(space.begin(), space.end(),
                     [&](const auto& part) { return part.value.contains(prefix); });
}

/// Subnets that Azure keeps for its own, by name. [1.5]
bool is_reserved(std::string_view subnet) {
  return equal_folded(subnet, "GatewaySubnet") || equal_folded(subnet, "RouteServerSubnet") ||
         starts_with_folded(subnet, "AzureFirewall") || equal_folded(subnet, "AzureBastionSubnet");
}

class NameResolver {
 public:
  NameResolver(Sketch& sketch, Diagnostics& faults) : sketch_(sketch), faults_(faults) {}

  void resolve();

 private:
  void fault(SourceSpan where, std::string statement, std::string hint);
  template <class List>
  void register_names(NameTable& table, const List& list, std::string_view what);
  /// The position of the name, or a fault.
  std::optional<std::size_t> look_up(const NameTable& table, const Word& name,
                                     std::string_view what);
  /// A fault unless `what` is described for the first time with this key.
  void once(std::string_view what, std::string_view key, SourceSpan where);

  void resolve_subnet(const Sketch::Subnet& subnet);
  void resolve_peering(const Sketch::PeeringSide& side);
  void resolve_circuits();
  void resolve_branches();
  void resolve_table(const Sketch::Table& table);
  void put_table(const Sketch::Table& table, const StatementCursor::Path& path);
  void put_group(const Sketch::SecurityGroup& group, const StatementCursor::Path& path);
  /// The subnets that a path means: all that hold workloads, if it names a VNet alone.
  std::vector<std::size_t> subnets_at(const StatementCursor::Path& path);
  std::vector<std::size_t> subnets_of(const StatementCursor::Path& path, const Sketch::Vnet& vnet);
  void give_table(Sketch::Subnet& subnet, const Sketch::Table& table, SourceSpan where);
  void resolve_security();
  void resolve_forwarder(Sketch::Forwarder& forwarder);
  void resolve_private_links();
  void place_endpoint(PrivateLinkSketch::Endpoint& endpoint);
  Sketch::Subnet* subnet_of(Sketch::Forwarder& forwarder);

  Sketch& sketch_;
  Diagnostics& faults_;
  NameTable vnets_, gateways_, circuits_, tables_, forwarders_, groups_, configurations_;
  NameTable vpn_sites_, route_servers_;
  NameTable private_endpoints_, private_link_services_;
  std::unordered_set<std::string> seen_;                  // what may be described once, folded
  std::unordered_map<std::string, std::size_t> subnets_;  // by folded "vnet/subnet"
  std::unordered_map<std::string, std::vector<std::size_t>> subnets_of_vnet_;
};

void NameResolver::fault(SourceSpan where, std::string statement, std::string hint) {
  if (faults_.size() >= most_scenario_faults) return;
  faults_.push_back({Diagnostic::Kind::unusable, where, std::move(statement), std::move(hint)});
}

template <class List>
void NameResolver::register_names(NameTable& table, const List& list, std::string_view what) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Word& name = list[i].name;
    if (table.add(name, i)) continue;
    fault(name.where, cat({"the ", what, " '", name.text, "' is described a second time"}),
          "give it another name, or put both into one line");
  }
}

std::optional<std::size_t> NameResolver::look_up(const NameTable& table, const Word& name,
                                                 std::string_view what) {
  const std::optional<std::size_t> found = table.find(name.text);
  if (found) return found;
  const std::string_view nearest = table.nearest(name.text);
  fault(name.where, cat({"no ", what, " is named '", printable(name.text), "'"}),
        nearest.empty() ? cat({"add a line that describes this ", what})
                        : cat({"did you mean '", nearest, "'?"}));
  return std::nullopt;
}

void NameResolver::once(std::string_view what, std::string_view key, SourceSpan where) {
  if (seen_.insert(fold_ascii(cat({what, " ", key}))).second) return;
  fault(where, cat({what, " is described a second time"}), "put everything into one line");
}

void NameResolver::resolve_subnet(const Sketch::Subnet& subnet) {
  const auto vnet = look_up(vnets_, subnet.vnet, "VNet");
  if (!vnet) return;
  const std::string key = fold_ascii(subnet_key(subnet.vnet, subnet.name));
  const std::size_t position = static_cast<std::size_t>(&subnet - sketch_.subnets.data());
  if (!subnets_.try_emplace(key, position).second) {
    fault(subnet.where, cat({"the subnet '", key, "' is described a second time"}),
          "a subnet with several prefixes has them in one line, with commas between them");
    return;
  }
  subnets_of_vnet_[fold_ascii(subnet.vnet.text)].push_back(position);
  for (const Located<Prefix>& prefix : subnet.prefixes) {
    if (lies_in(prefix.value, sketch_.vnets[*vnet].space)) continue;
    fault(prefix.where,
          cat({prefix.value.to_string(), " is not in the address space of ", subnet.vnet.text}),
          "correct it, or add the prefix to the VNet");
  }
}

void NameResolver::resolve_peering(const Sketch::PeeringSide& side) {
  look_up(vnets_, side.local, "VNet");
  look_up(vnets_, side.remote, "VNet");
  if (equal_folded(side.local.text, side.remote.text)) {
    fault(side.where, "a VNet has no peering with itself", "name two VNets");
  }
  once("this side of the peering", subnet_key(side.local, side.remote), side.where);
}

void NameResolver::resolve_circuits() {
  for (const Sketch::Connection& connection : sketch_.connections) {
    look_up(gateways_, connection.gateway, "gateway");
    look_up(circuits_, connection.circuit, "circuit");
    once("this connection", subnet_key(connection.gateway, connection.circuit), connection.where);
  }
  for (const Sketch::GlobalReach& link : sketch_.global_reach) {
    look_up(circuits_, link.circuit, "circuit");
    look_up(circuits_, link.peer, "circuit");
    if (equal_folded(link.circuit.text, link.peer.text)) {
      fault(link.where, "a circuit has no Global Reach with itself", "name two circuits");
    }
  }
  for (Sketch::OnPremises& side : sketch_.on_premises) {
    side.vpn_site = !circuits_.find(side.circuit.text) && vpn_sites_.find(side.circuit.text);
    if (!side.vpn_site) look_up(circuits_, side.circuit, "circuit");
    once("the on-premises side of this circuit", side.circuit.text, side.where);
    for (const Word& other : side.transit) look_up(circuits_, other, "circuit");
  }
}

void NameResolver::resolve_branches() {
  for (BranchSketch::Tunnel& tunnel : sketch_.branches.tunnels) {
    look_up(gateways_, tunnel.gateway, "gateway");
    tunnel.to_site = !gateways_.find(tunnel.far.text);
    if (tunnel.to_site) look_up(vpn_sites_, tunnel.far, "VPN site or gateway");
    once("this tunnel", subnet_key(tunnel.gateway, tunnel.far), tunnel.where);
  }
  for (const BranchSketch::RouteServer& server : sketch_.branches.route_servers) {
    if (!server.vnet.empty()) look_up(vnets_, server.vnet, "VNet");
  }
  for (const BranchSketch::Peer& peer : sketch_.branches.peers) {
    look_up(route_servers_, peer.server, "Route Server");
    once("this BGP peer", subnet_key(peer.server, peer.name), peer.name.where);
  }
}

void NameResolver::give_table(Sketch::Subnet& subnet, const Sketch::Table& table,
                              SourceSpan where) {
  if (!subnet.table.empty()) {
    fault(where, cat({"the subnet '", subnet.name.text, "' has a route table already"}),
          "a subnet has one route table, or none");
    return;
  }
  subnet.table = table.name;
  subnet.table.where = where;
}

std::vector<std::size_t> NameResolver::subnets_of(const StatementCursor::Path& path,
                                                  const Sketch::Vnet& vnet) {
  const std::string key = fold_ascii(vnet.name.text);
  std::vector<std::size_t>& all = subnets_of_vnet_[key];
  if (all.empty()) {
    Sketch::Subnet whole;
    whole.vnet = vnet.name;
    whole.name = {"default", path.where};
    whole.where = path.where;
    whole.prefixes = vnet.space;
    subnets_.emplace(key + "/default", sketch_.subnets.size());
    all.push_back(sketch_.subnets.size());
    sketch_.subnets.push_back(std::move(whole));
  }
  std::vector<std::size_t> workloads;
  for (const std::size_t position : all) {
    if (!is_reserved(sketch_.subnets[position].name.text)) workloads.push_back(position);
  }
  return workloads;
}

std::vector<std::size_t> NameResolver::subnets_at(const StatementCursor::Path& path) {
  const auto vnet = look_up(vnets_, path.first, "VNet");
  if (!vnet) return {};
  if (path.second.empty()) return subnets_of(path, sketch_.vnets[*vnet]);
  const auto subnet = subnets_.find(fold_ascii(subnet_key(path.first, path.second)));
  if (subnet != subnets_.end()) return {subnet->second};
  fault(path.where,
        cat({"the VNet '", path.first.text, "' has no subnet '", path.second.text, "'"}),
        cat({"add 'subnet ", subnet_key(path.first, path.second), " PREFIX'"}));
  return {};
}

void NameResolver::put_table(const Sketch::Table& table, const StatementCursor::Path& path) {
  for (const std::size_t position : subnets_at(path)) {
    give_table(sketch_.subnets[position], table, path.where);
  }
}

void NameResolver::put_group(const Sketch::SecurityGroup& group,
                             const StatementCursor::Path& path) {
  for (const std::size_t position : subnets_at(path)) {
    Sketch::Subnet& subnet = sketch_.subnets[position];
    if (!subnet.security_group.empty()) {
      fault(path.where,
            cat({"the subnet '", subnet.name.text, "' has a network security group already"}),
            "a subnet has one group, or none");
      continue;
    }
    subnet.security_group = {group.name.text, path.where};
  }
}

void NameResolver::resolve_security() {
  for (const Sketch::SecurityGroup& group : sketch_.security_groups) {
    for (const StatementCursor::Path& path : group.on) put_group(group, path);
  }
  for (const Sketch::SecurityRule& rule : sketch_.security_rules) {
    look_up(groups_, rule.owner, "network security group");
  }
  for (const Sketch::ConnectedGroup& group : sketch_.connected_groups) {
    for (const Word& vnet : group.of) look_up(vnets_, vnet, "VNet");
    if (!group.hub.empty()) look_up(vnets_, group.hub, "VNet");
  }
  for (const Sketch::AdminRules& rules : sketch_.admin_configurations) {
    for (const Word& vnet : rules.on) look_up(vnets_, vnet, "VNet");
  }
  for (const Sketch::SecurityRule& rule : sketch_.admin_rules) {
    look_up(configurations_, rule.owner, "security admin configuration");
  }
  for (const Sketch::SecurityRule& rule : sketch_.firewall_rules) {
    const bool in_hub = std::any_of(
        sketch_.hubs.begin(), sketch_.hubs.end(),
        [&](const Sketch::Hub& hub) { return equal_folded(hub.firewall.text, rule.owner.text); });
    if (in_hub) continue;
    const auto owner = look_up(forwarders_, rule.owner, "firewall");
    const bool is_firewall =
        !owner || sketch_.forwarders[*owner].kind == Sketch::ForwarderKind::firewall;
    if (!is_firewall) fault(rule.owner.where, "only firewalls have such rules", "name a firewall");
  }
}

Sketch::Subnet* NameResolver::subnet_of(Sketch::Forwarder& forwarder) {
  const StatementCursor::Path& path = forwarder.subnet;
  if (!look_up(vnets_, path.first, "VNet")) return nullptr;
  if (!path.second.empty()) {
    const auto known = subnets_.find(fold_ascii(subnet_key(path.first, path.second)));
    return known == subnets_.end() ? nullptr : &sketch_.subnets[known->second];
  }
  for (const std::size_t position : subnets_of_vnet_[fold_ascii(path.first.text)]) {
    Sketch::Subnet& subnet = sketch_.subnets[position];
    if (lies_in(Prefix::host(forwarder.address.value), subnet.prefixes)) return &subnet;
  }
  return nullptr;
}

void NameResolver::resolve_forwarder(Sketch::Forwarder& forwarder) {
  const std::size_t faults_before = faults_.size();
  const Sketch::Subnet* subnet = subnet_of(forwarder);
  if (subnet != nullptr && lies_in(Prefix::host(forwarder.address.value), subnet->prefixes)) {
    forwarder.subnet.second = subnet->name;
  } else if (faults_.size() == faults_before) {
    fault(forwarder.address.where,
          cat({"no subnet '", forwarder.subnet.first.text,
               forwarder.subnet.second.empty() ? "" : "/", forwarder.subnet.second.text,
               "' holds the address ", forwarder.address.value.to_string()}),
          "add the subnet, or correct the address");
  }
  for (const Word& backend : forwarder.backends) {
    const auto behind = look_up(forwarders_, backend, "appliance");
    if (!behind) continue;
    const Sketch::ForwarderKind kind = sketch_.forwarders[*behind].kind;
    const bool is_interface =
        kind == Sketch::ForwarderKind::appliance || kind == Sketch::ForwarderKind::machine;
    if (is_interface) continue;
    fault(backend.where, "behind a load balancer stand appliances and machines only",
          "name an appliance or a machine");
  }
}

/// In the subnet that is named, or in the one of the VNet that holds the address.
void NameResolver::place_endpoint(PrivateLinkSketch::Endpoint& endpoint) {
  StatementCursor::Path& path = endpoint.subnet;
  const std::size_t faults_before = faults_.size();
  for (const std::size_t position : subnets_at(path)) {
    const Sketch::Subnet& subnet = sketch_.subnets[position];
    const bool holds =
        !endpoint.address || lies_in(Prefix::host(endpoint.address->value), subnet.prefixes);
    if (!holds) continue;
    path.second = subnet.name;
    return;
  }
  if (faults_.size() > faults_before) return;
  fault(endpoint.name.where,
        cat({"no subnet '", path.first.text, path.second.empty() ? "" : "/", path.second.text,
             "' holds the address of ", endpoint.name.text}),
        "add the subnet, or correct the address");
}

void NameResolver::resolve_private_links() {
  for (PrivateLinkSketch::Endpoint& endpoint : sketch_.private_links.endpoints) {
    if (!endpoint.subnet.first.empty()) place_endpoint(endpoint);
    if (!endpoint.service.empty()) {
      look_up(private_link_services_, endpoint.service, "private link service");
    }
  }
  for (PrivateLinkSketch::Service& service : sketch_.private_links.services) {
    if (!service.subnet.first.empty()) {
      const std::vector<std::size_t> subnets = subnets_at(service.subnet);
      if (!subnets.empty()) service.subnet.second = sketch_.subnets[subnets.front()].name;
    }
    if (!service.balancer.empty()) look_up(forwarders_, service.balancer, "load balancer");
  }
}

void NameResolver::resolve() {
  register_names(vnets_, sketch_.vnets, "VNet");
  register_names(gateways_, sketch_.gateways, "gateway");
  register_names(circuits_, sketch_.circuits, "circuit");
  register_names(tables_, sketch_.tables, "route table");
  register_names(vpn_sites_, sketch_.branches.sites, "VPN site");
  register_names(route_servers_, sketch_.branches.route_servers, "Route Server");
  register_names(forwarders_, sketch_.forwarders, "appliance");
  register_names(private_endpoints_, sketch_.private_links.endpoints, "private endpoint");
  register_names(private_link_services_, sketch_.private_links.services, "private link service");
  register_names(groups_, sketch_.security_groups, "network security group");
  register_names(configurations_, sketch_.admin_configurations, "security admin configuration");
  for (const Sketch::Subnet& subnet : sketch_.subnets) resolve_subnet(subnet);
  for (const Sketch::PeeringSide& side : sketch_.peerings) resolve_peering(side);
  for (const Sketch::Gateway& gateway : sketch_.gateways) {
    if (!gateway.vnet.empty()) look_up(vnets_, gateway.vnet, "VNet");
  }
  resolve_circuits();
  resolve_branches();
  for (const Sketch::Table& table : sketch_.tables) {
    for (const StatementCursor::Path& path : table.on) put_table(table, path);
  }
  for (const Sketch::Route& route : sketch_.routes) {
    look_up(tables_, route.table, "route table");
    once("the route to this prefix", cat({route.table.text, " ", route.prefix.value.to_string()}),
         route.prefix.where);
  }
  for (Sketch::Forwarder& forwarder : sketch_.forwarders) resolve_forwarder(forwarder);
  resolve_private_links();
  resolve_security();
  for (const Word& vnet : sketch_.separated) look_up(vnets_, vnet, "VNet");
}

}  // namespace

void resolve_sketch(Sketch& sketch, Diagnostics& faults) {
  resolve_hubs(sketch, faults);
  NameResolver(sketch, faults).resolve();
}

}  // namespace hairpin::import
