#include "rules/filter_support.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace hairpin::rules {

std::string flows_in_words(const Services& services, const PrefixSet& sources,
                           const PrefixSet& destinations) {
  const auto side = [](std::string_view word, const PrefixSet& addresses) {
    const bool any = addresses.contains(PrefixSet(Prefix::everything(Family::ipv4)));
    return any ? std::string() : cat({word, addresses.to_string(3)});
  };
  const std::vector<std::string> words = services.words();
  const bool all = words.size() == 1 && words.front() == "all";
  return cat({all ? std::string("any packet") : some_of(words), side(" from ", sources),
              side(" to ", destinations)});
}

std::string subnets_in_words(const RuleContext& context,
                             const std::vector<model::SubnetIndex>& subnets) {
  if (subnets.size() > 3) return count_of(subnets.size(), "subnet");
  std::vector<std::string> names;
  for (const model::SubnetIndex index : subnets) {
    const model::Subnet& subnet = context.network.subnets[index];
    names.push_back(cat({called(context, subnet.vnet), "/", called(context, subnet)}));
  }
  std::sort(names.begin(), names.end());
  return list_words(names);
}

const model::Identity* learner_identity(const RuleContext& context, route::RouterIndex index) {
  const model::Network& network = context.network;
  const route::Router& router = context.routing.graph()[index];
  switch (router.kind) {
    case route::RouterKind::gateway:
    case route::RouterKind::vpn_gateway:
      return &network.gateways[router.gateway()];
    case route::RouterKind::route_server:
      return &network.route_servers[router.route_server()];
    case route::RouterKind::hub_table:
      return &network.virtual_wans.tables[router.hub_table()];
    default:
      return nullptr;
  }
}

std::string called(const RuleContext& context, route::RouterIndex router) {
  const model::Identity* const learner = learner_identity(context, router);
  if (learner == nullptr) return "a gateway outside the input";
  const route::Router& at = context.routing.graph()[router];
  if (at.kind == route::RouterKind::hub_table) {
    const model::HubIndex hub = context.network.virtual_wans.tables[at.hub_table()].hub;
    return "hub " + called(context, context.network.virtual_wans.hubs[hub]);
  }
  const bool server = at.kind == route::RouterKind::route_server;
  return cat({server ? "Route Server " : "gateway ", called(context, *learner)});
}

std::string_view id_of(const RuleContext& context, route::RouterIndex router) {
  const model::Identity* const learner = learner_identity(context, router);
  return learner == nullptr ? std::string_view() : context.ids.folded(learner->id);
}

}  // namespace hairpin::rules
