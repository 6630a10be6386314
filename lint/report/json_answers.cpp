#include <map>
#include <ostream>

#include "base/text.hpp"
#include "report/json.hpp"
#include "report/json_parts.hpp"

namespace hairpin::report::json {

void write_reach(std::ostream& out, const Run& run, const ReachAnswer& answer) {
  Json object;
  object["hairpin"] = header(run);
  object["from"] = id_text(run.ids, answer.from);
  object["to"] = id_text(run.ids, answer.to);
  object["verdict"] = name_of(answer.answer.verdict());
  object["forward"] = direction(run, answer.answer.forward);
  object["reverse"] = direction(run, answer.answer.reverse);
  object["assumptions"] = assumptions(run);
  out << pretty(object) << '\n';
}

void write_matrix(std::ostream& out, const Run& run, const Matrix& matrix) {
  std::vector<std::string> ids;  // quoted once, written once per pair
  for (const model::VnetIndex vnet : matrix.endpoints) {
    ids.push_back(dump(run.ids.text(run.network.vnets[vnet].id)));
  }
  Document document(out, run);
  document.begin_array("endpoints");
  for (const std::string& id : ids) document.element(id);
  document.end_array();
  document.member("assumptions", assumptions(run));

  // Few distinct cells, many pairs: the text behind the ids is made once per kind of cell.
  std::map<std::pair<reach::Verdict, reach::ViaSet>, std::string> tails;
  const auto tail = [&](const reach::Cell& cell) -> const std::string& {
    std::string& text = tails[{cell.verdict, cell.via}];
    if (text.empty()) {
      text =
          cat({",\"verdict\":\"", name_of(cell.verdict), "\",\"via\":", dump(via(cell.via)), "}"});
    }
    return text;
  };
  document.begin_array("pairs");
  std::vector<reach::Cell> cells;
  std::string pair;
  for (std::size_t row = 0; row < ids.size() && out; ++row) {
    matrix.row(matrix.endpoints[row], cells);
    for (std::size_t column = 0; column < ids.size(); ++column) {
      if (column == row) continue;
      pair.assign("{\"from\":").append(ids[row]).append(",\"to\":").append(ids[column]);
      document.element(pair.append(tail(cells[column])));
    }
  }
  document.end_array();
  document.finish();
}

namespace {
Json route_object(const Run& run, const reach::Reachability::EffectiveRoute& route) {
  Json object;
  object["prefix"] = route.prefix.to_string();
  object["nextHopType"] = route.next_hop_type;
  object["nextHop"] = route.next_hop;
  object["source"] = route.source;
  object["state"] = route.active ? "Active" : "Invalid";
  object["origin"] = id(run, route.origin);
  object["via"] = via(route.via);
  object["unproven"] = route.unproven;
  object["because"] = Json::array();
  for (const model::ConfigFact& item : route.because) {
    object["because"].push_back(fact(run, item));
  }
  object["missing"] = Json::array();
  for (const model::Missing& missing : route.missing) object["missing"].push_back(missing.what);
  return object;
}
}  // namespace

void write_routes(std::ostream& out, const Run& run,
                  const reach::Reachability::EffectiveRoutes& routes) {
  Document document(out, run);
  document.member("at", id(run, routes.at));
  document.begin_array("routes");
  for (const auto& route : routes.routes) document.element(dump(route_object(run, route)));
  document.end_array();
  document.member("assumptions", assumptions(run));
  document.finish();
}

void write_rules(std::ostream& out, std::string_view version,
                 std::span<const engine::Rule* const> rules) {
  Json object;
  object["hairpin"] = {{"version", version}, {"schema", 1}};
  object["rules"] = Json::array();
  for (const engine::Rule* rule : rules) {
    Json entry;
    entry["id"] = rule->id;
    entry["name"] = rule->name;
    entry["summary"] = rule->summary;
    entry["level"] = name_of(rule->severity);
    entry["securitySeverity"] =
        rule->security_severity.empty() ? Json() : Json(rule->security_severity);
    entry["text"] = rule->text;
    object["rules"].push_back(std::move(entry));
  }
  out << pretty(object) << '\n';
}

}  // namespace hairpin::report::json
