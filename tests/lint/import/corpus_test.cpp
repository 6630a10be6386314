#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "base/text.hpp"
#include "tests/lint/import/network_dump.hpp"
#include "tests/support/catch.hpp"

using namespace hairpin;
using namespace hairpin::import;

namespace {

namespace fs = std::filesystem;

/// Published Azure JSON that is not part of this repository; empty if it is not there.
std::vector<fs::path> corpus_files() {
  const char* const set = std::getenv("HAIRPIN_CORPUS");
  const fs::path root = set != nullptr ? fs::path(set) : fs::path("../shared/corpus");
  std::vector<fs::path> files;
  for (const char* const part : {"arm-resources", "arg", "what-if", "terraform"}) {
    std::error_code missing;
    for (fs::recursive_directory_iterator entry(root / part, missing), end; entry != end; ++entry) {
      if (entry->path().extension() == ".json") files.push_back(entry->path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string read(const fs::path& path) {
  std::stringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

/// The ids of everything in `value` that is a VNet with an address space, by another parser.
void collect_vnets(const nlohmann::json& value, std::set<std::string>& ids) {
  if (!value.is_structured()) return;
  for (const auto& member : value) collect_vnets(member, ids);
  if (!value.is_object()) return;
  const auto envelope =
      value.contains("Properties") ? value.find("Properties") : value.find("properties");
  const bool has_space = value.contains("addressSpace") ||
                         (envelope != value.end() && envelope->contains("addressSpace"));
  const auto id = value.find("id") != value.end() ? value.find("id") : value.find("Id");
  if (!has_space || id == value.end() || !id->is_string()) return;
  const auto parts = parse_resource_id(id->get_ref<const std::string&>());
  if (parts && parts->type() == "microsoft.network/virtualnetworks") ids.insert(*id);
}

void check_problems(const Estate& estate) {
  for (const Diagnostic& problem : estate.diagnostics) {
    CHECK_FALSE(problem.statement.empty());
    CHECK(problem.where);
    CHECK(problem.where.offset <= estate.sources.text(problem.where.file).size());
    if (problem.kind != Diagnostic::Kind::unusable) continue;
    const bool expected = starts_with_folded(problem.statement, "no kind of input") ||
                          starts_with_folded(problem.statement, "recognised as a");
    INFO(problem.statement);
    CHECK(expected);
  }
}

}  // namespace

TEST_CASE("published Azure JSON is read or refused with a reason, and no VNet in it is lost") {
  const std::vector<fs::path> files = corpus_files();
  if (files.empty()) {
    // Who names a folder wants it read.
    REQUIRE(std::getenv("HAIRPIN_CORPUS") == nullptr);
    WARN("SKIPPED: no corpus; set HAIRPIN_CORPUS to its folder");
    return;
  }
  std::size_t refused = 0, vnets = 0;
  for (const fs::path& file : files) {
    INFO(file.string());
    ImportOptions options;
    options.allow_empty = true;
    const std::vector<std::string> inputs = {file.string()};
    const Estate estate = import_estate(inputs, options);
    check_problems(estate);
    REQUIRE(estate.inputs.size() == 1);
    if (!estate.usable()) ++refused;
    const model::Coverage& coverage = estate.network.coverage;
    CHECK(coverage.used <= coverage.resources);

    std::set<std::string> expected;
    collect_vnets(nlohmann::json::parse(read(file)), expected);
    for (const std::string& id : expected) {
      INFO(id);
      const auto found = estate.network.vnet(estate.ids.find(id));
      REQUIRE(found);
      CHECK(estate.network.vnets[found].in_input);
    }
    vnets += expected.size();
  }
  CHECK(vnets > 40);
  CHECK(refused * 10 < files.size());
}
