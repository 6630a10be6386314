#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "import/scenario_sketch.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/scenario_runner.hpp"

namespace hairpin::test {
namespace {

namespace fs = std::filesystem;

const fs::path root = HAIRPIN_SOURCE_DIR;

std::string read(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  REQUIRE(stream);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

/// What stands between "```scn" and "```", block by block.
std::vector<std::string> scenarios_in(const std::string& text) {
  static constexpr std::string_view open = "\n```scn\n";
  std::vector<std::string> blocks;
  for (std::size_t at = text.find(open); at != text.npos; at = text.find(open, at)) {
    at += open.size();
    blocks.push_back(text.substr(at, text.find("\n```", at) + 1 - at));
  }
  return blocks;
}

void run_blocks(const fs::path& path) {
  const std::vector<std::string> blocks = scenarios_in(read(root / path));
  REQUIRE_FALSE(blocks.empty());
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    DYNAMIC_SECTION(path.string() << " example " << i + 1) {
      const std::string name = path.string() + " example " + std::to_string(i + 1);
      for (const std::string& failure : run_scenario_text(name, blocks[i]).failures) {
        FAIL_CHECK(failure);
      }
    }
  }
}

TEST_CASE("the scenarios in READMEs are scenarios that hold") {
  run_blocks("tests/README.md");
  std::vector<fs::path> readmes;
  for (const fs::directory_entry& folder : fs::directory_iterator(root / "rules")) {
    if (folder.is_directory()) {
      readmes.push_back(fs::relative(folder.path() / "README.md", root));
    }
  }
  std::sort(readmes.begin(), readmes.end());
  for (const fs::path& readme : readmes) run_blocks(readme);
}

TEST_CASE("every statement of the notation is explained") {
  const std::string text = read(root / "tests/README.md");
  for (const std::string_view keyword : import::scenario_keywords()) {
    INFO(keyword);
    CHECK(text.find("\n    " + std::string(keyword)) != std::string::npos);
  }
}

}  // namespace
}  // namespace hairpin::test
