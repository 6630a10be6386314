#include <fmt/ostream.h>

#include <ostream>

#include "base/text.hpp"
#include "report/place.hpp"
#include "report/text.hpp"
#include "report/text_parts.hpp"

namespace hairpin::report::text {
namespace {

// A finding is read by a person: a few examples of each kind, then a count.
constexpr std::size_t shown_paths = 3;
constexpr std::size_t shown_places = 5;
constexpr std::size_t shown_missing = 3;
constexpr std::size_t shown_prefixes = 4;

class FindingWriter {
 public:
  FindingWriter(std::ostream& out, const Run& run, Style style)
      : out_(out), run_(run), palette_(style.colour) {}

  void write(const engine::Finding& finding) const {
    statement(finding);
    write_snippet(out_, run_.sources, finding.location.where, palette_);
    paths(finding);
    for (const std::string& line : finding.details) fmt::print(out_, "  {}\n", printable(line));
    affected(finding.affected);
    related(finding.related);
    for (const std::string& hint : finding.hints) {
      fmt::print(out_, "  {} {}\n", palette_.hint("hint:"), printable(hint));
    }
  }

 private:
  void statement(const engine::Finding& finding) const {
    const std::string place = place_text(run_.sources, finding.location.where);
    fmt::print(out_, "{}: {}: {} {}\n", palette_.place(place.empty() ? "hairpin" : place),
               palette_.level(finding.level), printable(finding.message),
               palette_.quiet(cat({"[", finding.rule->id, " ", finding.rule->name,
                                   finding.unchanged ? ", unchanged]" : "]"})));
  }

  void paths(const engine::Finding& finding) const {
    std::size_t shown = 0;
    for (const engine::FindingPath& path : finding.paths) {
      if (shown++ == shown_paths) break;
      one_path(path.direction);
    }
    if (finding.paths.size() > shown_paths) {
      fmt::print(out_, "  and {}\n", count_of(finding.paths.size() - shown_paths, "further path"));
    }
  }

  void one_path(const reach::Direction& direction) const {
    const bool proven = direction.verdict != reach::Verdict::unproven;
    if (!direction.path.empty()) {
      fmt::print(out_, "  {} {}", proven ? "path:" : "possible path:", path_line(direction.path));
      if (!direction.destinations.empty()) {
        fmt::print(out_, "      first prefix: {}",
                   direction.destinations.prefixes().front().to_string());
      }
      out_ << '\n';
    }
    std::size_t shown = 0;
    for (const model::Missing& missing : direction.missing) {
      if (shown++ == shown_missing) break;
      fmt::print(out_, "  unknown: {}\n", printable(missing.what));
    }
    if (direction.missing.size() > shown_missing) {
      fmt::print(out_, "  and {}\n",
                 count_of(direction.missing.size() - shown_missing, "further unknown"));
    }
  }

  void affected(const engine::Affected& affected) const {
    if (affected.pairs == 0 && affected.vnets == 0) return;
    fmt::print(out_, "  affects: {} among {}", count_of(affected.pairs, "ordered pair"),
               count_of(affected.vnets, "virtual network"));
    const std::size_t shown = std::min(affected.prefixes.size(), shown_prefixes);
    for (std::size_t i = 0; i < shown; ++i) {
      fmt::print(out_, "{}{}", i == 0 ? ": " : ", ", affected.prefixes[i].to_string());
    }
    if (affected.prefixes.size() > shown) {
      fmt::print(out_, " and {} more", affected.prefixes.size() - shown);
    }
    out_ << '\n';
  }

  void related(const std::vector<engine::Location>& places) const {
    std::size_t shown = 0;
    for (const engine::Location& place : places) {
      if (shown++ == shown_places) break;
      const std::string at = place_text(run_.sources, place.where);
      fmt::print(out_, "  {}{}: {}\n", at.empty() ? "" : palette_.place(at) + ": ",
                 palette_.level(Severity::note), printable(place.message));
    }
    if (places.size() > shown_places) {
      fmt::print(out_, "  and {}\n", count_of(places.size() - shown_places, "further place"));
    }
  }

  std::ostream& out_;
  const Run& run_;
  Palette palette_;
};

}  // namespace

void write_findings(std::ostream& out, const Run& run, std::span<const engine::Finding> findings,
                    Style style) {
  const FindingWriter writer(out, run, style);
  bool first = true;
  for (const engine::Finding& finding : findings) {
    if (!first) out << '\n';
    first = false;
    writer.write(finding);
  }
}

void write_diagnostic(std::ostream& out, const SourceMap& sources, const Diagnostic& diagnostic,
                      Severity level, Style style) {
  const Palette palette(style.colour);
  const std::string place = place_text(sources, diagnostic.where);
  fmt::print(out, "{}: {}: {}\n", palette.place(place.empty() ? "hairpin" : place),
             palette.level(level), printable(diagnostic.statement));
  write_snippet(out, sources, diagnostic.where, palette);
  if (!diagnostic.hint.empty()) {
    fmt::print(out, "  {} {}\n", palette.hint("hint:"), printable(diagnostic.hint));
  }
}

}  // namespace hairpin::report::text
