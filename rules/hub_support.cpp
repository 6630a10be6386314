#include "rules/hub_support.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace hairpin::rules {
namespace {

const HubTransit& example(const HubRows& rows) {
  const auto proven = std::find_if(rows.begin(), rows.end(),
                                   [](const HubTransit* row) { return row->proven_pairs > 0; });
  return proven == rows.end() ? *rows.front() : **proven;
}

template <class T>
std::vector<T> gather(const HubRows& rows, std::vector<T> HubTransit::*part) {
  std::vector<T> all;
  for (const HubTransit* row : rows) {
    all.insert(all.end(), (row->*part).begin(), (row->*part).end());
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

std::string listed(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return some_of(std::move(names));
}

engine::Affected affected(const HubRows& rows) {
  engine::Affected total;
  for (const HubTransit* row : rows) total.pairs += row->proven_pairs + row->unproven_pairs;
  std::vector<model::VnetIndex> vnets = gather(rows, &HubTransit::sources);
  const auto receivers = gather(rows, &HubTransit::destinations);
  vnets.insert(vnets.end(), receivers.begin(), receivers.end());
  std::sort(vnets.begin(), vnets.end());
  total.vnets = static_cast<std::uint64_t>(std::unique(vnets.begin(), vnets.end()) - vnets.begin());
  total.prefixes = gather(rows, &HubTransit::prefixes);
  return total;
}

}  // namespace

bool is_hub_gateway(const RuleContext& context, route::RouterIndex gateway) {
  return context.routing.graph()[gateway].kind == route::RouterKind::hub_gateway;
}

const model::Identity& gateway_identity(const RuleContext& context, route::RouterIndex gateway) {
  const route::Router& router = context.routing.graph()[gateway];
  if (router.kind == route::RouterKind::hub_gateway) {
    return context.network.virtual_wans.gateways[router.hub_gateway()];
  }
  return context.network.gateways[router.gateway()];
}

bool is_proven(const HubRows& rows) { return example(rows).proven_pairs > 0; }

std::string reaching(const HubRows& rows) {
  return cat({"packets of ", count_of(gather(rows, &HubTransit::sources).size(), "VNet"),
              is_proven(rows) ? " reach " : " may reach ",
              count_of(gather(rows, &HubTransit::destinations).size(), "VNet")});
}

std::string origins(const RuleContext& context, const HubRows& rows) {
  std::vector<std::string> names;
  for (const HubTransit* row : rows) {
    names.push_back(called(context, gateway_identity(context, row->origin)));
  }
  return listed(std::move(names));
}

std::string circuits(const RuleContext& context, const HubRows& rows) {
  std::vector<std::string> names;
  for (const HubTransit* row : rows) {
    names.push_back(called(context, row->entry));
    names.push_back(called(context, row->exit));
  }
  return listed(std::move(names));
}

Findings::Builder report(const RuleContext& context, Findings& findings, const HubRows& rows,
                         Location where, std::string message) {
  const HubTransit& row = example(rows);
  const reach::Endpoint from = context.reach.endpoint(row.from);
  const reach::Endpoint to = context.reach.endpoint(row.to);
  reach::Direction direction = context.reach.direction(from, to);
  Findings::Builder finding = is_proven(rows)
                                  ? findings.violation(std::move(where), std::move(message))
                                  : findings.unproven(std::move(where), std::move(message));
  for (const model::Missing& missing : direction.missing) {
    if (!missing.remedy.empty()) finding.hint(missing.remedy);
  }
  for (std::size_t i = 0; i < rows.size() && i < shown_lines; ++i) {
    finding.detail(cat({"from ", called(context, gateway_identity(context, rows[i]->origin)),
                        " over ", called(context, rows[i]->exit), ": ", some_of(rows[i]->prefixes),
                        rows[i]->proven_pairs > 0 ? "" : " (unproven)"}));
  }
  for (const HubTransit* each : rows) {
    finding.caused_by(context.ids.folded(gateway_identity(context, each->origin).id));
  }
  finding.affects(affected(rows)).path({from.id, to.id, std::move(direction)});
  return finding;
}

}  // namespace hairpin::rules
