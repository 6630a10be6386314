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

/// What Azure itself reads as "no" when it is absent (the defaults of [0.6]), the lists whose
/// absence means that there is none [2.2], and what identifies a resource, without which it is
/// another one.
bool may_close(const json& object, const std::string& key) {
  static const std::set<std::string> defaults = {"useRemoteGateways", "allowGatewayTransit",
                                                 "virtualNetworkPeerings"};
  static const std::set<std::string> identity = {"id", "type", "name"};
  const bool is_resource = object.contains("name");
  return defaults.contains(key) || (is_resource && identity.contains(key));
}

/// Calls `visit(path)` for every member of every object below `value`.
void for_each_member(const json& value, const json::json_pointer& at,
                     const std::function<void(const json::json_pointer&)>& visit) {
  if (value.is_object()) {
    for (const auto& [key, member] : value.items()) {
      if (!may_close(value, key)) visit(at / key);
      for_each_member(member, at / key, visit);
    }
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) for_each_member(value[i], at / i, visit);
  }
}

std::vector<std::string> closed_by(const json& changed,
                                   const std::map<std::string, reach::Verdict>& before) {
  std::vector<std::string> closed;
  for (const auto& [pair, verdict] : matrix_of(changed.dump())) {
    const bool was_open = before.at(pair) == reach::Verdict::reachable;
    if (was_open && verdict == reach::Verdict::isolated) closed.push_back(pair);
  }
  return closed;
}

TEST_CASE("no property that is taken away, or is nonsense, isolates anybody") {
  std::ifstream file(HAIRPIN_SOURCE_DIR "/samples/shared-circuit/resources.json");
  const json whole = json::parse(file);
  const auto before = matrix_of(whole.dump());
  REQUIRE(before.size() == 16);
  std::size_t tried = 0;
  for_each_member(whole.at("data"), json::json_pointer("/data"),
                  [&](const json::json_pointer& path) {
                    json without = whole;
                    without.at(path.parent_pointer()).erase(path.back());
                    json null = whole;
                    null.at(path) = nullptr;
                    INFO(path.to_string());
                    CHECK(list_words(closed_by(without, before)) == "");
                    CHECK(list_words(closed_by(null, before)) == "");
                    ++tried;
                  });
  CHECK(tried > 500);
}

}  // namespace
}  // namespace hairpin
