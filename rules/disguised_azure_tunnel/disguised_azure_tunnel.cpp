#include "base/text.hpp"
#include "rules/tunnel_support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_disguised_azure_tunnel;
}

namespace hairpin::rules {
namespace {

/// Site-to-site connections whose local network gateways stand for each other's Azure gateway join
/// two VNets, though every resource speaks of sites. [11.5] Reported once per pair of gateways, at
/// the site that one of the connections names.
void check(const RuleContext& context, Findings& findings) {
  for (const TunnelPair& pair : tunnel_pairs(context)) {
    if (!pair.disguised) continue;
    const model::VpnSite& site = context.network.vpn_sites[pair.from_a->tunnel.site];
    report_tunnel(
        context, findings, pair, "properties.localNetworkGateway2.id",
        cat({"site ", called(context, site), " of connection ", called(context, *pair.from_a),
             " stands for Azure gateway ", called(context, pair.b), ", so that the VNets behind ",
             called(context, pair.a), " and ", called(context, pair.b), " are joined"}));
  }
}

}  // namespace

extern const Rule disguised_azure_tunnel{
    .id = "HP205",
    .name = "disguised-azure-tunnel",
    .summary = "Site-to-site connections of two Azure gateways lead to each other, not to sites.",
    .severity = Severity::error,
    .text = embedded::rule_text_disguised_azure_tunnel,
    .security_severity = "7.1",
    .check = check,
};

}  // namespace hairpin::rules
