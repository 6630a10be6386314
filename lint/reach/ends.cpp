#include "reach/ends.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "model/naming.hpp"

namespace hairpin::reach {
namespace {

using model::Network;
using model::SubnetIndex;
using model::VnetIndex;

bool has_subnet_peering(const Network& network, VnetIndex vnet) {
  const auto& peerings = network.vnets[vnet].peerings;
  return std::any_of(peerings.begin(), peerings.end(), [&](model::PeeringIndex index) {
    const model::VnetPeering& side = network.peerings[index];
    return side.complete_vnets.is(false) ||
           (side.reverse && network.peerings[side.reverse].complete_vnets.is(false));
  });
}

Diagnostic wrong(std::string statement, std::string hint) {
  return {Diagnostic::Kind::unusable, {}, std::move(statement), std::move(hint)};
}

/// The only one of the candidates, or an error that lists them.
template <class I, class Describe>
Result<I> only(const std::vector<I>& candidates, std::string_view text, Describe describe) {
  if (candidates.size() == 1) return candidates.front();
  std::vector<std::string> names;
  for (const I candidate : candidates) names.push_back(describe(candidate));
  return wrong(cat({"\"", text, "\" is ambiguous"}), cat({"name one of ", list_words(names)}));
}

class Finder {
 public:
  Finder(const Network& network, const ResourceIds& ids, std::string_view text)
      : network_(network), ids_(ids), text_(text) {}

  Result<Endpoint> find() const {
    static constexpr std::string_view site = "onprem:";
    if (starts_with_folded(text_, site)) return by_site(text_.substr(site.size()));
    if (text_.starts_with('/')) return by_id();
    const Prefix::Parsed parsed = Prefix::parse(text_);
    if (parsed.prefix) return by_address(*parsed.prefix);
    if (parsed.fault == Prefix::Fault::host_bits) {
      return wrong(cat({text_, " has host bits set"}),
                   cat({"did you mean ", parsed.masked->to_string(), "?"}));
    }
    if (starts_with_folded(text_, "segment:")) {
      return wrong(cat({text_, ": this version knows no segments"}),
                   "name a VNet, a subnet or a prefix");
    }
    const std::size_t slash = text_.find('/');
    if (slash == text_.npos) return by_vnet_name();
    return by_subnet_name(text_.substr(0, slash), text_.substr(slash + 1));
  }

 private:
  std::string id_text(ResourceId id) const { return std::string(ids_.text(id)); }

  Endpoint at_vnet(VnetIndex vnet) const {
    Endpoint end = endpoint_of(network_, vnet);
    end.name = text_;
    return end;
  }

  Endpoint at_subnet(SubnetIndex subnet) const {
    Endpoint end = at_vnet(network_.subnets[subnet].vnet);
    end.id = network_.subnets[subnet].id;
    end.subnet = subnet;
    return end;
  }

  Endpoint at_site(model::CircuitIndex circuit) const {
    Endpoint end;
    end.id = network_.circuits[circuit].id;
    end.name = text_;
    end.site_of = circuit;
    return end;
  }

  Endpoint at_vpn_site(model::VpnSiteIndex site) const {
    Endpoint end;
    end.id = network_.vpn_sites[site].id;
    end.name = text_;
    end.vpn_site = site;
    return end;
  }

  Result<Endpoint> by_id() const {
    const ResourceId id = ids_.find(text_);
    if (const VnetIndex vnet = network_.vnet(id)) return at_vnet(vnet);
    if (const SubnetIndex subnet = network_.subnet(id)) return at_subnet(subnet);
    if (const auto circuit = network_.circuit(id)) return at_site(circuit);
    for (const model::VpnSite& site : network_.vpn_sites) {
      if (id && site.id == id) return at_vpn_site(network_.vpn_sites.index_of(site));
    }
    return wrong(cat({"the input holds no VNet, subnet or circuit with the id ", text_}),
                 "check the id, or add the resource to the input");
  }

  Result<Endpoint> by_site(std::string_view name) const {
    std::vector<model::CircuitIndex> found;
    for (std::uint32_t i = 0; i < network_.circuits.size(); ++i) {
      const model::Circuit& circuit = network_.circuits[model::CircuitIndex(i)];
      if (is_called(circuit, name, ids_) || equal_folded(ids_.text(circuit.id), name)) {
        found.emplace_back(i);
      }
    }
    std::vector<model::VpnSiteIndex> sites;
    for (const model::VpnSite& site : network_.vpn_sites) {
      if (is_called(site, name, ids_) || equal_folded(ids_.text(site.id), name)) {
        sites.push_back(network_.vpn_sites.index_of(site));
      }
    }
    if (found.empty() && !sites.empty()) {
      const auto site = only(sites, text_, [&](model::VpnSiteIndex one) {
        return id_text(network_.vpn_sites[one].id);
      });
      if (!site) return site.error();
      return at_vpn_site(*site);
    }
    if (found.empty()) {
      return wrong(cat({"the input holds no circuit and no VPN site ", name}),
                   nearest(name, network_.circuits));
    }
    const auto circuit = only(
        found, text_, [&](model::CircuitIndex one) { return id_text(network_.circuits[one].id); });
    if (!circuit) return circuit.error();
    return at_site(*circuit);
  }

  std::vector<VnetIndex> vnets_named(std::string_view name) const {
    std::vector<VnetIndex> found;
    for (std::uint32_t i = 0; i < network_.vnets.size(); ++i) {
      if (is_called(network_.vnets[VnetIndex(i)], name, ids_)) found.emplace_back(i);
    }
    // A VNet that is only mentioned never makes a name ambiguous.
    const auto is_known = [&](VnetIndex vnet) { return network_.vnets[vnet].in_input; };
    if (std::any_of(found.begin(), found.end(), is_known)) {
      std::erase_if(found, [&](VnetIndex vnet) { return !is_known(vnet); });
    }
    return found;
  }

  Result<Endpoint> by_vnet_name() const {
    const std::vector<VnetIndex> found = vnets_named(text_);
    if (found.empty()) {
      return wrong(cat({"the input holds no VNet ", text_}), nearest(text_, network_.vnets));
    }
    const auto vnet =
        only(found, text_, [&](VnetIndex one) { return id_text(network_.vnets[one].id); });
    if (!vnet) return vnet.error();
    return at_vnet(*vnet);
  }

  Result<Endpoint> by_subnet_name(std::string_view vnet, std::string_view name) const {
    const std::vector<VnetIndex> vnets = vnets_named(vnet);
    if (vnets.empty()) {
      return wrong(cat({"the input holds no VNet ", vnet}), nearest(vnet, network_.vnets));
    }
    std::vector<SubnetIndex> found;
    for (const VnetIndex index : vnets) {
      for (const SubnetIndex subnet : network_.vnets[index].subnets) {
        if (equal_folded(network_.subnets[subnet].name, name)) found.push_back(subnet);
      }
    }
    if (found.empty()) {
      return wrong(cat({"VNet ", vnet, " has no subnet ", name}), nearest(name, network_.subnets));
    }
    const auto subnet =
        only(found, text_, [&](SubnetIndex one) { return id_text(network_.subnets[one].id); });
    if (!subnet) return subnet.error();
    return at_subnet(*subnet);
  }

  Result<Endpoint> by_address(const Prefix& prefix) const {
    std::vector<VnetIndex> found;
    for (std::uint32_t i = 0; i < network_.vnets.size(); ++i) {
      const model::Vnet& vnet = network_.vnets[VnetIndex(i)];
      const bool holds =
          std::any_of(vnet.address_space.begin(), vnet.address_space.end(),
                      [&](const auto& space) { return space.value.contains(prefix); });
      if (holds) found.emplace_back(i);
    }
    if (found.empty()) {
      if (const auto clients = by_client_pool(prefix)) return *clients;
      return wrong(cat({"no VNet of the input holds ", prefix.to_string()}),
                   "name an address inside the address space of one VNet");
    }
    const auto vnet =
        only(found, text_, [&](VnetIndex one) { return id_text(network_.vnets[one].id); });
    if (!vnet) return vnet.error();
    Endpoint end = at_vnet(*vnet);
    end.addresses = prefix;
    for (const SubnetIndex subnet : network_.vnets[*vnet].subnets) {
      for (const auto& space : network_.subnets[subnet].prefixes) {
        if (space.value.contains(prefix)) end.subnet = subnet;
      }
    }
    return end;
  }

  /// The point-to-site clients whose pool holds the prefix. [11.8]
  std::optional<Endpoint> by_client_pool(const Prefix& prefix) const {
    for (const model::Gateway& gateway : network_.gateways) {
      const bool holds = std::any_of(gateway.vpn.client_pool.begin(), gateway.vpn.client_pool.end(),
                                     [&](const auto& pool) { return pool.value.contains(prefix); });
      if (!holds || gateway.kind != model::GatewayKind::vpn) continue;
      Endpoint end;
      end.id = gateway.id;
      end.name = text_;
      end.addresses = prefix;
      end.clients_of = network_.gateways.index_of(gateway);
      return end;
    }
    return std::nullopt;
  }

  template <class Elements>
  static std::string nearest(std::string_view name, const Elements& elements) {
    std::vector<std::string_view> names;
    for (const auto& element : elements) names.push_back(element.name);
    const std::string_view word = nearest_word(name, names);
    return word.empty() ? "name it as the input does" : cat({"did you mean ", word, "?"});
  }

  const Network& network_;
  const ResourceIds& ids_;
  std::string_view text_;
};

}  // namespace

namespace {
PrefixSet families_of(const std::vector<Located<Prefix>>& prefixes) {
  PrefixSet families;
  for (const auto& prefix : prefixes) families |= Prefix::everything(prefix.value.family());
  return families;
}
}  // namespace

namespace {
/// Whether some tunnel asks which addresses packets come from. [5.10]
bool has_selectors(const Network& network) {
  return std::any_of(network.connections.begin(), network.connections.end(),
                     [](const auto& connection) { return !connection.tunnel.selectors.empty(); });
}
}  // namespace

std::vector<Source> sources_of(const Network& network, VnetIndex vnet) {
  const bool each = has_subnet_peering(network, vnet) || has_selectors(network);
  std::vector<Source> sources;
  for (const SubnetIndex index : network.vnets[vnet].subnets) {
    const model::Subnet& subnet = network.subnets[index];
    if (subnet.purpose != model::SubnetPurpose::workload) continue;
    // A subnet whose prefix cannot be read is somewhere in its VNet.
    const auto& prefixes =
        subnet.prefixes.empty() ? network.vnets[vnet].address_space : subnet.prefixes;
    const Source source{
        route::Fibs::context_of(network, index), index, families_of(prefixes), {index}};
    const auto known = std::find_if(sources.begin(), sources.end(), [&](const Source& other) {
      return !each && other.context == source.context;
    });
    if (known == sources.end()) {
      sources.push_back(source);
    } else {
      known->families |= source.families;
      known->subnets.push_back(index);
    }
  }
  if (sources.empty()) {
    sources.push_back(
        {{vnet, {}, false, {}}, {}, families_of(network.vnets[vnet].address_space), {}});
  }
  return sources;
}

std::vector<Source> sources_of(const Network& network, const Endpoint& end) {
  if (!end.subnet) return sources_of(network, end.vnet);
  const PrefixSet families = end.addresses ? Prefix::everything(end.addresses->family())
                                           : families_of(network.subnets[end.subnet].prefixes);
  return {{route::Fibs::context_of(network, end.subnet), end.subnet, families, {end.subnet}}};
}

PrefixSet destinations_of(const Network& network, VnetIndex vnet) {
  std::vector<Prefix> prefixes;
  bool unknown_prefix = false;
  for (const SubnetIndex index : network.vnets[vnet].subnets) {
    const model::Subnet& subnet = network.subnets[index];
    if (subnet.purpose != model::SubnetPurpose::workload) continue;
    for (const auto& prefix : subnet.prefixes) prefixes.push_back(prefix.value);
    unknown_prefix = unknown_prefix || subnet.prefixes.empty();
  }
  std::vector<Prefix> space;
  for (const auto& prefix : network.vnets[vnet].address_space) space.push_back(prefix.value);
  // A subnet outside its VNet's space, which Azure refuses, or one whose prefix cannot be read,
  // must not make the VNet unreachable.
  const PrefixSet inside = PrefixSet(prefixes) & PrefixSet(space);
  return inside.empty() || unknown_prefix ? PrefixSet(space) : inside;
}

PrefixSet destinations_of(const Network& network, const Endpoint& end) {
  if (end.addresses) return *end.addresses;
  if (end.subnet) {
    std::vector<Prefix> prefixes;
    for (const auto& prefix : network.subnets[end.subnet].prefixes)
      prefixes.push_back(prefix.value);
    return PrefixSet(prefixes);
  }
  if (end.vnet) return destinations_of(network, end.vnet);
  std::vector<Prefix> announced;
  if (end.vpn_site) {
    const model::VpnSite& site = network.vpn_sites[end.vpn_site];
    for (const auto& prefix : site.address_space) announced.push_back(prefix.value);
    if (site.declared) {
      for (const auto& prefix : *site.declared) announced.push_back(prefix.value);
    }
    return PrefixSet(announced);
  }
  for (const model::Site& site : network.sites) {
    if (site.circuit != end.site_of) continue;
    for (const auto& prefix : site.advertises) announced.push_back(prefix.value);
  }
  return PrefixSet(announced);
}

Endpoint endpoint_of(const Network& network, VnetIndex vnet) {
  Endpoint end;
  end.id = network.vnets[vnet].id;
  end.name = network.vnets[vnet].name;
  end.vnet = vnet;
  return end;
}

Result<Endpoint> find_endpoint(const Network& network, const ResourceIds& ids,
                               std::string_view text) {
  return Finder(network, ids, text).find();
}

}  // namespace hairpin::reach
