#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"

/// Holds the tree to the law of lint/README.md by reading its #include lines: which folder may see
/// which, and which library each folder may use.
namespace hairpin {
namespace {

namespace fs = std::filesystem;
using Names = std::set<std::string>;

/// What a folder sees directly. It sees what those see, too.
const std::map<std::string, Names> direct = {
    {"base", {}},
    {"model", {"base"}},
    {"terraform", {"base"}},
    {"template", {"base"}},
    {"import", {"model", "terraform", "template", "base"}},
    {"route", {"model"}},
    {"reach", {"route"}},
    {"policy", {"model"}},
    {"engine", {"reach", "policy"}},
    {"rules", {"engine"}},
    {"report", {"engine"}},
    {"cli", {"import", "rules", "report", "policy"}},
};

/// Libraries by the start of their headers' names, and the folders that may use them.
const std::map<std::string, Names> libraries = {
    {"simdjson", {"import"}},  {"nlohmann/", {"policy", "report"}},
    {"yaml-cpp/", {"policy"}}, {"boost/", {"route", "reach"}},
    {"CLI/", {"cli"}},         {"fmt/", {"report", "cli"}},
};

/// The process belongs to cli/: nobody else prints, exits or reads the environment. ensure.hpp may
/// stop the program, and import/ reads files.
const std::vector<std::string> process_words = {"std::cout", "std::cerr", "std::getenv", "::getenv",
                                                "std::exit", "::isatty",  "std::signal"};

struct Include {
  fs::path from;       // relative to the project
  std::string folder;  // "rules" for all of rules/
  std::string header;  // as written
};

Names all_seen_by(const std::string& folder) {
  Names seen = {folder};
  for (const std::string& next : direct.at(folder)) seen.merge(all_seen_by(next));
  return seen;
}

std::vector<fs::path> source_files() {
  const fs::path root = HAIRPIN_SOURCE_DIR;
  std::vector<fs::path> files;
  for (const char* top : {"lint", "rules"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
      const std::string extension = entry.path().extension().string();
      if (extension == ".cpp" || extension == ".hpp") {
        files.push_back(fs::relative(entry.path(), root));
      }
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string folder_of(const fs::path& file) {
  const auto top = file.begin();
  return *top == "rules" ? "rules" : std::next(top)->string();
}

std::string contents(const fs::path& file) {
  std::ifstream stream(fs::path(HAIRPIN_SOURCE_DIR) / file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// The header that an #include line names, without its brackets or quotes; "" for other lines.
std::string included_header(const std::string& line) {
  const std::size_t hash = line.find_first_not_of(" \t");
  if (hash == line.npos || line.compare(hash, 1, "#") != 0) return {};
  const std::size_t word = line.find("include", hash);
  const std::size_t open = line.find_first_of("<\"", hash);
  if (word == line.npos || open == line.npos) return {};
  return line.substr(open + 1, line.find_first_of(">\"", open + 1) - open - 1);
}

std::vector<Include> all_includes() {
  std::vector<Include> includes;
  for (const fs::path& file : source_files()) {
    std::istringstream lines(contents(file));
    for (std::string line; std::getline(lines, line);) {
      const std::string header = included_header(line);
      if (!header.empty()) includes.push_back({file, folder_of(file), header});
    }
  }
  return includes;
}

/// The folder of this project that a header belongs to; "" for a library's header.
std::string target_folder(const std::string& header) {
  const std::string first = header.substr(0, header.find('/'));
  if (header.find('/') == header.npos) return {};
  if (direct.contains(first)) return first;
  return first == "lint" ? header.substr(5, header.find('/', 5) - 5) : std::string();
}

TEST_CASE("the tree is read") {
  const std::vector<Include> includes = all_includes();
  CHECK(includes.size() > 300);
  for (const auto& [folder, seen] : direct) {
    CAPTURE(folder);
    CHECK(std::any_of(includes.begin(), includes.end(),
                      [&](const Include& include) { return include.folder == folder; }));
  }
}

TEST_CASE("an include line is recognised however it is spelled") {
  CHECK(included_header("#include \"base/text.hpp\"") == "base/text.hpp");
  CHECK(included_header("  #  include <simdjson.h>  // why") == "simdjson.h");
  CHECK(included_header("// #include <x>").empty());
  CHECK(target_folder("lint/report/run.hpp") == "report");
  CHECK(target_folder("vector").empty());
}

TEST_CASE("every folder has a place in the law") {
  for (const fs::path& file : source_files()) {
    CAPTURE(file.string());
    CHECK(direct.contains(folder_of(file)));
  }
}

TEST_CASE("folders see only what the law lets them see") {
  for (const Include& include : all_includes()) {
    const std::string target = target_folder(include.header);
    if (target.empty()) continue;
    CAPTURE(include.from.string(), include.header);
    CHECK(all_seen_by(include.folder).contains(target));
  }
}

TEST_CASE("each library is used in its folders only") {
  for (const Include& include : all_includes()) {
    for (const auto& [start, folders] : libraries) {
      if (!include.header.starts_with(start)) continue;
      CAPTURE(include.from.string(), include.header);
      CHECK(folders.contains(include.folder));
    }
  }
}

TEST_CASE("a header that other folders see brings no library along") {
  Names shared;  // headers that another folder includes, and what these include in turn
  const std::vector<Include> includes = all_includes();
  for (const Include& include : includes) {
    const std::string target = target_folder(include.header);
    if (!target.empty() && target != include.folder) shared.insert(include.header);
  }
  for (bool grew = true; grew;) {
    grew = false;
    for (const Include& include : includes) {
      const std::string from = include.from.generic_string();
      const bool is_shared = from.starts_with("lint/") && shared.contains(from.substr(5));
      if (is_shared && !target_folder(include.header).empty()) {
        grew = shared.insert(include.header).second || grew;
      }
    }
  }
  for (const Include& include : includes) {
    const std::string from = include.from.generic_string();
    if (!from.starts_with("lint/") || !shared.contains(from.substr(5))) continue;
    for (const auto& [start, folders] : libraries) {
      CAPTURE(from, include.header);
      CHECK_FALSE(include.header.starts_with(start));
    }
  }
}

TEST_CASE("no rule includes another rule") {
  for (const Include& include : all_includes()) {
    if (include.folder != "rules" || !include.header.starts_with("rules/")) continue;
    const fs::path header(include.header);
    CAPTURE(include.from.string(), include.header);
    // "rules/x.hpp" is shared by all; "rules/RULE/x.hpp" belongs to one.
    const bool shared = std::distance(header.begin(), header.end()) == 2;
    CHECK((shared || header.parent_path() == include.from.parent_path()));
  }
}

TEST_CASE("the process belongs to the command line") {
  for (const fs::path& file : source_files()) {
    if (folder_of(file) == "cli") continue;
    const std::string text = contents(file);
    for (const std::string& word : process_words) {
      CAPTURE(file.string(), word);
      CHECK(text.find(word) == text.npos);
    }
  }
}

}  // namespace
}  // namespace hairpin
