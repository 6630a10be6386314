#include <fmt/ostream.h>

#include <algorithm>
#include <map>
#include <ostream>

#include "base/text.hpp"
#include "report/place.hpp"
#include "report/text.hpp"
#include "report/text_parts.hpp"

namespace hairpin::report::text {
namespace {

constexpr std::size_t shown_types = 6;
constexpr std::size_t shown_gaps = 5;

struct Counts {
  std::size_t error = 0, warning = 0, note = 0;
};

Counts count(std::span<const engine::Finding> findings) {
  Counts counts;
  for (const engine::Finding& finding : findings) {
    ++(finding.level == Severity::error     ? counts.error
       : finding.level == Severity::warning ? counts.warning
                                            : counts.note);
  }
  return counts;
}

template <class Elements>
std::size_t in_input(const Elements& table) {
  return static_cast<std::size_t>(std::count_if(
      table.begin(), table.end(), [](const model::Identity& element) { return element.in_input; }));
}

std::string what_was_read(const model::Network& network) {
  return fmt::format("{} ({} used): {}, {}, {}, {}",
                     count_of(network.coverage.resources, "resource"), network.coverage.used,
                     count_of(in_input(network.vnets), "virtual network"),
                     count_of(in_input(network.peerings), "peering"),
                     count_of(in_input(network.gateways), "gateway"),
                     count_of(in_input(network.circuits), "circuit"));
}

std::string what_was_not_analysed(const model::Coverage& coverage) {
  std::vector<std::string> types;
  for (const auto& [type, number] : coverage.not_analysed) {
    if (types.size() == shown_types) break;
    types.push_back(fmt::format("{} {}", number, printable(type)));
  }
  std::string text = fmt::format("{}", fmt::join(types, ", "));
  if (coverage.not_analysed.size() > types.size()) {
    text += ", and " + count_of(coverage.not_analysed.size() - types.size(), "further type");
  }
  return text;
}

/// Each resource that is mentioned and not there, with how often, in the order of first mention.
std::vector<std::string> unresolved_targets(const Run& run) {
  std::vector<std::string> targets;
  std::vector<ResourceId> order;
  std::map<ResourceId, std::size_t> mentions;
  for (const model::UnresolvedReference& reference : run.network.unresolved) {
    if (++mentions[reference.to] == 1) order.push_back(reference.to);
  }
  for (const ResourceId target : order) {
    std::string text = short_name(run.ids, target);
    if (mentions[target] > 1) text += fmt::format(" ({} times)", mentions[target]);
    targets.push_back(std::move(text));
  }
  return targets;
}

void write_list(std::ostream& out, std::string_view title, const std::vector<std::string>& items) {
  if (items.empty()) return;
  const std::size_t shown = std::min(items.size(), shown_gaps);
  fmt::print(out, "{}: {}", title,
             fmt::join(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(shown), "; "));
  if (items.size() > shown) fmt::print(out, "; and {} more", items.size() - shown);
  out << '\n';
}

/// What a change brings about, and what it mends.
void write_comparison(std::ostream& out, std::span<const engine::Finding> findings,
                      std::span<const engine::Finding> fixed) {
  const auto unchanged =
      std::count_if(findings.begin(), findings.end(),
                    [](const engine::Finding& finding) { return finding.unchanged; });
  if (unchanged > 0) {
    fmt::print(out, "unchanged: {} of these, which the snapshot has already\n", unchanged);
  }
  for (const engine::Finding& finding : fixed) {
    fmt::print(out, "fixed by the change: {} [{} {}]\n", printable(finding.message),
               finding.rule->id, finding.rule->name);
  }
}

/// A path that somebody should look at; notes tell of paths that are meant.
bool shows_a_path(const engine::Finding& finding) {
  return finding.proven && finding.level != Severity::note &&
         std::any_of(finding.paths.begin(), finding.paths.end(),
                     [](const engine::FindingPath& path) {
                       return path.direction.verdict == reach::Verdict::reachable;
                     });
}

/// The one line that a reader keeps.
std::string verdict_line(std::span<const engine::Finding> findings, bool complete,
                         const Palette& palette) {
  using reach::Verdict;
  const auto broken = std::count_if(findings.begin(), findings.end(), shows_a_path);
  if (broken > 0) {
    return palette.verdict(Verdict::reachable,
                           cat({"unexpected paths are proven: ",
                                count_of(static_cast<std::size_t>(broken), "finding")}));
  }
  if (!complete) {
    return palette.verdict(Verdict::unproven,
                           "no unexpected path is proven, but the input leaves questions open");
  }
  return palette.verdict(Verdict::isolated, "no unexpected path found");
}

}  // namespace

void write_summary(std::ostream& out, const Run& run, std::span<const engine::Finding> findings,
                   Style style, std::span<const engine::Finding> fixed) {
  const Palette palette(style.colour);
  const Counts counts = count(findings);
  const std::vector<std::string> open = gaps(run);
  fmt::print(out, "{}, {}, {}\n", count_of(counts.error, "error"),
             count_of(counts.warning, "warning"), count_of(counts.note, "note"));
  write_comparison(out, findings, fixed);
  fmt::print(out, "read: {}\n", what_was_read(run.network));
  if (!run.network.coverage.not_analysed.empty()) {
    fmt::print(out, "not analysed: {}\n", what_was_not_analysed(run.network.coverage));
  }
  write_list(out, "mentioned, but not in the input", unresolved_targets(run));
  std::vector<std::string> unknown;
  for (const model::Missing& missing : run.unknown) unknown.push_back(printable(missing.what));
  write_list(out, "unknown", unknown);
  if (!open.empty()) fmt::print(out, "incomplete: {}\n", list_words(open));
  write_assumptions(out, run, palette);
  fmt::print(out, "verdict: {}\n", verdict_line(findings, open.empty(), palette));
}

}  // namespace hairpin::report::text
