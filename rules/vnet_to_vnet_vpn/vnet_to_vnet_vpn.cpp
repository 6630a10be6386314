#include "base/text.hpp"
#include "rules/tunnel_support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_vnet_to_vnet_vpn;
}

namespace hairpin::rules {
namespace {

/// Two VPN gateways with a VNet-to-VNet connection each way join their VNets, and with BGP all that
/// either of them knows. [11.2, 11.4] Reported once per pair of gateways, at one of the
/// connections.
void check(const RuleContext& context, Findings& findings) {
  for (const TunnelPair& pair : tunnel_pairs(context)) {
    if (pair.disguised) continue;
    report_tunnel(context, findings, pair, "properties.virtualNetworkGateway2.id",
                  cat({"VPN gateways ", called(context, pair.a), " and ", called(context, pair.b),
                       " join the VNets behind them by a VNet-to-VNet connection"}));
  }
}

}  // namespace

extern const Rule vnet_to_vnet_vpn{
    .id = "HP204",
    .name = "vnet-to-vnet-vpn",
    .summary = "A VNet-to-VNet connection between VPN gateways joins the VNets behind them.",
    .severity = Severity::warning,
    .text = embedded::rule_text_vnet_to_vnet_vpn,
    .security_severity = "5.3",
    .check = check,
};

}  // namespace hairpin::rules
