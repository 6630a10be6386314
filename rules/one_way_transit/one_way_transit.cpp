#include <tuple>

#include "base/text.hpp"
#include "rules/support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_one_way_transit;
}

namespace hairpin::rules {
namespace {

using reach::OneWay;

/// Ways that one setting is to blame for.
struct Cause {
  std::vector<const OneWay*> ways;
  std::vector<model::ConfigFact> guards;  // of the ways back
};

/// The gateway that lets the routes in, where nothing between it and another one is answered; else
/// the resource and property that keep some VNets from answering.
using Key = std::tuple<model::GatewayIndex, ResourceId, std::string_view>;

bool between_gateways(const OneWay& way) { return way.extent == OneWay::Extent::gateways; }

std::vector<model::ConfigFact> guards_back(const RuleContext& context, const Transit& transit) {
  return context.reach
      .direction(context.reach.endpoint(transit.to), context.reach.endpoint(transit.from))
      .guards;
}

std::map<Key, Cause> causes(const RuleContext& context, const std::vector<OneWay>& all) {
  std::map<Key, Cause> found;
  for (const OneWay& way : all) {
    const bool all_ways = between_gateways(way);
    // One question per gateway pair of a large estate would be many: the notes show only some.
    Cause* const known = all_ways ? &found[Key{way.transit.learner, {}, {}}] : nullptr;
    if (known != nullptr && known->guards.size() >= shown) {
      known->ways.push_back(&way);
      continue;
    }
    std::vector<model::ConfigFact> guards = guards_back(context, way.transit);
    Key key;
    if (!guards.empty()) key = {{}, guards.front().resource, guards.front().property};
    Cause& cause = known != nullptr ? *known : found[key];
    cause.ways.push_back(&way);
    for (model::ConfigFact& guard : guards) {
      const bool is_new =
          std::find(cause.guards.begin(), cause.guards.end(), guard) == cause.guards.end();
      if (is_new) cause.guards.push_back(std::move(guard));
    }
  }
  return found;
}

/// Where somebody has to look.
Location place(const RuleContext& context, const Cause& cause) {
  const OneWay& way = *cause.ways.front();
  if (between_gateways(way)) return at_toggle(context, way.transit.learner);
  if (!cause.guards.empty() && cause.guards.front().where) {
    const model::ConfigFact& guard = cause.guards.front();
    return {guard.where, guard.resource, std::string(guard.property), {}};
  }
  const bool sender = way.extent == OneWay::Extent::sender;
  return at(identity(context, sender ? way.transit.from : way.transit.to));
}

struct Words {
  std::string statement, hint;
};

Words words(const RuleContext& context, const Cause& cause, const Rows& rows) {
  std::vector<model::GatewayIndex> origins;
  std::vector<model::CircuitIndex> circuits;
  for (const Transit* row : rows) {
    origins.push_back(row->origin);
    circuits.push_back(row->entry);
  }
  const std::string over = " over " + names_of(context, circuits) + ", but none comes back";
  if (!between_gateways(*cause.ways.front())) {
    const std::string from = names_of(context, sources(rows));
    const std::string to = names_of(context, destinations(rows));
    return {
        cat({"packets pass from ", from, " to ", to, over}),
        cat({"separate ", from, " from ", to, " in both directions, or let the answers through"})};
  }
  const std::string learner = called(context, rows.front()->learner);
  const std::string others = names_of(context, origins);
  origins.push_back(rows.front()->learner);
  return {cat({"packets pass from the VNets of ", learner, " to those of ", others, over}),
          cat({"set allowRemoteVnetTraffic to the same value on ", names_of(context, origins),
               ": false to separate them"})};
}

void report_cause(const RuleContext& context, Findings& findings, const Cause& cause) {
  Rows rows;
  for (const OneWay* way : cause.ways) rows.push_back(&way->transit);
  Words said = words(context, cause, rows);
  Findings::Builder finding =
      report(context, findings, rows, place(context, cause), std::move(said.statement));
  for (std::size_t i = 0; i < cause.guards.size() && i < shown; ++i) {
    const model::ConfigFact& guard = cause.guards[i];
    finding.note({guard.where, guard.resource, std::string(guard.property),
                  cat({guard.property, " is ", guard.value, " and closes the way back"})});
  }
  finding.hint(std::move(said.hint));
}

/// Packets pass over circuits from one VNet to another, and none comes back: a toggle filters only
/// what its own gateway learns, and a route table only what its own subnets send. [4.9, 4.11] TCP
/// fails, but one-way traffic arrives, so this is a leak all the same, and one that no connection
/// test shows. [0.2] What is not proven is no finding of its own: HP101 to HP104 and HP109 tell.
/// Judged for each pair of VNets; reported once per gateway that lets the routes in, or per setting
/// that keeps some VNets from answering.
void check(const RuleContext& context, Findings& findings) {
  const std::vector<OneWay> all = context.reach.one_way();
  for (const auto& [key, cause] : causes(context, all)) report_cause(context, findings, cause);
}

}  // namespace

extern const Rule one_way_transit{
    .id = "HP108",
    .name = "one-way-transit",
    .summary = "Packets pass over ExpressRoute in one direction only: replies cannot come back.",
    .severity = Severity::warning,
    .text = embedded::rule_text_one_way_transit,
    .security_severity = "5.3",
    .check = check,
};

}  // namespace hairpin::rules
