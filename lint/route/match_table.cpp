#include "route/match_table.hpp"

#include <algorithm>
#include <optional>

namespace hairpin::route {
namespace {

using Kind = Candidate::Kind;

/// User before learned before system, for equal prefixes; among system routes the VNet's own.
/// Before them all a private endpoint: what displaces it takes it out altogether. [3.2, C34]
int precedence(Kind kind) {
  switch (kind) {
    case Kind::endpoint:
      return -1;
    case Kind::user:
      return 0;
    case Kind::learned:
      return 1;
    case Kind::own:
      return 2;
    case Kind::peering:
      return 3;
    case Kind::connected_group:
      return 4;
    case Kind::drop:
      return 5;
    case Kind::internet:
      return 6;
  }
  return 6;
}

/// Connected groups count as peerings do. [10.29]
bool is_vnet_space(Kind kind) {
  return kind == Kind::own || kind == Kind::peering || kind == Kind::connected_group;
}

bool overrides_default(const Candidate& candidate) {
  return candidate.prefix.is_default() &&
         (candidate.kind == Kind::user || candidate.kind == Kind::learned);
}

/// Chooses among the candidates that cover one piece of the address space.
class Chooser {
 public:
  Chooser(const std::vector<Candidate>& all, ConditionSet certain) : all_(all), certain_(certain) {}

  Choice choose(std::vector<std::uint32_t> covering) const {
    Choice match;
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

  bool is_certain(std::uint32_t i) const { return all_[i].conditions == certain_; }

 private:
  /// Takes the winner, then, if the winner may not exist, what wins without it, and so on.
  void eliminate(std::vector<std::uint32_t> covering, Choice& match) const {
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
      const auto is_member_certain = [&](CandidateIndex member) {
        return is_certain(member.value);
      };
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
    if (candidate.kind == Kind::endpoint) {
      return std::any_of(covering.begin(), covering.end(), [&](std::uint32_t other) {
        return all_[other].kind == Kind::user &&
               all_[other].prefix.length() >= candidate.displaced_from;
      });
    }
    if (candidate.kind != Kind::drop) return false;
    return std::any_of(covering.begin(), covering.end(),
                       [&](std::uint32_t other) { return overrides_default(all_[other]); });
  }

  static bool is_preferred(const Candidate& a, const Candidate& b) {
    if (length_of(a) != length_of(b)) return length_of(a) > length_of(b);
    if (precedence(a.kind) != precedence(b.kind)) return precedence(a.kind) < precedence(b.kind);
    return a.rank < b.rank;
  }

  /// The route of an endpoint is that of one address, also where nobody knows of which.
  static int length_of(const Candidate& candidate) {
    return candidate.kind == Kind::endpoint ? candidate.prefix.first().bits()
                                            : candidate.prefix.length();
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
    bool in_vnet_space;                    // a VNet's own or a peer's space is here or further down
    bool may_be_endpoint;                  // an endpoint's route is here or further down
    std::optional<Address> emitted_up_to;  // first address not yet in a piece; none: all are
  };

  void open(std::uint32_t begin, std::uint32_t end) {
    const Prefix prefix = table_.candidates_[begin].prefix;
    if (!stack_.empty()) emit_before(stack_.back(), prefix.first());
    Level level{prefix, begin, end,           static_cast<std::uint32_t>(table_.matches_.size()),
                false,  false, prefix.first()};
    if (!stack_.empty()) {
      level.in_vnet_space = stack_.back().in_vnet_space;
      level.may_be_endpoint = stack_.back().may_be_endpoint;
    }
    for (std::uint32_t i = begin; i < end; ++i) {
      const Kind kind = table_.candidates_[i].kind;
      level.in_vnet_space = level.in_vnet_space || is_vnet_space(kind);
      level.may_be_endpoint = level.may_be_endpoint || kind == Kind::endpoint;
    }
    stack_.push_back(level);
    table_.matches_.push_back(match_here());
  }

  /// What is chosen under the top of the stack. A single sure route with the longest prefix needs
  /// no choice, unless a rule beyond longest match could take it out. [3.4, 1.2]
  Match match_here() {
    const Level& top = stack_.back();
    const Kind kind = table_.candidates_[top.begin].kind;
    const bool plain_kind =
        kind == Kind::user || is_vnet_space(kind) || (kind == Kind::learned && !top.in_vnet_space);
    if (plain_kind && !top.may_be_endpoint && top.end - top.begin == 1 &&
        chooser_.is_certain(top.begin)) {
      return {CandidateIndex(top.begin), nullptr};
    }
    std::vector<std::uint32_t> covering;
    for (const Level& level : stack_) {
      for (std::uint32_t i = level.begin; i < level.end; ++i) covering.push_back(i);
    }
    Choice choice = chooser_.choose(std::move(covering));
    const bool plain = !choice.may_have_no_route && choice.alternatives.size() == 1 &&
                       choice.alternatives.front().members.size() == 1;
    if (plain) return {choice.alternatives.front().members.front(), nullptr};
    return {{}, &table_.choices_.emplace_back(std::move(choice))};
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
  const auto by_prefix = [](const Candidate& a, const Candidate& b) { return a.prefix < b.prefix; };
  if (!std::is_sorted(candidates_.begin(), candidates_.end(), by_prefix)) {
    std::stable_sort(candidates_.begin(), candidates_.end(), by_prefix);
  }
  pieces_.reserve(2 * candidates_.size());
  matches_.reserve(candidates_.size());
  Builder(*this, conditions).build();
}

namespace {
/// The first piece that does not end before `address`. Questions come in address order, so it is
/// mostly near; far ones are found by halving.
template <class Iterator>
Iterator first_reaching(Iterator from, Iterator end, const Address& address) {
  for (int steps = 0; steps < 8; ++steps, ++from) {
    if (from == end || from->range.last >= address) return from;
  }
  return std::lower_bound(from, end, address, [](const auto& piece, const Address& wanted) {
    return piece.range.last < wanted;
  });
}
}  // namespace

std::vector<MatchTable::Part> MatchTable::split(const PrefixSet& addresses) const {
  // Ranges by match, in the order in which matches are met; `slot` says where a match collects.
  constexpr std::uint32_t unused = 0xffffffffu;
  std::vector<std::uint32_t> slot(matches_.size(), unused);
  std::vector<std::uint32_t> order;
  std::vector<std::vector<PrefixSet::Range>> collected;
  auto piece = pieces_.begin();
  for (const PrefixSet::Range& range : addresses.ranges()) {
    piece = first_reaching(piece, pieces_.end(), range.first);
    for (auto at = piece; at != pieces_.end() && at->range.first <= range.last; ++at) {
      std::uint32_t& where = slot[at->match];
      if (where == unused) {
        where = static_cast<std::uint32_t>(order.size());
        order.push_back(at->match);
        collected.emplace_back();
      }
      collected[where].push_back(
          {std::max(range.first, at->range.first), std::min(range.last, at->range.last)});
    }
  }
  std::vector<Part> parts;
  parts.reserve(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    parts.push_back({matches_[order[i]], PrefixSet::of_ranges(std::move(collected[i]))});
  }
  return parts;
}

}  // namespace hairpin::route
