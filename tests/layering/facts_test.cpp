#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include "tests/support/catch.hpp"

/// Holds lint/route/AZURE_FACTS.md to its promise: every fact that code, rules and scenarios cite
/// is there, with how well it is known, a source, and a test that exists.
namespace {

namespace fs = std::filesystem;

const fs::path root = HAIRPIN_SOURCE_DIR;
const fs::path facts_path = root / "lint" / "route" / "AZURE_FACTS.md";

std::string read(const fs::path& path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

struct Fact {
  std::string number;  // "4.10", "A18", "C6"
  std::string text;    // the whole entry
};

/// Entries start with their number in bold and end at an empty line.
std::vector<Fact> read_facts() {
  static const std::regex head(R"(^\*\*(\d+\.\d+|[AC]\d+)\*\* )");
  std::vector<Fact> facts;
  std::istringstream lines(read(facts_path));
  bool in_entry = false;
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (std::regex_search(line, match, head)) {
      facts.push_back({match[1], {}});
      in_entry = true;
    }
    in_entry = in_entry && !line.empty();
    if (in_entry) facts.back().text += line + '\n';
  }
  return facts;
}

/// Facts by letter, section and number: 4.9 comes before 4.10, and C6 after all of them.
auto order(const std::string& number) {
  const bool lettered = number[0] == 'A' || number[0] == 'C';
  const std::size_t dot = number.find('.');
  const int section = lettered ? 0 : std::stoi(number.substr(0, dot));
  return std::tuple(lettered ? number[0] : ' ', section,
                    std::stoi(number.substr(lettered ? 1 : dot + 1)));
}

std::vector<std::string> all_matches(const std::string& text, const std::regex& pattern) {
  std::vector<std::string> found;
  for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at) {
    found.push_back((*at)[1]);
  }
  return found;
}

/// Every number in brackets that hold nothing but numbers of facts: [4.10], [4.9, C8], [4.8-4.10].
std::set<std::string> citations(const std::string& text) {
  static const std::regex brackets(R"(\[([0-9AC., -]+)\])");
  static const std::regex number(R"((\d{1,2}\.\d{1,2}|[AC]\d{1,2}))");
  static const std::regex list(
      R"((\d{1,2}\.\d{1,2}|[AC]\d{1,2})([,-] ?(\d{1,2}\.\d{1,2}|[AC]\d{1,2}))*)");
  std::set<std::string> cited;
  for (const std::string& inside : all_matches(text, brackets)) {
    if (!std::regex_match(inside, list)) continue;
    for (const std::string& one : all_matches(inside, number)) cited.insert(one);
  }
  return cited;
}

/// Numbers that code attaches to evidence: whole string literals such as "4.10".
std::set<std::string> literals(const std::string& text) {
  static const std::regex literal(R"lit("(\d{1,2}\.\d{1,2}|[AC]\d{1,2})")lit");
  const std::vector<std::string> found = all_matches(text, literal);
  return {found.begin(), found.end()};
}

/// What the files below a folder cite, with one file for each number.
std::map<std::string, std::string> cited_below(const fs::path& folder, bool with_literals) {
  static const std::set<std::string> kinds = {".cpp", ".hpp", ".md", ".scn"};
  std::map<std::string, std::string> cited;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / folder)) {
    if (!entry.is_regular_file() || !kinds.contains(entry.path().extension().string())) continue;
    if (entry.path() == facts_path) continue;
    const std::string text = read(entry.path());
    std::set<std::string> numbers = citations(text);
    if (with_literals) numbers.merge(literals(text));
    for (const std::string& number : numbers) cited[number] = entry.path().string();
  }
  return cited;
}

void require_known(const std::map<std::string, std::string>& cited) {
  std::set<std::string> known;
  for (const Fact& fact : read_facts()) known.insert(fact.number);
  for (const auto& [number, file] : cited) {
    INFO("fact " << number << ", cited by " << file);
    CHECK(known.contains(number));
  }
}

}  // namespace

TEST_CASE("citations are numbers of facts alone in brackets") {
  using Set = std::set<std::string>;
  CHECK(citations("learned [4.10], not [4.9, C8] nor [4.8-4.10]") ==
        Set{"4.10", "4.9", "4.8", "C8"});
  CHECK(citations("a[0] b[10.0.0.0/8] c[4.10 x] [HP101]").empty());
  CHECK(literals(R"({id, "properties.state", "6.3"}, "10.0.0.0/8", "C6")") == Set{"6.3", "C6"});
}

TEST_CASE("facts stand in order, each once") {
  const std::vector<Fact> facts = read_facts();
  REQUIRE(facts.size() > 100);
  for (std::size_t i = 1; i < facts.size(); ++i) {
    INFO(facts[i - 1].number << " before " << facts[i].number);
    CHECK(order(facts[i - 1].number) < order(facts[i].number));
  }
}

TEST_CASE("every fact says how well it is known and where from") {
  static const std::regex confidence(R"((\*(documented|lab-observed|inferred|chosen)\*))");
  static const std::regex source(R"(\[([a-z][a-z0-9-]*)\])");
  static const std::regex basis(R"(\*chosen\* from (\d|A|C))");
  const std::string all = read(facts_path);
  for (const Fact& fact : read_facts()) {
    INFO("fact " << fact.number);
    CHECK(all_matches(fact.text, confidence).size() == 1);
    const bool is_choice = fact.text.find("*chosen*") != std::string::npos;
    CHECK(is_choice == (fact.number[0] == 'C'));
    const std::vector<std::string> sources = all_matches(fact.text, source);
    CHECK((is_choice ? std::regex_search(fact.text, basis) : !sources.empty()));
    for (const std::string& key : sources) {
      INFO("source " << key);
      CHECK(all.find("\n[" + key + "]: https://") != std::string::npos);
    }
  }
}

TEST_CASE("every fact names a test, and the test is there") {
  static const std::regex path(R"(`((?:tests|rules)/[^`]+)`)");
  for (const Fact& fact : read_facts()) {
    const std::size_t at = fact.text.find("; test:");
    INFO("fact " << fact.number);
    CHECK(at != std::string::npos);
    if (at == std::string::npos) continue;
    const std::vector<std::string> tests = all_matches(fact.text.substr(at), path);
    CHECK(!tests.empty());
    for (const std::string& test : tests) {
      INFO("test " << test);
      CHECK(fs::is_regular_file(root / test));
      // Scenarios cite what they are about; programs test more than they could name.
      const bool is_scenario = test.ends_with(".scn");
      if (is_scenario) CHECK(citations(read(root / test)).contains(fact.number));
    }
  }
}

TEST_CASE("every fact that the code cites is known") { require_known(cited_below("lint", false)); }

TEST_CASE("every fact that evidence carries is known") {
  require_known(cited_below(fs::path("lint") / "route", true));
  require_known(cited_below(fs::path("lint") / "reach", true));
}

TEST_CASE("every fact that the rules cite is known") { require_known(cited_below("rules", false)); }

TEST_CASE("every fact that the tests cite is known") {
  require_known(cited_below(fs::path("tests") / "scenarios", false));
}
