#include "report/difference_words.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "report/place.hpp"
#include "report/text_parts.hpp"

namespace hairpin::report {
namespace {

constexpr std::size_t shown_facts = 5;

std::string pairs(std::size_t count, std::string_view what) {
  return cat({count_of(count, "pair"), " ", what});
}

std::string line_of(const Run& run, const model::ConfigFact& fact) {
  if (fact.property.empty()) {
    const std::string place = place_text(run.sources, fact.where);
    return cat({short_name(run.ids, fact.resource), " is there", place.empty() ? "" : " (", place,
                place.empty() ? "" : ")"});
  }
  return text::fact_line(run, fact, Palette(false));
}

/// What the other estate says of the same property.
const model::ConfigFact* counterpart(const Differences& differences,
                                     const reach::DifferenceCause& cause,
                                     const model::ConfigFact& fact) {
  const Run& here = differences.run_of(cause);
  const Run& there = differences.other_of(cause);
  const auto same = [&](const model::ConfigFact& other) {
    return fact.resource && other.resource && fact.property == other.property &&
           equal_folded(here.ids.text(fact.resource), there.ids.text(other.resource));
  };
  const auto found = std::find_if(cause.instead.begin(), cause.instead.end(), same);
  return found == cause.instead.end() ? nullptr : &*found;
}

}  // namespace

std::string totals(const reach::Difference& difference) {
  if (difference.added.empty() && difference.removed.empty()) return "nothing changed";
  return cat({pairs(difference.added.size(), "became reachable"), ", ",
              pairs(difference.removed.size(), "ceased to be")});
}

std::string headline(const reach::DifferenceCause& cause) {
  return pairs(cause.pairs, cause.added ? "became reachable" : "ceased to be reachable");
}

std::vector<std::string> reasons(const Differences& differences,
                                 const reach::DifferenceCause& cause) {
  std::vector<std::string> lines;
  const std::string_view here = cause.added ? "now: " : "before: ";
  const std::string_view there = cause.added ? "before: " : "now: ";
  for (const model::ConfigFact& fact : cause.facts) {
    if (lines.size() >= shown_facts) break;
    lines.push_back(cat({here, line_of(differences.run_of(cause), fact)}));
    if (const auto* other = counterpart(differences, cause, fact)) {
      lines.push_back(cat({there, line_of(differences.other_of(cause), *other)}));
    }
  }
  if (cause.facts.size() > shown_facts) {
    lines.push_back(cat({"and ", count_of(cause.facts.size() - shown_facts, "further fact")}));
  }
  return lines;
}

std::string path_of(const reach::DifferenceCause& cause) { return text::path_line(cause.way.path); }

std::vector<const reach::ChangedPair*> pairs_of(const Differences& differences,
                                                const reach::DifferenceCause& cause) {
  const auto position = static_cast<std::size_t>(&cause - differences.difference.causes.data());
  std::vector<const reach::ChangedPair*> found;
  const auto& list = cause.added ? differences.difference.added : differences.difference.removed;
  for (const reach::ChangedPair& pair : list) {
    if (pair.cause == position) found.push_back(&pair);
  }
  return found;
}

std::string_view last_name(std::string_view id) {
  while (id.ends_with('/')) id.remove_suffix(1);
  return id.substr(id.rfind('/') + 1);
}

}  // namespace hairpin::report
