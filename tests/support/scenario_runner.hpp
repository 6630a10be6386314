#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hairpin::test {

/// What running one scenario gave. Each failure starts with FILE:LINE and shows what was expected
/// and what is so, as lines of the notation.
struct ScenarioOutcome {
  std::size_t expectations = 0;
  std::vector<std::string> failures;
};

/// Imports the scenario, computes routing, reachability and findings, and compares them with its
/// expectation lines. In a scenario that has a `finds` line every finding must be listed. Beside
/// the expectations, every scenario is held to the oracle: for each ordered pair of VNets the
/// verdict must be the one that the slow second implementation gives, and every witness path must
/// stand up when it is walked again. A scenario without expectations fails.
/// `name` stands for the file in failures.
ScenarioOutcome run_scenario(const std::string& path, std::string name);

/// The same for a text.
ScenarioOutcome run_scenario_text(std::string name, std::string_view text);

}  // namespace hairpin::test
