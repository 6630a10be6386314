#include "tests/support/verdict_matrix.hpp"

#include "base/text.hpp"
#include "reach/reachability.hpp"
#include "route/routing.hpp"
#include "tests/support/sketch.hpp"

namespace hairpin::test {

VerdictMatrix verdict_matrix(const model::Network& network, const ResourceIds& ids) {
  route::Routing routing(network, ids);
  const reach::Reachability reachability(routing);
  VerdictMatrix matrix;
  std::vector<reach::Cell> row;
  const auto id = [&](model::VnetIndex vnet) {
    return std::string(ids.folded(network.vnets[vnet].id));
  };
  for (const model::VnetIndex from : reachability.endpoints()) {
    reachability.row(from, row);
    for (std::size_t i = 0; i < row.size(); ++i) {
      matrix[{id(from), id(reachability.endpoints()[i])}] = row[i].verdict;
    }
  }
  return matrix;
}

VerdictMatrix verdict_matrix(const std::vector<std::string>& lines) {
  const SketchedNetwork sketched = sketch(lines);
  return verdict_matrix(sketched.network, sketched.ids);
}

std::string violations(const VerdictMatrix& before, const VerdictMatrix& after,
                       bool (*allowed)(reach::Verdict before, reach::Verdict after)) {
  std::string text = before.size() == after.size() ? "" : "the matrices differ in size\n";
  for (const auto& [pair, verdict] : before) {
    const auto other = after.find(pair);
    if (other != after.end() && allowed(verdict, other->second)) continue;
    text += cat({pair.first, " > ", pair.second, ": ", name_of(verdict), " became ",
                 other == after.end() ? "nothing" : name_of(other->second), "\n"});
  }
  return text;
}

}  // namespace hairpin::test
