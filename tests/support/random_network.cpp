#include "tests/support/random_network.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <utility>

#include "base/prefix.hpp"
#include "base/text.hpp"

namespace hairpin::test {
namespace {

/// The standard engine is the same everywhere, its distributions are not.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(engine_() % n); }
  bool percent(std::size_t chance) { return below(100) < chance; }
  template <class T>
  const T& one_of(const std::vector<T>& items) {
    return items[below(items.size())];
  }

 private:
  std::mt19937_64 engine_;
};

struct PlannedVnet {
  std::string name;
  std::vector<Prefix> prefixes;
  bool is_hub = false;
  bool has_gateway = false;
  bool mentioned = false;
  bool unstated = false;  // its own peerings are not in the input
  bool has_remote_gateway = false;
  bool on_wan = false;               // then it uses no gateway of a VNet
  std::vector<std::string> subnets;  // workload subnets, by name

  bool shows_peerings() const { return !mentioned && !unstated; }
};

class Planner {
 public:
  explicit Planner(std::uint64_t seed)
      : dice_(seed), wan_dice_(seed ^ 0x5657414e), filtered_(seed % 3 == 0) {}

  std::vector<std::string> run() {
    plan_managers();
    has_wans_ = wan_dice_.percent(55);
    plan_vnets();
    plan_circuits();
    plan_gateways();
    plan_peerings();
    plan_connected_groups();
    plan_appliances();
    plan_subnets();
    plan_sites();
    plan_tunnels();
    plan_servers();
    plan_rest();
    plan_private_links();
    if (has_wans_) {
      std::swap(dice_, wan_dice_);
      plan_virtual_wans();
    }
    return std::move(lines_);
  }

 private:
  /// Braces, because the parts must be drawn in order on every compiler.
  void line(std::initializer_list<std::string> parts) { lines_.push_back(join(parts)); }
  static std::string join(std::initializer_list<std::string> parts) {
    std::string text;
    for (const std::string& part : parts) text += part;
    return text;
  }
  std::string option(std::size_t chance, const std::vector<std::string>& choices) {
    return dice_.percent(chance) ? " " + dice_.one_of(choices) : "";
  }

  Prefix fresh_prefix(std::size_t i) {
    const std::string n = std::to_string(i + 1);
    const std::vector<std::string> shapes = {"10." + n + ".0.0/16",    "10." + n + ".0.0/16",
                                             "10." + n + "0.0.0/16",   "172.20." + n + ".0/24",
                                             "192.168." + n + ".0/24", "20." + n + ".0.0/16",
                                             "100.64." + n + ".0/24"};
    return *Prefix::parse(dice_.one_of(shapes)).prefix;
  }

  /// Now and then a prefix that somebody else has, or a part of it.
  Prefix taken_prefix() {
    const Prefix taken = dice_.one_of(vnets_).prefixes[0];
    const int longer = std::min(taken.length() + static_cast<int>(dice_.below(3)), 24);
    return Prefix::covering(taken.first(), std::max(longer, taken.length()));
  }

  /// What network managers have in force, for some of the VNets to come.
  void plan_managers() {
    if (!filtered_ || !dice_.percent(50)) return;
    managers_ = 1 + dice_.below(2);
    static const std::vector<std::string> effects = {" deny", " deny", " always", " always",
                                                     " allow"};
    for (std::size_t i = 0; i < managers_; ++i) {
      const std::string name = "m" + std::to_string(i);
      line({"manager ", name});
      for (std::size_t j = 0; j <= dice_.below(4); ++j) {
        line({"admin ", name, dice_.percent(60) ? " in" : " out", dice_.one_of(effects),
              dice_.percent(25) ? " lower" : "", match_words(true)});
      }
    }
  }

  std::string managed_option() {
    if (managers_ == 0 || !dice_.percent(60)) return "";
    return " managed=m" + std::to_string(dice_.below(managers_));
  }

  void plan_vnets() {
    const std::size_t count = 2 + dice_.below(6);
    for (std::size_t i = 0; i < count; ++i) {
      PlannedVnet vnet;
      vnet.is_hub = i == 0 || (i < 4 && dice_.percent(45));
      vnet.name = (vnet.is_hub ? "h" : "s") + std::to_string(i);
      vnet.on_wan = has_wans_ && !vnet.is_hub && wan_dice_.percent(65);
      vnet.has_remote_gateway = vnet.on_wan;
      vnet.mentioned = vnet.is_hub && i > 0 && dice_.percent(10);
      vnet.unstated = !vnet.mentioned && dice_.percent(4);
      vnet.prefixes.push_back(i > 0 && dice_.percent(7) ? taken_prefix() : fresh_prefix(i));
      if (dice_.percent(15)) vnet.prefixes.push_back(fresh_prefix(i + 10));
      if (dice_.percent(12)) {
        vnet.prefixes.push_back(*Prefix::parse("fd00:" + std::to_string(i + 1) + "::/48").prefix);
      }
      vnets_.push_back(vnet);
    }
    for (PlannedVnet& vnet : vnets_) {
      std::string text = "vnet " + vnet.name;
      for (const Prefix& prefix : vnet.prefixes) text += " " + prefix.to_string();
      if (vnet.is_hub && !vnet.mentioned && dice_.percent(10)) text += " summary=" + summary();
      if (vnet.mentioned) text += " mentioned";
      if (vnet.unstated) text += " peerings-unstated";
      line({text, managed_option()});
    }
  }

  std::string summary() {
    const Prefix inside = dice_.one_of(dice_.one_of(vnets_).prefixes);
    const int length = std::max(inside.length() - 1 - static_cast<int>(dice_.below(8)), 1);
    return Prefix::covering(inside.first(), length).to_string();
  }

  void plan_circuits() {
    const std::size_t count = 1 + dice_.below(3);
    for (std::size_t i = 0; i < count; ++i) {
      const std::string name = "c" + std::to_string(i);
      circuits_.push_back(name);
      if (dice_.percent(6)) {
        line({"circuit ", name, " mentioned"});
        continue;
      }
      line({"circuit ", name,
            option(12, {"private=no", "private=none", "private=unset", "no-peerings"}),
            option(40, {"provider=Provisioned", "provider=Provisioned", "provider=provisioned",
                        "provider=Provisioning", "provider=NotProvisioned"}),
            option(30, {"place=tokyo", "place=Tokyo", "place=osaka"}),
            option(15, {"tenant=a", "tenant=b"}), option(10, {"port=p"})});
    }
    for (std::size_t a = 0; a < count; ++a) {
      for (std::size_t b = 0; b < count; ++b) {
        if (a == b || !dice_.percent(a < b ? 45 : 12)) continue;
        line({"reach ", circuits_[a], " ", circuits_[b],
              option(90, {"status=connected", "status=connected", "status=connected",
                          "status=disconnected", "status=connecting", "status=unrecognised"}),
              option(15, {"peered"})});
      }
    }
  }

  void plan_gateways() {
    std::size_t number = 0;
    for (PlannedVnet& vnet : vnets_) {
      if (vnet.mentioned || !dice_.percent(vnet.is_hub ? 90 : 4)) continue;
      const std::string name = "g" + std::to_string(number++);
      vnet.has_gateway = true;
      const bool vpn = dice_.percent(18);
      const std::vector<std::string> toggles = {"yes", "yes", "yes", "no", "no", "unset"};
      line({"gateway ", name, " ", vnet.name, (vpn ? vpn_options(name, vnet) : ""),
            " remote-vnets=", dice_.one_of(toggles), wan_toggle(),
            option(4, {"admin=no", "admin=yes"})});
      if (vpn) continue;
      if (dice_.percent(15)) {
        const std::string beside = "v" + name;
        line({"gateway ", beside, " ", vnet.name, vpn_options(beside, vnet)});
      }
      std::set<std::string> connected;
      for (std::size_t i = 0; i <= dice_.below(2); ++i) connected.insert(dice_.one_of(circuits_));
      for (const std::string& circuit : connected) {
        line({"connect ", name, " ", circuit,
              option(40, {"state=Succeeded", "state=Succeeded", "state=succeeded", "state=Failed"}),
              option(30, {"status=Connected", "status=Unknown", "status=NotConnected"}),
              option(10, {"fast-path=yes", "fast-path=yes", "fast-path=no", "fast-path=no",
                          "fast-path=unreadable"})});
      }
    }
  }

  std::string wan_toggle() {
    if (!has_wans_ || !wan_dice_.percent(60)) return "";
    return wan_dice_.percent(67) ? " virtual-wan=yes" : " virtual-wan=no";
  }

  /// Azure refuses to peer VNets whose spaces meet, also by way of a third. [2.13]
  bool may_peer(const PlannedVnet& a, const PlannedVnet& b) {
    const auto meet = [](const PlannedVnet& x, const PlannedVnet& y) {
      return std::any_of(x.prefixes.begin(), x.prefixes.end(), [&](const Prefix& p) {
        return std::any_of(y.prefixes.begin(), y.prefixes.end(),
                           [&](const Prefix& q) { return p.overlaps(q); });
      });
    };
    if (!a.shows_peerings() && !b.shows_peerings()) return false;
    if (meet(a, b) || peered_.contains({a.name, b.name})) return false;
    for (const PlannedVnet& other : vnets_) {
      if (peered_.contains({a.name, other.name}) && meet(other, b)) return false;
      if (peered_.contains({b.name, other.name}) && meet(other, a)) return false;
    }
    return true;
  }

  std::string side_options(const PlannedVnet& remote) {
    std::string text = join({option(8, {"state=initiated", "state=disconnected",
                                        "state=unrecognised", "state=unreadable"}),
                             option(6, {"access=no", "access=unset", "access=unreadable"}),
                             option(50, {"forwarded=yes", "forwarded=yes", "forwarded=no"})});
    if (remote.prefixes.size() > 1 && dice_.percent(25)) {
      text += " sync=remote_not_in_sync synced=" + remote.prefixes[0].to_string();
    } else {
      text += option(10, {"sync=fully_in_sync"});
    }
    return text;
  }

  void peer(PlannedVnet& spoke, PlannedVnet& hub, bool transit) {
    if (!may_peer(spoke, hub)) return;
    peered_.insert({spoke.name, hub.name});
    peered_.insert({hub.name, spoke.name});
    std::string both;
    if (spoke.shows_peerings() && hub.shows_peerings() && dice_.percent(6)) {
      subnet_peerings_.insert({spoke.name, hub.name});
    }
    if (dice_.percent(2)) both = " ipv6-only";
    const auto lists = [&](bool from_spoke) -> std::string {
      if (!subnet_peerings_.contains({spoke.name, hub.name})) return "";
      return from_spoke ? " local=app remote=app,nva" : " local=app,nva remote=app";
    };
    const bool uses = transit && dice_.percent(92);
    if (uses) spoke.has_remote_gateway = true;
    const auto flag = [&](std::string_view name) {
      return " " + std::string(name) + (dice_.percent(3) ? "=unreadable" : "=yes");
    };
    if (spoke.shows_peerings() && dice_.percent(98)) {
      line({"peer ", spoke.name, " ", hub.name, side_options(hub),
            (uses ? flag("remote-gateways") : ""), lists(true), both});
    }
    if (hub.shows_peerings() && dice_.percent(98)) {
      line({"peer ", hub.name, " ", spoke.name, side_options(spoke),
            (transit && dice_.percent(92) ? flag("transit") : ""), lists(false), both});
    }
  }

  void plan_peerings() {
    std::vector<std::size_t> hubs;
    for (std::size_t i = 0; i < vnets_.size(); ++i) {
      if (vnets_[i].is_hub) hubs.push_back(i);
    }
    for (PlannedVnet& vnet : vnets_) {
      if (vnet.is_hub) continue;
      PlannedVnet& hub = vnets_[dice_.one_of(hubs)];
      if (dice_.percent(88)) peer(vnet, hub, !vnet.has_gateway && !vnet.has_remote_gateway);
    }
    for (PlannedVnet& a : vnets_) {
      for (PlannedVnet& b : vnets_) {
        if (a.name >= b.name || !dice_.percent(12)) continue;
        const bool transit = b.is_hub && !a.is_hub && !a.has_gateway && !a.has_remote_gateway;
        peer(a, b, transit && dice_.percent(20));
      }
    }
  }

  /// Network managers join VNets whatever their addresses are.
  void plan_connected_groups() {
    if (!dice_.percent(25)) return;
    for (std::size_t i = 0; i <= dice_.below(2); ++i) {
      std::string members, perhaps, apart;
      for (const PlannedVnet& vnet : vnets_) {
        if (!dice_.percent(50)) continue;
        members += (members.empty() ? "" : ",") + vnet.name;
        if (dice_.percent(12)) perhaps += (perhaps.empty() ? " perhaps=" : ",") + vnet.name;
        if (dice_.percent(8)) apart += (apart.empty() ? " apart=" : ",") + vnet.name;
      }
      line({"joined j", std::to_string(i), " ", members, perhaps, apart, option(8, {"perhaps"})});
    }
  }

  /// The lower half of the `index`th /26 of the VNet's first prefix: four of them fit everywhere,
  /// and the GatewaySubnet behind them.
  static Prefix part_of(const PlannedVnet& vnet, std::uint32_t index) {
    const Prefix& space = vnet.prefixes[0];
    const auto first = static_cast<std::uint32_t>(space.first().low) + index * 64;
    return Prefix::covering(Address::v4(first), 27);
  }
  static std::string host(const Prefix& prefix, std::uint32_t index) {
    return Address::v4(static_cast<std::uint32_t>(prefix.first().low) + index).to_string();
  }

  void plan_appliances() {
    for (PlannedVnet& vnet : vnets_) {
      if (vnet.mentioned) {
        hops_.push_back(host(part_of(vnet, 1), 4));
        continue;
      }
      if (dice_.percent(25)) add_firewall(vnet);
      if (dice_.percent(vnet.is_hub ? 30 : 10)) add_nva(vnet);
      if (dice_.percent(5)) hops_.push_back(host(part_of(vnet, 0), 9));  // nothing is there
    }
  }
  void add_firewall(PlannedVnet& vnet) {
    const Prefix home = part_of(vnet, 1);
    line({"subnet ", vnet.name, "/AzureFirewallSubnet ", home.to_string(), table_option(25)});
    const bool filters = filtered_ && dice_.percent(60);
    line({"firewall f", vnet.name, " ", vnet.name, "/AzureFirewallSubnet ", host(home, 4),
          filters ? " rules" : ""});
    for (std::size_t i = 0; filters && i <= dice_.below(3); ++i) {
      line({"permit f", vnet.name, " ", rule_words(false)});
    }
    if (filters && dice_.percent(20)) {
      const PlannedVnet& target = vnets_[dice_.below(vnets_.size())];
      if (!target.mentioned) {
        line({"translate f", vnet.name, " to=", host(part_of(target, 0), 7), "/32"});
      }
    }
    hops_.push_back(host(home, 4));
  }
  void add_nva(PlannedVnet& vnet) {
    const Prefix home = part_of(vnet, 2);
    line({"subnet ", vnet.name, "/nva ", home.to_string(), table_option(35), group_option(30)});
    const std::vector<std::string> forwarding = {" forwarding=yes", " forwarding=yes",
                                                 " forwarding=yes", " forwarding=yes",
                                                 " forwarding=no",  " forwarding=unreadable"};
    line({"nic n", vnet.name, " ", vnet.name, "/nva ", host(home, 5), dice_.one_of(forwarding),
          group_option(30)});
    if (dice_.percent(30)) {
      line({"balancer b", vnet.name, " ", vnet.name, "/nva ", host(home, 6),
            (dice_.percent(80) ? " backends=n" + vnet.name : ""),
            option(10, {"backends-lacking"})});
      balancers_.push_back(&vnet);
      hops_.push_back(host(home, 6));
    } else {
      hops_.push_back(host(home, 5));
    }
  }

  /// Before there are VNets: what the first of them may well have.
  std::string early_prefix() {
    static const std::vector<std::string> prefixes = {
        "10.0.0.0/8",  "10.1.0.0/16", "10.2.0.0/16",    "10.2.0.0/17", "10.3.0.0/16",
        "10.4.0.0/16", "20.0.0.0/8",  "192.168.0.0/16", "fd00::/16"};
    return dice_.one_of(prefixes);
  }

  std::string interesting_prefix() {
    if (vnets_.empty()) return early_prefix();
    const Prefix near = dice_.one_of(dice_.one_of(vnets_).prefixes);
    switch (dice_.below(7)) {
      case 0:
        return "10.0.0.0/8";
      case 1:
        return "0.0.0.0/0";
      case 2:
        return near.family() == Family::ipv6 ? "::/0" : "172.16.0.0/12";
      case 3:
        return Prefix::covering(near.first(), std::min(near.length() + 1, 26)).to_string();
      case 4:
        return Prefix::covering(near.first(), std::max(near.length() - 5, 1)).to_string();
      default:
        return near.to_string();
    }
  }

  std::string next_hop() {
    const std::size_t roll = dice_.below(100);
    if (roll < 1 && !hops_.empty()) return "unrecognised appliance=" + dice_.one_of(hops_);
    if (roll < 55 && !hops_.empty()) return "appliance=" + dice_.one_of(hops_);
    if (roll < 75) return "none";
    if (roll < 83) return "gateway";
    if (roll < 89) return "local";
    if (roll < 94) return "internet";
    if (roll < 95) return "unrecognised";
    const PlannedVnet& vnet = dice_.one_of(vnets_);
    return "appliance=" + host(part_of(vnet, 0), 4);
  }

  /// " nsg=..." of a group, an old one or a new one, if this network has any.
  std::string group_option(std::size_t chance) {
    if (!filtered_ || !dice_.percent(chance)) return "";
    if (groups_ == 0 || dice_.percent(60)) {
      const std::string name = "s" + std::to_string(groups_++);
      line({"nsg ", name});
      for (std::size_t i = 0; i < dice_.below(4); ++i) {
        line({"rule ", name, dice_.percent(65) ? " in " : " out ", rule_words(true)});
      }
    }
    return " nsg=s" + std::to_string(dice_.below(groups_));
  }

  std::string rule_words(bool tags) {
    return cat({dice_.percent(55) ? "allow" : "deny", match_words(tags)});
  }

  std::string match_words(bool tags) {
    const auto side = [&](std::string_view key) -> std::string {
      const std::size_t roll = dice_.below(100);
      if (roll < 35) return "";
      if (tags && roll < 55) return cat({key, "vnet"});
      if (tags && roll < 58) return cat({key, "internet"});
      return cat({key, interesting_prefix()});
    };
    const std::vector<std::string> ports = {"", "", "", " port=443", " port=22"};
    // Braces of a list, because the parts must be drawn in order.
    const std::vector<std::string> parts = {side(" from="), side(" to="), dice_.one_of(ports),
                                            dice_.percent(4) ? " perhaps" : ""};
    return cat({parts[0], parts[1], parts[2], parts[3]});
  }

  /// " table=..." of a new route table, now and then.
  std::string table_option(std::size_t chance) {
    if (!dice_.percent(chance)) return "";
    const std::string name = "t" + std::to_string(tables_++);
    pending_tables_.push_back(name);
    return " table=" + name;
  }

  void plan_subnets() {
    for (PlannedVnet& vnet : vnets_) {
      if (vnet.mentioned) continue;
      const bool needed = std::any_of(
          subnet_peerings_.begin(), subnet_peerings_.end(),
          [&](const auto& pair) { return pair.first == vnet.name || pair.second == vnet.name; });
      if (needed || dice_.percent(70)) add_subnet(vnet, "app", 0);
      if (dice_.percent(25)) add_subnet(vnet, "db", 3);
      if (vnet.has_gateway && dice_.percent(45)) {
        line({"subnet ", vnet.name, "/GatewaySubnet ",
              Prefix::covering(vnet.prefixes[0].last(), 27).to_string(), table_option(60)});
      }
    }
    for (const std::string& table : pending_tables_) {
      line({"table ", table, option(35, {"propagation=no", "propagation=no", "propagation=yes"})});
      std::set<std::string> prefixes;
      for (std::size_t i = 0; i <= dice_.below(3); ++i) prefixes.insert(interesting_prefix());
      for (const std::string& prefix : prefixes) {
        line({"route ", table, " ", prefix, " ", next_hop()});
      }
    }
  }
  void add_subnet(PlannedVnet& vnet, const std::string& name, std::uint32_t index) {
    std::string text = "subnet " + vnet.name + "/" + name + " " + part_of(vnet, index).to_string();
    for (const Prefix& prefix : vnet.prefixes) {
      if (prefix == vnet.prefixes[0] || !dice_.percent(60)) continue;
      const int length = std::min(prefix.length() + 8, prefix.first().bits() - 4);
      Prefix part = Prefix::covering(prefix.first(), length);
      // Subnets of one VNet do not overlap.
      for (std::uint32_t i = 0; i < index; ++i) {
        part = Prefix::covering(*part.last().next(), length);
      }
      text += " " + part.to_string();
    }
    line({text, table_option(40), group_option(50),
          managers_ > 0 ? option(12, {"exempt", "exempt-unknown"}) : ""});
    places_.push_back({vnet.name + "/" + name, host(part_of(vnet, index), 11)});
  }

  void plan_sites() {
    for (const std::string& circuit : circuits_) {
      if (!dice_.percent(40)) continue;
      std::set<std::string> prefixes;
      for (std::size_t i = 0; i < dice_.below(3); ++i) prefixes.insert(interesting_prefix());
      std::string text = "site " + circuit;
      std::string separator = " advertises=";
      for (const std::string& prefix : prefixes) {
        text += separator + prefix;
        separator = ",";
      }
      const std::string& other = dice_.one_of(circuits_);
      if (other != circuit && dice_.percent(45)) text += " transit=" + other;
      line({text});
    }
  }

  struct PlannedVpn {
    std::string name, address;
    const PlannedVnet* home;
  };

  std::string vpn_options(const std::string& name, const PlannedVnet& home) {
    const std::string number = std::to_string(vpn_gateways_.size() + 1);
    vpn_gateways_.push_back({name, "198.51.100." + number, &home});
    return join({" vpn", option(94, {"bgp=yes", "bgp=yes", "bgp=no"}),
                 (dice_.percent(80) ? " asn=650" + number : ""),
                 option(90, {"active=yes", "active=yes", "active=no"}),
                 (dice_.percent(85) ? " at=198.51.100." + number : "")});
  }

  std::string tunnel_options() {
    return join({option(92, {"bgp=yes", "bgp=yes", "bgp=no"}), option(4, {"state=Failed"}),
                 option(4, {"nat"})});
  }

  void plan_tunnels() {
    for (PlannedVpn& a : vpn_gateways_) {
      for (PlannedVpn& b : vpn_gateways_) {
        if (a.name >= b.name || !dice_.percent(70)) continue;
        if (dice_.percent(30)) {
          disguise(a, b);
          if (dice_.percent(85)) disguise(b, a);
          continue;
        }
        const std::string both = selectors(a, b, false);
        line({"tunnel ", a.name, " ", b.name, tunnel_options(), both});
        if (dice_.percent(90)) {
          line({"tunnel ", b.name, " ", a.name, tunnel_options(),
                both.empty() ? "" : selectors(b, a, true)});
        }
      }
      if (!dice_.percent(25)) continue;
      line({"vsite branch", a.name, " ", interesting_prefix(), " at=203.0.113.9"});
      line({"tunnel ", a.name, " branch", a.name, tunnel_options()});
    }
  }

  /// Between the whole spaces of the two VNets, now and then; `mirrored` for the
  /// connection of the other end.
  std::string selectors(const PlannedVpn& near, const PlannedVpn& far, bool mirrored) {
    if (!mirrored && !dice_.percent(8)) return "";
    const auto all = [](const PlannedVnet& vnet) {
      std::string list;
      for (const Prefix& prefix : vnet.prefixes) {
        list += (list.empty() ? "" : ",") + prefix.to_string();
      }
      return list;
    };
    return " local=" + all(*near.home) + " remote=" + all(*far.home);
  }

  void disguise(const PlannedVpn& near, const PlannedVpn& far) {
    const std::string site = "to" + far.name + "from" + near.name;
    std::string prefixes;
    for (const Prefix& prefix : far.home->prefixes) prefixes += " " + prefix.to_string();
    if (dice_.percent(20)) prefixes += " " + interesting_prefix();
    line({"vsite ", site, prefixes, " at=", far.address});
    line({"tunnel ", near.name, " ", site, tunnel_options()});
  }

  void plan_servers() {
    for (const PlannedVnet& vnet : vnets_) {
      if (!vnet.has_gateway || vnet.has_remote_gateway || !dice_.percent(18)) continue;
      const std::string name = "r" + vnet.name;
      line({"server ", name, " ", vnet.name,
            option(95, {"branches=yes", "branches=yes", "branches=no", "branches=unreadable"})});
      if (!dice_.percent(50)) continue;
      line({"bgp-peer n", name, " ", name, " ", host(part_of(vnet, 2), 5),
            (dice_.percent(85)
                 ? " announces=" + (dice_.percent(20) ? "nothing" : interesting_prefix())
                 : "")});
    }
  }

  // Virtual WAN ---------------------------------------------------------------------------------

  void plan_virtual_wans() {
    const std::size_t wans = 1 + (dice_.percent(25) ? 1 : 0);
    for (std::size_t i = 0; i < wans; ++i) {
      line({"wan w", std::to_string(i),
            option(12, {"type=standard", "type=basic", "type=unrecognised"})});
    }
    const std::size_t hubs = 1 + dice_.below(3);
    for (std::size_t i = 0; i < hubs; ++i) plan_hub("u" + std::to_string(i), wans, i);
    for (const PlannedVnet& vnet : vnets_) {
      if (!vnet.on_wan || vnet.has_gateway) continue;
      const std::string& hub = dice_.one_of(hubs_);
      line({"hub-vnet ", vnet.name, " ", hub, routing_options(hub), static_option(vnet)});
      hub_vnets_.emplace_back(hub, vnet.name);
    }
    for (const std::string& table : hub_tables_) plan_hub_routes(table);
    if (dice_.percent(5)) line({"assume virtual-wan=", dice_.percent(50) ? "yes" : "no"});
  }

  void plan_hub(const std::string& name, std::size_t wans, std::size_t number) {
    hubs_.push_back(name);
    hub_tables_.push_back(name + "/defaultRouteTable");
    const bool filters = filtered_ && dice_.percent(60);
    line({"hub ", name, " 10.25", std::to_string(number), ".0.0/23 w",
          std::to_string(dice_.below(wans)),
          option(40, {"prefers=as_path", "prefers=vpn_gateway", "prefers=unrecognised"}),
          option(10, {"route-maps"}),
          option(20, {"intent=private", "intent=internet", "intent=private,internet"}),
          filters ? " rules" : option(4, {"firewall-unknown"})});
    for (std::size_t i = 0; filters && i <= dice_.below(3); ++i) {
      line({"permit f-", name, " ", rule_words(false)});
    }
    if (dice_.percent(60)) {
      line({"hub-table ", name, "/rt", option(60, {"labels=lab", "labels=default"})});
      hub_tables_.push_back(name + "/rt");
    }
    if (dice_.percent(10)) line({"hub-table ", name, "/noneRouteTable labels=none"});
    if (!dice_.percent(65)) return;
    line({"hub-gateway g", name, " ", name,
          option(85, {"non-wan=yes", "non-wan=yes", "non-wan=no"})});
    std::set<std::string> connected;
    for (std::size_t i = 0; i <= dice_.below(2); ++i) connected.insert(dice_.one_of(circuits_));
    for (const std::string& circuit : connected) {
      line({"hub-circuit g", name, " ", circuit, routing_options(name)});
    }
  }

  std::string routing_options(const std::string& hub) {
    std::string text;
    const bool has_table = hub_tables_.back() == hub + "/rt";
    if (has_table && dice_.percent(45)) text += " table=rt";
    if (dice_.percent(35)) text += " ids=" + dice_.one_of(hub_tables_);
    text += option(35, {"labels=default", "labels=lab", "labels=default,lab"});
    text += option(30, {"security=no", "security=yes", "security-unreadable"});
    text += option(6, {"in-map", "out-map"});
    text += option(8, {"state=Succeeded", "state=Failed"});
    return text + option(4, {"unknown"});
  }

  /// A route to an appliance in the VNet, or to an address where nothing is.
  std::string static_option(const PlannedVnet& vnet) {
    if (!dice_.percent(22)) return "";
    const Prefix towards = *Prefix::parse(interesting_prefix()).prefix;
    std::string hop = host(part_of(vnet, 2), 5);
    if (dice_.percent(15) && !hops_.empty()) hop = dice_.one_of(hops_);
    return join({" static=", towards.to_string(), "@", hop, option(20, {"stay"}),
                 option(30, {"override"})});
  }

  void plan_hub_routes(const std::string& table) {
    std::set<std::string> prefixes;
    for (std::size_t i = dice_.below(3); i > 0; --i) prefixes.insert(interesting_prefix());
    for (const std::string& prefix : prefixes) {
      std::string hop = "firewall";
      for (const auto& [hub, vnet] : hub_vnets_) {
        if (table.starts_with(hub + "/") && dice_.percent(30)) hop = vnet;
      }
      line({"hub-route ", table, " ", prefix, " ", hop});
    }
  }

  /// Endpoints of the platform and of services behind load balancers.
  void plan_private_links() {
    if (places_.empty() || !dice_.percent(40)) return;
    std::vector<std::string> services;
    for (const PlannedVnet& vnet : vnets_) {
      const bool balanced =
          std::find(balancers_.begin(), balancers_.end(), &vnet) != balancers_.end();
      if (!dice_.percent(balanced ? 90 : 15)) continue;
      services.push_back("p" + vnet.name);
      line({"link-service ", services.back(), " ", vnet.name,
            (balanced ? " balancer=b" + vnet.name : ""),
            (dice_.percent(80) ? " nat=" + host(part_of(vnet, 0), 20) + "/32" : ""),
            option(6, {"nowhere"})});
    }
    for (const auto& [subnet, address] : places_) {
      if (!dice_.percent(45)) continue;
      const std::string name = "e" + std::to_string(endpoints_++);
      const bool linked = !services.empty() && dice_.percent(75);
      line({"endpoint ", name, " ", subnet, (dice_.percent(93) ? " " + address : ""),
            (linked ? " service=" + dice_.one_of(services) : ""),
            option(25, {"state=pending", "state=rejected", "state=disconnected", "state=unset",
                        "state=unreadable"}),
            option(4, {"nowhere"})});
      const std::vector<std::string> policies = {"enabled", "disabled", "routes", "groups",
                                                 "unreadable"};
      if (dice_.percent(50)) line({"policies ", subnet, " ", dice_.one_of(policies)});
    }
  }

  void plan_rest() {
    if (dice_.percent(5)) {
      line({dice_.percent(50) ? "assume remote-vnets=yes" : "assume remote-vnets=no"});
    }
    if (dice_.percent(4)) line({"assume forwards=no pattern=*/n", dice_.one_of(vnets_).name});
    if (dice_.percent(2)) line({"truncated"});
    for (const PlannedVnet& vnet : vnets_) {
      if (!vnet.mentioned && dice_.percent(3)) line({"unmodelled ", vnet.name});
    }
  }

  Dice dice_;
  Dice wan_dice_;  // its own, so that networks without a Virtual WAN do not depend on it
  std::vector<std::string> lines_;
  std::vector<PlannedVnet> vnets_;
  std::vector<std::string> circuits_, hops_, pending_tables_, hubs_, hub_tables_;
  std::vector<std::pair<std::string, std::string>> hub_vnets_;
  std::set<std::pair<std::string, std::string>> peered_, subnet_peerings_;
  std::vector<PlannedVpn> vpn_gateways_;
  std::size_t tables_ = 0, groups_ = 0, managers_ = 0, endpoints_ = 0;
  std::vector<std::pair<std::string, std::string>> places_;  // subnets, with an address in each
  std::vector<const PlannedVnet*> balancers_;                // VNets that have one
  bool filtered_;  // has security groups and firewalls with rules
  bool has_wans_ = false;
};

}  // namespace

std::vector<std::string> random_network(std::uint64_t seed) { return Planner(seed).run(); }

}  // namespace hairpin::test
