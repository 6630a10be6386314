#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/prefix.hpp"
#include "base/resource_id.hpp"
#include "base/result.hpp"
#include "base/setting.hpp"
#include "base/source_map.hpp"
#include "model/network.hpp"

namespace hairpin::policy {

/// What the user says about the on-premises side of one circuit, about a VPN site, or about an
/// appliance that announces routes. Names are as written: an id, a name, or a pattern with `*` over
/// ids; `apply` resolves them.
struct OnPremises {
  enum class Side : std::uint8_t { circuit, vpn_site, bgp_peer };
  Side side = Side::circuit;
  Located<std::string> circuit;  // or the site, or `server/peer`
  /// Empty: this side is declared, and announces nothing. [C30]
  std::vector<Located<Prefix>> advertises;
  /// Circuits between which and this one the customer routes. [6.34]
  std::vector<Located<std::string>> transit;
  std::optional<Located<Address>> next_hop;  // bgp_peer: where it is not the peer itself [8.3]
  SourceSpan where;
};

/// Settles what the input leaves open; never overrules what an input states. [A1, A21]
struct Assume {
  struct Appliance {
    Located<std::string> pattern;  // glob over the ids of interfaces, load balancers and firewalls
    bool forwards = true;
  };
  std::optional<Located<bool>> allow_remote_vnet_traffic;
  std::optional<Located<bool>> allow_virtual_wan_traffic;
  std::vector<Appliance> appliances;  // the first pattern that matches an id decides
};

/// One entry of `rules`. Whether the id is one of a rule is for the caller to say, who knows them.
struct RuleLevel {
  Located<std::string> id;        // "HP106"
  std::optional<Severity> level;  // empty: off
};

/// A policy file, read and checked by itself. Plain values, in the order of the file.
struct Policy {
  FileIndex file;
  std::vector<OnPremises> on_premises;
  Assume assume;
  std::vector<RuleLevel> rules;
};

/// Reads the policy file at `path`, YAML or JSON, and adds it to `sources`. The error holds
/// everything that is wrong, each with position, reason and remedy, all `unusable`: a policy that
/// cannot be read in full must not be used in part. Keys that this version does not know are errors
/// too, since ignoring half a policy would read as "holds".
Result<Policy, Diagnostics> load_policy(SourceMap& sources, const std::string& path);

/// The same from text that `sources` already holds.
Result<Policy, Diagnostics> read_policy(const SourceMap& sources, FileIndex file);

/// Resolves the policy's names against the network and fills `network.sites`,
/// `network.assumptions`, and what VPN sites and BGP peers announce. What the policy says of a
/// circuit or an assumption replaces what an input said of it. The result holds an `unusable` error
/// for each name that no circuit has (with the nearest known ones) or that several have (with the
/// candidates), and a note for each appliance pattern that matches nothing; with errors the network
/// must not be used.
Diagnostics apply(const Policy& policy, model::Network& network, const ResourceIds& ids);

}  // namespace hairpin::policy
