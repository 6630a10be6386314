#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/scenario_runner.hpp"

namespace hairpin::test {
namespace {

namespace fs = std::filesystem;

const fs::path root = HAIRPIN_SOURCE_DIR;

/// All scenarios below a folder, as paths relative to the source tree, in order.
std::vector<std::string> scenarios_below(const fs::path& folder) {
  std::vector<std::string> paths;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / folder)) {
    if (entry.path().extension() == ".scn") {
      paths.push_back(fs::relative(entry.path(), root).generic_string());
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

void run_all(const fs::path& folder) {
  const std::vector<std::string> paths = scenarios_below(folder);
  REQUIRE_FALSE(paths.empty());
  for (const std::string& path : paths) {
    DYNAMIC_SECTION(path) {
      const ScenarioOutcome outcome = run_scenario((root / path).string(), path);
      for (const std::string& failure : outcome.failures) FAIL_CHECK(failure);
      CHECK(outcome.expectations > 0);
    }
  }
}

TEST_CASE("the facts hold in their scenarios") { run_all("tests/scenarios"); }

TEST_CASE("rules find what their scenarios say") { run_all("rules"); }

}  // namespace
}  // namespace hairpin::test
