#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Networks that make careless algorithms slow, as lines for `sketch`. Each grows with one number,
/// so that a test can compare the cost of n with that of 2n.
namespace hairpin::test {

/// `depth` load balancers one behind the other, each before `width` appliances, and every appliance
/// forwards to the next balancer: width^depth paths from VNet `src` to VNet `dst` through
/// width * depth tables.
std::vector<std::string> appliance_tree(std::size_t depth, std::size_t width);

/// VNets v0, v1, ... with a gateway each, all on one circuit. `toggle` is "yes", "no" or "unset".
std::vector<std::string> gateways_on_one_circuit(std::size_t count, std::string_view toggle);

/// VNets v0, v1, ... with a gateway each, each on a circuit of its own that the input only
/// mentions: any two of the circuits may be joined. [C6]
std::vector<std::string> mentioned_circuits(std::size_t count, std::string_view toggle);

/// VNets s0, s1, ..., each a spoke of a hub of its own that the input only mentions: any two of the
/// hubs' gateways may be on one circuit. [C27]
std::vector<std::string> mentioned_hubs(std::size_t count);

/// Hubs h0, h1, ... on a few circuits with `spokes` spokes each: what large estates look like.
std::vector<std::string> hubs_with_spokes(std::size_t hubs, std::size_t spokes);

}  // namespace hairpin::test
