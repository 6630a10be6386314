#include "tests/support/sketch.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <sstream>
#include <utility>

#include "base/text.hpp"
#include "tests/support/sketch_rules.hpp"

namespace hairpin::test {
namespace {

using namespace model;

/// One line in words: `kind first second ... key=value ... flag`.
struct Line {
  std::string text;
  std::vector<std::string> words;

  explicit Line(const std::string& line) : text(line) {
    std::istringstream stream(line.substr(0, line.find('#')));
    for (std::string word; stream >> word;) words.push_back(word);
  }
  std::string_view kind() const { return words.empty() ? std::string_view() : words[0]; }
  std::string_view word(std::size_t i) const {
    return i < words.size() ? words[i] : std::string_view();
  }
  bool flag(std::string_view name) const {
    return std::find(words.begin(), words.end(), name) != words.end();
  }
  std::optional<std::string_view> option(std::string_view key) const {
    for (const std::string& word : words) {
      const std::string_view view = word;
      if (view.starts_with(key) && view.substr(key.size()).starts_with('=')) {
        return view.substr(key.size() + 1);
      }
    }
    return std::nullopt;
  }
  std::vector<std::string_view> list(std::string_view key) const {
    std::vector<std::string_view> items;
    std::string_view rest = option(key).value_or("");
    while (!rest.empty()) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      items.push_back(rest.substr(0, comma));
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    return items;
  }
};

template <class T>
Setting<T> set_to(T value) {
  return {value, {}};
}

Setting<bool> flag_of(const Line& line, std::string_view key) {
  const auto text = line.option(key);
  if (!text || *text == "unset") return {};
  if (*text == "unreadable") return {std::nullopt, {}, true};
  return set_to(*text == "yes");
}

/// Applies lines of one kind after the other, so that what is referred to exists already.
class Sketcher {
 public:
  SketchedNetwork run(const std::vector<std::string>& texts) {
    std::vector<Line> lines(texts.begin(), texts.end());
    for (const auto& [kind, apply] : kinds()) {
      for (const Line& line : lines) {
        if (line.kind() == kind && !(this->*apply)(line)) out_.problems.push_back(line.text);
      }
    }
    for (const Line& line : lines) {
      const auto known = kinds();
      const bool found = std::any_of(known.begin(), known.end(),
                                     [&](const auto& entry) { return entry.first == line.kind(); });
      if (!found && !line.kind().empty()) out_.problems.push_back(line.text);
    }
    link_reverse_peerings();
    share_rule_sets(network());
    return std::move(out_);
  }

 private:
  using Apply = bool (Sketcher::*)(const Line&);

  static std::vector<std::pair<std::string_view, Apply>> kinds() {
    return {{"manager", &Sketcher::manager},
            {"admin", &Sketcher::admin},
            {"vnet", &Sketcher::vnet},
            {"table", &Sketcher::table},
            {"route", &Sketcher::route},
            {"nsg", &Sketcher::nsg},
            {"rule", &Sketcher::rule},
            {"subnet", &Sketcher::subnet},
            {"peer", &Sketcher::peer},
            {"mesh", &Sketcher::mesh},
            {"joined", &Sketcher::joined},
            {"spoke", &Sketcher::spoke},
            {"gateway", &Sketcher::gateway},
            {"circuit", &Sketcher::circuit},
            {"connect", &Sketcher::connect},
            {"reach", &Sketcher::reach},
            {"site", &Sketcher::site},
            {"nic", &Sketcher::nic},
            {"balancer", &Sketcher::balancer},
            {"vsite", &Sketcher::vsite},
            {"tunnel", &Sketcher::tunnel},
            {"server", &Sketcher::server},
            {"bgp-peer", &Sketcher::bgp_peer},
            {"firewall", &Sketcher::firewall},
            {"translate", &Sketcher::translate},
            {"wan", &Sketcher::wan},
            {"hub", &Sketcher::hub},
            {"hub-table", &Sketcher::hub_table},
            {"hub-gateway", &Sketcher::hub_gateway},
            {"hub-vnet", &Sketcher::hub_vnet},
            {"hub-circuit", &Sketcher::hub_circuit},
            {"hub-route", &Sketcher::hub_route},
            {"policies", &Sketcher::policies},
            {"link-service", &Sketcher::link_service},
            {"endpoint", &Sketcher::endpoint},
            {"unmodelled", &Sketcher::unmodelled},
            {"permit", &Sketcher::permit},
            {"assume", &Sketcher::assume},
            {"truncated", &Sketcher::truncated}};
  }

  std::string_view keep(std::string_view text) { return out_.texts.emplace_back(text); }

  Identity identity(std::string_view type, std::string_view name) {
    const ResourceId id = out_.ids.intern(
        cat({"/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/", type, "/", name}));
    return {id, out_.ids.name(id), {}, true};
  }
  Identity child(ResourceId parent, std::string_view type, std::string_view name) {
    const ResourceId id = out_.ids.intern(cat({out_.ids.text(parent), "/", type, "/", name}));
    return {id, out_.ids.name(id), {}, true};
  }

  static bool read(std::string_view text, std::vector<Located<Prefix>>& into) {
    const auto prefix = Prefix::parse(text).prefix;
    if (prefix) into.push_back({*prefix, {}});
    return prefix.has_value();
  }
  static bool read_all(const std::vector<std::string_view>& texts,
                       std::vector<Located<Prefix>>& into) {
    return std::all_of(texts.begin(), texts.end(), [&](auto text) { return read(text, into); });
  }
  /// The words from `start` on that are prefixes.
  static bool read_words(const Line& line, std::size_t start, std::vector<Located<Prefix>>& into) {
    for (std::size_t i = start; i < line.words.size(); ++i) {
      if (line.words[i].find('/') == std::string::npos ||
          line.words[i].find('=') != std::string::npos)
        continue;
      if (!read(line.words[i], into)) return false;
    }
    return true;
  }

  bool manager(const Line& line) {
    AdminRules rules;
    for (const std::string_view name : {"upper", "lower"}) {
      rules.stages.push_back(
          {identity("networkManagers", cat({line.word(1), "/securityAdminConfigurations/", name}))
               .id,
           sketched_filter(network()), sketched_filter(network())});
    }
    return managers_.emplace(line.word(1), network().admin_rules.add(std::move(rules))).second;
  }

  bool admin(const Line& line) {
    const auto manager = managers_.find(line.word(1));
    if (manager == managers_.end() || line.flag("in") == line.flag("out")) return false;
    AdminStage& stage = network().admin_rules[manager->second].stages[line.flag("lower") ? 1 : 0];
    Filter& filter = line.flag("in") ? stage.inbound : stage.outbound;
    SketchedRule stated = rule_of(line);
    stated.allow = !line.flag("deny");
    if (!add_rule(stated, filter.origins.size(), filter, network())) return false;
    network().rule_sets[filter.rules].rules.back().always = line.flag("always");
    return true;
  }

  bool vnet(const Line& line) {
    Vnet vnet;
    static_cast<Identity&>(vnet) = identity("virtualNetworks", line.word(1));
    vnet.in_input = !line.flag("mentioned");
    vnet.states_peerings = !line.flag("peerings-unstated");
    if (!read_words(line, 2, vnet.address_space)) return false;
    if (vnet.address_space.empty()) return false;
    if (!read_all(line.list("summary"), vnet.summarized_gateway_prefixes)) return false;
    const auto manager = managers_.find(line.option("managed").value_or(""));
    if (manager != managers_.end()) vnet.admin_rules = manager->second;
    const ResourceId id = vnet.id;
    const VnetIndex index = network().vnets.add(std::move(vnet));
    vnets_.emplace(line.word(1), index);
    return network().vnet_by_id.emplace(id, index).second;
  }

  static SubnetPurpose purpose_of(std::string_view name) {
    static constexpr std::array<std::pair<std::string_view, SubnetPurpose>, 5> reserved = {
        {{"GatewaySubnet", SubnetPurpose::gateway},
         {"RouteServerSubnet", SubnetPurpose::route_server},
         {"AzureFirewallSubnet", SubnetPurpose::firewall},
         {"AzureFirewallManagementSubnet", SubnetPurpose::firewall_management},
         {"AzureBastionSubnet", SubnetPurpose::bastion}}};
    for (const auto& [known, purpose] : reserved) {
      if (equal_folded(known, name)) return purpose;
    }
    return SubnetPurpose::workload;
  }

  bool subnet(const Line& line) {
    const std::string_view path = line.word(1);
    const std::size_t slash = std::min(path.find('/'), path.size());
    const auto vnet = vnets_.find(path.substr(0, slash));
    if (vnet == vnets_.end() || slash == path.size()) return false;
    Subnet subnet{child(network().vnets[vnet->second].id, "subnets", path.substr(slash + 1)),
                  vnet->second,
                  purpose_of(path.substr(slash + 1)),
                  {},
                  {},
                  {},
                  {}};
    if (!read_words(line, 2, subnet.prefixes) || subnet.prefixes.empty()) return false;
    const auto table = tables_.find(line.option("table").value_or(""));
    if (table != tables_.end()) subnet.route_table = table->second;
    subnet.security_group = group_of(line);
    if (line.flag("exempt")) subnet.admin_coverage = AdminCoverage::exempt;
    if (line.flag("exempt-unknown")) subnet.admin_coverage = AdminCoverage::unknown;
    const ResourceId id = subnet.id;
    const SubnetIndex index = network().subnets.add(std::move(subnet));
    network().vnets[vnet->second].subnets.push_back(index);
    if (table != tables_.end()) network().route_tables[table->second].subnets.push_back(index);
    subnets_.emplace(path, index);
    return network().subnet_by_id.emplace(id, index).second;
  }

  bool add_peering(std::string_view from, std::string_view to, const Line& line) {
    const auto local = vnets_.find(from);
    const auto remote = vnets_.find(to);
    if (local == vnets_.end() || remote == vnets_.end() || local == remote) return false;
    if (!network().vnets[local->second].shows_peerings()) return false;  // its side is nowhere
    VnetPeering peering;
    static_cast<Identity&>(peering) =
        child(network().vnets[local->second].id, "virtualNetworkPeerings", cat({"to-", to}));
    peering.local = local->second;
    peering.remote = remote->second;
    peering.state = state_of(line);
    peering.sync = sync_of(line);
    peering.allow_vnet_access = line.option("access") ? flag_of(line, "access") : set_to(true);
    peering.allow_forwarded_traffic = flag_of(line, "forwarded");
    peering.allow_gateway_transit = flag_of(line, "transit");
    peering.use_remote_gateways = flag_of(line, "remote-gateways");
    if (line.flag("ipv6-only")) peering.only_ipv6 = set_to(true);
    for (const auto name : line.list("local")) peering.local_subnets.push_back({keep(name), {}});
    for (const auto name : line.list("remote")) peering.remote_subnets.push_back({keep(name), {}});
    if (line.option("local")) peering.complete_vnets = set_to(false);
    if (!read_all(line.list("synced"), peering.synced_space)) return false;
    const PeeringIndex index = network().peerings.add(std::move(peering));
    network().vnets[local->second].peerings.push_back(index);
    return true;
  }

  static Setting<PeeringState> state_of(const Line& line) {
    const std::string_view text = line.option("state").value_or("connected");
    if (text == "unset") return {};
    if (text == "unreadable") return {std::nullopt, {}, true};
    if (text == "connected") return set_to(PeeringState::connected);
    if (text == "initiated") return set_to(PeeringState::initiated);
    if (text == "disconnected") return set_to(PeeringState::disconnected);
    return set_to(PeeringState::unrecognised);
  }
  static Setting<PeeringSync> sync_of(const Line& line) {
    const std::string_view text = line.option("sync").value_or("unset");
    if (text == "unset") return {};
    if (text == "fully_in_sync") return set_to(PeeringSync::fully_in_sync);
    if (text == "remote_not_in_sync") return set_to(PeeringSync::remote_not_in_sync);
    if (text == "local_not_in_sync") return set_to(PeeringSync::local_not_in_sync);
    if (text == "both_not_in_sync") return set_to(PeeringSync::both_not_in_sync);
    return set_to(PeeringSync::unrecognised);
  }

  bool peer(const Line& line) { return add_peering(line.word(1), line.word(2), line); }
  bool joined(const Line& line) {
    ConnectedGroup group;
    static_cast<Identity&>(group) =
        identity("networkManagers", cat({"m/connectivityConfigurations/", line.word(1)}));
    group.because = {group.id, "properties.connectivityTopology", "\"Mesh\"", {}, "10.21"};
    const auto is_in = [&](std::string_view key, std::string_view name) {
      const auto all = line.list(key);
      return std::find(all.begin(), all.end(), name) != all.end();
    };
    const Line members(cat({"x members=", line.word(2)}));
    for (const std::string_view name : members.list("members")) {
      const auto vnet = vnets_.find(name);
      if (vnet == vnets_.end()) continue;
      ConnectedGroup::Member member{vnet->second, {}, {}};
      const ResourceId id = network().vnets[vnet->second].id;
      if (is_in("perhaps", name)) {
        member.doubt =
            Missing{id, cat({"whether ", name, " is in ", line.word(1)}), "", {}, "10.28"};
      }
      if (is_in("apart", name)) {
        member.guard = ConfigFact{id, "effectiveConnectivityConfigurations", "null", {}, "C22"};
      }
      group.members.push_back(std::move(member));
    }
    if (line.flag("perhaps")) {
      group.doubt = Missing{group.id, cat({"whether there is ", line.word(1)}), "", {}, "10.22"};
    }
    network().connected_groups.add(std::move(group));
    return true;
  }

  bool mesh(const Line& line) {
    const bool out = add_peering(line.word(1), line.word(2), line);
    const bool back = add_peering(line.word(2), line.word(1), line);
    return out || back;
  }
  bool spoke(const Line& line) {
    const bool down = add_peering(line.word(2), line.word(1), Line(line.text + " transit=yes"));
    const bool up =
        add_peering(line.word(1), line.word(2), Line(line.text + " remote-gateways=yes"));
    return up || down;
  }

  bool gateway(const Line& line) {
    const auto vnet = vnets_.find(line.word(2));
    if (vnet == vnets_.end()) return false;
    Gateway gateway;
    static_cast<Identity&>(gateway) = identity("virtualNetworkGateways", line.word(1));
    gateway.kind = line.flag("vpn") ? GatewayKind::vpn : GatewayKind::express_route;
    gateway.vnet = vnet->second;
    gateway.allow_remote_vnet_traffic = flag_of(line, "remote-vnets");
    gateway.allow_virtual_wan_traffic = flag_of(line, "virtual-wan");
    gateway.admin_enabled = flag_of(line, "admin");
    if (line.flag("vpn")) set_vpn(line, gateway.vpn);
    const ResourceId id = gateway.id;
    const GatewayIndex index = network().gateways.add(std::move(gateway));
    gateways_.emplace(line.word(1), index);
    return network().gateway_by_id.emplace(id, index).second;
  }

  static void set_vpn(const Line& line, VpnSettings& vpn) {
    vpn.type = set_to(VpnType::route_based);
    vpn.enable_bgp = flag_of(line, "bgp");
    vpn.active_active = flag_of(line, "active");
    if (const auto text = line.option("asn"))
      vpn.asn = set_to<std::int64_t>(std::stoll(std::string(*text)));
    if (const auto address = Address::parse(line.option("at").value_or(""))) {
      vpn.addresses.push_back({*address, {}});
      vpn.knows_addresses = true;
    }
  }

  bool vsite(const Line& line) {
    VpnSite site;
    static_cast<Identity&>(site) = identity("localNetworkGateways", line.word(1));
    site.states_space = true;
    if (!read_words(line, 2, site.address_space)) return false;
    if (const auto address = Address::parse(line.option("at").value_or(""))) {
      site.address = Located<Address>{*address, {}};
    }
    return vpn_sites_.emplace(line.word(1), network().vpn_sites.add(std::move(site))).second;
  }

  bool tunnel(const Line& line) {
    const auto gateway = gateways_.find(line.word(1));
    const auto far = gateways_.find(line.word(2));
    const auto site = vpn_sites_.find(line.word(2));
    if (gateway == gateways_.end() || (far == gateways_.end() && site == vpn_sites_.end())) {
      return false;
    }
    Connection connection;
    static_cast<Identity&>(connection) =
        identity("connections", cat({line.word(1), "-to-", line.word(2)}));
    connection.gateway = gateway->second;
    connection.kind = far == gateways_.end() ? ConnectionKind::ipsec : ConnectionKind::vnet_to_vnet;
    if (far == gateways_.end()) {
      connection.tunnel.site = site->second;
    } else {
      connection.peer_gateway = far->second;
    }
    connection.enable_bgp = flag_of(line, "bgp");
    if (const auto text = line.option("state")) connection.provisioning_state = set_to(keep(*text));
    connection.tunnel.unreadable_nat_rules = line.flag("nat");
    if (line.option("local")) {
      TrafficSelector selector;
      if (!read_all(line.list("local"), selector.local)) return false;
      if (!read_all(line.list("remote"), selector.remote)) return false;
      connection.tunnel.selectors.push_back(std::move(selector));
    }
    const ConnectionIndex index = network().connections.add(std::move(connection));
    network().gateways[gateway->second].connections.push_back(index);
    return true;
  }

  bool server(const Line& line) {
    const auto vnet = vnets_.find(line.word(2));
    if (vnet == vnets_.end()) return false;
    RouteServer server;
    static_cast<Identity&>(server) = identity("virtualHubs", line.word(1));
    server.vnet = vnet->second;
    server.unreadable_branch_to_branch = line.option("branches") == "unreadable";
    if (!server.unreadable_branch_to_branch) server.branch_to_branch = flag_of(line, "branches");
    return servers_.emplace(line.word(1), network().route_servers.add(std::move(server))).second;
  }

  bool bgp_peer(const Line& line) {
    const auto server = servers_.find(line.word(2));
    const auto address = Address::parse(line.word(3));
    if (server == servers_.end() || !address) return false;
    BgpPeer peer;
    static_cast<Identity&>(peer) =
        child(network().route_servers[server->second].id, "bgpConnections", line.word(1));
    peer.server = server->second;
    peer.address = Located<Address>{*address, {}};
    if (line.option("announces")) {
      peer.declared.emplace();
      if (line.option("announces") != "nothing" &&
          !read_all(line.list("announces"), *peer.declared)) {
        return false;
      }
    }
    const BgpPeerIndex index = network().bgp_peers.add(std::move(peer));
    network().route_servers[server->second].peers.push_back(index);
    return true;
  }

  bool circuit(const Line& line) {
    Circuit circuit;
    static_cast<Identity&>(circuit) = identity("expressRouteCircuits", line.word(1));
    circuit.in_input = !line.flag("mentioned");
    circuit.states_peerings = circuit.in_input && !line.flag("no-peerings");
    if (circuit.states_peerings && line.option("private").value_or("yes") != "none") {
      circuit.private_peering.emplace();
      circuit.private_peering->enabled =
          line.option("private") ? flag_of(line, "private") : set_to(true);
    }
    if (const auto text = line.option("provider")) circuit.provider_state = set_to(keep(*text));
    if (const auto text = line.option("place")) circuit.peering_location = set_to(keep(*text));
    if (const auto text = line.option("tenant")) circuit.tenant = keep(*text);
    if (const auto text = line.option("port")) {
      circuit.port.value = identity("expressRoutePorts", *text).id;
    }
    const ResourceId id = circuit.id;
    const CircuitIndex index = network().circuits.add(std::move(circuit));
    circuits_.emplace(line.word(1), index);
    return network().circuit_by_id.emplace(id, index).second;
  }

  bool connect(const Line& line) {
    const auto gateway = gateways_.find(line.word(1));
    const auto circuit = circuits_.find(line.word(2));
    if (gateway == gateways_.end() || circuit == circuits_.end()) return false;
    Connection connection;
    static_cast<Identity&>(connection) =
        identity("connections", cat({line.word(1), "-", line.word(2)}));
    connection.kind = ConnectionKind::express_route;
    connection.gateway = gateway->second;
    connection.circuit = circuit->second;
    if (const auto text = line.option("state")) connection.provisioning_state = set_to(keep(*text));
    if (const auto text = line.option("status")) connection.connection_status = set_to(keep(*text));
    connection.gateway_bypass = flag_of(line, "fast-path");
    const ConnectionIndex index = network().connections.add(std::move(connection));
    network().gateways[gateway->second].connections.push_back(index);
    network().circuits[circuit->second].connections.push_back(index);
    return true;
  }

  bool reach(const Line& line) {
    const auto circuit = circuits_.find(line.word(1));
    const auto peer = circuits_.find(line.word(2));
    if (circuit == circuits_.end() || peer == circuits_.end() || circuit == peer) return false;
    if (!network().circuits[circuit->second].states_peerings) return false;  // its list is unknown
    GlobalReachConnection link;
    static_cast<Identity&>(link) = child(network().circuits[circuit->second].id,
                                         "peerings/AzurePrivatePeering/connections", line.word(2));
    link.circuit = circuit->second;
    link.peer = peer->second;
    link.from_peered_connections = line.flag("peered");
    const std::string_view status = line.option("status").value_or("unset");
    if (status == "connected") link.status = set_to(GlobalReachStatus::connected);
    if (status == "connecting") link.status = set_to(GlobalReachStatus::connecting);
    if (status == "disconnected") link.status = set_to(GlobalReachStatus::disconnected);
    if (status == "unrecognised") link.status = set_to(GlobalReachStatus::unrecognised);
    network().global_reach.add(std::move(link));
    return true;
  }

  bool site(const Line& line) {
    const auto circuit = circuits_.find(line.word(1));
    if (circuit == circuits_.end()) return false;
    Site site;
    site.circuit = circuit->second;
    if (!read_all(line.list("advertises"), site.advertises)) return false;
    for (const auto name : line.list("transit")) {
      const auto other = circuits_.find(name);
      if (other != circuits_.end()) site.transit.push_back({other->second, {}});
    }
    network().sites.add(std::move(site));
    return true;
  }

  bool table(const Line& line) {
    RouteTable table;
    static_cast<Identity&>(table) = identity("routeTables", line.word(1));
    if (line.option("propagation")) {
      table.disable_bgp_propagation = set_to(line.option("propagation") == "no");
    }
    return tables_.emplace(line.word(1), network().route_tables.add(std::move(table))).second;
  }

  bool route(const Line& line) {
    const auto table = tables_.find(line.word(1));
    const auto prefix = Prefix::parse(line.word(2)).prefix;
    if (table == tables_.end() || !prefix) return false;
    RouteTable& owner = network().route_tables[table->second];
    UserRoute route;
    static_cast<Identity&>(route) =
        child(owner.id, "routes", "r" + std::to_string(owner.routes.size()));
    route.prefix = {*prefix, {}};
    if (line.flag("gateway")) route.next_hop_type = NextHopType::virtual_network_gateway;
    if (line.flag("local")) route.next_hop_type = NextHopType::vnet_local;
    if (line.flag("internet")) route.next_hop_type = NextHopType::internet;
    if (line.flag("none")) route.next_hop_type = NextHopType::none;
    if (const auto text = line.option("appliance")) {
      route.next_hop_type = NextHopType::virtual_appliance;
      const auto address = Address::parse(*text);
      if (address) route.next_hop = Located<Address>{*address, {}};
    }
    if (line.flag("unrecognised")) route.next_hop_type = NextHopType::unrecognised;
    const bool named = line.flag("unrecognised") || route.next_hop;
    if (route.next_hop_type == NextHopType::unrecognised && !named) return false;
    // [3.22] two equal prefixes in one table cannot exist
    for (const UserRoute& other : owner.routes) {
      if (other.prefix.value == *prefix) return false;
    }
    owner.routes.push_back(std::move(route));
    return true;
  }

  bool add_forwarder(const Line& line, ForwarderKind kind, std::string_view type) {
    const auto address = Address::parse(line.word(3));
    if (!address) return false;
    Forwarder forwarder;
    static_cast<Identity&>(forwarder) = identity(type, line.word(1));
    forwarder.kind = kind;
    forwarder.address = *address;
    const auto subnet = subnets_.find(line.word(2));
    if (subnet == subnets_.end()) return false;
    forwarder.subnet = subnet->second;
    forwarder.ip_forwarding = flag_of(line, "forwarding");
    forwarder.lacks_backends = line.flag("backends-lacking");
    forwarder.security_group = group_of(line);
    for (const auto name : line.list("backends")) {
      const auto backend = forwarders_.find(name);
      if (backend != forwarders_.end()) forwarder.backends.push_back(backend->second);
    }
    const ForwarderIndex index = network().forwarders.add(std::move(forwarder));
    return forwarders_.emplace(line.word(1), index).second;
  }
  bool nic(const Line& line) {
    return add_forwarder(line, ForwarderKind::network_interface, "networkInterfaces");
  }
  bool balancer(const Line& line) {
    return add_forwarder(line, ForwarderKind::load_balancer, "loadBalancers");
  }
  bool firewall(const Line& line) {
    if (!add_forwarder(line, ForwarderKind::firewall, "azureFirewalls")) return false;
    if (!line.flag("rules")) return true;
    Firewall firewall;
    static_cast<Identity&>(firewall) = identity("azureFirewalls", line.word(1));
    firewall.network = sketched_filter(network());
    Forwarder& forwarder = network().forwarders[forwarders_.find(line.word(1))->second];
    forwarder.firewall = network().firewalls.add(std::move(firewall));
    return true;
  }

  SecurityGroupIndex group_of(const Line& line) const {
    const auto group = groups_.find(line.option("nsg").value_or(""));
    return group == groups_.end() ? SecurityGroupIndex() : group->second;
  }

  bool nsg(const Line& line) {
    const Identity name = identity("networkSecurityGroups", line.word(1));
    return groups_
        .emplace(line.word(1), network().security_groups.add(sketched_group(name, network())))
        .second;
  }

  static SketchedRule rule_of(const Line& line) {
    return {line.option("from"), line.option("to"), line.option("port"), line.flag("allow"),
            line.flag("perhaps")};
  }

  bool rule(const Line& line) {
    const auto group = groups_.find(line.word(1));
    if (group == groups_.end() || line.flag("in") == line.flag("out")) return false;
    SecurityGroup& owner = network().security_groups[group->second];
    Filter& filter = line.flag("in") ? owner.inbound : owner.outbound;
    return add_rule(rule_of(line), filter.origins.size() - 3, filter, network());
  }

  bool permit(const Line& line) {
    const auto found = forwarders_.find(line.word(1));
    const auto in_hub = hub_firewalls_.find(line.word(1));
    FirewallIndex index;
    if (found != forwarders_.end()) index = network().forwarders[found->second].firewall;
    if (in_hub != hub_firewalls_.end()) index = in_hub->second;
    if (!index) return false;
    Filter& filter = network().firewalls[index].network;
    return add_rule(rule_of(line), filter.origins.size(), filter, network());
  }

  /// A NAT rule of a firewall: packets for the firewall itself may come out there.
  bool translate(const Line& line) {
    const auto found = forwarders_.find(line.word(1));
    if (found == forwarders_.end()) return false;
    const FirewallIndex index = network().forwarders[found->second].firewall;
    if (!index) return false;
    Filter& filter = network().firewalls[index].network;
    if (!add_rule({line.option("from"), line.option("to"), {}, true, true}, 0, filter, network())) {
      return false;
    }
    filter.origins.front().property = "properties.natRuleCollections.rules.translatedAddress";
    return true;
  }

  // Virtual WAN

  VirtualWans& wans() { return network().virtual_wans; }

  template <class T>
  static Setting<T> choice_of(const Line& line, std::string_view key,
                              std::initializer_list<std::pair<std::string_view, T>> choices) {
    for (const auto& [word, value] : choices) {
      if (line.option(key) == word) return set_to(value);
    }
    return {};
  }

  bool wan(const Line& line) {
    VirtualWan wan{identity("virtualWans", line.word(1)), {}};
    wan.type = choice_of<WanType>(line, "type",
                                  {{"standard", WanType::standard},
                                   {"basic", WanType::basic},
                                   {"unrecognised", WanType::unrecognised}});
    wan_by_name_.emplace(line.word(1), wans().wans.add(std::move(wan)));
    return true;
  }

  bool hub(const Line& line) {
    using Preference = RoutingPreference;
    Hub hub;
    static_cast<Identity&>(hub) = identity("virtualHubs", line.word(1));
    if (!read_words(line, 2, hub.address_space)) return false;
    const auto wan = wan_by_name_.find(line.word(3));
    if (wan == wan_by_name_.end()) return false;
    hub.wan = wan->second;
    hub.has_route_maps = line.flag("route-maps");
    hub.preference = choice_of<Preference>(line, "prefers",
                                           {{"express_route", Preference::express_route},
                                            {"vpn_gateway", Preference::vpn_gateway},
                                            {"as_path", Preference::as_path},
                                            {"unrecognised", Preference::unrecognised}});
    add_hub_firewall(line);
    for (const std::string_view policy : line.list("intent")) {
      if (!hub.intent) hub.intent.emplace();
      RoutingIntent::Policy& added = hub.intent->policies.emplace_back();
      added.private_traffic = policy == "private";
      added.internet = policy == "internet";
      added.next_hop = firewall_of(line.word(1));
    }
    const ResourceId id = hub.id;
    const HubIndex index = wans().hub_by_id[id] = wans().hubs.add(std::move(hub));
    hubs_.emplace(line.word(1), index);
    wans().hubs[index].default_table = add_hub_table(index, "defaultRouteTable", {"default"});
    return true;
  }

  /// What the hub has to inspect packets: an Azure Firewall, with rules or not in the input, or an
  /// appliance.
  HubNextHop firewall_of(std::string_view hub) {
    const auto firewall = hub_firewalls_.find(cat({"f-", hub}));
    if (firewall == hub_firewalls_.end()) {
      return {identity("networkVirtualAppliances", cat({"f-", hub})).id, {}, {}, false, {}};
    }
    return {identity("azureFirewalls", firewall->first).id, {}, {}, true, firewall->second};
  }

  void add_hub_firewall(const Line& line) {
    const std::string name = cat({"f-", line.word(1)});
    if (line.flag("firewall-unknown")) hub_firewalls_.emplace(name, FirewallIndex());
    if (!line.flag("rules")) return;
    Firewall firewall;
    static_cast<Identity&>(firewall) = identity("azureFirewalls", name);
    firewall.network = sketched_filter(network());
    hub_firewalls_.emplace(name, network().firewalls.add(std::move(firewall)));
  }

  HubTableIndex add_hub_table(HubIndex hub, std::string_view name,
                              const std::vector<std::string_view>& labels) {
    HubTable table;
    static_cast<Identity&>(table) = child(wans().hubs[hub].id, "hubRouteTables", name);
    table.hub = hub;
    table.is_default = name == "defaultRouteTable";
    table.is_none = name == "noneRouteTable";
    for (const std::string_view label : labels) table.labels.push_back({keep(label), {}});
    const ResourceId id = table.id;
    const HubTableIndex index = wans().table_by_id[id] = wans().tables.add(std::move(table));
    wans().hubs[hub].tables.push_back(index);
    return index;
  }

  /// `hub/table`; none if there is no such table.
  HubTableIndex hub_table_of(std::string_view path) {
    const std::size_t slash = path.find('/');
    const auto hub = hubs_.find(path.substr(0, slash));
    if (hub == hubs_.end() || slash == path.npos) return {};
    return wans().table(
        child(wans().hubs[hub->second].id, "hubRouteTables", path.substr(slash + 1)).id);
  }

  bool hub_table(const Line& line) {
    const std::string_view path = line.word(1);
    const std::size_t slash = std::min(path.find('/'), path.size());
    const auto hub = hubs_.find(path.substr(0, slash));
    if (hub == hubs_.end() || slash == path.size()) return false;
    add_hub_table(hub->second, path.substr(slash + 1), line.list("labels"));
    return true;
  }

  bool hub_gateway(const Line& line) {
    const auto hub = hubs_.find(line.word(2));
    if (hub == hubs_.end()) return false;
    HubGateway gateway;
    static_cast<Identity&>(gateway) = identity("expressRouteGateways", line.word(1));
    gateway.hub = hub->second;
    gateway.allow_non_virtual_wan_traffic = flag_of(line, "non-wan");
    hub_gateways_.emplace(line.word(1), wans().gateways.add(std::move(gateway)));
    return true;
  }

  bool hub_vnet(const Line& line) {
    const auto vnet = vnets_.find(line.word(1));
    const auto hub = hubs_.find(line.word(2));
    if (vnet == vnets_.end() || hub == hubs_.end()) return false;
    HubConnection connection;
    connection.hub = hub->second;
    connection.vnet = vnet->second;
    for (const std::string_view text : line.list("static")) {
      const std::size_t at = std::min(text.find('@'), text.size());
      const auto prefix = Prefix::parse(text.substr(0, at)).prefix;
      const auto hop = Address::parse(text.substr(std::min(at + 1, text.size())));
      if (!prefix || !hop) return false;
      connection.static_routes.push_back({{*prefix, {}}, {*hop, {}}, "static"});
    }
    if (line.flag("stay")) connection.propagate_static_routes = set_to(false);
    if (line.flag("override")) connection.static_routes_override_vnet = set_to(true);
    return finish(line, std::move(connection));
  }

  bool hub_circuit(const Line& line) {
    const auto gateway = hub_gateways_.find(line.word(1));
    const auto circuit = circuits_.find(line.word(2));
    if (gateway == hub_gateways_.end() || circuit == circuits_.end()) return false;
    HubConnection connection;
    connection.kind = HubConnectionKind::express_route;
    connection.gateway = gateway->second;
    connection.hub = wans().gateways[gateway->second].hub;
    connection.circuit = circuit->second;
    return finish(line, std::move(connection));
  }

  bool finish(const Line& line, HubConnection connection) {
    const Hub& hub = wans().hubs[connection.hub];
    static_cast<Identity&>(connection) =
        child(hub.id, "connections", cat({line.word(1), "-", line.word(2)}));
    connection.states_routing = !line.flag("unknown");
    connection.associated = hub.default_table;
    if (const auto table = line.option("table")) {
      connection.associated = hub_table_of(cat({hub.name, "/", *table}));
      if (!connection.associated) return false;
    }
    for (const std::string_view path : line.list("ids")) {
      const HubTableIndex table = hub_table_of(path);
      if (!table) return false;
      connection.propagates_to.push_back({table, {}});
    }
    for (const std::string_view label : line.list("labels")) {
      connection.labels.push_back({keep(label), {}});
    }
    if (connection.propagates_to.empty() && connection.labels.empty()) {
      connection.labels.push_back({"default", {}});
      connection.propagates_to.push_back({hub.default_table, {}});
    }
    connection.internet_security = flag_of(line, "security");
    connection.internet_security_readable = !line.flag("security-unreadable");
    if (line.flag("in-map")) connection.inbound_route_map = {connection.id, {}};
    if (line.flag("out-map")) connection.outbound_route_map = {connection.id, {}};
    if (const auto state = line.option("state"))
      connection.provisioning_state = set_to(keep(*state));
    if (!connection.states_routing && connection.vnet) {
      network().unmodelled.push_back(
          {connection.id, "Virtual WAN hub connection", connection.vnet, {}});
    }
    const HubIndex at = connection.hub;
    const HubGatewayIndex gateway = connection.gateway;
    const HubConnectionIndex index = wans().connections.add(std::move(connection));
    wans().hubs[at].connections.push_back(index);
    if (gateway) wans().gateways[gateway].connections.push_back(index);
    return true;
  }

  bool hub_route(const Line& line) {
    const HubTableIndex table = hub_table_of(line.word(1));
    std::vector<Located<Prefix>> prefixes;
    if (!table || !read(line.word(2), prefixes)) return false;
    const HubIndex hub = wans().tables[table].hub;
    HubNextHop hop = firewall_of(wans().hubs[hub].name);
    if (line.word(3) != "firewall") {
      hop = {};
      const auto vnet = vnets_.find(line.word(3));
      if (vnet == vnets_.end()) return false;
      for (const HubConnection& connection : wans().connections) {
        if (connection.hub != hub || connection.vnet != vnet->second) continue;
        hop.connection = wans().connections.index_of(connection);
        hop.id = connection.id;
      }
      if (!hop.connection) return false;
    }
    wans().tables[table].routes.push_back({prefixes[0], hop});
    return true;
  }

  // Private endpoints and links

  bool policies(const Line& line) {
    const auto subnet = subnets_.find(line.word(1));
    if (subnet == subnets_.end()) return false;
    auto& policies = network().subnets[subnet->second].endpoint_policies;
    policies = set_to(EndpointPolicies::disabled);
    if (line.flag("enabled")) policies = set_to(EndpointPolicies::enabled);
    if (line.flag("routes")) policies = set_to(EndpointPolicies::route_tables);
    if (line.flag("groups")) policies = set_to(EndpointPolicies::security_groups);
    if (line.flag("unreadable")) policies = {std::nullopt, {}, true};
    return true;
  }

  std::vector<VnetIndex> everywhere() {
    std::vector<VnetIndex> all;
    for (const Vnet& vnet : network().vnets) all.push_back(network().vnets.index_of(vnet));
    return all;
  }

  bool link_service(const Line& line) {
    const auto vnet = vnets_.find(line.word(2));
    if (vnet == vnets_.end()) return false;
    PrivateLinkService service;
    static_cast<Identity&>(service) = identity("privateLinkServices", line.word(1));
    if (line.flag("nowhere")) {
      service.possible_vnets = everywhere();
    } else {
      service.vnet = vnet->second;
    }
    std::vector<Located<Prefix>> nat;
    if (!read_all(line.list("nat"), nat)) return false;
    for (const auto& prefix : nat) service.nat_addresses.push_back(prefix.value);
    const auto balancer = forwarders_.find(line.option("balancer").value_or(""));
    if (balancer != forwarders_.end()) service.frontends.push_back(balancer->second);
    service.lacks_frontends = service.frontends.empty();
    return services_.emplace(line.word(1), network().private_link_services.add(std::move(service)))
        .second;
  }

  static Setting<LinkState> link_state_of(const Line& line) {
    const std::string_view text = line.option("state").value_or("approved");
    if (text == "unset") return {};
    if (text == "unreadable") return {std::nullopt, {}, true};
    if (text == "pending") return set_to(LinkState::pending);
    if (text == "rejected") return set_to(LinkState::rejected);
    if (text == "disconnected") return set_to(LinkState::disconnected);
    return set_to(LinkState::approved);
  }

  bool endpoint(const Line& line) {
    const auto subnet = subnets_.find(line.word(2));
    if (subnet == subnets_.end()) return false;
    PrivateEndpoint endpoint;
    static_cast<Identity&>(endpoint) = identity("privateEndpoints", line.word(1));
    if (line.flag("nowhere")) {
      endpoint.possible_vnets = everywhere();
    } else {
      endpoint.subnet = subnet->second;
      endpoint.vnet = network().subnets[subnet->second].vnet;
    }
    if (const auto address = Address::parse(line.word(3))) endpoint.addresses = {{*address, {}}};
    const VnetIndex home = endpoint.vnet;
    const PrivateEndpointIndex index = network().private_endpoints.add(std::move(endpoint));
    if (home) network().vnets[home].private_endpoints.push_back(index);
    const auto service = services_.find(line.option("service").value_or(""));
    if (service == services_.end()) return true;
    PrivateLink link;
    static_cast<Identity&>(link) = identity("privateEndpoints", line.word(1));
    link.endpoint = index;
    link.service = service->second;
    link.state = link_state_of(line);
    network().private_links.add(std::move(link));
    return true;
  }

  bool unmodelled(const Line& line) {
    const auto vnet = vnets_.find(line.word(1));
    if (vnet == vnets_.end() && !line.word(1).empty()) return false;
    network().unmodelled.push_back({identity("connections", "unmodelled").id,
                                    "site-to-site connection",
                                    vnet == vnets_.end() ? VnetIndex() : vnet->second,
                                    {}});
    return true;
  }

  bool assume(const Line& line) {
    if (line.option("virtual-wan")) {
      network().assumptions.allow_virtual_wan_traffic =
          Located<bool>{line.option("virtual-wan") == "yes", {}};
      return true;
    }
    if (line.option("remote-vnets")) {
      network().assumptions.allow_remote_vnet_traffic =
          Located<bool>{line.option("remote-vnets") == "yes", {}};
    }
    if (const auto pattern = line.option("pattern")) {
      network().assumptions.appliances.push_back(
          {std::string(*pattern), line.option("forwards") != "no", {}});
    }
    return line.words.size() > 1;
  }

  bool truncated(const Line&) { return network().coverage.truncated = true; }

  static std::vector<std::string_view> names_of(
      const std::vector<Located<std::string_view>>& subnets) {
    std::vector<std::string_view> names;
    for (const auto& subnet : subnets) names.push_back(subnet.value);
    return names;
  }

  bool has_subnet(VnetIndex vnet, const std::vector<Located<std::string_view>>& names) {
    if (names.empty()) return true;
    for (const SubnetIndex subnet : network().vnets[vnet].subnets) {
      for (const auto& name : names) {
        if (equal_folded(name.value, network().subnets[subnet].name)) return true;
      }
    }
    return false;
  }

  void link_reverse_peerings() {
    Table<PeeringIndex, VnetPeering>& peerings = network().peerings;
    for (VnetPeering& one : peerings) {
      for (const VnetPeering& other : peerings) {
        if (one.local == other.remote && one.remote == other.local) {
          one.reverse = peerings.index_of(other);
          // A peering is of the same subnets on both sides, which exist, or of none. [2.15]
          if (!has_subnet(one.local, one.local_subnets) ||
              one.complete_vnets.value_or(true) != other.complete_vnets.value_or(true) ||
              names_of(one.local_subnets) != names_of(other.remote_subnets)) {
            out_.problems.push_back(cat({"the sides differ: ", one.name}));
          }
        }
      }
    }
  }

  Network& network() { return out_.network; }

  SketchedNetwork out_;
  std::map<std::string, VnetIndex, std::less<>> vnets_;
  std::map<std::string, SubnetIndex, std::less<>> subnets_;
  std::map<std::string, AdminRulesIndex, std::less<>> managers_;
  std::map<std::string, GatewayIndex, std::less<>> gateways_;
  std::map<std::string, CircuitIndex, std::less<>> circuits_;
  std::map<std::string, VpnSiteIndex, std::less<>> vpn_sites_;
  std::map<std::string, RouteServerIndex, std::less<>> servers_;
  std::map<std::string, VirtualWanIndex, std::less<>> wan_by_name_;
  std::map<std::string, HubIndex, std::less<>> hubs_;
  std::map<std::string, HubGatewayIndex, std::less<>> hub_gateways_;
  std::map<std::string, FirewallIndex, std::less<>> hub_firewalls_;  // none: not in the input
  std::map<std::string, RouteTableIndex, std::less<>> tables_;
  std::map<std::string, ForwarderIndex, std::less<>> forwarders_;
  std::map<std::string, SecurityGroupIndex, std::less<>> groups_;
  std::map<std::string, PrivateLinkServiceIndex, std::less<>> services_;
};

}  // namespace

SketchedNetwork sketch(const std::vector<std::string>& lines) { return Sketcher().run(lines); }

SketchedNetwork sketch(std::string_view text) {
  std::vector<std::string> lines;
  std::istringstream stream{std::string(text)};
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return sketch(lines);
}

}  // namespace hairpin::test
