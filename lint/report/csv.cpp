#include "report/csv.hpp"

#include <ostream>

#include "base/text.hpp"

namespace hairpin::report::csv {
namespace {

std::string field(std::string_view text) {
  std::string safe = printable(text);
  if (!safe.empty() && std::string_view("=+-@").find(safe.front()) != std::string_view::npos) {
    safe.insert(0, 1, '\'');
  }
  if (safe.find_first_of("\",") == safe.npos) return safe;
  std::string quoted = "\"";
  for (const char c : safe) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string via_field(const reach::ViaSet& via) {
  std::string text;
  for (const reach::Via member : via.list()) {
    if (!text.empty()) text += ' ';
    text += name_of(member);
  }
  return text;
}

std::vector<std::string> ids_of(const Run& run, const Matrix& matrix) {
  std::vector<std::string> ids;
  for (const reach::Endpoint& end : matrix.ends) ids.push_back(field(id_text(run.ids, end)));
  return ids;
}

}  // namespace

void write_matrix(std::ostream& out, const Run& run, const Matrix& matrix) {
  const std::vector<std::string> ids = ids_of(run, matrix);
  out << "from,to,verdict,via\n";
  std::vector<reach::Cell> cells;
  for (std::size_t row = 0; row < ids.size() && out; ++row) {
    matrix.row(row, cells);
    for (std::size_t column = 0; column < ids.size(); ++column) {
      if (column == row) continue;
      out << ids[row] << ',' << ids[column] << ',' << name_of(cells[column].verdict) << ','
          << via_field(cells[column].via) << '\n';
    }
  }
}

void write_classes(std::ostream& out, const Run& run, const Matrix& matrix,
                   const MatrixClasses& classes) {
  const std::vector<std::string> ids = ids_of(run, matrix);
  out << "from,fromMembers,to,toMembers,verdict,via\n";
  std::vector<reach::Cell> cells;
  for (const reach::MatrixClass& from : classes) {
    if (!out) break;
    matrix.row(from.members.front(), cells);
    for (const reach::MatrixClass& to : classes) {
      const bool within = &from == &to;
      if (within && to.members.size() == 1) continue;
      const reach::Cell& cell = cells[to.members[within ? 1 : 0]];
      out << ids[from.members.front()] << ',' << from.members.size() << ','
          << ids[to.members.front()] << ',' << to.members.size() << ',' << name_of(cell.verdict)
          << ',' << via_field(cell.via) << '\n';
    }
  }
}

void write_routes(std::ostream& out, const Run& run,
                  const reach::Reachability::EffectiveRoutes& routes) {
  out << "prefix,nextHopType,nextHop,source,state,origin,via\n";
  for (const auto& route : routes.routes) {
    std::string hops;
    for (const std::string& hop : route.next_hop) hops += (hops.empty() ? "" : " ") + hop;
    out << route.prefix.to_string() << ',' << route.next_hop_type << ',' << field(hops) << ','
        << route.source << ',' << (route.active ? "Active" : "Invalid") << ','
        << (route.origin ? field(run.ids.text(route.origin)) : "") << ',' << via_field(route.via)
        << '\n';
  }
}

}  // namespace hairpin::report::csv
