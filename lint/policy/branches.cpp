#include "policy/branches.hpp"

#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"

namespace hairpin::policy {
namespace {

/// What an entry may name: an element, and how people write it.
template <class T>
struct Named {
  T* element;
  std::string name;  // "branch-7", "routeserver-1/nva-a"
};

bool names(const Located<std::string>& text, std::string_view name, std::string_view id) {
  if (text.value.find('*') != text.value.npos) return matches_glob(text.value, id);
  if (equal_folded(text.value, name) || equal_folded(text.value, id)) return true;
  // Where the name is an address of Terraform, people may know the one in the id. A peer of a
  // server is never named without that.
  const bool is_part = name.find('/') != name.npos;
  return !is_part && equal_folded(text.value, id.substr(id.rfind('/') + 1));
}

/// The only element that the entry names; null, with an error, otherwise.
template <class T>
T* resolve(const OnPremises& entry, const std::vector<Named<T>>& known, std::string_view what,
           const ResourceIds& ids, Diagnostics& faults) {
  std::vector<T*> found;
  std::vector<std::string> candidates;
  std::vector<std::string_view> all;
  for (const Named<T>& one : known) {
    all.push_back(one.name);
    if (!names(entry.circuit, one.name, ids.text(one.element->id))) continue;
    found.push_back(one.element);
    candidates.push_back(printable(ids.text(one.element->id)));
  }
  if (found.size() == 1) return found.front();
  const std::string shown = printable(entry.circuit.value);
  if (!found.empty()) {
    faults.push_back({Diagnostic::Kind::unusable, entry.circuit.where,
                      cat({"'", shown, "' names ", count_of(found.size(), what)}),
                      cat({"write the id of the one that is meant: ", list_words(candidates)})});
    return nullptr;
  }
  const std::string_view nearest = nearest_word(entry.circuit.value, all);
  faults.push_back({Diagnostic::Kind::unusable, entry.circuit.where,
                    cat({"no ", what, " is named '", shown, "'"}),
                    nearest.empty() ? cat({"name one that the input holds"})
                                    : cat({"did you mean '", printable(nearest), "'?"})});
  return nullptr;
}

}  // namespace

void declare_branch(const OnPremises& entry, model::Network& network, const ResourceIds& ids,
                    Diagnostics& faults) {
  if (entry.side == OnPremises::Side::vpn_site) {
    std::vector<Named<model::VpnSite>> sites;
    for (model::VpnSite& site : network.vpn_sites) sites.push_back({&site, std::string(site.name)});
    model::VpnSite* const site = resolve(entry, sites, "VPN site", ids, faults);
    if (site != nullptr) site->declared = entry.advertises;
    return;
  }
  std::vector<Named<model::BgpPeer>> peers;
  for (model::BgpPeer& peer : network.bgp_peers) {
    peers.push_back({&peer, cat({network.route_servers[peer.server].name, "/", peer.name})});
  }
  model::BgpPeer* const peer = resolve(entry, peers, "BGP peer", ids, faults);
  if (peer == nullptr) return;
  peer->declared = entry.advertises;
  peer->next_hop = entry.next_hop;
}

}  // namespace hairpin::policy
