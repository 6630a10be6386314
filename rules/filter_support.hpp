#pragma once

#include <string>
#include <vector>

#include "rules/support.hpp"

/// The words that the rules about security groups and other filters share.
namespace hairpin::rules {

/// "tcp/443 from 10.1.0.0/16 to 10.2.0.0/16", or "any packet to ..."; long lists are cut.
std::string flows_in_words(const Services& services, const PrefixSet& sources,
                           const PrefixSet& destinations);

/// The names of up to three subnets with their VNets, else how many they are.
std::string subnets_in_words(const RuleContext& context,
                             const std::vector<model::SubnetIndex>& subnets);

/// What VNets learn routes from: a gateway, a Route Server, or a route table of a hub. Null for a
/// gateway that the input lacks.
const model::Identity* learner_identity(const RuleContext& context, route::RouterIndex router);
std::string called(const RuleContext& context, route::RouterIndex router);

/// The id that tells a learner in a finding's identity.
std::string_view id_of(const RuleContext& context, route::RouterIndex router);

}  // namespace hairpin::rules
