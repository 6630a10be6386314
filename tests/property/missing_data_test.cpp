#include <fstream>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "import/estate.hpp"
#include "reach/reachability.hpp"
#include "tests/support/catch.hpp"

// Missing data is never "isolated" [0.3]: every property of a sample is taken away in turn, and
// nothing that was reachable may become isolated by that.
namespace hairpin {
namespace {

using nlohmann::json;

std::map<std::string, reach::Verdict> matrix_of(const std::string& text) {
  const import::InputText input{"estate.json", text, {}};
  const import::Estate estate = import::import_texts({&input, 1});
  std::map<std::string, reach::Verdict> verdicts;
  if (!estate.usable()) return verdicts;  // refused: nobody takes that for an answer
  route::Routing routing(estate.network, estate.ids);
  const reach::Reachability reachability(routing);
  for (const model::VnetIndex from : reachability.endpoints()) {
    for (const model::VnetIndex to : reachability.endpoints()) {
      const std::string pair(
          cat({estate.network.vnets[from].name, " > ", estate.network.vnets[to].name}));
      verdicts[pair] = reachability.cell(from, to).verdict;
    }
  }
  return verdicts;
}

/// What identifies a resource; without it, it is another one.
bool is_identity(const json& object, const std::string& key) {
  static const std::set<std::string> identity = {"id", "type", "name"};
  return object.contains("name") && identity.contains(key);
}

/// What Azure itself reads as "no" when it is absent: the defaults of [0.6].
bool is_off_when_absent(const std::string& key) {
  return key == "useRemoteGateways" || key == "allowGatewayTransit";
}

using Visit = std::function<void(const json::json_pointer&)>;

/// Calls `visit(path)` for every member of every object, and every item of every list, below
/// `value`.
void for_each_part(const json& value, const json::json_pointer& at, const Visit& visit) {
  if (value.is_object()) {
    for (const auto& [key, member] : value.items()) {
      if (!is_identity(value, key)) visit(at / key);
      for_each_part(member, at / key, visit);
    }
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      visit(at / i);
      for_each_part(value[i], at / i, visit);
    }
  }
}

std::string closed_by(const json& changed, const std::map<std::string, reach::Verdict>& before) {
  std::vector<std::string> closed;
  for (const auto& [pair, verdict] : matrix_of(changed.dump())) {
    // A row that names another VNet than before makes pairs that were not there.
    const auto known = before.find(pair);
    const bool was_open = known != before.end() && known->second == reach::Verdict::reachable;
    if (was_open && verdict == reach::Verdict::isolated) closed.push_back(pair);
  }
  return list_words(closed);
}

json sample() {
  std::ifstream file(HAIRPIN_SOURCE_DIR "/samples/shared-circuit/resources.json");
  return json::parse(file);
}

TEST_CASE("no property that is taken away isolates anybody") {
  const json whole = sample();
  const auto before = matrix_of(whole.dump());
  REQUIRE(before.size() == 16);
  std::size_t tried = 0;
  for_each_part(whole.at("data"), json::json_pointer("/data"), [&](const json::json_pointer& path) {
    const json& holder = whole.at(path.parent_pointer());
    if (!holder.is_object() || is_off_when_absent(path.back())) return;
    json without = whole;
    without.at(path.parent_pointer()).erase(path.back());
    INFO(path.to_string());
    CHECK(closed_by(without, before) == "");
    ++tried;
  });
  CHECK(tried > 500);
}

TEST_CASE("no property that is nonsense isolates anybody") {
  const json whole = sample();
  const auto before = matrix_of(whole.dump());
  const std::vector<json> swaps = {nullptr, 7, "nonsense", json::object({{"nonsense", 1}}),
                                   json::array({"nonsense"})};
  std::size_t tried = 0;
  for_each_part(whole.at("data"), json::json_pointer("/data"), [&](const json::json_pointer& path) {
    for (const json& swap : swaps) {
      json swapped = whole;
      swapped.at(path) = swap;
      INFO(path.to_string() << " is " << swap.dump());
      CHECK(closed_by(swapped, before) == "");
      ++tried;
    }
  });
  CHECK(tried > 2500);
}

}  // namespace
}  // namespace hairpin
