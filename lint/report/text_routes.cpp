#include <fmt/ostream.h>

#include <algorithm>
#include <array>
#include <ostream>

#include "base/text.hpp"
#include "report/place.hpp"
#include "report/text.hpp"
#include "report/text_parts.hpp"

namespace hairpin::report::text {
namespace {

constexpr std::size_t columns = 7;
using Row = std::array<std::string, columns>;
using EffectiveRoute = reach::Reachability::EffectiveRoute;

std::string next_hops(const Run& run, const EffectiveRoute& route) {
  std::string text;
  for (const std::string& hop : route.next_hop) {
    if (!text.empty()) text += ", ";
    text += readable(run.ids, hop);
  }
  return text;
}

Row cells_of(const Run& run, const EffectiveRoute& route) {
  std::string state = route.active ? "Active" : "Invalid";
  if (route.unproven) state += '?';
  return {std::string(route.source), state,
          route.prefix.to_string(),  std::string(route.next_hop_type),
          next_hops(run, route),     short_name(run.ids, route.origin),
          via_text(route.via)};
}

void write_row(std::ostream& out, const Row& row, const std::array<std::size_t, columns>& widths) {
  std::string line;
  for (std::size_t i = 0; i < columns; ++i) line += fmt::format("{:<{}}  ", row[i], widths[i]);
  line.erase(line.find_last_not_of(' ') + 1);
  out << line << '\n';
}

}  // namespace

void write_routes(std::ostream& out, const Run& run,
                  const reach::Reachability::EffectiveRoutes& routes, Style style) {
  const Palette palette(style.colour);
  std::vector<Row> rows = {
      {"Source", "State", "Address Prefix", "Next Hop Type", "Next Hop", "Origin", "Via"}};
  for (const EffectiveRoute& route : routes.routes) rows.push_back(cells_of(run, route));
  std::array<std::size_t, columns> widths{};
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < columns; ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  fmt::print(out, "routes at {}\n\n", palette.place(printable(run.ids.text(routes.at))));
  for (const Row& row : rows) write_row(out, row, widths);

  const bool open = std::any_of(routes.routes.begin(), routes.routes.end(),
                                [](const EffectiveRoute& route) { return route.unproven; });
  out << '\n';
  if (open) out << "?  whether this route exists depends on what the input does not hold\n";
  write_assumptions(out, run, palette);
}

}  // namespace hairpin::report::text
