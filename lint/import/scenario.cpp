#include "import/scenario.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "import/scenario_resources.hpp"
#include "import/scenario_sketch.hpp"
#include "import/scenario_words.hpp"

namespace hairpin::import {
namespace {

ScenarioFacts collect_facts(const Sketch& sketch, ResourceIds& ids) {
  const auto circuit = [&](const Word& name) {
    return ids.intern(scenario_id("expressRouteCircuits", name.text));
  };
  ScenarioFacts facts;
  for (const Sketch::OnPremises& side : sketch.on_premises) {
    if (side.vpn_site) {
      const ResourceId site = ids.intern(scenario_id("localNetworkGateways", side.circuit.text));
      facts.announcements.push_back({site, side.advertises, std::nullopt});
      continue;
    }
    ScenarioFacts::OnPremises fact{circuit(side.circuit), side.advertises, {}, side.where};
    for (const Word& other : side.transit) fact.transit.push_back({circuit(other), other.where});
    facts.on_premises.push_back(std::move(fact));
  }
  for (const BranchSketch::Peer& peer : sketch.branches.peers) {
    if (!peer.declared) continue;
    const ResourceId id = ids.intern(
        cat({scenario_id("virtualHubs", peer.server.text), "/bgpConnections/", peer.name.text}));
    facts.announcements.push_back({id, peer.announces, peer.next_hop});
  }
  facts.assumptions.allow_remote_vnet_traffic = sketch.assumed_remote_vnets;
  facts.assumptions.allow_virtual_wan_traffic = sketch.assumed_virtual_wan;
  for (const Sketch::ApplianceAssumption& assumed : sketch.assumed_appliances) {
    facts.assumptions.appliances.push_back(
        {std::string(assumed.pattern.text), assumed.forwards, assumed.pattern.where});
  }
  facts.truncated = sketch.truncated;
  facts.questions = sketch.questions;
  return facts;
}

}  // namespace

void ScenarioFacts::apply(model::Network& network) const {
  for (const OnPremises& side : on_premises) {
    const model::CircuitIndex circuit = network.circuit(side.circuit);
    // A circuit that no connection and no link mentions is not in the network.
    if (!circuit) continue;
    model::Site site{circuit, side.advertises, {}, side.where};
    for (const Located<ResourceId>& other : side.transit) {
      if (const auto known = network.circuit(other.value)) {
        site.transit.push_back({known, other.where});
      }
    }
    // What a person wrote replaces what a circuit's route table told.
    const auto same = [&](const model::Site& known) { return known.circuit == circuit; };
    const auto known = std::find_if(network.sites.begin(), network.sites.end(), same);
    if (known != network.sites.end()) {
      *known = std::move(site);
    } else {
      network.sites.add(std::move(site));
    }
  }
  for (const Announcement& announcement : announcements) {
    for (model::VpnSite& site : network.vpn_sites) {
      if (site.id == announcement.by) site.declared = announcement.prefixes;
    }
    for (model::BgpPeer& peer : network.bgp_peers) {
      if (peer.id != announcement.by) continue;
      peer.declared = announcement.prefixes;
      peer.next_hop = announcement.next_hop;
    }
  }
  model::Assumptions& target = network.assumptions;
  const auto settle = [](auto& setting, const auto& assumed) {
    if (assumed) setting = assumed;
  };
  settle(target.allow_remote_vnet_traffic, assumptions.allow_remote_vnet_traffic);
  settle(target.allow_virtual_wan_traffic, assumptions.allow_virtual_wan_traffic);
  target.appliances.insert(target.appliances.end(), assumptions.appliances.begin(),
                           assumptions.appliances.end());
  if (truncated && !network.coverage.truncated) {
    network.coverage.truncated = true;
    network.coverage.truncated_where = *truncated;
  }
}

bool looks_like_scenario(std::string_view text) {
  constexpr std::size_t looked_at = 64 * 1024;  // any file may be asked about
  StatementReader reader(text.substr(0, looked_at), FileIndex());
  std::span<const Word> words;
  if (!reader.next(words)) return false;
  return !nearest_word(fold_ascii(words.front().text), scenario_keywords()).empty();
}

Scenario read_scenario(std::string_view text, FileIndex file, ResourceIds& ids, ValueArena& arena) {
  Scenario scenario;
  const Sketch sketch = [&] {
    Sketch read = parse_sketch(text, file, scenario.faults);
    if (scenario.faults.empty()) resolve_sketch(read, scenario.faults);
    return read;
  }();
  if (!scenario.faults.empty()) return scenario;
  scenario.resources = sketched_resources(sketch, ids, arena);
  scenario.facts = collect_facts(sketch, ids);
  return scenario;
}

}  // namespace hairpin::import
