#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "model/network.hpp"
#include "reach/verdict.hpp"

namespace hairpin::test {

/// Verdicts of the product by pair of VNets, named by their folded ids: comparable between inputs
/// that spell or order their resources differently.
using VerdictMatrix = std::map<std::pair<std::string, std::string>, reach::Verdict>;
VerdictMatrix verdict_matrix(const model::Network& network, const ResourceIds& ids);
VerdictMatrix verdict_matrix(const std::vector<std::string>& lines);  // see sketch.hpp

/// The pairs whose verdicts break a law, one line each; empty if it holds. Pairs that only one of
/// the matrices has break every law.
std::string violations(const VerdictMatrix& before, const VerdictMatrix& after,
                       bool (*allowed)(reach::Verdict before, reach::Verdict after));

}  // namespace hairpin::test
