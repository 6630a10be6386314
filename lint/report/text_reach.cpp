#include <fmt/ostream.h>

#include <ostream>

#include "base/text.hpp"
#include "report/place.hpp"
#include "report/text.hpp"
#include "report/text_parts.hpp"

namespace hairpin::report::text {
namespace {

constexpr std::size_t shown_guards = 12;

class DirectionWriter {
 public:
  DirectionWriter(std::ostream& out, const Run& run, Style style)
      : out_(out), run_(run), palette_(style.colour) {}

  void write(std::string_view from, std::string_view to, const reach::Direction& direction) const {
    const std::string via = via_text(direction.via);
    fmt::print(out_, "{} > {}: {}{}{}\n", printable(from), printable(to),
               palette_.verdict(direction.verdict), via.empty() ? "" : " via " + via,
               palette_.quiet(cat({" (", name_of(direction.confidence), ")"})));
    if (!direction.destinations.empty()) {
      fmt::print(out_, "  destinations: {}\n", direction.destinations.to_string());
    }
    write_flows(direction);
    if (!direction.path.empty()) fmt::print(out_, "  path: {}\n", path_line(direction.path));
    for (const reach::Hop& hop : direction.path) write_hop(hop);
    for (const model::ConfigFact& fact : direction.drops) {
      fmt::print(out_, "  dropped by {}\n", fact_line(run_, fact, palette_));
    }
    write_guards(direction);
    write_missing(direction.missing);
  }

 private:
  /// Nothing where filters let everything pass.
  void write_flows(const reach::Direction& direction) const {
    const Services services = direction.flows.services();
    if (services.empty() || services == Services::everything()) return;
    const bool certain = direction.verdict == reach::Verdict::reachable;
    fmt::print(out_, "  {}: {}\n", certain ? "passes" : "may pass", services.to_string());
  }

  void write_hop(const reach::Hop& hop) const {
    fmt::print(out_, "    {} {}", palette_.place(printable(hop.name)),
               palette_.quiet(cat({"(", name_of(hop.kind), ")"})));
    if (hop.route) {
      fmt::print(out_, ": {} to {}", hop.route->to_string(), readable(run_.ids, hop.next_hop));
      if (!hop.table.empty()) out_ << palette_.quiet(cat({", by ", printable(hop.table)}));
    }
    out_ << '\n';
    for (const model::ConfigFact& fact : hop.because) {
      fmt::print(out_, "      because {}\n", fact_line(run_, fact, palette_));
    }
  }

  void write_guards(const reach::Direction& direction) const {
    const auto& guards = direction.guards;
    const bool isolated = direction.verdict == reach::Verdict::isolated;
    if (isolated && guards.empty()) {
      out_ << "  no route leads there, and no setting of the input would open one\n";
    }
    std::size_t shown = 0;
    for (const model::ConfigFact& guard : guards) {
      if (shown++ == shown_guards) break;
      fmt::print(out_, "  {} {}; would open if that changed\n",
                 isolated ? "isolated because" : "closed otherwise, because",
                 fact_line(run_, guard, palette_));
    }
    if (guards.size() > shown_guards) {
      fmt::print(out_, "  and {}\n", count_of(guards.size() - shown_guards, "further guard"));
    }
  }

  void write_missing(const std::vector<model::Missing>& list) const {
    for (const model::Missing& missing : list) {
      const std::string place = place_text(run_.sources, missing.where);
      fmt::print(out_, "  missing: {}{}{}\n", printable(missing.what),
                 place.empty() ? "" : " (" + palette_.place(place) + ")",
                 missing.fact.empty() ? "" : palette_.quiet(cat({" [", missing.fact, "]"})));
      if (missing.remedy.empty()) continue;
      fmt::print(out_, "    {} {}\n", palette_.hint("hint:"), printable(missing.remedy));
    }
  }

  std::ostream& out_;
  const Run& run_;
  Palette palette_;
};

}  // namespace

void write_reach(std::ostream& out, const Run& run, const ReachAnswer& answer, Style style) {
  const Palette palette(style.colour);
  fmt::print(out, "{} and {}: {}\n\n", printable(answer.from.name), printable(answer.to.name),
             palette.verdict(answer.answer.verdict()));
  const DirectionWriter writer(out, run, style);
  writer.write(answer.from.name, answer.to.name, answer.answer.forward);
  out << '\n';
  writer.write(answer.to.name, answer.from.name, answer.answer.reverse);
  if (!run.assumptions.empty()) out << '\n';
  write_assumptions(out, run, palette);
}

}  // namespace hairpin::report::text
