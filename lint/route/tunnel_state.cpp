#include "route/tunnel_state.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "route/branch_sessions.hpp"
#include "route/connection_state.hpp"
#include "route/facts.hpp"

namespace hairpin::route {
namespace {

using model::Connection;
using model::ConnectionKind;
using model::Gateway;
using model::GatewayIndex;
using model::Network;
using model::VpnSite;

constexpr std::string_view on_connection = "properties.enableBgp";
constexpr std::int64_t default_asn = 65515;  // [11.10]

/// Judges one exchange from what both ends state.
class ExchangeJudge {
 public:
  explicit ExchangeJudge(Conditions& conditions) : conditions_(conditions) {
    exchange_.state = SessionState::open;
    exchange_.conditions = conditions.certain();
  }

  /// Closed if the setting is not `wanted`, doubtful if it is not stated.
  void require(const model::Identity& element, std::string_view property,
               const Setting<bool>& setting, std::string_view fact) {
    if (!setting.is_set()) {
      return doubt({element.id, cat({property, " of ", element.name, " is not stated"}),
                    "export it with its properties", setting.where, fact});
    }
    (*setting.value ? open_ : closed_).push_back(fact_of(element.id, property, setting, fact));
  }
  void close(model::ConfigFact fact) { closed_.push_back(std::move(fact)); }
  void stand_on(model::ConfigFact fact) { open_.push_back(std::move(fact)); }
  void doubt(model::Missing missing) {
    exchange_.conditions =
        conditions_.both(exchange_.conditions, conditions_.single(std::move(missing)));
    exchange_.state = SessionState::unknown;
  }
  Exchange take() {
    if (!closed_.empty()) {
      exchange_.state = SessionState::closed;
      exchange_.conditions = conditions_.certain();
    }
    exchange_.facts = closed_.empty() ? std::move(open_) : std::move(closed_);
    return std::move(exchange_);
  }

 private:
  Conditions& conditions_;
  Exchange exchange_;
  std::vector<model::ConfigFact> open_, closed_;
};

/// BGP needs a route-based gateway that has it on. [4.3, 5.5]
void require_speaker(ExchangeJudge& judge, const Gateway& gateway) {
  if (gateway.vpn.type.is(model::VpnType::policy_based)) {
    judge.close(
        text_fact(gateway.id, "properties.vpnType", "PolicyBased", gateway.vpn.type.where, "4.3"));
  }
  judge.require(gateway, on_connection, gateway.vpn.enable_bgp, "5.5");
}

/// Two gateways with one ASN cannot exchange anything. [11.10]
void require_distinct_asn(ExchangeJudge& judge, const Gateway& near, const Gateway& far) {
  for (const Gateway* end : {&near, &far}) {
    if (end->in_input && !end->vpn.unreadable_asn) continue;
    return judge.doubt({end->id, cat({"the ASN of gateway ", end->name, " is not in the input"}),
                        "export it with `az network vnet-gateway show`", end->vpn.asn.where,
                        "11.10"});
  }
  const std::int64_t asn = near.vpn.asn.value_or(default_asn);
  if (asn != far.vpn.asn.value_or(default_asn)) return;
  judge.close(
      {near.id, "properties.bgpSettings.asn", std::to_string(asn), near.vpn.asn.where, "11.10"});
}

class TunnelFinder {
 public:
  TunnelFinder(const Network& network, Conditions& conditions)
      : network_(network), conditions_(conditions) {}

  std::vector<TunnelWay> run() {
    for (const Connection& connection : network_.connections) {
      if (!connection.gateway || !is_vpn(network_, connection.gateway)) continue;
      if (connection.kind == ConnectionKind::vnet_to_vnet && connection.peer_gateway) {
        add_vnet_to_vnet(connection);
      } else if (connection.kind == ConnectionKind::ipsec && connection.tunnel.site) {
        add_ipsec(connection);
      }
    }
    return std::move(ways_);
  }

 private:
  const Gateway& gateway(GatewayIndex index) const { return network_.gateways[index]; }

  // Vnet2Vnet -----------------------------------------------------------------------------------

  void add_vnet_to_vnet(const Connection& out) {
    const Connection* const back = reverse_of(out);
    add_pair(out, back, SessionState::open, {});
    // The other end has no object of its own: it hears nothing either, and the graph says why.
    if (back == nullptr) add_deaf(out);
  }

  const Connection* reverse_of(const Connection& out) const {
    for (const Connection& other : network_.connections) {
      const bool reverse = other.kind == ConnectionKind::vnet_to_vnet &&
                           other.gateway == out.peer_gateway && other.peer_gateway == out.gateway;
      if (reverse) return &other;
    }
    return nullptr;
  }

  void add_deaf(const Connection& back) {
    TunnelWay way;
    way.near = back.peer_gateway;
    way.far = back.gateway;
    way.tunnel.back = network_.connections.index_of(back);
    way.adjacency = Adjacency::open(conditions_);
    judge_lack(way.adjacency, gateway(way.near), back);
    way.tunnel.fixed = way.tunnel.bgp = unknown_exchange(way.adjacency);
    ways_.push_back(std::move(way));
  }

  Exchange unknown_exchange(const Adjacency& adjacency) const {
    Exchange exchange;
    exchange.state = adjacency.state;
    exchange.conditions = adjacency.conditions;
    return exchange;
  }

  /// The gateway has no connection that answers `from`: closed, unless the input cannot show it.
  void judge_lack(Adjacency& adjacency, const Gateway& gateway, const Connection& from) {
    if (gateway.in_input) {
      adjacency.close(absent_fact(gateway.id, "properties.connections", from.where, "11.4"));
      return;
    }
    adjacency.doubt(conditions_,
                    {gateway.id,
                     cat({"gateway ", gateway.name, ", to which connection ", from.name,
                          " leads, is not in the input"}),
                     "add the gateway and its connections to the export", from.where, "13.11"});
  }

  // Both kinds ----------------------------------------------------------------------------------

  /// What the gateway of `out` hears of the gateway at the other end. `site`: the connections are
  /// IPsec, and `state` says how sure it is that the site is that gateway.
  void add_pair(const Connection& out, const Connection* back, SessionState state,
                GatewayIndex disguised) {
    TunnelWay way;
    way.near = out.gateway;
    way.far = disguised ? disguised : out.peer_gateway;
    way.tunnel.out = network_.connections.index_of(out);
    way.tunnel.site = out.tunnel.site;
    way.adjacency = Adjacency::open(conditions_);
    judge_connection(way.adjacency, network_, out, conditions_);
    way.adjacency.because.push_back(end_fact(out, gateway(way.far)));
    if (back != nullptr) {
      way.tunnel.back = network_.connections.index_of(*back);
      judge_connection(way.adjacency, network_, *back, conditions_);
      way.adjacency.because.push_back(end_fact(*back, gateway(way.near)));
    } else {
      judge_lack(way.adjacency, gateway(way.far), out);
    }
    if (state == SessionState::unknown) doubt_identity(way.adjacency, out, gateway(way.far));
    way.tunnel.fixed = fixed_routes(out);
    way.tunnel.bgp = bgp_between(out, back, gateway(way.near), gateway(way.far));
    if (out.tunnel.translates() || (back != nullptr && back->tunnel.translates())) {
      translate(way, out.tunnel.translates() ? out : *back);
    }
    ways_.push_back(std::move(way));
  }

  static model::ConfigFact end_fact(const Connection& connection, const Gateway& far) {
    const bool ipsec = connection.kind == ConnectionKind::ipsec;
    return text_fact(
        connection.id,
        ipsec ? "properties.localNetworkGateway2.id" : "properties.virtualNetworkGateway2.id",
        far.name, connection.where, ipsec ? "11.5" : "11.4");
  }

  void doubt_identity(Adjacency& adjacency, const Connection& out, const Gateway& far) {
    const VpnSite& site = network_.vpn_sites[out.tunnel.site];
    adjacency.doubt(conditions_,
                    {site.id,
                     cat({"site ", site.name, " may be gateway ", far.name,
                          ": their public addresses are not both in the input"}),
                     "export the public IP addresses of the gateways too", site.where, "11.5"});
  }

  /// Translated prefixes are neither here nor there: nothing is sure, and nothing is kept out.
  void translate(TunnelWay& way, const Connection& by) {
    const model::Missing missing{
        by.id, cat({"connection ", by.name, " translates addresses (NAT rules)"}),
        "read the rules of the gateway: what they translate to is not followed",
        by.tunnel.nat_rules.empty() ? by.where : by.tunnel.nat_rules.front().where, "5.11"};
    way.adjacency.doubt(conditions_, missing);
    way.tunnel.translated = true;
    if (way.tunnel.bgp.state != SessionState::closed) return;
    way.tunnel.bgp.state = SessionState::unknown;
    way.tunnel.bgp.conditions = conditions_.single(missing);
  }

  /// Without BGP the other VNet's space, or the site's prefixes, are static routes; a Vnet2Vnet
  /// connection that asks for BGP has no static ones to fall back on. [11.1, 11.4, C23]
  Exchange fixed_routes(const Connection& out) {
    Exchange exchange;
    exchange.state = SessionState::open;
    exchange.conditions = conditions_.certain();
    if (out.tunnel.site) return exchange;
    exchange.facts = {fact_of(out.id, on_connection, out.enable_bgp, "C23")};
    if (out.enable_bgp.is(true)) exchange.state = SessionState::closed;
    if (out.enable_bgp.is_set()) return exchange;
    exchange.state = SessionState::unknown;
    exchange.conditions =
        conditions_.single({out.id, cat({on_connection, " of ", out.name, " is not stated"}),
                            "export it with its properties", out.enable_bgp.where, "5.5"});
    return exchange;
  }

  Exchange bgp_between(const Connection& out, const Connection* back, const Gateway& near,
                       const Gateway& far) {
    ExchangeJudge judge(conditions_);
    judge.require(out, on_connection, out.enable_bgp, "5.5");
    if (back != nullptr) judge.require(*back, on_connection, back->enable_bgp, "5.5");
    require_speaker(judge, near);
    require_speaker(judge, far);
    require_distinct_asn(judge, near, far);
    return judge.take();
  }

  // IPsec ---------------------------------------------------------------------------------------

  void add_ipsec(const Connection& out) {
    const VpnSite& site = network_.vpn_sites[out.tunnel.site];
    if (const GatewayIndex far = known_by_address(site, out.gateway)) {
      const auto [back, sure] = answer_of(far, out.gateway);
      add_pair(out, back, sure ? SessionState::open : SessionState::unknown, far);
      if (back == nullptr) add_deaf_ipsec(out, far);
      return;
    }
    for (const Gateway& gateway : network_.gateways) {
      const GatewayIndex far = network_.gateways.index_of(gateway);
      if (far == out.gateway || !is_vpn(network_, far) || !may_be(site, gateway)) continue;
      if (const Connection* back = answer_of(far, out.gateway).by) {
        add_pair(out, back, SessionState::unknown, far);
      }
    }
    add_site(out);
  }

  void add_deaf_ipsec(const Connection& out, GatewayIndex far) {
    TunnelWay way;
    way.near = far;
    way.far = out.gateway;
    way.tunnel.back = network_.connections.index_of(out);
    way.adjacency = Adjacency::open(conditions_);
    judge_lack(way.adjacency, gateway(far), out);
    way.tunnel.fixed = way.tunnel.bgp = unknown_exchange(way.adjacency);
    ways_.push_back(std::move(way));
  }

  GatewayIndex known_by_address(const VpnSite& site, GatewayIndex near) const {
    if (!site.address) return {};
    for (const Gateway& gateway : network_.gateways) {
      const GatewayIndex index = network_.gateways.index_of(gateway);
      if (index != near && has_address(gateway, site.address->value)) return index;
    }
    return {};
  }

  static bool has_address(const Gateway& gateway, const Address& address) {
    const auto& addresses = gateway.vpn.addresses;
    return std::any_of(addresses.begin(), addresses.end(),
                       [&](const auto& own) { return own.value == address; });
  }

  /// Whether a site whose address no gateway is known to have may be this one. [11.5]
  static bool may_be(const VpnSite& site, const Gateway& gateway) {
    return !site.address || !gateway.vpn.knows_addresses;
  }

  struct Answer {
    const Connection* by = nullptr;
    bool sure = true;
  };
  /// The IPsec connection by which `far` answers `near`: one to a site that is, or may be, `near`.
  Answer answer_of(GatewayIndex far, GatewayIndex near) const {
    const Connection* possible = nullptr;
    for (const Connection& other : network_.connections) {
      if (other.kind != ConnectionKind::ipsec || other.gateway != far || !other.tunnel.site)
        continue;
      const VpnSite& site = network_.vpn_sites[other.tunnel.site];
      if (site.address && has_address(gateway(near), site.address->value)) return {&other};
      if (!known_by_address(site, far) && may_be(site, gateway(near))) possible = &other;
    }
    return {possible, possible == nullptr};
  }

  void add_site(const Connection& out) {
    const VpnSite& site = network_.vpn_sites[out.tunnel.site];
    TunnelWay way;
    way.near = out.gateway;
    way.tunnel.out = network_.connections.index_of(out);
    way.tunnel.site = out.tunnel.site;
    way.adjacency = Adjacency::open(conditions_);
    judge_connection(way.adjacency, network_, out, conditions_);
    way.adjacency.because.push_back(
        text_fact(out.id, "properties.localNetworkGateway2.id", site.name, out.where, "11.1"));
    way.tunnel.fixed = fixed_routes(out);
    ExchangeJudge judge(conditions_);
    judge.require(out, on_connection, out.enable_bgp, "5.5");
    require_speaker(judge, gateway(out.gateway));
    way.tunnel.bgp = judge.take();
    if (out.tunnel.translates()) translate(way, out);
    ways_.push_back(std::move(way));
  }

  const Network& network_;
  Conditions& conditions_;
  std::vector<TunnelWay> ways_;
};

}  // namespace

std::vector<TunnelWay> tunnel_ways(const Network& network, Conditions& conditions) {
  return TunnelFinder(network, conditions).run();
}

}  // namespace hairpin::route
