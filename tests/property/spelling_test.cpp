#include <algorithm>
#include <cctype>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "import/estate.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/estate_generator.hpp"
#include "tests/support/verdict_matrix.hpp"

/// How an export is spelled, ordered and cut into files says nothing about the network.
namespace hairpin::test {
namespace {

using nlohmann::json;

json rows() {
  const EstateSize size{.hubs = 6, .spokes_per_hub = 2, .circuits = 3, .global_reach_links = 1};
  return json::parse(estate_text(size))["data"];
}

VerdictMatrix matrix_of(const std::vector<json>& files) {
  std::vector<std::string> texts;
  for (const json& file : files) texts.push_back(file.dump());
  std::vector<import::InputText> inputs;
  for (const std::string& text : texts) {
    inputs.push_back({"part" + std::to_string(inputs.size()) + ".json", text});
  }
  const import::Estate estate = import::import_texts(inputs);
  REQUIRE(estate.usable());
  return verdict_matrix(estate.network, estate.ids);
}

bool same(reach::Verdict before, reach::Verdict after) { return before == after; }

/// Every resource id in another case, letter by letter; Azure means the same by it. [0.5]
void recase(json& value) {
  if (value.is_structured()) {
    for (json& member : value) recase(member);
  } else if (value.is_string() && value.get_ref<std::string&>().starts_with("/subscriptions/")) {
    bool upper = false;
    for (char& c : value.get_ref<std::string&>()) {
      const auto letter = static_cast<unsigned char>(c);
      c = static_cast<char>(upper ? std::toupper(letter) : std::tolower(letter));
      upper = !upper;
    }
  }
}

TEST_CASE("the estate has pairs of several verdicts") {
  std::map<reach::Verdict, int> count;
  for (const auto& [pair, verdict] : matrix_of({rows()})) ++count[verdict];
  CHECK(count.size() >= 2);
}

TEST_CASE("the order of resources in an export changes nothing") {
  json shuffled = rows();
  std::shuffle(shuffled.begin(), shuffled.end(), std::mt19937(11));
  CHECK(violations(matrix_of({rows()}), matrix_of({shuffled}), same) == "");
}

TEST_CASE("the case of ids changes nothing") {
  json recased = rows();
  const json original = recased;
  recase(recased);
  REQUIRE(recased != original);
  CHECK(violations(matrix_of({original}), matrix_of({recased}), same) == "");
}

TEST_CASE("an export cut into files, in any order, is the same estate") {
  std::vector<json> files(3, json::array());
  std::size_t next = 0;
  for (const json& row : rows()) files[next++ % files.size()].push_back(row);
  std::swap(files[0], files[2]);
  CHECK(violations(matrix_of({rows()}), matrix_of(files), same) == "");
}

TEST_CASE("the same resource twice is there once") {
  CHECK(violations(matrix_of({rows()}), matrix_of({rows(), rows()}), same) == "");
}

}  // namespace
}  // namespace hairpin::test
