#include "reach/undeclared_sites.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace hairpin::reach {
namespace {

using route::RouterIndex;
using route::RouterKind;
using route::Session;
using route::SessionIndex;
using route::SessionKind;
using route::SessionState;

/// The far ends of the sessions of one kind that may be open.
template <class Sessions, class FarEnd>
void append_ends(const route::RouteGraph& graph, Sessions sessions, SessionKind kind, FarEnd far,
                 std::vector<RouterIndex>& ends) {
  for (const SessionIndex index : sessions) {
    const Session& session = graph[index];
    if (session.kind != kind || session.state == SessionState::closed) continue;
    if (std::find(ends.begin(), ends.end(), far(session)) == ends.end()) {
      ends.push_back(far(session));
    }
  }
}

/// The circuits that the VNet learns from, through its own gateway or its hub's.
std::vector<RouterIndex> learns_from(const route::RouteGraph& graph, model::VnetIndex vnet) {
  const auto sender = [](const Session& session) { return session.from; };
  std::vector<RouterIndex> gateways, circuits;
  append_ends(graph, graph.in(graph.router(vnet)), SessionKind::gateway_to_vnet, sender, gateways);
  for (const RouterIndex gateway : gateways) {
    append_ends(graph, graph.in(gateway), SessionKind::circuit_to_gateway, sender, circuits);
  }
  const auto any = std::find(circuits.begin(), circuits.end(), graph.any_circuit());
  if (any == circuits.end()) return circuits;
  circuits.erase(any);
  append_ends(graph, graph.in(graph.any_circuit()), SessionKind::circuit_to_gateway, sender,
              circuits);
  return circuits;
}

/// Whether a gateway announces the VNet to any circuit.
bool is_announced(const route::RouteGraph& graph, model::VnetIndex vnet) {
  const auto receiver = [](const Session& session) { return session.to; };
  std::vector<RouterIndex> gateways, circuits;
  append_ends(graph, graph.out(graph.router(vnet)), SessionKind::vnet_to_gateway, receiver,
              gateways);
  for (const RouterIndex gateway : gateways) {
    append_ends(graph, graph.out(gateway), SessionKind::gateway_to_circuit, receiver, circuits);
  }
  return !circuits.empty();
}

}  // namespace

std::vector<model::Missing> undeclared_sites(const route::Routing& routing, model::VnetIndex from,
                                             model::VnetIndex to) {
  const route::RouteGraph& graph = routing.graph();
  std::vector<model::Missing> missing;
  if (!is_announced(graph, to)) return missing;
  for (const RouterIndex router : learns_from(graph, from)) {
    if (graph[router].kind != RouterKind::circuit) continue;
    const model::CircuitIndex index = graph[router].circuit();
    if (graph.site(index)) continue;
    const model::Circuit& circuit = routing.network().circuits[index];
    missing.push_back(
        {circuit.id,
         cat({"what on-premises announces to circuit ", circuit.name,
              " is not declared, and taken to be nothing that covers the destination"}),
         "declare it in the policy under onPremises", circuit.where, "6.15"});
  }
  return missing;
}

}  // namespace hairpin::reach
