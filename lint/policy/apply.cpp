#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "model/naming.hpp"
#include "policy/branches.hpp"
#include "policy/policy.hpp"

namespace hairpin::policy {
namespace {

using model::CircuitIndex;
using model::Network;

constexpr std::size_t most_candidates = 5;

/// "a, b and 12 more", in the order of the network.
std::string some_of(std::vector<std::string> words) {
  if (words.size() > most_candidates) {
    const std::string more = std::to_string(words.size() - most_candidates) + " more";
    words.resize(most_candidates);
    words.push_back(more);
  }
  return list_words(words);
}

/// Puts the policy into one network; collects what does not fit.
class Application {
 public:
  Application(Network& network, const ResourceIds& ids) : network_(network), ids_(ids) {}

  void declare(const OnPremises& entry);
  void assume(const Assume& assumed);
  Diagnostics take_faults() { return std::move(faults_); }

 private:
  std::vector<CircuitIndex> named(std::string_view text) const;
  CircuitIndex resolve(const Located<std::string>& name);
  std::string known_circuits(std::string_view near) const;
  void place(model::Site site);
  void fault(SourceSpan where, std::string statement, std::string hint) {
    faults_.push_back({Diagnostic::Kind::unusable, where, std::move(statement), std::move(hint)});
  }

  Network& network_;
  const ResourceIds& ids_;
  std::vector<CircuitIndex> declared_;
  Diagnostics faults_;
};

std::vector<CircuitIndex> Application::named(std::string_view text) const {
  std::vector<CircuitIndex> found;
  const bool pattern = text.find('*') != text.npos;
  const bool id = text.starts_with('/');
  for (const model::Circuit& circuit : network_.circuits) {
    const std::string_view whole = ids_.text(circuit.id);
    const bool matches = pattern ? matches_glob(text, whole)
                         : id    ? circuit.id == ids_.find(text)
                                 : is_called(circuit, text, ids_);
    if (matches) found.push_back(network_.circuits.index_of(circuit));
  }
  return found;
}

std::string Application::known_circuits(std::string_view near) const {
  std::vector<std::string_view> names;
  for (const model::Circuit& circuit : network_.circuits) names.push_back(circuit.name);
  if (names.empty()) return "the input has no circuit";
  const std::string_view nearest = nearest_word(near, names);
  if (!nearest.empty()) return cat({"did you mean '", printable(nearest), "'?"});
  std::vector<std::string> shown;
  for (const std::string_view name : names) shown.push_back(printable(name));
  return cat({"known here: ", some_of(std::move(shown))});
}

CircuitIndex Application::resolve(const Located<std::string>& name) {
  const std::vector<CircuitIndex> found = named(name.value);
  const std::string shown = printable(name.value);
  if (found.size() == 1) return found.front();
  if (found.empty()) {
    const std::string_view last = std::string_view(name.value).substr(name.value.rfind('/') + 1);
    fault(name.where, cat({"no circuit is named '", shown, "'"}), known_circuits(last));
    return {};
  }
  std::vector<std::string> candidates;
  for (const CircuitIndex circuit : found) {
    candidates.push_back(printable(ids_.text(network_.circuits[circuit].id)));
  }
  fault(name.where, cat({"'", shown, "' names ", count_of(found.size(), "circuit")}),
        cat({"write the id of the one that is meant: ", some_of(std::move(candidates))}));
  return {};
}

void Application::declare(const OnPremises& entry) {
  if (entry.side != OnPremises::Side::circuit) {
    return declare_branch(entry, network_, ids_, faults_);
  }
  model::Site site;
  site.where = entry.circuit.where;
  site.circuit = resolve(entry.circuit);
  site.advertises = entry.advertises;
  for (const Located<std::string>& name : entry.transit) {
    const CircuitIndex other = resolve(name);
    if (!other) continue;
    if (other == site.circuit) {
      fault(name.where, "a site needs no transit to the circuit that it is on",
            "name the other circuit, or remove this one");
    }
    site.transit.push_back({other, name.where});
  }
  if (site.circuit) place(std::move(site));
}

void Application::place(model::Site site) {
  if (std::find(declared_.begin(), declared_.end(), site.circuit) != declared_.end()) {
    fault(site.where,
          cat({"the on-premises side of '", printable(network_.circuits[site.circuit].name),
               "' is declared twice"}),
          "put everything about it into one entry");
    return;
  }
  declared_.push_back(site.circuit);
  const auto same = [&](const model::Site& known) { return known.circuit == site.circuit; };
  auto known = std::find_if(network_.sites.begin(), network_.sites.end(), same);
  if (known != network_.sites.end()) {
    *known = std::move(site);
  } else {
    network_.sites.add(std::move(site));
  }
}

void Application::assume(const Assume& assumed) {
  model::Assumptions& target = network_.assumptions;
  if (assumed.allow_remote_vnet_traffic) {
    target.allow_remote_vnet_traffic = assumed.allow_remote_vnet_traffic;
  }
  if (assumed.allow_virtual_wan_traffic) {
    target.allow_virtual_wan_traffic = assumed.allow_virtual_wan_traffic;
  }
  std::vector<model::Assumptions::Appliance> appliances;
  for (const Assume::Appliance& appliance : assumed.appliances) {
    const auto& [pattern, where] = appliance.pattern;
    appliances.push_back({pattern, appliance.forwards, where});
    const auto matches = [&, &text = pattern](const model::Forwarder& forwarder) {
      return matches_glob(text, ids_.text(forwarder.id));
    };
    if (std::any_of(network_.forwarders.begin(), network_.forwarders.end(), matches)) continue;
    faults_.push_back({Diagnostic::Kind::conflict, where,
                       cat({"no appliance of the input matches '", printable(pattern), "'"}),
                       "patterns are compared with whole ids: \"*/networkInterfaces/nva-*\""});
  }
  // The policy's patterns come first: the first one that matches decides.
  target.appliances.insert(target.appliances.begin(), appliances.begin(), appliances.end());
}

}  // namespace

Diagnostics apply(const Policy& policy, Network& network, const ResourceIds& ids) {
  Application application(network, ids);
  for (const OnPremises& entry : policy.on_premises) application.declare(entry);
  application.assume(policy.assume);
  return application.take_faults();
}

}  // namespace hairpin::policy
