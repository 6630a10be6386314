#include "policy/policy.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <span>
#include <utility>

#include "base/text.hpp"
#include "policy/yaml_tree.hpp"

namespace hairpin::policy {
namespace {

/// A policy is written by hand; anything larger is the wrong file.
constexpr std::size_t largest_file = std::size_t{16} << 20;

using Keys = std::span<const std::string_view>;

constexpr std::array<std::string_view, 4> parts = {"version", "onPremises", "assume", "rules"};
constexpr std::array<std::string_view, 7> on_premises_keys = {
    "circuit", "vpnSite", "localNetworkGateway", "bgpPeer", "advertises", "transit", "nextHop"};
constexpr std::array<std::string_view, 3> assume_keys = {"allowRemoteVnetTraffic",
                                                         "allowVirtualWanTraffic", "appliance"};
// Parts of the policy file that exist, but not in this version. They are not merely unknown keys:
// the user who writes them relies on what they say.
constexpr std::array<std::string_view, 3> later_parts = {"segments", "intents", "exceptions"};

/// The key of an entry that says what it is about.
std::optional<OnPremises::Side> side_of(std::string_view key) {
  if (key == "circuit") return OnPremises::Side::circuit;
  if (key == "vpnSite" || key == "localNetworkGateway") return OnPremises::Side::vpn_site;
  if (key == "bgpPeer") return OnPremises::Side::bgp_peer;
  return std::nullopt;
}

bool is_in(Keys keys, std::string_view key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

std::string listed(Keys keys) {
  return list_words(std::vector<std::string>(keys.begin(), keys.end()));
}

std::string did_you_mean(std::string_view word, Keys known, std::string_view otherwise) {
  const std::string_view nearest = nearest_word(word, known);
  if (nearest.empty()) return std::string(otherwise);
  return cat({"did you mean '", nearest, "'?"});
}

/// Turns the tree into a `Policy`, and goes on after each error so that one run shows all of them.
class PolicyReader {
 public:
  Policy read(const YamlNode& root);
  Diagnostics take_faults() { return std::move(faults_); }

 private:
  void fault(SourceSpan where, std::string statement, std::string hint) {
    faults_.push_back({Diagnostic::Kind::unusable, where, std::move(statement), std::move(hint)});
  }
  void unknown_key(const YamlEntry& entry, std::string_view of, Keys known, Keys later);
  void wrong_kind(const YamlNode& node, std::string_view what, std::string_view expected) {
    fault(node.where,
          cat({"'", printable(what), "' expects ", expected, ", not ", node.described()}),
          cat({"write ", expected}));
  }
  const std::vector<YamlEntry>& mapping(const YamlNode& node, std::string_view what);
  const std::vector<YamlNode>& sequence(const YamlNode& node, std::string_view what);

  void version(const YamlNode& node);
  OnPremises on_premises(const YamlNode& node);
  void name_side(const YamlEntry& item, OnPremises::Side side, OnPremises& entry);
  std::optional<Located<Address>> address(const YamlEntry& entry);
  Assume assume(const YamlNode& node);
  Assume::Appliance appliance(const YamlEntry& entry);
  RuleLevel rule(const YamlEntry& entry);
  std::optional<Located<bool>> boolean(const YamlEntry& entry);
  std::optional<Located<Prefix>> prefix(const YamlNode& node);
  std::optional<Located<std::string>> circuit(const YamlNode& node, std::string_view what);

  Diagnostics faults_;
};

void PolicyReader::unknown_key(const YamlEntry& entry, std::string_view of, Keys known,
                               Keys later) {
  const std::string key = printable(entry.key);
  const std::string knows = cat({"this version knows ", listed(known)});
  if (is_in(later, entry.key)) {
    const bool plural = entry.key.ends_with('s');
    fault(entry.where,
          cat({"'", key, "' ", plural ? "are" : "is", " not supported by this version"}),
          cat({knows, "; remove '", key, "', or nothing can be proven with this file"}));
    return;
  }
  fault(entry.where, cat({"the key '", key, "' is unknown in ", of}),
        cat({did_you_mean(entry.key, known, "remove it"), " ", knows}));
}

const std::vector<YamlEntry>& PolicyReader::mapping(const YamlNode& node, std::string_view what) {
  if (node.kind != YamlNode::Kind::mapping) wrong_kind(node, what, "a mapping ('key: value')");
  return node.entries;
}

const std::vector<YamlNode>& PolicyReader::sequence(const YamlNode& node, std::string_view what) {
  if (node.kind != YamlNode::Kind::sequence) wrong_kind(node, what, "a list ('[]' if empty)");
  return node.items;
}

Policy PolicyReader::read(const YamlNode& root) {
  Policy policy;
  for (const YamlEntry& entry : mapping(root, "the policy file")) {
    if (entry.key == "version") {
      version(entry.value);
    } else if (entry.key == "onPremises") {
      for (const YamlNode& item : sequence(entry.value, entry.key)) {
        policy.on_premises.push_back(on_premises(item));
      }
    } else if (entry.key == "assume") {
      policy.assume = assume(entry.value);
    } else if (entry.key == "rules") {
      for (const YamlEntry& item : mapping(entry.value, entry.key)) {
        policy.rules.push_back(rule(item));
      }
    } else {
      unknown_key(entry, "the policy file", parts, later_parts);
    }
  }
  return policy;
}

void PolicyReader::version(const YamlNode& node) {
  if (node.kind == YamlNode::Kind::scalar && !node.quoted && node.text == "1") return;
  fault(node.where, cat({"the version ", node.described(), " of the policy file is unknown"}),
        "write 'version: 1'");
}

OnPremises PolicyReader::on_premises(const YamlNode& node) {
  OnPremises entry;
  entry.where = node.where;
  const std::size_t faults_before = faults_.size();
  for (const YamlEntry& item : mapping(node, "an entry of onPremises")) {
    if (const auto side = side_of(item.key)) {
      name_side(item, *side, entry);
    } else if (item.key == "advertises") {
      for (const YamlNode& text : sequence(item.value, item.key)) {
        if (const auto read = prefix(text)) entry.advertises.push_back(*read);
      }
    } else if (item.key == "transit") {
      for (const YamlNode& text : sequence(item.value, item.key)) {
        if (auto name = circuit(text, item.key)) entry.transit.push_back(*std::move(name));
      }
    } else if (item.key == "nextHop") {
      entry.next_hop = address(item);
    } else {
      unknown_key(item, "an entry of onPremises", on_premises_keys, {});
    }
  }
  if (faults_.size() != faults_before) return entry;
  if (entry.circuit.value.empty()) {
    fault(
        node.where, "this entry of onPremises names no circuit",
        "add 'circuit:' with the id or the name of the circuit in front of the site, 'vpnSite:' or "
        "'bgpPeer:'");
  } else if (!entry.transit.empty() && entry.side != OnPremises::Side::circuit) {
    fault(entry.transit.front().where, "'transit' is known for circuits only",
          "remove it, or name the circuit in front of the site");
  } else if (entry.next_hop && entry.side != OnPremises::Side::bgp_peer) {
    fault(entry.next_hop->where, "'nextHop' is known for BGP peers only", "remove it");
  }
  return entry;
}

void PolicyReader::name_side(const YamlEntry& item, OnPremises::Side side, OnPremises& entry) {
  if (!entry.circuit.value.empty()) {
    return fault(item.where, "this entry of onPremises names two sides",
                 "write an entry for each of them");
  }
  entry.side = side;
  const bool plain = item.value.kind == YamlNode::Kind::scalar && !item.value.text.empty();
  if (side == OnPremises::Side::circuit || plain) {
    if (auto name = circuit(item.value, item.key)) entry.circuit = *std::move(name);
  } else {
    wrong_kind(item.value, item.key,
               side == OnPremises::Side::vpn_site ? "the id or the name of a VPN site"
                                                  : "a Route Server and its peer (server/peer)");
  }
}

std::optional<Located<Address>> PolicyReader::address(const YamlEntry& entry) {
  const auto parsed = Address::parse(entry.value.text);
  if (entry.value.kind == YamlNode::Kind::scalar && parsed) {
    return Located<Address>{*parsed, entry.value.where};
  }
  wrong_kind(entry.value, entry.key, "an IP address");
  return std::nullopt;
}

std::optional<Located<std::string>> PolicyReader::circuit(const YamlNode& node,
                                                          std::string_view what) {
  if (node.kind == YamlNode::Kind::scalar && !node.text.empty()) {
    return Located<std::string>{node.text, node.where};
  }
  wrong_kind(node, what, "the id or the name of a circuit");
  return std::nullopt;
}

std::optional<Located<Prefix>> PolicyReader::prefix(const YamlNode& node) {
  const Prefix::Parsed parsed = Prefix::parse(node.text);
  if (node.kind != YamlNode::Kind::scalar) {
    wrong_kind(node, "advertises", "a prefix such as 10.0.0.0/8");
  } else if (parsed.prefix) {
    return Located<Prefix>{*parsed.prefix, node.where};
  } else if (parsed.fault == Prefix::Fault::host_bits && parsed.masked) {
    fault(node.where, cat({node.described(), " has host bits set, so it is no prefix"}),
          cat({"did you mean ", parsed.masked->to_string(), "?"}));
  } else if (parsed.fault == Prefix::Fault::length) {
    fault(node.where, cat({"the length of the prefix ", node.described(), " does not fit"}),
          "write 0 to 32 for IPv4, 0 to 128 for IPv6");
  } else {
    fault(node.where, cat({node.described(), " is no prefix"}),
          "write one such as 10.0.0.0/8 or fd00::/48");
  }
  return std::nullopt;
}

Assume PolicyReader::assume(const YamlNode& node) {
  Assume assumed;
  for (const YamlEntry& entry : mapping(node, "assume")) {
    if (entry.key == "allowRemoteVnetTraffic") {
      assumed.allow_remote_vnet_traffic = boolean(entry);
    } else if (entry.key == "allowVirtualWanTraffic") {
      assumed.allow_virtual_wan_traffic = boolean(entry);
    } else if (entry.key == "appliance") {
      for (const YamlEntry& item : mapping(entry.value, entry.key)) {
        assumed.appliances.push_back(appliance(item));
      }
    } else {
      unknown_key(entry, "assume", assume_keys, {});
    }
  }
  return assumed;
}

std::optional<Located<bool>> PolicyReader::boolean(const YamlEntry& entry) {
  const YamlNode& node = entry.value;
  // "false" in quotes is text, and `no` is a word that YAML versions read differently: a setting
  // that decides about isolation has one spelling.
  const bool plain = node.kind == YamlNode::Kind::scalar && !node.quoted;
  if (plain && (node.text == "true" || node.text == "false")) {
    return Located<bool>{node.text == "true", node.where};
  }
  wrong_kind(node, entry.key, "true or false");
  return std::nullopt;
}

Assume::Appliance PolicyReader::appliance(const YamlEntry& entry) {
  static constexpr std::array<std::string_view, 2> words = {"forwards", "no-forwarding"};
  const bool known = entry.value.kind == YamlNode::Kind::scalar && is_in(words, entry.value.text);
  if (!known) wrong_kind(entry.value, entry.key, "'forwards' or 'no-forwarding'");
  if (entry.key.empty()) {
    fault(entry.where, "an appliance is named by a pattern over ids, and this one is empty",
          "write a pattern such as \"*/networkInterfaces/nva-*\"");
  }
  return {{entry.key, entry.where}, entry.value.text == words[0]};
}

bool looks_like_rule_id(std::string_view text) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return text.size() == 5 && text.starts_with("HP") &&
         std::all_of(text.begin() + 2, text.end(), digit);
}

RuleLevel PolicyReader::rule(const YamlEntry& entry) {
  if (!looks_like_rule_id(entry.key)) {
    fault(entry.where, cat({"'", printable(entry.key), "' is no rule id"}),
          "write the id, such as HP106; 'hairpin rules' lists them");
  }
  RuleLevel rule{{entry.key, entry.where}, std::nullopt};
  for (const Severity level : {Severity::note, Severity::warning, Severity::error}) {
    if (entry.value.text == name_of(level)) rule.level = level;
  }
  const bool scalar = entry.value.kind == YamlNode::Kind::scalar;
  if (!scalar || (!rule.level && entry.value.text != "off")) {
    wrong_kind(entry.value, entry.key, "off, note, warning or error");
  }
  return rule;
}

/// All bytes of a file, or why not.
struct FileText {
  std::string text;
  std::string failure;  // empty: none
};

FileText read_file(const std::string& path) {
  FileText read;
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             std::fclose);
  if (!file) return {"", std::strerror(errno)};
  std::array<char, 65536> block{};
  std::size_t size = 0;
  while ((size = std::fread(block.data(), 1, block.size(), file.get())) > 0) {
    read.text.append(block.data(), size);
    if (read.text.size() > largest_file) return {"", "it is larger than 16 MB"};
  }
  if (std::ferror(file.get()) != 0) read.failure = std::strerror(errno);
  return read;
}

}  // namespace

Result<Policy, Diagnostics> read_policy(const SourceMap& sources, FileIndex file) {
  const Result<YamlNode, Diagnostics> root = parse_yaml(sources, file);
  if (!root) return root.error();
  PolicyReader reader;
  Policy policy = reader.read(*root);
  policy.file = file;
  Diagnostics faults = reader.take_faults();
  if (!faults.empty()) return faults;
  return policy;
}

Result<Policy, Diagnostics> load_policy(SourceMap& sources, const std::string& path) {
  FileText read = read_file(path);
  if (!read.failure.empty()) {
    return Diagnostics{
        {Diagnostic::Kind::unusable,
         {},
         cat({"the policy file '", printable(path), "' cannot be read: ", read.failure}),
         "name a readable file with --policy"}};
  }
  auto text = std::make_shared<std::string>(std::move(read.text));
  const std::string_view view = *text;
  return read_policy(sources, sources.add(path, view, std::move(text)));
}

}  // namespace hairpin::policy
