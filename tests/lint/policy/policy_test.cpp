#include "policy/policy.hpp"

#include <cstdio>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "tests/support/catch.hpp"

namespace hairpin::policy {
namespace {

/// A policy text that stays alive with what was read from it.
struct Read {
  explicit Read(std::string content)
      : text(std::make_shared<std::string>(std::move(content))),
        file(sources.add("hairpin.yaml", *text, text)),
        result(read_policy(sources, file)) {}

  /// "line:column statement | hint" of each error.
  std::vector<std::string> errors() const {
    std::vector<std::string> lines;
    if (result) return lines;
    for (const Diagnostic& fault : result.error()) {
      CHECK(fault.kind == Diagnostic::Kind::unusable);
      CHECK_FALSE(fault.hint.empty());
      const Position at = sources.position(fault.where);
      lines.push_back(cat({std::to_string(at.line), ":", std::to_string(at.column), " ",
                           fault.statement, " | ", fault.hint}));
    }
    return lines;
  }

  std::shared_ptr<std::string> text;
  SourceMap sources;
  FileIndex file;
  Result<Policy, Diagnostics> result;
};

constexpr const char* complete = R"(# yaml-language-server: $schema=schemas/policy.schema.json
version: 1
onPremises:
  - circuit: er-tokyo
    advertises: [10.0.0.0/8, "fd00::/8"]
    transit: [er-osaka]
  - circuit: er-nagoya
assume:
  allowRemoteVnetTraffic: false
  allowVirtualWanTraffic: true
  appliance: { "*/nva-mgmt-*": no-forwarding, "*/nva-*": forwards }
rules: { HP106: off, HP502: warning }
)";

TEST_CASE("a policy file gives its parts with positions") {
  const Read read(complete);
  REQUIRE(read.errors() == std::vector<std::string>{});
  const Policy& policy = *read.result;

  REQUIRE(policy.on_premises.size() == 2);
  const OnPremises& tokyo = policy.on_premises[0];
  CHECK(tokyo.circuit.value == "er-tokyo");
  CHECK(read.sources.text(tokyo.circuit.where) == "er-tokyo");
  REQUIRE(tokyo.advertises.size() == 2);
  CHECK(tokyo.advertises[1].value == Prefix::parse("fd00::/8").prefix);
  CHECK(read.sources.text(tokyo.advertises[1].where) == "\"fd00::/8\"");
  CHECK(tokyo.transit.at(0).value == "er-osaka");
  CHECK(policy.on_premises[1].advertises.empty());

  REQUIRE(policy.assume.allow_remote_vnet_traffic);
  CHECK_FALSE(policy.assume.allow_remote_vnet_traffic->value);
  CHECK(read.sources.position(policy.assume.allow_remote_vnet_traffic->where).line == 9);
  CHECK(policy.assume.allow_virtual_wan_traffic->value);
  REQUIRE(policy.assume.appliances.size() == 2);
  CHECK(policy.assume.appliances[0].pattern.value == "*/nva-mgmt-*");
  CHECK_FALSE(policy.assume.appliances[0].forwards);
  CHECK(policy.assume.appliances[1].forwards);

  REQUIRE(policy.rules.size() == 2);
  CHECK(policy.rules[0].id.value == "HP106");
  CHECK_FALSE(policy.rules[0].level);
  CHECK(policy.rules[1].level == Severity::warning);
}

TEST_CASE("JSON is read by the same keys, tabs included") {
  const Read read(
      "{\n\t\"version\": 1,\n\t\"assume\": {\n\t\t\"allowRemoteVnetTraffic\": true }\n}");
  REQUIRE(read.errors() == std::vector<std::string>{});
  CHECK(read.result->assume.allow_remote_vnet_traffic->value);
}

TEST_CASE("every part of a policy is optional, but an empty file is no policy") {
  CHECK(Read("version: 1\n").result);
  CHECK(Read("{}").result);
  CHECK(Read("").errors().size() == 1);
  CHECK(
      Read("# all of it is commented out\n").errors() ==
      std::vector<std::string>{"1:1 the policy file holds nothing | write at least 'version: 1'"});
}

TEST_CASE("each mistake in a policy is named with position, reason and remedy") {
  const auto [text, error] = GENERATE(table<std::string, std::string>({
      {"version: 2", "1:10 the version '2' of the policy file is unknown | write 'version: 1'"},
      {"version: \"1\"", "1:10 the version '1' of the policy file is unknown | write 'version: 1'"},
      {"onPremise: []",
       "1:1 the key 'onPremise' is unknown in the policy file | did you mean 'onPremises'? this "
       "version knows version, onPremises, assume and rules"},
      {"- version: 1",
       "1:1 'the policy file' expects a mapping ('key: value'), not a list | write a mapping "
       "('key: value')"},
      {"onPremises:\n  - circuit: er\n    advertises: [10.0.0.1/8]",
       "3:18 '10.0.0.1/8' has host bits set, so it is no prefix | did you mean 10.0.0.0/8?"},
      {"onPremises:\n  - circuit: er\n    advertises: [10.0.0.0/33]",
       "3:18 the length of the prefix '10.0.0.0/33' does not fit | write 0 to 32 for IPv4, 0 to "
       "128 for IPv6"},
      {"onPremises:\n  - circuit: er\n    advertises: [tokyo]",
       "3:18 'tokyo' is no prefix | write one such as 10.0.0.0/8 or fd00::/48"},
      {"onPremises:\n  - circuit: er\n    advertises: 10.0.0.0/8",
       "3:17 'advertises' expects a list ('[]' if empty), not '10.0.0.0/8' | write a list ('[]' if "
       "empty)"},
      {"onPremises:\n  - circuit: er\n    advertises:\n",
       "3:5 'advertises' expects a list ('[]' if empty), not nothing | write a list ('[]' if "
       "empty)"},
      {"onPremises:\n  - advertises: []\n",
       "2:5 this entry of onPremises names no circuit | add 'circuit:' with the id or the name of "
       "the circuit in front of the site, 'vpnSite:' or 'bgpPeer:'"},
      {"onPremises:\n  - circuit: [er]\n",
       "2:14 'circuit' expects the id or the name of a circuit, not a list | write the id or the "
       "name of a circuit"},
      {"assume:\n  allowRemoteVnetTraffic: no\n",
       "2:27 'allowRemoteVnetTraffic' expects true or false, not 'no' | write true or false"},
      {"assume:\n  allowRemoteVnetTraffic: 'false'\n",
       "2:27 'allowRemoteVnetTraffic' expects true or false, not 'false' | write true or false"},
      {"assume:\n  allowRemoteVnettraffik: false\n",
       "2:3 the key 'allowRemoteVnettraffik' is unknown in assume | did you mean "
       "'allowRemoteVnetTraffic'? this version knows allowRemoteVnetTraffic, "
       "allowVirtualWanTraffic and appliance"},
      {"assume:\n  appliance: { \"*/nva\": maybe }\n",
       "2:25 '*/nva' expects 'forwards' or 'no-forwarding', not 'maybe' | write 'forwards' or "
       "'no-forwarding'"},
      {"rules: { msee-hairpin: off }",
       "1:10 'msee-hairpin' is no rule id | write the id, such as HP106; 'hairpin rules' lists "
       "them"},
      {"rules: { HP101: false }",
       "1:17 'HP101' expects off, note, warning or error, not 'false' | write off, note, warning "
       "or error"},
  }));
  CAPTURE(text);
  CHECK(Read(text).errors() == std::vector<std::string>{error});
}

TEST_CASE("parts of later versions are refused, never ignored") {
  const auto [text, error] = GENERATE(table<std::string, std::string>({
      {"segments: {}", "1:1 'segments' are not supported by this version"},
      {"version: 1\nintents: []", "2:1 'intents' are not supported by this version"},
      {"exceptions: []", "1:1 'exceptions' are not supported by this version"},
  }));
  CAPTURE(text);
  const std::vector<std::string> errors = Read(text).errors();
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].substr(0, error.size()) == error);
  CHECK(errors[0].find("this version knows") != std::string::npos);
}

TEST_CASE("VPN sites and BGP peers have entries of their own") {
  const Read read(
      "onPremises:\n"
      "  - vpnSite: branch-7\n    advertises: [192.168.7.0/24]\n"
      "  - localNetworkGateway: branch-8\n"
      "  - bgpPeer: rs/nva\n    advertises: [10.200.0.0/16]\n    nextHop: 10.0.3.10\n");
  REQUIRE(read.errors() == std::vector<std::string>{});
  const std::vector<OnPremises>& entries = read.result->on_premises;
  REQUIRE(entries.size() == 3);
  CHECK(entries[0].side == OnPremises::Side::vpn_site);
  CHECK(entries[0].circuit.value == "branch-7");
  CHECK(entries[0].advertises.at(0).value == Prefix::parse("192.168.7.0/24").prefix);
  CHECK(entries[1].side == OnPremises::Side::vpn_site);
  CHECK(entries[2].side == OnPremises::Side::bgp_peer);
  CHECK(entries[2].next_hop->value == Address::parse("10.0.3.10"));
}

TEST_CASE("an entry is about one side, and says of it what fits") {
  const auto [text, error] = GENERATE(table<std::string, std::string>({
      {"onPremises:\n  - circuit: a\n    vpnSite: b",
       "3:5 this entry of onPremises names two sides"},
      {"onPremises:\n  - vpnSite: b\n    transit: [c]",
       "3:15 'transit' is known for circuits only"},
      {"onPremises:\n  - circuit: b\n    nextHop: 10.0.0.4",
       "3:14 'nextHop' is known for BGP peers only"},
      {"onPremises:\n  - bgpPeer: a/b\n    nextHop: there", "3:14 'nextHop' expects an IP address"},
  }));
  CAPTURE(text);
  const std::vector<std::string> errors = Read(text).errors();
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].substr(0, error.size()) == error);
}

TEST_CASE("one run names all mistakes of a policy") {
  const Read read("version: 3\nassume: { appliance: 1, colour: red }\nrules: [HP101]\n");
  CHECK(read.errors().size() == 4);
}

TEST_CASE("a policy file that cannot be opened is an error that names it") {
  SourceMap sources;
  const auto result = load_policy(sources, "no/such/hairpin.yaml");
  REQUIRE_FALSE(result);
  CHECK(result.error().at(0).statement.find("no/such/hairpin.yaml") != std::string::npos);
  CHECK(result.error()[0].kind == Diagnostic::Kind::unusable);
}

TEST_CASE("a folder in place of a policy file is an error") {
  SourceMap sources;
  CHECK_FALSE(load_policy(sources, "."));
}

TEST_CASE("a policy file is read from disk, and keeps the name that the user typed") {
  const std::string path = "hairpin_policy_test.yaml";
  std::ofstream(path) << complete;
  SourceMap sources;
  const auto result = load_policy(sources, path);
  std::remove(path.c_str());
  REQUIRE(result);
  CHECK(sources.name(result->file) == path);
  CHECK(sources.text(result->rules.at(1).id.where) == "HP502");
}

}  // namespace
}  // namespace hairpin::policy
