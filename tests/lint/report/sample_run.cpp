#include "tests/lint/report/sample_run.hpp"

#include "base/text.hpp"
#include "tests/support/catch.hpp"

namespace hairpin::report::test {
namespace {

constexpr std::string_view estate = R"([
  {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/dev"},
  {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/prod"},
  {
    "id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworkGateways/gw-dev",
    "properties": {
      "allowRemoteVnetTraffic": true,
      "sharedKey": "hunter2", "after": "the secret"
    }
  }
]
)";

std::string full_id(std::string_view type, std::string_view name) {
  return cat({"/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/", type, "/", name});
}

}  // namespace

SampleRun::SampleRun() {
  sources.add("estate.json", estate, nullptr);
  for (const char* name : {"dev", "prod"}) {
    model::Vnet vnet;
    vnet.id = ids.intern(full_id("virtualNetworks", name));
    vnet.name = name;
    vnet.where =
        at(cat({"\"/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/"
                "virtualNetworks/",
                name, "\""}));
    const auto index = network.vnets.add(vnet);
    network.vnet_by_id.emplace(vnet.id, index);
    vnets_.push_back(index);
  }
  model::Gateway gateway;
  gateway.id = ids.intern(full_id("virtualNetworkGateways", "gw-dev"));
  gateway.name = "gw-dev";
  network.gateway_by_id.emplace(gateway.id, network.gateways.add(gateway));
  ids.intern(full_id("expressRouteCircuits", "er1"));
  network.coverage.resources = 4;
  network.coverage.used = 3;
  leak_rule = {"HP101",
               "msee-hairpin",
               "Virtual networks meet at an MSEE.",
               Severity::error,
               "# HP101\n\n## What it finds\n\nTwo networks meet\nat an MSEE.\n\n## Sources\n",
               "8.2",
               nullptr};
  open_rule = {"HP901",
               "unresolved-reference",
               "Something is not in the input.",
               Severity::warning,
               "# HP901\n",
               "",
               nullptr};
}

Run SampleRun::run() const {
  return {"0.1.0", sources, ids, network, diagnostics, unknown, assumptions};
}

SourceSpan SampleRun::at(std::string_view text) const {
  const FileIndex file(std::size_t{0});
  const std::size_t offset = sources.text(file).find(text);
  REQUIRE(offset != std::string_view::npos);
  return {file, static_cast<std::uint32_t>(text.size()), offset};
}

ResourceId SampleRun::id(std::string_view name) const {
  for (const char* type : {"virtualNetworks", "virtualNetworkGateways", "expressRouteCircuits"}) {
    if (const ResourceId found = ids.find(full_id(type, name))) return found;
  }
  FAIL("the sample has no resource " << name);
  return {};
}

reach::Direction SampleRun::leaking_direction() const {
  reach::Direction direction;
  direction.verdict = reach::Verdict::reachable;
  direction.via = {reach::Via::msee};
  direction.destinations = PrefixSet(*Prefix::parse("10.10.0.0/16").prefix);
  const model::ConfigFact toggle{id("gw-dev"), "properties.allowRemoteVnetTraffic", "true",
                                 SourceSpan{FileIndex(std::size_t{0}), 4, at("true").offset},
                                 "4.10"};
  const auto prefix = Prefix::parse("10.10.0.0/16").prefix;
  direction.path = {
      {reach::HopKind::vnet, id("dev"), "dev", "dev", prefix, "gw-dev", {}},
      {reach::HopKind::er_gateway, id("gw-dev"), "gw-dev", "learned", prefix, "er1", {toggle}},
      {reach::HopKind::circuit, id("er1"), "er1/msee", "msee", prefix, "prod", {}},
      {reach::HopKind::vnet, id("prod"), "prod", "", std::nullopt, "", {}}};
  return direction;
}

engine::Finding SampleRun::leak() const {
  engine::Finding finding;
  finding.rule = &leak_rule;
  finding.level = Severity::error;
  finding.message = "packets pass from dev to prod at the MSEE";
  finding.location = {at("true"), id("gw-dev"), "properties.allowRemoteVnetTraffic", ""};
  finding.related.push_back({at("\"after\""), id("gw-dev"), "", "see also"});
  finding.paths.push_back({id("dev"), id("prod"), leaking_direction()});
  finding.details = {"gw-dev learns 10.10.0.0/16"};
  finding.hints = {"set allowRemoteVnetTraffic to false on gateway gw-dev"};
  finding.affected = {2, 2, {*Prefix::parse("10.10.0.0/16").prefix}};
  engine::Fix fix{"close the toggle", {}};
  fix.changes.push_back({finding.location, "true", "false"});
  finding.fixes.push_back(fix);
  finding.fingerprint = "00ff";
  return finding;
}

engine::Finding SampleRun::open_question() const {
  engine::Finding finding;
  finding.rule = &open_rule;
  finding.level = Severity::note;
  finding.proven = false;
  finding.message = "a circuit is not in the input";
  finding.fingerprint = "11ee";
  return finding;
}

ReachAnswer SampleRun::answer() const {
  ReachAnswer answer;
  answer.from.id = id("dev");
  answer.from.name = "dev";
  answer.to.name = "10.10.0.4";
  answer.answer.forward = leaking_direction();
  reach::Direction& back = answer.answer.reverse;
  back.verdict = reach::Verdict::unproven;
  back.guards = {{id("gw-dev"), "properties.adminState", "\"Disabled\"", {}, "4.18"}};
  back.missing = {{id("er1"), "er1 is not in the input", "export er1", at("true"), "13.11"}};
  return answer;
}

reach::Endpoint end_of(const model::Vnet& vnet, model::VnetIndex index) {
  reach::Endpoint end;
  end.id = vnet.id;
  end.name = std::string(vnet.name);
  end.vnet = index;
  return end;
}

Matrix SampleRun::matrix() const {
  Matrix matrix;
  for (const model::VnetIndex vnet : vnets_) {
    matrix.ends.push_back(end_of(network.vnets[vnet], vnet));
  }
  matrix.row = [](std::size_t from, std::vector<reach::Cell>& cells) {
    cells.assign(2, {reach::Verdict::reachable, {}});
    if (from == 0) cells[1] = {reach::Verdict::reachable, {reach::Via::msee}};
    if (from == 1) cells[0] = {reach::Verdict::isolated, {}};
  };
  return matrix;
}

reach::Reachability::EffectiveRoutes SampleRun::routes() const {
  reach::Reachability::EffectiveRoute route;
  route.prefix = *Prefix::parse("10.10.0.0/16").prefix;
  route.next_hop_type = "VirtualNetworkGateway";
  route.next_hop = {"10.1.0.4"};
  route.source = "VirtualNetworkGateway";
  route.origin = id("prod");
  route.via = {reach::Via::msee};
  route.unproven = true;
  return {id("dev"), {route}};
}

}  // namespace hairpin::report::test
