#include "reach/class_surveys.hpp"

#include <tuple>

#include "tests/support/catch.hpp"
#include "tests/support/large_networks.hpp"
#include "tests/support/sketch.hpp"

namespace hairpin::reach {
namespace {

/// Enough classes for several workers, and doubts that some of them come to first: toggles that are
/// not stated, routes to gateways, and appliances that every tenth hub sends its packets through.
std::vector<std::string> estate() {
  std::vector<std::string> lines = test::hubs_with_spokes(100, 2);
  for (std::size_t hub = 0; hub < 100; hub += 10) {
    const std::string h = "h" + std::to_string(hub), t = "t" + std::to_string(hub);
    const std::string net = "10.0." + std::to_string(3 * hub) + ".";
    if (3 * hub > 255) break;
    lines.insert(lines.end(), {"table " + t, "route " + t + " 192.168.0.0/16 gateway",
                               "route " + t + " 0.0.0.0/0 appliance=" + net + "68",
                               "subnet " + h + "/app " + net + "0/26 table=" + t, "nsg n" + h,
                               "subnet " + h + "/fw " + net + "64/26 nsg=n" + h,
                               "nic fw" + h + " " + h + "/fw " + net + "68 forwarding=yes"});
  }
  return lines;
}

using Shown = std::tuple<std::uint32_t, Verdict, int, ViaSet, Crossing, std::uint32_t,
                         std::vector<Checkpoints::List>, PrefixSet>;

std::vector<Shown> shown(const std::vector<Arrival>& arrivals, Reachability::State& state) {
  std::vector<Shown> all;
  for (const Arrival& arrival : arrivals) {
    all.emplace_back(arrival.to.value, arrival.verdict, arrival.depth, arrival.via,
                     arrival.crossing, arrival.source,
                     state.walker.checkpoints().lists(arrival.ways), arrival.addresses);
  }
  return all;
}

std::vector<std::string> conditions(const route::Routing& routing) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < routing.conditions().size(); ++i) {
    texts.push_back(routing.conditions()[route::ConditionIndex(i)].what);
  }
  return texts;
}

TEST_CASE("classes surveyed on all cores fare as if one walker had surveyed them in turn") {
  const test::SketchedNetwork sketched = test::sketch(estate());
  REQUIRE(sketched.problems == std::vector<std::string>{});
  route::Routing together(sketched.network, sketched.ids);
  route::Routing alone(sketched.network, sketched.ids);
  Reachability::State state(together), in_turn(alone);
  REQUIRE(state.classes.size() > 100);

  const std::vector<ClassSurvey> surveys = survey_classes(state);
  REQUIRE(surveys.size() == state.classes.size());
  std::size_t arrivals = 0, wrong = 0;
  for (std::uint32_t number = 0; number < surveys.size(); ++number) {
    const auto& members = in_turn.classes[number].members;
    const auto first =
        survey_vnet(in_turn, in_turn.walker, members[0], in_turn.wanted_by_first(number));
    wrong += shown(surveys[number].first, state) == shown(first, in_turn) ? 0 : 1;
    arrivals += first.size();
    if (members.size() < 2) continue;
    const auto second =
        survey_vnet(in_turn, in_turn.walker, members[1], in_turn.wanted_by_second(number));
    wrong += shown(surveys[number].second, state) == shown(second, in_turn) ? 0 : 1;
  }
  CHECK(wrong == 0);
  CHECK(arrivals > 1000);
  CHECK(conditions(together) == conditions(alone));
  CHECK(together.conditions().size() > 30);
}

}  // namespace
}  // namespace hairpin::reach
