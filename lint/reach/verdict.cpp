#include "reach/verdict.hpp"

#include <array>

namespace hairpin::reach {

std::string_view name_of(Verdict verdict) {
  static constexpr std::array<std::string_view, 4> names = {"isolated", "filtered", "unproven",
                                                            "reachable"};
  return names[static_cast<std::size_t>(verdict)];
}

std::string_view name_of(PairVerdict verdict) {
  static constexpr std::array<std::string_view, 5> names = {"isolated", "filtered", "unproven",
                                                            "one-way", "reachable"};
  return names[static_cast<std::size_t>(verdict)];
}

namespace {
constexpr std::array<std::string_view, 12> via_names = {
    "peering",      "msee",         "global-reach", "vpn",      "vhub",
    "hub-to-hub",   "route-server", "appliance",    "firewall", "connected-group",
    "private-link", "onprem"};
}  // namespace

std::string_view name_of(Via via) { return via_names[static_cast<std::size_t>(via)]; }

std::vector<Via> ViaSet::list() const {
  std::vector<Via> members;
  for (std::size_t i = 0; i < via_names.size(); ++i) {
    if (contains(static_cast<Via>(i))) members.push_back(static_cast<Via>(i));
  }
  return members;
}

std::string_view name_of(Confidence confidence) {
  static constexpr std::array<std::string_view, 3> names = {"inferred", "lab-observed",
                                                            "documented"};
  return names[static_cast<std::size_t>(confidence)];
}

std::string_view name_of(HopKind kind) {
  static constexpr std::array<std::string_view, 11> names = {
      "vnet",         "subnet",    "er-gateway", "vpn-gateway", "circuit",         "vhub",
      "route-server", "appliance", "firewall",   "site",        "private-endpoint"};
  return names[static_cast<std::size_t>(kind)];
}

PairVerdict PairAnswer::verdict() const {
  const Verdict a = forward.verdict, b = reverse.verdict;
  const bool a_reaches = a == Verdict::reachable, b_reaches = b == Verdict::reachable;
  if (a_reaches && b_reaches) return PairVerdict::reachable;
  // Routed both ways, but filtered in one or both: nothing that needs an answer gets through.
  const bool routed_both = a >= Verdict::filtered && b >= Verdict::filtered;
  const bool proven_both = a != Verdict::unproven && b != Verdict::unproven;
  if (routed_both && proven_both) return PairVerdict::filtered;
  if (a_reaches || b_reaches) return PairVerdict::one_way;
  if (a == Verdict::unproven || b == Verdict::unproven) return PairVerdict::unproven;
  return PairVerdict::isolated;
}

}  // namespace hairpin::reach
