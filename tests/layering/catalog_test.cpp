#include "rules/catalog.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"

/// One folder per rule, one rule per folder, and everything that a reader expects in it.
namespace {

namespace fs = std::filesystem;
using hairpin::engine::Rule;

const fs::path folders = fs::path(HAIRPIN_SOURCE_DIR) / "rules";

std::string read(const fs::path& path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

/// "msee-hairpin" lives in msee_hairpin/.
std::string folder_of(const Rule& rule) {
  std::string name(rule.name);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

std::vector<std::string> lines_with(const std::string& text, std::string_view start) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(start)) lines.push_back(line);
  }
  return lines;
}

}  // namespace

TEST_CASE("the catalogue is sorted by id and knows each rule once") {
  const auto rules = hairpin::rules::catalog();
  REQUIRE(!rules.empty());
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (i > 0) CHECK(rules[i - 1]->id < rules[i]->id);
    CHECK(names.insert(rules[i]->name).second);
  }
}

TEST_CASE("the catalogue and the folders are the same rules") {
  std::set<std::string> listed, present;
  for (const Rule* rule : hairpin::rules::catalog()) listed.insert(folder_of(*rule));
  for (const auto& entry : fs::directory_iterator(folders)) {
    if (entry.is_directory()) present.insert(entry.path().filename().string());
  }
  CHECK(listed == present);
}

TEST_CASE("a rule's folder holds its code, its text and its three scenarios") {
  for (const Rule* rule : hairpin::rules::catalog()) {
    const std::string name = folder_of(*rule);
    const std::set<std::string> wanted = {name + ".cpp", "README.md", "isolated.scn", "leaks.scn",
                                          "unproven.scn"};
    std::set<std::string> found;
    for (const auto& entry : fs::directory_iterator(folders / name)) {
      found.insert(entry.path().filename().string());
    }
    INFO(name);
    CHECK(found == wanted);
  }
}

TEST_CASE("a rule's text has all headings, in order") {
  const std::vector<std::string> headings = {
      "## What it finds", "## Why it matters",     "## Example",
      "## How to fix",    "## What it cannot see", "## Sources"};
  for (const Rule* rule : hairpin::rules::catalog()) {
    const std::string text = read(folders / folder_of(*rule) / "README.md");
    INFO(rule->id);
    CHECK(text.starts_with("# " + std::string(rule->id) + ' ' + std::string(rule->name) + '\n'));
    CHECK(lines_with(text, "## ") == headings);
    const std::string example =
        text.substr(text.find("## Example"), text.find("## How to fix") - text.find("## Example"));
    // The examples are two of the rule's scenarios, so they are run with them.
    const fs::path folder = folders / folder_of(*rule);
    CHECK(example == "## Example\n\nBad:\n\n```scn\n" + read(folder / "leaks.scn") +
                         "```\n\nGood:\n\n```scn\n" + read(folder / "isolated.scn") + "```\n\n");
    CHECK(text.find("](https://", text.find("## Sources")) != text.npos);
  }
}

TEST_CASE("a rule's text is what the build embedded") {
  for (const Rule* rule : hairpin::rules::catalog()) {
    INFO(rule->id);
    CHECK(rule->text == read(folders / folder_of(*rule) / "README.md"));
  }
}

TEST_CASE("a rule's summary is one short sentence") {
  for (const Rule* rule : hairpin::rules::catalog()) {
    INFO(rule->id);
    CHECK(rule->summary.ends_with('.'));
    CHECK(rule->summary.size() <= 120);
    CHECK(std::count(rule->summary.begin(), rule->summary.end(), '.') == 1);
  }
}

TEST_CASE("the table of rules lists the catalogue") {
  std::vector<std::string> wanted;
  for (const Rule* rule : hairpin::rules::catalog()) {
    wanted.push_back("| " + std::string(rule->id) + " | [" + std::string(rule->name) + "](" +
                     folder_of(*rule) + "/README.md) | " +
                     std::string(hairpin::name_of(rule->severity)) + " | " +
                     std::string(rule->summary) + " |");
  }
  CHECK(lines_with(read(folders / "README.md"), "| HP") == wanted);
}

TEST_CASE("a rule is found by id and by name, without regard to case") {
  using hairpin::rules::find_rule;
  REQUIRE(find_rule("HP101") != nullptr);
  CHECK(find_rule("hp101") == find_rule("MSEE-hairpin"));
  CHECK(find_rule("HP1010") == nullptr);
  CHECK(find_rule("") == nullptr);
}
