#include "route/match_table.hpp"

#include <algorithm>
#include <optional>

namespace hairpin::route {
namespace {

using Kind = Candidate::Kind;

/// User before learned before system, for equal prefixes; among system routes the VNet's own. [3.2]
int precedence(Kind kind) {
  switch (kind) {
    case Kind::user: return 0;
    case Kind::learned: return 1;
    case Kind::own: return 2;
    case Kind::peering: return 3;
    case Kind::drop: return 4;
    case Kind::internet: return 5;
  }
  return 5;
}

bool is_vnet_space(Kind kind) { return kind == Kind::own || kind == Kind::peering; }

bool overrides_default(const Candidate& candidate) {
  return candidate.prefix.is_default() &&
         (candidate.kind == Kind::user || candidate.kind == Kind::learned);
}

/// Chooses among the candidates that cover one piece of the address space.
class Chooser {
 public:
  Chooser(const std::vector<Candidate>& all, ConditionSet certain) : all_(all), certain_(certain) {}

  Match choose(std::vector<std::uint32_t> covering) const {
    Match match;
    eliminate(covering, match);
    // A route to a peer that may not exist hides learned routes only as long as it exists. [3.4]
    const auto uncertain_space = [&](std::uint32_t i) {
      return is_vnet_space(all_[i].kind) && !is_certain(i);
    };
    if (std::any_of(covering.begin(), covering.end(), uncertain_space)) {
      std::erase_if(covering, uncertain_space);
      eliminate(covering, match);
    }
    return match;
  }

 private:
  bool is_certain(std::uint32_t i) const { return all_[i].conditions == certain_; }

  /// Takes the winner, then, if the winner may not exist, what wins without it, and so on.
  void eliminate(std::vector<std::uint32_t> covering, Match& match) const {
    for (;;) {
      const Alternative winner = pick(covering);
      if (winner.members.empty()) {
        match.may_have_no_route = true;
        return;
      }
      if (std::find(match.alternatives.begin(), match.alternatives.end(), winner) ==
          match.alternatives.end()) {
        match.alternatives.push_back(winner);
      }
      const auto is_member_certain = [&](CandidateIndex member) { return is_certain(member.value); };
      const bool settled =
          winner.ambiguous
              ? std::all_of(winner.members.begin(), winner.members.end(), is_member_certain)
              : std::any_of(winner.members.begin(), winner.members.end(), is_member_certain);
      if (settled) return;
      std::erase_if(covering, [&](std::uint32_t i) {
        return !is_certain(i) && std::find(winner.members.begin(), winner.members.end(),
                                           CandidateIndex(i)) != winner.members.end();
      });
    }
  }

  /// The winner if exactly these candidates exist.
  Alternative pick(const std::vector<std::uint32_t>& covering) const {
    std::optional<std::uint32_t> best;
    for (const std::uint32_t i : covering) {
      if (is_out(i, covering)) continue;
      if (!best || is_preferred(all_[i], all_[*best])) best = i;
    }
    Alternative winner;
    if (!best) return winner;
    for (const std::uint32_t i : covering) {
      if (is_out(i, covering) || is_preferred(all_[*best], all_[i])) continue;
      winner.members.push_back(CandidateIndex(i));
      winner.ambiguous = winner.ambiguous || all_[i].owner != all_[*best].owner;
    }
    return winner;
  }

  bool is_out(std::uint32_t i, const std::vector<std::uint32_t>& covering) const {
    const Candidate& candidate = all_[i];
    if (candidate.kind == Kind::learned) {
      return std::any_of(covering.begin(), covering.end(), [&](std::uint32_t other) {
        return is_vnet_space(all_[other].kind) && all_[other].prefix.contains(candidate.prefix);
      });
    }
    if (candidate.kind != Kind::drop) return false;
    return std::any_of(covering.begin(), covering.end(),
                       [&](std::uint32_t other) { return overrides_default(all_[other]); });
  }

  static bool is_preferred(const Candidate& a, const Candidate& b) {
    if (a.prefix.length() != b.prefix.length()) return a.prefix.length() > b.prefix.length();
    if (precedence(a.kind) != precedence(b.kind)) return precedence(a.kind) < precedence(b.kind);
    return a.rank < b.rank;
  }

  const std::vector<Candidate>& all_;
  ConditionSet certain_;
};

}  // namespace

/// Sweeps the sorted candidates once. Prefixes nest, so those that cover the current address are a
/// stack; what is chosen depends on the stack alone and is computed once per distinct prefix.
class MatchTable::Builder {
 public:
  Builder(MatchTable& table, const Conditions& conditions)
      : table_(table), chooser_(table.candidates_, conditions.certain()) {}

  void build() {
    const auto& candidates = table_.candidates_;
    for (std::uint32_t i = 0; i < candidates.size();) {
      std::uint32_t end = i + 1;
      while (end < candidates.size() && candidates[end].prefix == candidates[i].prefix) ++end;
      close_before(candidates[i].prefix.first());
      open(i, end);
      i = end;
    }
    while (!stack_.empty()) close_top();
  }

 private:
  struct Level {
    Prefix prefix;
    std::uint32_t begin, end;  // candidates with this prefix
    std::uint32_t match;
    std::optional<Address> emitted_up_to;  // first address not yet in a piece; none: all are
  };

  void open(std::uint32_t begin, std::uint32_t end) {
    const Prefix prefix = table_.candidates_[begin].prefix;
    if (!stack_.empty()) emit_before(stack_.back(), prefix.first());
    stack_.push_back({prefix, begin, end, 0, prefix.first()});
    std::vector<std::uint32_t> covering;
    for (const Level& level : stack_) {
      for (std::uint32_t i = level.begin; i < level.end; ++i) covering.push_back(i);
    }
    stack_.back().match = static_cast<std::uint32_t>(table_.matches_.size());
    table_.matches_.push_back(chooser_.choose(std::move(covering)));
  }

  void close_before(const Address& address) {
    while (!stack_.empty() && stack_.back().prefix.last() < address) close_top();
  }

  void close_top() {
    const Level level = stack_.back();
    stack_.pop_back();
    if (level.emitted_up_to) push_piece({*level.emitted_up_to, level.prefix.last()}, level.match);
    if (!stack_.empty()) {
      const auto next = level.prefix.last().next();
      const bool inside = next && *next <= stack_.back().prefix.last();
      stack_.back().emitted_up_to = inside ? next : std::nullopt;
    }
  }

  void emit_before(Level& level, const Address& address) {
    if (!level.emitted_up_to || *level.emitted_up_to >= address) return;
    push_piece({*level.emitted_up_to, *address.previous()}, level.match);
  }

  void push_piece(PrefixSet::Range range, std::uint32_t match) {
    table_.pieces_.push_back({range, match});
  }

  MatchTable& table_;
  Chooser chooser_;
  std::vector<Level> stack_;
};

MatchTable::MatchTable(std::vector<Candidate> candidates, const Conditions& conditions)
    : candidates_(std::move(candidates)) {
  std::stable_sort(candidates_.begin(), candidates_.end(),
                   [](const Candidate& a, const Candidate& b) { return a.prefix < b.prefix; });
  Builder(*this, conditions).build();
}

std::vector<MatchTable::Part> MatchTable::split(const PrefixSet& addresses) const {
  std::vector<std::pair<std::uint32_t, PrefixSet::Range>> found;
  auto piece = pieces_.begin();
  for (const PrefixSet::Range& range : addresses.ranges()) {
    piece = std::lower_bound(
        piece, pieces_.end(), range.first,
        [](const Piece& left, const Address& first) { return left.range.last < first; });
    for (auto at = piece; at != pieces_.end() && at->range.first <= range.last; ++at) {
      found.push_back({at->match,
                       {std::max(range.first, at->range.first), std::min(range.last, at->range.last)}});
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Part> parts;
  for (std::size_t i = 0; i < found.size();) {
    std::vector<PrefixSet::Range> ranges;
    const std::uint32_t match = found[i].first;
    for (; i < found.size() && found[i].first == match; ++i) ranges.push_back(found[i].second);
    parts.push_back({&matches_[match], PrefixSet::of_ranges(std::move(ranges))});
  }
  return parts;
}

}  // namespace hairpin::route
