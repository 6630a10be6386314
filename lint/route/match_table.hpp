#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "base/prefix_set.hpp"
#include "model/network.hpp"
#include "route/conditions.hpp"
#include "route/routing.hpp"

namespace hairpin::route {

using CandidateIndex = Index<struct CandidateTag>;

/// A route that one forwarding table may choose.
struct Candidate {
  enum class Kind : std::uint8_t {
    own,              // the VNet's own address space [1.1]
    peering,          // a peer's address space [2.5]
    connected_group,  // ... of a member of the same connected group [10.21]
    learned,          // by BGP: from a gateway, or in a circuit's RIB
    user,             // a route table's route
    drop,             // the private blocks that Azure drops by default [1.2]
    internet,         // the default route to the Internet [1.2]
    endpoint,         // a private endpoint, here or in a peer [1.9]
  };
  Prefix prefix;
  Kind kind = Kind::own;
  std::uint8_t rank = 0;             // among equal learned prefixes: the lower one is preferred
  Arrival arrival = Arrival::local;  // learned from circuits: how it came there
  std::uint32_t owner = 0;           // equal prefixes of several owners are ambiguous; of one, ECMP
  ConditionSet conditions;           // `certain`, or what must hold for the candidate to exist
  RouteIndex route;                  // learned from circuits
  BranchIndex branch;     // learned otherwise: from a tunnel, a site, clients or a Route Server
  SessionIndex session;   // peering: the session; learned: gateway_to_vnet
  SessionIndex came_by;   // learned: the session by which the gateway or the circuit has it
  RouterIndex from;       // learned: the circuit to leave on; at a circuit: whom it came from
  model::VnetIndex vnet;  // own, peering: whose space it is; endpoint: where it is
  const model::UserRoute* user = nullptr;  // user
  model::PrivateEndpointIndex endpoint;    // endpoint
  int displaced_from = 0;                  // endpoint: user routes at least this long displace it
};

/// One of several ways that a table may forward, depending on what the input does not say.
/// `members` share the traffic (ECMP); if `ambiguous`, Azure takes one of them, and which one is
/// not known.
struct Alternative {
  std::vector<CandidateIndex> members;
  bool ambiguous = false;
  bool operator==(const Alternative&) const = default;
};

/// A choice that the input leaves open, or that several routes share: alternatives by preference.
/// Only the last one may be certain; if even that one is not, having no route is possible too.
struct Choice {
  std::vector<Alternative> alternatives;
  bool may_have_no_route = false;
};

/// What a table does with some addresses: nearly always one certain route, else a choice.
struct Match {
  CandidateIndex plain;            // the only route, certain; none if there is a choice
  const Choice* choice = nullptr;  // as long as the table
};

/// A forwarding table, flattened: the whole address space cut at every prefix boundary, each piece
/// with what Azure's precedence chooses there. Built once per distinct context; a question then
/// costs one merge of its ranges with the pieces.
///
/// Precedence [3.1-3.5, 1.2, A26]: learned routes inside (or equal to) the VNet's own or a peer's
/// prefix are out; then the longest prefix; then user before learned before system. The default
/// drop of private blocks goes when 0.0.0.0/0 is overridden by a user's or a learned route. The
/// route of a private endpoint gives way to user routes that may displace it, also to shorter
/// ones, and to nothing else. [1.10]
class MatchTable {
 public:
  /// Candidates with equal prefixes keep their order. Linear if they are sorted by prefix already.
  MatchTable(std::vector<Candidate> candidates, const Conditions& conditions);
  MatchTable(const MatchTable&) = delete;
  MatchTable& operator=(const MatchTable&) = delete;

  const Candidate& operator[](CandidateIndex index) const { return candidates_[index.value]; }
  const std::vector<Candidate>& candidates() const { return candidates_; }

  /// The parts of `addresses` that are treated alike, each with its match, in a stable order.
  struct Part {
    Match match;
    PrefixSet addresses;
  };
  std::vector<Part> split(const PrefixSet& addresses) const;
  /// Calls `visit(candidate)` for every route that a match may use.
  template <class Visit>
  void for_each_member(const Match& match, Visit visit) const {
    if (match.choice == nullptr) {
      visit(candidates_[match.plain.value]);
      return;
    }
    for (const Alternative& alternative : match.choice->alternatives) {
      for (const CandidateIndex member : alternative.members) visit(candidates_[member.value]);
    }
  }

 private:
  struct Piece {
    PrefixSet::Range range;
    std::uint32_t match;
  };
  class Builder;

  std::vector<Candidate> candidates_;  // sorted by prefix
  std::vector<Match> matches_;
  std::deque<Choice> choices_;  // a deque: matches point into it
  std::vector<Piece> pieces_;   // sorted, disjoint; gaps have no route
};

}  // namespace hairpin::route
