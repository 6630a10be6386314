#include "base/flow_set.hpp"

#include <algorithm>

namespace hairpin {
namespace {

constexpr std::uint32_t ports = std::uint32_t{last_port} + 1;

/// Each protocol has a block of numbers; one without ports uses the first of them.
std::uint32_t first_of(Protocol protocol) { return static_cast<std::uint32_t>(protocol) * ports; }
RangeSet block(Protocol protocol) {
  const std::uint32_t first = first_of(protocol);
  return {first, has_ports(protocol) ? first + last_port : first};
}

RangeSet every_port() { return {0, last_port}; }

std::string list(const RangeSet& set, std::uint32_t start) {
  std::string text;
  for (const RangeSet::Range& range : set.ranges()) {
    if (!text.empty()) text += ',';
    text += std::to_string(range.first - start);
    if (range.last > range.first) text += '-' + std::to_string(range.last - start);
  }
  return text;
}

std::string word(Protocol protocol, const RangeSet& destinations, const RangeSet& sources) {
  std::string text(name_of(protocol));
  if (destinations != block(protocol)) text += '/' + list(destinations, first_of(protocol));
  if (sources != every_port()) text += " from " + list(sources, 0);
  return text;
}

}  // namespace

std::string_view name_of(Protocol protocol) {
  static constexpr std::array<std::string_view, 5> names = {"tcp", "udp", "icmp", "esp", "ah"};
  return names[static_cast<std::size_t>(protocol)];
}

Services Services::everything() {
  RangeSet all;
  for (const Protocol protocol : all_protocols) all |= block(protocol);
  return Services(Pairs(all, every_port()));
}

Services Services::of(Protocol protocol) { return Services(Pairs(block(protocol), every_port())); }

Services Services::of(Protocol protocol, const RangeSet& destination_ports,
                      const RangeSet& source_ports) {
  if (!has_ports(protocol)) return {};
  const std::uint32_t start = first_of(protocol);
  RangeSet shifted;
  for (const RangeSet::Range& range : destination_ports.ranges()) {
    shifted |= RangeSet(start + range.first, start + range.last);
  }
  return Services(Pairs(shifted & block(protocol), source_ports & every_port()));
}

bool Services::contains(Protocol protocol, std::uint16_t source_port,
                        std::uint16_t destination_port) const {
  const std::uint32_t port = has_ports(protocol) ? destination_port : 0;
  const std::uint32_t number = first_of(protocol) + port;
  return std::any_of(pairs_.rows().begin(), pairs_.rows().end(), [&](const Pairs::Row& row) {
    return row.keys.contains(number) && (!has_ports(protocol) || row.inside.contains(source_port));
  });
}

std::vector<std::string> Services::words() const {
  if (*this == everything()) return {"all"};
  std::vector<std::string> words;
  for (const Protocol protocol : all_protocols) {
    for (const Pairs::Row& row : pairs_.rows()) {
      const RangeSet here = row.keys & block(protocol);
      if (!here.empty()) words.push_back(word(protocol, here, row.inside));
    }
  }
  return words;
}

std::string Services::to_string() const {
  std::string text;
  for (const std::string& word : words()) text += (text.empty() ? "" : " ") + word;
  return text;
}

FlowSet FlowSet::everything() {
  return {PrefixSet::everything(), PrefixSet::everything(), Services::everything()};
}

FlowSet FlowSet::of_packets(const PrefixSet& sources, const PrefixSet& destinations,
                            const Services& services) {
  FlowSet flows;
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    const PrefixSet whole(Prefix::everything(family));
    flows |= FlowSet(sources & whole, destinations & whole, services);
  }
  return flows;
}

bool FlowSet::contains(const Flow& flow) const {
  return std::any_of(flows_.rows().begin(), flows_.rows().end(), [&](const Layers::Row& from) {
    if (!from.keys.contains(flow.source)) return false;
    const auto& inside = from.inside.rows();
    return std::any_of(inside.begin(), inside.end(), [&](const Inner::Row& to) {
      return to.keys.contains(flow.destination) &&
             to.inside.contains(flow.protocol, flow.source_port, flow.destination_port);
    });
  });
}

bool FlowSet::joins_any(const PrefixSet& sources, const PrefixSet& destinations) const {
  return std::any_of(flows_.rows().begin(), flows_.rows().end(), [&](const Layers::Row& from) {
    if (!from.keys.overlaps(sources)) return false;
    const auto& inside = from.inside.rows();
    return std::any_of(inside.begin(), inside.end(),
                       [&](const Inner::Row& to) { return to.keys.overlaps(destinations); });
  });
}

bool FlowSet::joins_all(const PrefixSet& sources, const PrefixSet& destinations) const {
  // Mostly one pair of rows holds both, which is found without making a set.
  const bool one_row_does =
      std::any_of(flows_.rows().begin(), flows_.rows().end(), [&](const Layers::Row& from) {
        const auto& inside = from.inside.rows();
        return from.keys.contains(sources) &&
               std::any_of(inside.begin(), inside.end(),
                           [&](const Inner::Row& to) { return to.keys.contains(destinations); });
      });
  if (one_row_does) return true;
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    const PrefixSet whole(Prefix::everything(family));
    const PrefixSet wanted = destinations & whole;
    if (wanted.empty()) continue;
    PrefixSet rest = sources & whole;
    for (const Layers::Row& from : flows_.rows()) {
      if (!rest.empty() && from.inside.keys().contains(wanted)) rest -= from.keys;
    }
    if (!rest.empty()) return false;
  }
  return true;
}

PrefixSet FlowSet::destinations() const {
  PrefixSet all;
  for (const Layers::Row& from : flows_.rows()) all |= from.inside.keys();
  return all;
}

Services FlowSet::services() const {
  Services all;
  for (const Layers::Row& from : flows_.rows()) {
    for (const Inner::Row& to : from.inside.rows()) all |= to.inside;
  }
  return all;
}

}  // namespace hairpin
