#include "rules/support.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace hairpin::rules {
namespace {
template <class T>
void sort_unique(std::vector<T>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

template <class T>
std::vector<T> gather(const Rows& rows, std::vector<T> Transit::*member) {
  std::vector<T> all;
  for (const Transit* row : rows) {
    all.insert(all.end(), (row->*member).begin(), (row->*member).end());
  }
  sort_unique(all);
  return all;
}

engine::Affected affected(const Rows& rows) {
  engine::Affected total;
  for (const Transit* row : rows) total.pairs += row->proven_pairs + row->unproven_pairs;
  std::vector<model::VnetIndex> vnets = sources(rows);
  const std::vector<model::VnetIndex> receivers = destinations(rows);
  vnets.insert(vnets.end(), receivers.begin(), receivers.end());
  sort_unique(vnets);
  total.vnets = vnets.size();
  total.prefixes = prefixes(rows);
  return total;
}

const Transit& example(const Rows& rows) {
  const auto proven = std::find_if(rows.begin(), rows.end(),
                                   [](const Transit* row) { return row->proven_pairs > 0; });
  return proven == rows.end() ? *rows.front() : **proven;
}
}  // namespace

const model::Identity& identity(const RuleContext& context, model::GatewayIndex gateway) {
  return context.network.gateways[gateway];
}

const model::Identity& identity(const RuleContext& context, model::CircuitIndex circuit) {
  return context.network.circuits[circuit];
}

const model::Identity& identity(const RuleContext& context, model::VnetIndex vnet) {
  return context.network.vnets[vnet];
}

std::string called(const RuleContext& context, const model::Identity& element) {
  if (!element.name.empty()) return std::string(element.name);
  return element.id ? std::string(context.ids.name(element.id)) : "(unnamed)";
}

std::string called(const RuleContext& context, model::GatewayIndex gateway) {
  return gateway ? called(context, identity(context, gateway)) : "a gateway outside the input";
}

std::string called(const RuleContext& context, model::CircuitIndex circuit) {
  return circuit ? called(context, identity(context, circuit)) : "a circuit outside the input";
}

std::string called(const RuleContext& context, model::VnetIndex vnet) {
  return vnet ? called(context, identity(context, vnet)) : "a VNet outside the input";
}

Location at(const model::Identity& element, std::string message) {
  return {element.where, element.id, {}, std::move(message)};
}

Location at(const model::Identity& element, std::string_view property, SourceSpan where,
            std::string message) {
  return {where ? where : element.where, element.id, std::string(property), std::move(message)};
}

Location at_toggle(const RuleContext& context, model::GatewayIndex gateway, std::string message) {
  const model::Gateway& subject = context.network.gateways[gateway];
  return at(subject, "properties.allowRemoteVnetTraffic", subject.allow_remote_vnet_traffic.where,
            std::move(message));
}

std::string some_of(std::vector<std::string> words) {
  if (words.size() > shown + 1) {
    const std::string rest = std::to_string(words.size() - shown) + " more";
    words.resize(shown);
    words.push_back(rest);
  }
  return list_words(words);
}

std::string some_of(const std::vector<Prefix>& prefixes) {
  std::vector<std::string> words;
  for (const Prefix& prefix : prefixes) words.push_back(prefix.to_string());
  return some_of(std::move(words));
}

Location at(const model::RuleOrigin& origin, std::string message) {
  return {origin.where, origin.resource, std::string(origin.property), std::move(message)};
}

std::string few_or_count(const RuleContext& context, std::vector<model::VnetIndex> vnets) {
  sort_by_id(context, vnets);
  return vnets.size() > 3 ? count_of(vnets.size(), "VNet") : names_of(context, std::move(vnets));
}

bool is_proven(const Rows& rows) { return example(rows).proven_pairs > 0; }

std::vector<model::VnetIndex> sources(const Rows& rows) { return gather(rows, &Transit::sources); }

std::vector<model::VnetIndex> destinations(const Rows& rows) {
  return gather(rows, &Transit::destinations);
}

std::vector<Prefix> prefixes(const Rows& rows) { return gather(rows, &Transit::prefixes); }

Findings::Builder report(const RuleContext& context, Findings& findings, const Rows& rows,
                         Location where, std::string message) {
  const Transit& shown_row = example(rows);
  const reach::Endpoint from = context.reach.endpoint(shown_row.from);
  const reach::Endpoint to = context.reach.endpoint(shown_row.to);
  reach::Direction direction = context.reach.direction(from, to);
  Findings::Builder finding = is_proven(rows)
                                  ? findings.violation(std::move(where), std::move(message))
                                  : findings.unproven(std::move(where), std::move(message));
  for (const model::Missing& missing : direction.missing) {
    if (!missing.remedy.empty()) finding.hint(missing.remedy);
  }
  finding.affects(affected(rows)).path({from.id, to.id, std::move(direction)});
  return finding;
}

std::string_view claim(const Rows& rows, std::string_view proven, std::string_view unproven) {
  return is_proven(rows) ? proven : unproven;
}

std::string reaching(const Rows& rows) {
  return cat({"packets of ", count_of(sources(rows).size(), "VNet"),
              claim(rows, " reach ", " may reach "), count_of(destinations(rows).size(), "VNet")});
}

void list_ways(const RuleContext& context, const Rows& rows, Findings::Builder& finding) {
  list_rows(rows, finding, [&](const Transit& row) {
    return cat({"from VNets of ", called(context, row.learner), " to VNets of ",
                called(context, row.origin), ": ", some_of(row.prefixes)});
  });
}

std::vector<Attachment> attachments(const RuleContext& context, model::CircuitIndex circuit) {
  const route::RouteGraph& graph = context.routing.graph();
  std::vector<Attachment> all;
  for (const route::SessionIndex index : graph.out(graph.router(circuit))) {
    const route::Session& session = graph[index];
    if (session.kind != route::SessionKind::circuit_to_gateway) continue;
    if (session.state == route::SessionState::closed) continue;
    if (graph[session.to].kind != route::RouterKind::gateway) continue;
    all.push_back({graph[session.to].gateway(), session.connection, &session});
  }
  return all;
}

std::vector<model::VnetIndex> vnets_on(const RuleContext& context, model::CircuitIndex circuit) {
  const route::RouteGraph& graph = context.routing.graph();
  std::vector<model::VnetIndex> vnets;
  for (const Attachment& attachment : attachments(context, circuit)) {
    for (const route::SessionIndex index : graph.out(graph.router(attachment.gateway))) {
      const route::Session& session = graph[index];
      if (session.kind != route::SessionKind::gateway_to_vnet) continue;
      if (session.state == route::SessionState::closed) continue;
      const model::VnetIndex vnet = graph[session.to].vnet();
      if (context.network.vnets[vnet].in_input) vnets.push_back(vnet);
    }
  }
  sort_by_id(context, vnets);
  return vnets;
}

const model::Connection* connection_of(const RuleContext& context, model::GatewayIndex gateway,
                                       model::CircuitIndex circuit) {
  for (const model::ConnectionIndex index : context.network.gateways[gateway].connections) {
    const model::Connection& connection = context.network.connections[index];
    if (connection.circuit == circuit) return &connection;
  }
  return nullptr;
}

std::vector<std::vector<model::CircuitIndex>> circuits_by_gateway(const RuleContext& context) {
  std::vector<std::vector<model::CircuitIndex>> all;
  for (const model::Gateway& gateway : context.network.gateways) {
    std::vector<model::CircuitIndex>& circuits = all.emplace_back();
    for (const model::ConnectionIndex connection : gateway.connections) {
      const model::CircuitIndex circuit = context.network.connections[connection].circuit;
      if (circuit) circuits.push_back(circuit);
    }
    std::sort(circuits.begin(), circuits.end());
    circuits.erase(std::unique(circuits.begin(), circuits.end()), circuits.end());
  }
  return all;
}

std::map<std::int64_t, std::vector<CircuitEnds>> circuits_by_customer(const RuleContext& context) {
  std::map<std::int64_t, std::vector<CircuitEnds>> by_asn;
  for (const model::Circuit& circuit : context.network.circuits) {
    const auto& peering = circuit.private_peering;
    if (!peering || peering->enabled.is(false) || !peering->peer_asn.is_set()) continue;
    CircuitEnds end{context.network.circuits.index_of(circuit), false, {}};
    end.declared = static_cast<bool>(context.routing.graph().site(end.circuit));
    for (const Attachment& attachment : attachments(context, end.circuit)) {
      end.gateways.push_back(attachment.gateway);
    }
    std::sort(end.gateways.begin(), end.gateways.end());
    by_asn[*peering->peer_asn.value].push_back(std::move(end));
  }
  return by_asn;
}

CircuitPair unordered(const RuleContext& context, model::CircuitIndex a, model::CircuitIndex b) {
  const auto key = [&](model::CircuitIndex circuit) {
    return context.ids.folded(identity(context, circuit).id);
  };
  return key(a) < key(b) ? CircuitPair(a, b) : CircuitPair(b, a);
}

const model::GlobalReachConnection* global_reach_between(const RuleContext& context,
                                                         CircuitPair circuits) {
  const model::GlobalReachConnection* found = nullptr;
  for (const model::GlobalReachConnection& link : context.network.global_reach) {
    if (unordered(context, link.circuit, link.peer) != circuits) continue;
    if (found == nullptr || (found->from_peered_connections && !link.from_peered_connections)) {
      found = &link;
    }
  }
  return found;
}

}  // namespace hairpin::rules
