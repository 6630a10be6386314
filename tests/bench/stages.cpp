#include "tests/bench/stages.hpp"

#include <chrono>
#include <fstream>

#include "engine/rule.hpp"
#include "import/estate.hpp"
#include "reach/reachability.hpp"
#include "report/json.hpp"
#include "route/routing.hpp"
#include "rules/catalog.hpp"

namespace hairpin::bench {
namespace {

/// Splits the time since it was made into named stages.
class StageClock {
 public:
  void end_of(std::string_view stage) {
    const auto now = Clock::now();
    costs_.push_back({stage, std::chrono::duration<double>(now - last_).count()});
    last_ = Clock::now();
  }
  std::vector<StageCost> costs() && { return std::move(costs_); }

 private:
  using Clock = std::chrono::steady_clock;
  std::vector<StageCost> costs_;
  Clock::time_point last_ = Clock::now();
};

}  // namespace

std::vector<StageCost> time_stages(const std::string& file) {
  StageClock clock;
  const std::vector<std::string> inputs{file};
  const import::Estate estate = import::import_estate(inputs);
  if (!estate.usable()) return {};
  clock.end_of("import and network");
  route::Routing routing(estate.network, estate.ids);
  clock.end_of("routing");
  const reach::Reachability reach(routing);
  reach.transits();
  clock.end_of("reachability");
  const engine::RuleContext context{estate.network, estate.ids, routing, reach, estate.diagnostics};
  const auto findings = engine::run_rules(rules::catalog(), context, {}, estate.sources);
  clock.end_of("rules");
  const report::Run run{.version = "",
                        .sources = estate.sources,
                        .ids = estate.ids,
                        .network = estate.network,
                        .diagnostics = estate.diagnostics,
                        .unknown = {},
                        .assumptions = reach.assumptions()};
  std::ofstream nowhere("/dev/null");
  report::json::write_check(nowhere, run, findings);
  clock.end_of("report");
  return std::move(clock).costs();
}

}  // namespace hairpin::bench
