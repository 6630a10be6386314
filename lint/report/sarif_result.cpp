#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "report/line_hash.hpp"
#include "report/place.hpp"
#include "report/sarif_parts.hpp"

namespace hairpin::report::sarif {
namespace {

// What GitHub shows of one result; more only costs size.
constexpr std::size_t most_related = 10;
constexpr std::size_t most_flows = 10;
constexpr std::size_t most_steps = 100;

std::string result_text(const engine::Finding& finding) {
  std::string text = finding.message;
  if (!finding.hints.empty()) text += ". To fix it: " + finding.hints.front();
  return text;
}

std::string step_text(const Run& run, const reach::Hop& hop) {
  std::string text = hop.name;
  if (hop.route)
    text += cat({" sends ", hop.route->to_string(), " to ", readable(run.ids, hop.next_hop)});
  if (hop.because.empty()) return text;
  const model::ConfigFact& fact = hop.because.front();
  text += cat({hop.route ? ", because " : ": ", fact.property});
  if (fact.resource) text += " of " + short_name(run.ids, fact.resource);
  return text + " is " + mask_secrets(fact.value);
}

}  // namespace

ResultWriter::ResultWriter(const Run& run, std::span<const engine::Rule* const> rules,
                           std::span<const engine::Finding* const> findings, const Options& options)
    : run_(run), options_(options), uris_(artifact_uris(options.paths, options.root)) {
  for (std::size_t i = 0; i < rules.size(); ++i) rule_index_.emplace(rules[i], i);
  hash_lines(findings);
}

void ResultWriter::hash_lines(std::span<const engine::Finding* const> findings) {
  std::map<FileIndex, std::vector<const engine::Finding*>> by_file;
  for (const engine::Finding* finding : findings) {
    by_file[place_of(*finding).file].push_back(finding);
  }
  for (const auto& [file, here] : by_file) {
    if (!file) continue;
    std::vector<std::uint64_t> lines;
    for (const engine::Finding* finding : here) {
      lines.push_back(first_line(run_.sources, place_of(*finding)).line);
    }
    const std::vector<std::string> hashes = line_hashes(run_.sources.text(file), lines);
    for (std::size_t i = 0; i < here.size(); ++i) line_hashes_.emplace(here[i], hashes[i]);
  }
}

Json ResultWriter::result(const engine::Finding& finding) const {
  Json object;
  object["ruleId"] = finding.rule->id;
  object["ruleIndex"] = rule_index_.at(finding.rule);
  object["level"] = name_of(finding.level);
  object["message"] = message(result_text(finding));
  object["locations"] = Json::array({location(finding.location, place_of(finding))});
  object["partialFingerprints"] = fingerprints(finding);
  if (Json flows = code_flows(finding); !flows.empty()) object["codeFlows"] = std::move(flows);
  if (Json related = related_locations(finding); !related.empty()) {
    object["relatedLocations"] = std::move(related);
  }
  object["properties"] = {{"proven", finding.proven},
                          {"affectedPairs", finding.affected.pairs},
                          {"affectedVnets", finding.affected.vnets}};
  if (finding.unchanged) object["properties"]["unchanged"] = true;
  return object;
}

/// Both services drop a result without a place, so one that stands nowhere is put at the start of
/// the first input.
SourceSpan ResultWriter::place_of(const engine::Finding& finding) const {
  if (finding.location.where || run_.sources.size() == 0) return finding.location.where;
  return {FileIndex(std::size_t{0}), 0, 0};
}

/// The line that made the route of a hop, else the resource itself.
SourceSpan ResultWriter::place_of(const reach::Hop& hop, SourceSpan otherwise) const {
  for (const model::ConfigFact& fact : hop.because) {
    if (fact.where) return fact.where;
  }
  const model::Network& network = run_.network;
  if (const auto vnet = network.vnet(hop.at)) return network.vnets[vnet].where;
  if (const auto subnet = network.subnet(hop.at)) return network.subnets[subnet].where;
  if (const auto gateway = network.gateway(hop.at)) return network.gateways[gateway].where;
  if (const auto circuit = network.circuit(hop.at)) return network.circuits[circuit].where;
  return otherwise;
}

Json ResultWriter::physical_location(SourceSpan where) const {
  const bool full = options_.profile == Profile::full;
  const Position position = first_line(run_.sources, where);
  Json object;
  object["artifactLocation"]["uri"] = uris_.uris.at(where.file.value);
  if (full && !uris_.absolute) object["artifactLocation"]["uriBaseId"] = "%SRCROOT%";
  object["region"] = {{"startLine", position.line},
                      {"startColumn", position.column},
                      {"endLine", position.end_line},
                      {"endColumn", position.end_column}};
  if (full) object["region"]["snippet"]["text"] = run_.sources.snippet(where).text;
  return object;
}

Json ResultWriter::location(const engine::Location& place, SourceSpan where) const {
  Json object;
  if (where) object["physicalLocation"] = physical_location(where);
  if (place.resource) {
    Json logical;
    logical["name"] = short_name(run_.ids, place.resource);
    logical["fullyQualifiedName"] = printable(run_.ids.text(place.resource));
    logical["kind"] = "resource";
    object["logicalLocations"] = Json::array({std::move(logical)});
  }
  return object;
}

Json ResultWriter::related_locations(const engine::Finding& finding) const {
  Json array = Json::array();
  for (const engine::Location& place : finding.related) {
    if (array.size() == most_related) break;
    if (!place.where) continue;
    Json object;
    object["id"] = array.size() + 1;
    object["message"] = message(place.message);
    object.update(location(place, place.where));
    array.push_back(std::move(object));
  }
  return array;
}

Json ResultWriter::code_flows(const engine::Finding& finding) const {
  Json flows = Json::array();
  for (const engine::FindingPath& path : finding.paths) {
    if (flows.size() == most_flows) break;
    Json steps = Json::array();
    for (const reach::Hop& hop : path.direction.path) {
      const SourceSpan where = place_of(hop, place_of(finding));
      if (!where || steps.size() == most_steps) continue;
      Json step;
      step["location"]["physicalLocation"] = physical_location(where);
      step["location"]["message"] = message(step_text(run_, hop));
      steps.push_back(std::move(step));
    }
    if (steps.empty()) continue;
    Json flow;
    flow["threadFlows"] = Json::array({Json{{"locations", std::move(steps)}}});
    flows.push_back(std::move(flow));
  }
  return flows;
}

Json ResultWriter::fingerprints(const engine::Finding& finding) const {
  Json object;
  const auto hash = line_hashes_.find(&finding);
  if (hash != line_hashes_.end() && !hash->second.empty()) {
    object["primaryLocationLineHash"] = hash->second;
  }
  object["hairpin/v1"] = finding.fingerprint;
  return object;
}

}  // namespace hairpin::report::sarif
