#include "base/flow_set.hpp"

#include <bitset>
#include <random>

#include "tests/support/catch.hpp"

using namespace hairpin;

namespace {

/// A universe that can be counted: four addresses on each side, and a handful of services.
constexpr std::size_t places = 4;
constexpr std::uint32_t ports[] = {0, 1, 443, 65535};
constexpr std::size_t services = 2 * 16 + 3;  // two protocols with port pairs, three without
constexpr std::size_t universe = places * places * services;
using Bits = std::bitset<universe>;

Address place(std::size_t number) { return Address::v4(static_cast<std::uint32_t>(number)); }

Flow flow(std::size_t number) {
  Flow one;
  one.source = place(number % places);
  one.destination = place(number / places % places);
  const std::size_t service = number / (places * places);
  if (service < 32) {
    one.protocol = service < 16 ? Protocol::tcp : Protocol::udp;
    one.source_port = static_cast<std::uint16_t>(ports[service % 4]);
    one.destination_port = static_cast<std::uint16_t>(ports[service / 4 % 4]);
  } else {
    one.protocol = all_protocols[2 + service - 32];
  }
  return one;
}

Bits members(const FlowSet& set) {
  Bits bits;
  for (std::size_t i = 0; i < universe; ++i) bits[i] = set.contains(flow(i));
  return bits;
}

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  std::size_t below(std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(engine_);
  }

  PrefixSet addresses() {
    std::vector<PrefixSet::Range> ranges;
    for (std::size_t i = 0; i < places; ++i) {
      if (below(2) == 0) ranges.push_back({place(i), place(i)});
    }
    return PrefixSet::of_ranges(std::move(ranges));
  }
  RangeSet some_ports() {
    RangeSet set;
    for (const std::uint32_t port : ports) {
      if (below(2) == 0) set |= RangeSet(port, port);
    }
    return below(3) == 0 ? RangeSet(0, last_port) : set;
  }
  Services some_services() {
    if (below(4) == 0) return Services::everything();
    const Protocol protocol = all_protocols[below(5)];
    return below(2) == 0 ? Services::of(protocol)
                         : Services::of(protocol, some_ports(), some_ports());
  }
  FlowSet box() { return {addresses(), addresses(), some_services()}; }

 private:
  std::mt19937 engine_;
};

}  // namespace

TEST_CASE("flow sets agree with sets of single flows, whatever is done to them") {
  for (unsigned seed = 0; seed < 60; ++seed) {
    INFO("seed " << seed);
    Random random(seed);
    FlowSet set;
    Bits bits;
    for (int step = 0; step < 12; ++step) {
      const FlowSet other = random.box();
      const Bits others = members(other);
      switch (random.below(4)) {
        case 0:
          set &= other | random.box();
          bits = members(set);
          break;
        case 1:
          set -= other;
          bits &= ~others;
          break;
        default:
          set |= other;
          bits |= others;
      }
      REQUIRE(members(set) == bits);
      REQUIRE(members(set & other) == (bits & others));
      REQUIRE(members(other - set) == (others & ~bits));
    }
  }
}

TEST_CASE("a set of flows has one spelling") {
  for (unsigned seed = 0; seed < 60; ++seed) {
    INFO("seed " << seed);
    Random random(seed);
    const FlowSet a = random.box(), b = random.box(), c = random.box();
    CHECK((a | b) == (b | a));
    CHECK(((a | b) | c) == (a | (b | c)));
    CHECK((a & (b | c)) == ((a & b) | (a & c)));
    CHECK(((a - b) | (a & b)) == a);
    CHECK(((a | b) - c) == ((a - c) | (b - c)));
    CHECK((FlowSet::everything() - (FlowSet::everything() - a)) == a);
    CHECK((a - a).empty());
    CHECK((a & FlowSet::everything()) == a);
  }
}

TEST_CASE("projections say what some flow has") {
  const PrefixSet left = PrefixSet::of_ranges({{place(0), place(1)}});
  const PrefixSet right = PrefixSet::of_ranges({{place(2), place(3)}});
  const FlowSet set = FlowSet(left, right, Services::of(Protocol::tcp, {443, 443})) |
                      FlowSet(right, left, Services::of(Protocol::icmp));
  CHECK(set.sources() == (left | right));
  CHECK(set.destinations() == (left | right));
  CHECK(set.services().to_string() == "tcp/443 icmp");
}

TEST_CASE("who is joined to whom is what the single flows say") {
  const auto counted = [](const FlowSet& set, const PrefixSet& from, const PrefixSet& to) {
    std::pair<bool, bool> joined{false, true};  // any, all
    for (const auto& source : from.ranges()) {
      for (std::size_t i = 0; i < places; ++i) {
        for (std::size_t j = 0; j < places; ++j) {
          if (!PrefixSet::of_ranges({source}).contains(place(i)) || !to.contains(place(j)))
            continue;
          bool some = false;
          for (std::size_t k = 0; k < universe; ++k) {
            const Flow one = flow(k);
            some = some ||
                   (one.source == place(i) && one.destination == place(j) && set.contains(one));
          }
          joined.first = joined.first || some;
          joined.second = joined.second && some;
        }
      }
    }
    return joined;
  };
  for (unsigned seed = 0; seed < 100; ++seed) {
    INFO("seed " << seed);
    Random random(seed);
    // Ports of the universe only, so that a set without flows of it is empty.
    const auto box = [&] {
      return FlowSet(random.addresses(), random.addresses(), Services::of(Protocol::icmp));
    };
    const FlowSet set = box() | box() | box();
    const PrefixSet from = random.addresses(), to = random.addresses();
    const auto [any, all] = counted(set, from, to);
    CHECK(set.joins_any(from, to) == any);
    CHECK(set.joins_all(from, to) == all);
  }
}

TEST_CASE("services read as people write them") {
  const auto tcp = [](std::uint32_t first, std::uint32_t last) {
    return Services::of(Protocol::tcp, {first, last});
  };
  CHECK(Services::everything().to_string() == "all");
  CHECK((tcp(443, 443) | tcp(1433, 1433)).to_string() == "tcp/443,1433");
  CHECK((tcp(0, 65535) | Services::of(Protocol::udp, {53, 53})).to_string() == "tcp udp/53");
  CHECK((Services::everything() - tcp(100, 200)).to_string() ==
        "tcp/0-99,201-65535 udp icmp esp ah");
  CHECK(Services::of(Protocol::udp, {500, 500}, {1024, 65535}).to_string() ==
        "udp/500 from 1024-65535");
  CHECK(Services::of(Protocol::icmp, {80, 80}).empty());
  CHECK(Services().words().empty());
}

TEST_CASE("ranges touch, and the last number has no next one") {
  const RangeSet all(0, 0xffffffffu);
  CHECK((RangeSet(0, 9) | RangeSet(10, 0xffffffffu)) == all);
  CHECK((all - RangeSet(10, 0xffffffffu)) == RangeSet(0, 9));
  CHECK((all - RangeSet(0, 9)) == RangeSet(10, 0xffffffffu));
  CHECK((RangeSet(5, 6) | RangeSet(5, 9)).ranges().size() == 1);
  CHECK((RangeSet(0, 3) & RangeSet(4, 9)).empty());
  CHECK(all.contains(0xffffffffu));
}
