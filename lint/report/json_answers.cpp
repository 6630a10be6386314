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

namespace {

/// Quoted once, written once per pair.
std::vector<std::string> quoted_ids(const Run& run, const Matrix& matrix) {
  std::vector<std::string> ids;
  for (const reach::Endpoint& end : matrix.ends) ids.push_back(dump(id_text(run.ids, end)));
  return ids;
}

/// Few distinct cells, many pairs: the text behind the ids is made once per kind of cell.
class PairWriter {
 public:
  PairWriter(Document& document, const std::vector<std::string>& ids)
      : document_(document), ids_(ids) {}

  void write(std::size_t from, std::size_t to, const reach::Cell& cell) {
    pair_.assign("{\"from\":").append(ids_[from]).append(",\"to\":").append(ids_[to]);
    document_.element(pair_.append(tail(cell)));
  }

 private:
  const std::string& tail(const reach::Cell& cell) {
    std::string& text = tails_[{cell.verdict, cell.via}];
    if (text.empty()) {
      text =
          cat({",\"verdict\":\"", name_of(cell.verdict), "\",\"via\":", dump(via(cell.via)), "}"});
    }
    return text;
  }

  Document& document_;
  const std::vector<std::string>& ids_;
  std::map<std::pair<reach::Verdict, reach::ViaSet>, std::string> tails_;
  std::string pair_;
};

}  // namespace

void write_matrix(std::ostream& out, const Run& run, const Matrix& matrix) {
  const std::vector<std::string> ids = quoted_ids(run, matrix);
  Document document(out, run);
  document.begin_array("endpoints");
  for (const std::string& id : ids) document.element(id);
  document.end_array();
  document.member("assumptions", assumptions(run));

  document.begin_array("pairs");
  PairWriter pairs(document, ids);
  std::vector<reach::Cell> cells;
  for (std::size_t row = 0; row < ids.size() && out; ++row) {
    matrix.row(row, cells);
    for (std::size_t column = 0; column < ids.size(); ++column) {
      if (column != row) pairs.write(row, column, cells[column]);
    }
  }
  document.end_array();
  document.finish();
}

void write_classes(std::ostream& out, const Run& run, const Matrix& matrix,
                   const MatrixClasses& classes) {
  const std::vector<std::string> ids = quoted_ids(run, matrix);
  Document document(out, run);
  document.begin_array("classes");
  for (const reach::MatrixClass& each : classes) {
    std::string members;
    for (const std::size_t member : each.members) {
      members.append(members.empty() ? "" : ",").append(ids[member]);
    }
    document.element(
        cat({"{\"name\":", ids[each.members.front()], ",\"members\":[", members, "]}"}));
  }
  document.end_array();
  document.member("assumptions", assumptions(run));

  document.begin_array("pairs");
  PairWriter pairs(document, ids);
  std::vector<reach::Cell> cells;
  for (const reach::MatrixClass& from : classes) {
    if (!out) break;
    const std::size_t row = from.members.front();
    matrix.row(row, cells);
    for (const reach::MatrixClass& to : classes) {
      if (&from != &to) pairs.write(row, to.members.front(), cells[to.members.front()]);
      if (&from == &to && to.members.size() > 1) pairs.write(row, row, cells[to.members[1]]);
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
