#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/layered_set.hpp"
#include "base/prefix_set.hpp"
#include "base/range_set.hpp"

namespace hairpin {

/// The protocols that virtual networks carry and that security rules tell apart.
enum class Protocol : std::uint8_t { tcp, udp, icmp, esp, ah };
inline constexpr std::array<Protocol, 5> all_protocols = {
    Protocol::tcp, Protocol::udp, Protocol::icmp, Protocol::esp, Protocol::ah};
inline constexpr std::uint16_t last_port = 65535;

constexpr bool has_ports(Protocol protocol) { return protocol <= Protocol::udp; }
std::string_view name_of(Protocol protocol);  // "tcp" and so on

/// What may be said between two addresses: protocols, and for those that have ports, pairs of a
/// source and a destination port. A protocol without ports is in a set wholly or not at all.
class Services {
 public:
  Services() = default;
  static Services everything();
  /// All ports of one protocol.
  static Services of(Protocol protocol);
  /// Ports of a protocol that has them; none for one that has not.
  static Services of(Protocol protocol, const RangeSet& destination_ports,
                     const RangeSet& source_ports = {0, last_port});

  Services operator|(const Services& other) const { return Services(pairs_ | other.pairs_); }
  Services operator&(const Services& other) const { return Services(pairs_ & other.pairs_); }
  Services operator-(const Services& other) const { return Services(pairs_ - other.pairs_); }
  Services& operator|=(const Services& other) { return *this = *this | other; }

  bool empty() const { return pairs_.empty(); }
  /// The ports do not matter for a protocol without them.
  bool contains(Protocol protocol, std::uint16_t source_port, std::uint16_t destination_port) const;
  /// "tcp/443,1433", "udp", "icmp": one word for each protocol; several where only some source
  /// ports go with some destination ports ("tcp/22 from 1024-65535"). "all" alone for everything.
  std::vector<std::string> words() const;
  std::string to_string() const;  // the words, with a space between them

  bool operator==(const Services&) const = default;

 private:
  // Protocol and destination port in one number; then source ports.
  using Pairs = LayeredSet<RangeSet, RangeSet>;
  explicit Services(Pairs pairs) : pairs_(std::move(pairs)) {}

  Pairs pairs_;
};

/// One packet that opens a conversation.
struct Flow {
  Address source, destination;
  Protocol protocol = Protocol::tcp;
  std::uint16_t source_port = 0, destination_port = 0;
};

/// An exact set of flows: what filters let through, and what they cut. Canonical: equal sets
/// compare equal, however they came about. Nothing is sampled.
class FlowSet {
 public:
  FlowSet() = default;  // no flow
  FlowSet(const PrefixSet& sources, const PrefixSet& destinations, const Services& services)
      : flows_(sources, Inner(destinations, services)) {}
  static FlowSet everything();
  /// The same for real packets, whose two addresses are of one family.
  static FlowSet of_packets(const PrefixSet& sources, const PrefixSet& destinations,
                            const Services& services);

  FlowSet operator|(const FlowSet& other) const { return FlowSet(flows_ | other.flows_); }
  FlowSet operator&(const FlowSet& other) const { return FlowSet(flows_ & other.flows_); }
  FlowSet operator-(const FlowSet& other) const { return FlowSet(flows_ - other.flows_); }
  FlowSet& operator|=(const FlowSet& other) { return *this = *this | other; }
  FlowSet& operator&=(const FlowSet& other) { return *this = *this & other; }
  FlowSet& operator-=(const FlowSet& other) { return *this = *this - other; }

  bool empty() const { return flows_.empty(); }
  bool contains(const Flow& flow) const;
  PrefixSet sources() const { return flows_.keys(); }
  PrefixSet destinations() const;
  /// Whether something passes from some of the sources to some of the destinations.
  bool joins_any(const PrefixSet& sources, const PrefixSet& destinations) const;
  /// Whether something passes from each source to each destination of its address family.
  bool joins_all(const PrefixSet& sources, const PrefixSet& destinations) const;
  /// What some of its flows say.
  Services services() const;

  bool operator==(const FlowSet&) const = default;

 private:
  using Inner = LayeredSet<PrefixSet, Services>;
  using Layers = LayeredSet<PrefixSet, Inner>;
  explicit FlowSet(Layers flows) : flows_(std::move(flows)) {}

  Layers flows_;
};

}  // namespace hairpin
