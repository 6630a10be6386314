#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/prefix_set.hpp"
#include "base/source_map.hpp"
#include "model/config_fact.hpp"
#include "reach/verdict.hpp"

namespace hairpin::engine {

struct Rule;

/// A place that matters to a finding. `resource` and `property` name it independently of lines.
struct Location {
  SourceSpan where;
  ResourceId resource;
  std::string property;  // "properties.allowRemoteVnetTraffic"; empty for the resource as a whole
  std::string message;   // why the place matters; empty for the primary location
};

/// One direction that a finding is about, with its witness.
struct FindingPath {
  ResourceId from, to;
  reach::Direction direction;
};

/// How far a finding reaches. Counts are ordered pairs of VNets and distinct VNets.
struct Affected {
  std::uint64_t pairs = 0;
  std::uint64_t vnets = 0;
  std::vector<Prefix> prefixes;
};

/// A change that would cut the finding's paths.
struct Fix {
  std::string description;
  struct Change {
    Location location;
    std::string from, to;  // JSON text
  };
  std::vector<Change> changes;
};

/// One root cause, reported once.
struct Finding {
  const Rule* rule = nullptr;
  Severity level = Severity::warning;
  bool proven = true;               // false: the input leaves it open
  std::string message;              // one sentence, without a full stop at its end
  Location location;
  std::vector<Location> related;    // notes, each with a message
  std::vector<FindingPath> paths;
  std::vector<std::string> details; // further lines for people: what is learned, cut sets
  std::vector<std::string> hints;   // what to do, imperative
  std::vector<Fix> fixes;
  Affected affected;
  /// What makes this finding itself, beside rule and primary resource: ids of the other resources
  /// that cause it. Never lines, never counts: a baseline survives growth and reformatting.
  std::vector<std::string> identity;
  std::string fingerprint;          // filled by the runner
  bool unchanged = false;           // the estate had it before the change that is looked at
};

/// What rules append to. The builder's methods may be called in any order.
class Findings {
 public:
  class Builder {
   public:
    Builder& path(FindingPath path);
    Builder& note(Location place);            // place.message says why it matters
    Builder& detail(std::string line);
    Builder& hint(std::string text);
    Builder& fix(Fix fix);
    Builder& affects(Affected affected);
    Builder& caused_by(std::string_view identity);
    Builder& level(Severity level);           // instead of the rule's own

   private:
    friend class Findings;
    explicit Builder(Finding& finding) : finding_(&finding) {}
    Finding* finding_;
  };

  /// Something that is so.
  Builder violation(Location where, std::string message);
  /// Something that the input leaves open: one level lower than a violation (an error becomes a
  /// warning, a warning a note).
  Builder unproven(Location where, std::string message);

  /// Everything appended from now on belongs to `rule` and has its level.
  void begin(const Rule& rule, Severity level);
  std::vector<Finding> take();

 private:
  Builder add(Location where, std::string message, Severity level, bool proven);
  const Rule* rule_ = nullptr;
  Severity level_ = Severity::warning;
  // A builder points into the list while its statement runs; a list keeps its elements in place.
  std::vector<std::unique_ptr<Finding>> list_;
};

}  // namespace hairpin::engine
