#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "engine/rule.hpp"

/// The words that rules share: names, places, lists, and the rows of transit that make one finding.
/// Nothing here decides what is a finding.
namespace hairpin::rules {

using engine::Finding;
using engine::FindingPath;
using engine::Findings;
using engine::Fix;
using engine::Location;
using engine::Rule;
using engine::RuleContext;
using reach::Transit;

/// Lists in messages stop here and go on with "and N more".
inline constexpr std::size_t shown = 8;
/// So do the lines of one finding.
inline constexpr std::size_t shown_lines = 20;

const model::Identity& identity(const RuleContext& context, model::GatewayIndex gateway);
const model::Identity& identity(const RuleContext& context, model::CircuitIndex circuit);
const model::Identity& identity(const RuleContext& context, model::VnetIndex vnet);

/// What people call the resource: its name, or its id where the input gives no name.
std::string called(const RuleContext& context, const model::Identity& element);
/// An element may be none: what the input lacks, but implies. [C27]
std::string called(const RuleContext& context, model::GatewayIndex gateway);
std::string called(const RuleContext& context, model::CircuitIndex circuit);
std::string called(const RuleContext& context, model::VnetIndex vnet);

/// Each once, by folded id: the order of the input's resources shows in no message. What is none
/// goes.
template <class Index>
void sort_by_id(const RuleContext& context, std::vector<Index>& elements);

/// The resource as a whole, or the value of one property. `message` says why a note stands there.
Location at(const model::Identity& element, std::string message = {});
Location at(const model::Identity& element, std::string_view property, SourceSpan where,
            std::string message = {});
/// The gateway's `allowRemoteVnetTraffic`, or the gateway itself where that is not stated. [4.10]
Location at_toggle(const RuleContext& context, model::GatewayIndex gateway,
                   std::string message = {});

/// "a, b and c", or the first `shown` of them and how many more there are.
std::string some_of(std::vector<std::string> words);
std::string some_of(const std::vector<Prefix>& prefixes);
/// The rule where it is written.
Location at(const model::RuleOrigin& origin, std::string message = {});
/// The names of gateways, circuits or VNets, each once, by id.
template <class Index>
std::string names_of(const RuleContext& context, std::vector<Index> elements);

/// The names of up to three VNets, else how many they are: for sentences, where a list of names
/// would bury what happens to them.
std::string few_or_count(const RuleContext& context, std::vector<model::VnetIndex> vnets);

/// Rows of `Reachability::transits()` that have one cause.
using Rows = std::vector<const Transit*>;

/// The rows of one kind, gathered by what `key(row)` gives; in the order of the keys.
template <class KeyOf>
auto transits_by(const RuleContext& context, Transit::How how, KeyOf key) {
  std::map<std::invoke_result_t<KeyOf, const Transit&>, Rows> groups;
  for (const Transit& row : context.reach.transits()) {
    if (row.how == how) groups[key(row)].push_back(&row);
  }
  return groups;
}

bool is_proven(const Rows& rows);
/// Distinct VNets that send, and that receive.
std::vector<model::VnetIndex> sources(const Rows& rows);
std::vector<model::VnetIndex> destinations(const Rows& rows);
std::vector<Prefix> prefixes(const Rows& rows);

/// A violation if one of the rows is proven, else what the input leaves open. Carries the witness
/// of one pair, the blast radius, and how to settle what is missing.
Findings::Builder report(const RuleContext& context, Findings& findings, const Rows& rows,
                         Location where, std::string message);

/// `proven` if one of the rows is proven ("learns"), else `unproven` ("may learn").
std::string_view claim(const Rows& rows, std::string_view proven, std::string_view unproven);

/// "packets of 2 VNets reach 3 VNets", or that they may.
std::string reaching(const Rows& rows);

/// One detail line per row, as `describe(row)` words it, marked where it is unproven.
template <class Describe>
void list_rows(const Rows& rows, Findings::Builder& finding, Describe describe) {
  for (std::size_t i = 0; i < rows.size() && i < shown_lines; ++i) {
    finding.detail(describe(*rows[i]) + (rows[i]->proven_pairs > 0 ? "" : " (unproven)"));
  }
  if (rows.size() > shown_lines) {
    finding.detail("and " + std::to_string(rows.size() - shown_lines) + " more between gateways");
  }
}
/// The same in the words of most rules: between which gateways' VNets, and which prefixes.
void list_ways(const RuleContext& context, const Rows& rows, Findings::Builder& finding);

/// A gateway on a circuit, by the session on which it learns from the MSEE.
struct Attachment {
  model::GatewayIndex gateway;
  model::ConnectionIndex connection;
  const route::Session* learns;
};
/// The gateways of the input that use the circuit or may use it; a connection that is closed is
/// left out.
std::vector<Attachment> attachments(const RuleContext& context, model::CircuitIndex circuit);

/// The VNets of the input that use a gateway on the circuit, their own or their hub's.
std::vector<model::VnetIndex> vnets_on(const RuleContext& context, model::CircuitIndex circuit);

/// The connection object between the two; null if there is none.
const model::Connection* connection_of(const RuleContext& context, model::GatewayIndex gateway,
                                       model::CircuitIndex circuit);

/// The circuits of each gateway, by gateway, in table order.
std::vector<std::vector<model::CircuitIndex>> circuits_by_gateway(const RuleContext& context);

/// A circuit by what ends on its two sides.
struct CircuitEnds {
  model::CircuitIndex circuit;
  bool declared = false;                      // the policy says what the site does
  std::vector<model::GatewayIndex> gateways;  // sorted
};
/// The circuits whose enabled private peering states the ASN of the customer, by ASN. [6.34]
std::map<std::int64_t, std::vector<CircuitEnds>> circuits_by_customer(const RuleContext& context);

/// Two circuits without direction, the one with the lesser folded id first.
using CircuitPair = std::pair<model::CircuitIndex, model::CircuitIndex>;
CircuitPair unordered(const RuleContext& context, model::CircuitIndex a, model::CircuitIndex b);

/// The Global Reach object of the two circuits, the initiating side's if the input has it; null if
/// no side states one. [6.21, 6.22]
const model::GlobalReachConnection* global_reach_between(const RuleContext& context,
                                                         CircuitPair circuits);

template <class Index>
void sort_by_id(const RuleContext& context, std::vector<Index>& elements) {
  const auto key = [&](Index element) { return context.ids.folded(identity(context, element).id); };
  std::erase_if(elements, [](Index element) { return !element; });
  std::sort(elements.begin(), elements.end(), [&](Index a, Index b) { return key(a) < key(b); });
  elements.erase(std::unique(elements.begin(), elements.end()), elements.end());
}

template <class Index>
std::string names_of(const RuleContext& context, std::vector<Index> elements) {
  const bool lacks_one = std::count(elements.begin(), elements.end(), Index()) > 0;
  sort_by_id(context, elements);
  std::vector<std::string> names;
  names.reserve(elements.size() + 1);
  for (const Index element : elements) names.push_back(called(context, element));
  if (lacks_one) names.push_back(called(context, Index()));
  return some_of(std::move(names));
}

}  // namespace hairpin::rules
