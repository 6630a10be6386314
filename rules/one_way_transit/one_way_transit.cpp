#include <tuple>

#include "base/text.hpp"
#include "rules/support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_one_way_transit;
}

namespace hairpin::rules {
namespace {

using reach::OneWay;

/// Pairs of VNets between the same two gateways whose way back one and the same setting closes.
struct Cause {
  std::vector<const OneWay*> ways;
  std::vector<model::ConfigFact> guards;  // of the way back
};

/// By learner, origin, and the resource and property that close the way back.
using Key = std::tuple<model::GatewayIndex, model::GatewayIndex, ResourceId, std::string_view>;

std::map<Key, Cause> causes(const RuleContext& context, const std::vector<OneWay>& all) {
  std::map<Key, Cause> found;
  for (const OneWay& way : all) {
    const Transit& transit = way.transit;
    const reach::Direction back = context.reach.direction(context.reach.endpoint(transit.to),
                                                          context.reach.endpoint(transit.from));
    Key key{transit.learner, transit.origin, {}, {}};
    if (!back.guards.empty()) {
      std::get<ResourceId>(key) = back.guards.front().resource;
      std::get<std::string_view>(key) = back.guards.front().property;
    }
    Cause& cause = found[key];
    cause.ways.push_back(&way);
    cause.guards = back.guards;
  }
  return found;
}

/// Where somebody has to look: at what lets the routes in, if all between the gateways goes one
/// way, else at what keeps some VNets from answering.
Location place(const RuleContext& context, const Cause& cause) {
  const OneWay& way = *cause.ways.front();
  if (way.extent == OneWay::Extent::gateways) return at_toggle(context, way.transit.learner);
  if (!cause.guards.empty() && cause.guards.front().where) {
    const model::ConfigFact& guard = cause.guards.front();
    return {guard.where, guard.resource, std::string(guard.property), {}};
  }
  const bool sender = way.extent == OneWay::Extent::sender;
  return at(identity(context, sender ? way.transit.from : way.transit.to));
}

std::string hint(const RuleContext& context, const OneWay& way) {
  const Transit& transit = way.transit;
  if (way.extent == OneWay::Extent::gateways) {
    return cat({"set allowRemoteVnetTraffic to the same value on ",
                called(context, transit.learner), " and ", called(context, transit.origin),
                ": false to separate them"});
  }
  return cat({"separate ", called(context, transit.from), " and ", called(context, transit.to),
              " in both directions, or let the answers through"});
}

void report_cause(const RuleContext& context, Findings& findings, const Cause& cause) {
  const OneWay& first = *cause.ways.front();
  Rows rows;
  for (const OneWay* way : cause.ways) rows.push_back(&way->transit);
  const bool all = first.extent == OneWay::Extent::gateways;
  const std::string from = all ? cat({"the VNets of ", called(context, first.transit.learner)})
                               : names_of(context, sources(rows));
  const std::string to = all ? cat({"those of ", called(context, first.transit.origin)})
                             : names_of(context, destinations(rows));
  Findings::Builder finding =
      report(context, findings, rows, place(context, cause),
             cat({"packets pass from ", from, " to ", to, " over ",
                  called(context, first.transit.entry), ", but none comes back"}));
  for (std::size_t i = 0; i < cause.guards.size() && i < shown; ++i) {
    const model::ConfigFact& guard = cause.guards[i];
    finding.note({guard.where, guard.resource, std::string(guard.property),
                  cat({guard.property, " is ", guard.value, " and closes the way back"})});
  }
  finding.hint(hint(context, first));
  finding.caused_by(context.ids.folded(identity(context, first.transit.learner).id));
  finding.caused_by(context.ids.folded(identity(context, first.transit.origin).id));
}

/// Packets pass over circuits from one VNet to another, and none comes back: a toggle filters only
/// what its own gateway learns, and a route table only what its own subnets send. [4.9, 4.11] TCP
/// fails, but one-way traffic arrives, so this is a leak all the same, and one that no connection
/// test shows. [0.2] What is not proven is no finding of its own: HP101 to HP104 and HP109 tell.
/// Judged for each pair of VNets; reported once per ordered pair of gateways and per setting that
/// closes the way back.
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
