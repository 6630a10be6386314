#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "template/arena.hpp"
#include "template/datum.hpp"

namespace hairpin::arm {

/// Bounds on what one run may do. The defaults let the largest real templates through many times
/// over, and end what multiplies itself in less than a second.
struct Limits {
  std::uint64_t steps = 6'000'000;  // evaluated expressions, and what their functions handle
  std::size_t bytes = std::size_t{128} << 20;
  std::size_t text = std::size_t{8} << 20;  // bytes of one text
  int depth = 700;  // expressions, variables, functions and references that need one another
};

/// What one run shares: memory, bounds, and the one record of each thing that is not known.
class Workspace {
 public:
  explicit Workspace(const Limits& limits = {}) : limits_(limits) {}
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  Arena& arena() { return arena_; }
  const Limits& limits() const { return limits_; }

  /// Counts work; false once the run is over its bounds, and then nothing is evaluated any more.
  bool charge(std::uint64_t steps);
  /// What the work that follows is for.
  void work_at(SourceSpan where) { place_ = where; }
  bool is_exhausted() const { return exhausted_ != nullptr; }
  const Cause* exhausted() const { return exhausted_; }
  /// Ends the run. `where` is what asked for too much.
  void exhaust(SourceSpan where, std::string_view statement);

  // Data in the arena. What is too large comes back as an unknown value, and ends the run.
  Datum text(std::string_view content, SourceSpan where);
  Datum array(const std::vector<Datum>& items, SourceSpan where);
  Datum object(const std::vector<DatumMember>& members, SourceSpan where);
  /// Strings that follow one another become one piece; a text that is known is no rope.
  Datum rope(const std::vector<Datum>& pieces, SourceSpan where);
  Datum open_array(std::vector<Datum> items, const Unknown& rest, SourceSpan where);
  Datum open_object(std::vector<DatumMember> members, const Unknown& rest, SourceSpan where,
                    bool live = false);

  /// The cause with that reason and statement at that place: the same one for equal arguments.
  const Cause* cause(Reason reason, SourceSpan where, std::string_view statement,
                     std::string_view hint);
  /// Every cause so far, in the order they were met.
  const std::deque<Cause>& causes() const { return causes_; }

  /// A number for the text: the same for equal texts.
  Identity identity(std::string_view key);
  /// The identity of any value: equal values of equal unknown values have one.
  Identity identity_of(const Datum& value);
  Identity fresh_identity() { return next_identity_++; }

  const Unknown* unknown(const Unknown& what) { return arena_.make(what); }
  /// An error at a place.
  Datum failure(Reason reason, SourceSpan where, std::string_view statement,
                std::string_view hint = {});
  /// What is made of an unknown value in a way that `key` names: the same way of the same value
  /// gives the same value. The new value is of no known type, and may be null.
  Unknown derived(const Unknown& from, std::string_view key, std::string_view label);

  /// Equality that counts its work.
  Trit equal(const Datum& a, const Datum& b);

  /// How an unknown value is shown inside a text: "{vnetName}". Different values differ.
  std::string_view placeholder(const Unknown& unknown);

 private:
  template <class T>
  Datum bounded(const T& made, SourceSpan where);
  void write_key(std::string& key, const Datum& value);

  Limits limits_;
  Arena arena_;
  std::uint64_t steps_ = 0;
  SourceSpan place_;
  const Cause* exhausted_ = nullptr;
  std::deque<Cause> causes_;
  std::unordered_map<std::string, const Cause*> causes_by_key_;
  std::unordered_map<std::string, Identity> identities_;
  Identity next_identity_ = 1;
  std::unordered_map<Identity, std::string_view> placeholders_;
  std::unordered_map<std::string, Identity> placeholder_owners_;
};

}  // namespace hairpin::arm
