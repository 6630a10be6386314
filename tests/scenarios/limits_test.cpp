#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "engine/rule.hpp"
#include "import/estate.hpp"
#include "rules/catalog.hpp"
#include "tests/support/catch.hpp"

/// The limits of Azure, each with networks that are far from it, near it and over it: more lines
/// than a scenario file should have.
namespace hairpin {
namespace {

std::string number(std::size_t value) { return std::to_string(value); }

/// `line(i)` for i in 1..count.
std::string lines(std::size_t count, const std::function<std::string(std::size_t)>& line) {
  std::string text;
  for (std::size_t i = 1; i <= count; ++i) text += line(i) + '\n';
  return text;
}

/// "first/24, first+1/24, ...": `count` prefixes below 10.0.0.0/8 or fd00::/16.
std::string prefixes(std::size_t count, bool ipv6) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) text += ", ";
    text += ipv6 ? cat({"fd00:", number(i + 1), "::/32"})
                 : cat({"10.", number(i / 256), ".", number(i % 256), ".0/24"});
  }
  return text;
}

/// The levels at which HP502 stands, weakest first; "unproven" for what is not proven.
std::vector<std::string> levels_of(const std::string& scenario) {
  const import::InputText input{"limit.scn", scenario, {}};
  import::Estate estate = import::import_texts({&input, 1});
  INFO(scenario.substr(0, 400));
  REQUIRE(estate.usable());
  route::Routing routing(estate.network, estate.ids);
  const reach::Reachability reach(routing);
  const engine::RuleContext context{estate.network, estate.ids, routing, reach, estate.diagnostics};
  const engine::Rule* rule = rules::find_rule("HP502");
  std::vector<std::string> levels;
  for (const engine::Finding& finding :
       engine::run_rules({&rule, 1}, context, {}, estate.sources)) {
    levels.emplace_back(finding.proven ? name_of(finding.level) : "unproven");
  }
  return levels;
}

/// Counts far from the limit, near it, and over it; near and over have one finding of their level.
void check_limit(const std::function<std::string(std::size_t)>& network, std::size_t limit,
                 const std::string& near, const std::string& over) {
  const std::size_t fifths = (limit * 4 + 4) / 5;
  CHECK(levels_of(network(fifths - 1)).empty());
  CHECK(levels_of(network(fifths)) == std::vector<std::string>{near});
  CHECK(levels_of(network(limit)) == std::vector<std::string>{near});
  CHECK(levels_of(network(limit + 1)) == std::vector<std::string>{over});
}

std::string gateway_with(const std::string& space) {
  return cat({"vnet hub ", space, "\ngateway gw in hub accepts on-premises\n",
              "circuit er1 connects gw\n"});
}

std::string circuit_with(std::size_t gateways, const std::string& clauses) {
  std::string names;
  for (std::size_t i = 1; i <= gateways; ++i) names += cat({i > 1 ? ", gw" : "gw", number(i)});
  return lines(gateways,
               [](std::size_t i) {
                 return cat({"vnet hub", number(i), " 10.", number(i), ".0.0/16\ngateway gw",
                             number(i), " in hub", number(i), " accepts on-premises"});
               }) +
         cat({"circuit er1 connects ", names, " ", clauses, "\n"});
}

TEST_CASE("announced prefixes are counted by family [12.1, 12.2]") {
  check_limit([](std::size_t n) { return gateway_with(prefixes(n, false)); }, 1000, "warning",
              "error");
  check_limit([](std::size_t n) { return gateway_with(prefixes(n, true)); }, 100, "warning",
              "error");
}

TEST_CASE("what a summary covers is not counted [12.21]") {
  const std::string space = cat({prefixes(1001, false), " summarized as 10.0.0.0/8"});
  CHECK(levels_of(gateway_with(space)).empty());
}

TEST_CASE("what on-premises announces is counted by family and tier [12.3, 12.4]") {
  const auto site = [](const std::string& tier, std::size_t count, bool ipv6) {
    return cat({"vnet hub 192.168.0.0/24\ncircuit er1 tier ", tier, "\non-premises er1 advertises ",
                prefixes(count, ipv6), "\n"});
  };
  check_limit([&](std::size_t n) { return site("Standard", n, false); }, 4000, "warning", "error");
  check_limit([&](std::size_t n) { return site("Premium", n, false); }, 10000, "warning", "error");
  check_limit([&](std::size_t n) { return site("Premium", n, true); }, 100, "warning", "error");
  CHECK(levels_of(site("not stated", 4001, false)) == std::vector<std::string>{"unproven"});
}

TEST_CASE("links of a circuit are counted by tier and bandwidth [12.5, 12.6]") {
  check_limit([](std::size_t n) { return circuit_with(n, "tier Standard"); }, 10, "note",
              "warning");
  check_limit([](std::size_t n) { return circuit_with(n, "tier Premium bandwidth 50"); }, 20,
              "note", "warning");
  check_limit([](std::size_t n) { return circuit_with(n, "tier Premium bandwidth 100"); }, 25,
              "note", "warning");
  check_limit([](std::size_t n) { return circuit_with(n, "tier Premium bandwidth 10000"); }, 100,
              "note", "warning");
  CHECK(levels_of(circuit_with(11, "tier not stated")) == std::vector<std::string>{"unproven"});
}

TEST_CASE("Global Reach counts among the links of a Premium circuit [12.6]") {
  const std::string joined = "circuit er2 tier Premium\nglobal-reach er1 with er2\n";
  const std::string full = circuit_with(20, "tier Premium bandwidth 50");
  CHECK(levels_of(full) == std::vector<std::string>{"note"});
  CHECK(levels_of(full + joined) == std::vector<std::string>{"warning"});
}

TEST_CASE("circuits of a gateway are counted by place [12.7, 12.8]") {
  const auto circuits = [](std::size_t count, const std::string& clauses) {
    return "vnet hub 10.0.0.0/16\ngateway gw in hub accepts on-premises\n" +
           lines(count, [&](std::size_t i) {
             return cat({"circuit er", number(i), " connects gw ", clauses});
           });
  };
  check_limit([&](std::size_t n) { return circuits(n, "at Tokyo"); }, 4, "note", "warning");
  CHECK(levels_of(circuits(4, "")).empty());
  CHECK(levels_of(circuits(5, "")) == std::vector<std::string>{"unproven"});
  CHECK(levels_of(circuits(17, "")) == std::vector<std::string>{"warning"});
}

TEST_CASE("routes of a table are counted [12.11]") {
  const auto table = [](std::size_t count) {
    return "vnet hub 192.168.0.0/24\ntable t on hub\n" + lines(count, [](std::size_t i) {
             return cat({"route t 10.", number(i / 256), ".", number(i % 256), ".0/24 to drop"});
           });
  };
  check_limit(table, 400, "note", "warning");
}

TEST_CASE("peerings of a VNet are counted [12.13]") {
  const auto peers = [](std::size_t count) {
    return "vnet hub 192.168.0.0/24\n" + lines(count, [](std::size_t i) {
             const std::string name = "spoke" + number(i);
             return cat({"vnet ", name, " 10.", number(i / 256), ".", number(i % 256),
                         ".0/24\npeering hub <-> ", name});
           });
  };
  check_limit(peers, 500, "note", "warning");
}

TEST_CASE("subnets of a peering are counted [12.15]") {
  const auto peering = [](std::size_t count) {
    std::string names;
    for (std::size_t i = 1; i < count; ++i) names += cat({i > 1 ? ", s" : "s", number(i)});
    return "vnet a 10.0.0.0/16\nvnet b 10.1.0.0/16\n" +
           lines(count - 1,
                 [](std::size_t i) {
                   return cat({"subnet a/s", number(i), " 10.0.", number(i), ".0/24"});
                 }) +
           "subnet b/t 10.1.1.0/24\n" + cat({"peering a -> b subnets ", names, " to t\n"});
  };
  check_limit(peering, 200, "note", "warning");
}

}  // namespace
}  // namespace hairpin
