#include <algorithm>
#include <functional>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "base/prefix.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/comparison.hpp"
#include "tests/support/random_network.hpp"
#include "tests/support/sketch.hpp"
#include "tests/support/verdict_matrix.hpp"

/// Laws that hold between the verdicts of two networks that differ in one way. Each says for which
/// networks it is true and why; the counterexamples that limit them are as instructive as the laws.
namespace hairpin::test {
namespace {

using Lines = std::vector<std::string>;
using reach::Verdict;

constexpr std::uint64_t networks = 250;

bool same(Verdict before, Verdict after) { return before == after; }
bool not_stronger(Verdict before, Verdict after) { return after <= before; }
bool not_weaker(Verdict before, Verdict after) { return after >= before; }
bool not_isolated_anew(Verdict before, Verdict after) {
  return before == Verdict::isolated || after != Verdict::isolated;
}

bool is(const std::string& line, std::string_view kind) {
  return line.starts_with(kind) && line.substr(kind.size()).starts_with(' ');
}

std::string joined(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text += "    " + line + "\n";
  return text;
}

/// Holds a law over many random networks. `change` gives the network after the change, or nothing
/// if the change does not apply to this one.
void hold(const std::function<Lines(std::uint64_t seed)>& network,
          const std::function<Lines(const Lines&)>& change, bool (*allowed)(Verdict, Verdict)) {
  std::size_t applied = 0;
  for (std::uint64_t seed = 1; seed <= networks; ++seed) {
    const Lines before = network(seed);
    const Lines after = change(before);
    if (after.empty() || before.empty()) continue;
    ++applied;
    const std::string broken = violations(verdict_matrix(before), verdict_matrix(after), allowed);
    INFO("seed " << seed << "\n" << joined(before) << "changed to\n" << joined(after));
    REQUIRE(broken == "");
  }
  CHECK(applied > networks / 10);
}

/// Networks in which every prefix has one owner, and only prefixes of VNets are ever announced.
/// Where a shorter route may stand behind a longer one, taking the longer one away can open a way:
/// an on-premises summary, a user route to an appliance, a neighbour's covering prefix. Nor with
/// tunnels or injected routes: a gateway that is peered with the VNet at the other end of its
/// tunnel may not deliver over the peering. [C11]
Lines plain_network(std::uint64_t seed) {
  Lines lines = random_network(seed);
  std::erase_if(lines, [](const std::string& line) {
    return is(line, "site") || is(line, "table") || is(line, "route") || is(line, "tunnel") ||
           is(line, "bgp-peer");
  });
  for (std::string& line : lines) line = line.substr(0, line.find(" summary="));
  const SketchedNetwork sketched = sketch(lines);
  std::vector<Prefix> all;
  for (const model::Vnet& vnet : sketched.network.vnets) {
    for (const auto& prefix : vnet.address_space) {
      for (const Prefix& other : all) {
        if (other.overlaps(prefix.value)) return {};
      }
      all.push_back(prefix.value);
    }
  }
  return lines;
}

Lines with_word(const Lines& lines, std::string_view kind, const std::string& from,
                const std::string& to) {
  Lines changed = lines;
  for (std::string& line : changed) {
    const std::size_t at = line.find(from);
    if (!is(line, kind) || at == std::string::npos) continue;
    line.replace(at, from.size(), to);
    return changed;
  }
  return {};
}

/// Lines whose order means something: it is the priority of rules. [10.2, 9.6]
bool is_rule(const std::string& line) { return is(line, "rule") || is(line, "permit"); }

TEST_CASE("the order of elements changes nothing") {
  hold(
      random_network,
      [](const Lines& lines) {
        Lines shuffled = lines;
        std::shuffle(shuffled.begin(), shuffled.end(), std::mt19937(5));
        auto next = lines.begin();
        for (std::string& line : shuffled) {
          if (!is_rule(line)) continue;
          next = std::find_if(next, lines.end(), is_rule);
          line = *next++;
        }
        return shuffled;
      },
      same);
}

TEST_CASE("closing a toggle of a plain network never opens anything") {  // [4.9]
  const std::string from = GENERATE(as<std::string>(), "remote-vnets=yes", "remote-vnets=unset");
  hold(
      plain_network,
      [&](const Lines& lines) { return with_word(lines, "gateway", from, "remote-vnets=no"); },
      not_stronger);
}

// Without a statement the verdict must hold in each world that the statement could have chosen, so
// what was delivered in one of them is still not isolated. True for all networks.
TEST_CASE("a toggle that goes unstated isolates nobody") {  // [A1]
  const std::string from = GENERATE(as<std::string>(), "remote-vnets=yes", "remote-vnets=no");
  hold(
      [](std::uint64_t seed) {
        Lines lines = random_network(seed);
        std::erase_if(lines, [](const std::string& line) { return is(line, "assume"); });
        return lines;
      },
      [&](const Lines& lines) { return with_word(lines, "gateway", from, "remote-vnets=unset"); },
      not_isolated_anew);
}

TEST_CASE("a Global Reach status that goes unstated isolates nobody") {  // [C5]
  const std::string from = GENERATE(as<std::string>(), " status=connected", " status=disconnected");
  hold(
      random_network, [&](const Lines& lines) { return with_word(lines, "reach", from, ""); },
      not_isolated_anew);
}

/// Who denies a tag denies what a peering puts there. [10.13]
Lines without_denied_tags(std::uint64_t seed) {
  Lines lines = plain_network(seed);
  std::erase_if(lines, [](const std::string& line) {
    const bool by_tag =
        line.find("=vnet") != std::string::npos || line.find("=internet") != std::string::npos;
    return by_tag && line.find(" deny") != std::string::npos;
  });
  return lines;
}

// Packets to the two VNets prefer the peering [3.5], which carries forwarded ones too; nothing else
// has a new route, because no other VNet's prefix lies inside theirs.
TEST_CASE("peering two VNets of a network without overlaps closes nothing") {  // [2.5, 3.5]
  hold(
      without_denied_tags,
      [](const Lines& lines) {
        const SketchedNetwork sketched = sketch(lines);
        const auto& vnets = sketched.network.vnets;
        for (const model::Vnet& a : vnets) {
          for (const model::Vnet& b : vnets) {
            if (&a == &b || !a.in_input || !b.in_input) continue;
            const bool peered = std::any_of(
                sketched.network.peerings.begin(), sketched.network.peerings.end(),
                [&](const model::VnetPeering& side) {
                  return (side.local == vnets.index_of(a) && side.remote == vnets.index_of(b)) ||
                         (side.local == vnets.index_of(b) && side.remote == vnets.index_of(a));
                });
            if (peered) continue;
            Lines more = lines;
            more.push_back("mesh " + std::string(a.name) + " " + std::string(b.name) +
                           " forwarded=yes");
            return more;
          }
        }
        return Lines{};
      },
      not_weaker);
}

// Not for 0.0.0.0/0: a user's default route takes the private None blocks away, whatever it does
// itself, and with them gone a learned route shorter than a block carries packets. [1.2, C4]
/// The network with its security groups taken off everything.
Lines without_groups(const Lines& lines) {
  Lines bare;
  for (const std::string& line : lines) {
    std::istringstream words(line);
    std::string kept;
    for (std::string word; words >> word;) {
      if (!word.starts_with("nsg=")) kept += (kept.empty() ? "" : " ") + word;
    }
    bare.push_back(kept);
  }
  return bare;
}

// Where security groups are it may: any user route puts its prefix into the VirtualNetwork tag, and
// default rules let in what is there. [10.10]
TEST_CASE("a drop route never opens anything but security groups") {  // [3.8]
  hold([](std::uint64_t seed) { return without_groups(random_network(seed)); },
       [](const Lines& lines) {
         const auto table = std::find_if(lines.begin(), lines.end(),
                                         [](const auto& line) { return is(line, "table"); });
         if (table == lines.end()) return Lines{};
         std::istringstream words(*table);
         std::string kind, name;
         words >> kind >> name;
         Lines more = lines;
         more.push_back("route " + name + " 10.0.0.0/9 none");
         return sketch(more).problems.empty() ? more : Lines{};
       },
       not_stronger);
}

// Nor a filtered one: what is missing may be a way past the filters.
TEST_CASE("a truncated export has no isolated pair") {  // [C28]
  hold(
      random_network,
      [](const Lines& lines) {
        Lines cut = lines;
        cut.emplace_back("truncated");
        return cut;
      },
      [](Verdict before, Verdict after) {
        return after == (before <= Verdict::filtered ? Verdict::unproven : before);
      });
}

}  // namespace
}  // namespace hairpin::test
