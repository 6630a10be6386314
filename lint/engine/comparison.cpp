#include "engine/comparison.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace hairpin::engine {
namespace {

std::set<std::string> fingerprints(const std::vector<Finding>& findings) {
  std::set<std::string> all;
  for (const Finding& finding : findings) all.insert(finding.fingerprint);
  return all;
}

Location at(const model::ConfigFact& fact) {
  return {fact.where, fact.resource, std::string(fact.property), {}};
}

/// The first configuration of a direction that the change states.
std::optional<Location> new_configuration(const reach::Direction& direction,
                                          const ChangedPlaces& changes) {
  const auto first_of = [&](const std::vector<model::ConfigFact>& facts) {
    const auto found = std::find_if(facts.begin(), facts.end(), [&](const model::ConfigFact& fact) {
      return changes.holds(fact.where);
    });
    return found == facts.end() ? std::optional<Location>() : at(*found);
  };
  for (const reach::Hop& hop : direction.path) {
    if (const auto found = first_of(hop.because)) return found;
  }
  if (const auto found = first_of(direction.drops)) return found;
  return first_of(direction.guards);
}

std::optional<Location> changed_resource(ResourceId resource, const ChangedPlaces& changes) {
  const SourceSpan where = resource ? changes.of(resource) : SourceSpan();
  if (!where) return std::nullopt;
  return Location{where, resource, {}, {}};
}

std::optional<Location> place_of_change(const Finding& finding, const ChangedPlaces& changes) {
  for (const FindingPath& path : finding.paths) {
    if (const auto found = new_configuration(path.direction, changes)) return found;
  }
  for (const Location& note : finding.related) {
    if (changes.holds(note.where)) return Location{note.where, note.resource, note.property, {}};
  }
  if (const auto found = changed_resource(finding.location.resource, changes)) return found;
  for (const FindingPath& path : finding.paths) {
    for (const reach::Hop& hop : path.direction.path) {
      if (const auto found = changed_resource(hop.at, changes)) return found;
    }
  }
  if (changes.removal) return Location{changes.removal, {}, {}, {}};
  return std::nullopt;
}

}  // namespace

std::vector<Finding> compare(std::vector<Finding>& after, std::vector<Finding> before) {
  const std::set<std::string> known = fingerprints(before), now = fingerprints(after);
  for (Finding& finding : after) finding.unchanged = known.contains(finding.fingerprint);
  before.erase(
      std::remove_if(before.begin(), before.end(),
                     [&](const Finding& finding) { return now.contains(finding.fingerprint); }),
      before.end());
  return before;
}

void stand_at_change(Finding& finding, const ChangedPlaces& changes) {
  if (changes.holds(finding.location.where)) return;
  std::optional<Location> place = place_of_change(finding, changes);
  if (!place) return;
  Location former = std::exchange(finding.location, std::move(*place));
  former.message = "what decides stands here, and is unchanged";
  finding.related.insert(finding.related.begin(), std::move(former));
}

}  // namespace hairpin::engine
