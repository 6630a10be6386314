#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/json_text.hpp"
#include "base/text.hpp"
#include "tests/lint/template/expansion.hpp"
#include "tests/support/catch.hpp"

namespace hairpin::arm {
namespace {

namespace fs = std::filesystem;

/// Published templates that are not part of this repository; empty if they are not there.
std::vector<fs::path> template_files() {
  const char* const set = std::getenv("HAIRPIN_CORPUS");
  const fs::path root = set != nullptr ? fs::path(set) : fs::path("../shared/corpus");
  std::vector<fs::path> files;
  std::error_code missing;
  for (fs::recursive_directory_iterator entry(root / "arm-templates", missing), end; entry != end;
       ++entry) {
    if (entry->is_regular_file()) files.push_back(entry->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string read(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(stream)), {});
  const Decoded decoded = decode_file(bytes);
  return decoded.text.value_or(bytes.substr(decoded.skip));
}

struct Tally {
  std::size_t known = 0, unknown = 0;

  void count(const Value& value) {
    const bool container = value.is_array() || value.is_object();
    if (!container) ++(value.kind() == Value::Kind::unknown ? unknown : known);
    for (const Value& item : value.items()) count(item);
    for (const Member& member : value.members()) count(member.value);
  }
};

/// Of what resources of the network say.
void count_network(const Expansion& expansion, Tally& tally) {
  for (const ExpandedResource& resource : expansion.resources) {
    if (!starts_with_folded(resource.type, "Microsoft.Network/")) continue;
    tally.count(resource.body["properties"]);
  }
}

TEST_CASE("published templates are expanded, and most of what they say is known") {
  const std::vector<fs::path> files = template_files();
  if (files.empty()) {
    // Who names a folder wants it read.
    REQUIRE(std::getenv("HAIRPIN_CORPUS") == nullptr);
    WARN("SKIPPED: no corpus; set HAIRPIN_CORPUS to its folder");
    return;
  }
  std::size_t templates = 0, usable = 0, complete = 0;
  Tally all, with_defaults;
  const auto start = std::chrono::steady_clock::now();
  for (const fs::path& file : files) {
    const std::string text = read(file);
    if (!mentions_template(text)) continue;
    INFO(file.string());
    const Expanded expanded = expand_text(text);
    ++templates;
    if (!expanded.expansion.is_usable()) continue;
    ++usable;
    for (const Diagnostic& problem : expanded.expansion.diagnostics) {
      CHECK_FALSE(problem.statement.empty());
      if (!problem.where) continue;
      expanded.sources->position(problem.where);
      expanded.sources->snippet(problem.where);
      // Every function that published templates call is one of ours, but for invented ones.
      if (problem.statement.starts_with("The template function '")) {
        CHECK(problem.statement.find("is not valid.") == std::string::npos);
      }
    }
    count_network(expanded.expansion, all);
    if (!expanded.expansion.missing_parameters.empty()) continue;
    ++complete;
    count_network(expanded.expansion, with_defaults);
    for (const OpenQuestion& question : expanded.expansion.questions) {
      if (question.reason != Reason::missing_parameter) continue;
      // A nested deployment may leave out what its own template asks for.
      CHECK(question.where);
    }
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  const auto share = [](const Tally& tally) {
    return 100.0 * static_cast<double>(tally.known) /
           static_cast<double>(tally.known + tally.unknown);
  };
  WARN(usable << " of " << templates << " templates expanded in " << seconds.count() << " s; "
              << share(all) << " % of their network values are known; of the " << complete
              << " that give every parameter a default " << share(with_defaults) << " %");
  CHECK(templates > 300);
  CHECK(usable + 10 >= templates);
  CHECK(share(all) > 75);
  CHECK(share(with_defaults) > 90);
  CHECK(seconds.count() < 60);
}

}  // namespace
}  // namespace hairpin::arm
