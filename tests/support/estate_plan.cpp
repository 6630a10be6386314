#include "tests/support/estate_plan.hpp"

#include <fmt/format.h>

#include <array>

#include "base/prefix.hpp"
#include "base/text.hpp"

namespace hairpin::test {
namespace {

/// A peering location and the region nearest to it.
struct Place {
  std::string_view metro, region;
};
constexpr std::array<Place, 8> places{{{"Tokyo", "japaneast"},
                                       {"Osaka", "japanwest"},
                                       {"Singapore", "southeastasia"},
                                       {"Seoul", "koreacentral"},
                                       {"Amsterdam", "westeurope"},
                                       {"Dublin", "northeurope"},
                                       {"Washington DC", "eastus2"},
                                       {"Dallas", "southcentralus"}}};

constexpr std::uint32_t vnet_addresses = 1024;  // a /22 each
constexpr std::uint32_t subnet_addresses = 256;
constexpr std::uint32_t appliance_offset = 64;
constexpr std::uint32_t firewall_offset = 128;
constexpr std::uint32_t first_host = 4;  // Azure keeps the first four of each subnet
constexpr std::uint32_t appliances = 2;

/// Finaliser of SplitMix64: consecutive inputs give unrelated outputs.
constexpr std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

}  // namespace

std::string network_id(std::string_view subscription, std::string_view group, std::string_view type,
                       std::string_view name) {
  return fmt::format("/subscriptions/{}/resourceGroups/{}/providers/Microsoft.Network/{}/{}",
                     subscription, group, type, name);
}

std::optional<EstateSize> estate_preset(std::string_view name) {
  EstateSize size{.hubs = 40,
                  .spokes_per_hub = 99,
                  .circuits = 10,
                  .nics_per_vnet = 19,
                  .network_security_groups = 400,
                  .route_tables = 400,
                  .global_reach_links = 1,
                  .seed = 1,
                  .indent = 0};
  if (name == "target") return size;
  if (name == "large") {
    size.hubs = 100;
    size.circuits = 25;
    size.nics_per_vnet = 92;
    size.network_security_groups = 2000;
    size.route_tables = 1000;
    size.global_reach_links = 5;
    size.firewalls = 50;
    return size;
  }
  if (name != "tenth") return std::nullopt;
  size.hubs /= 10;
  size.circuits /= 10;
  size.network_security_groups /= 10;
  size.route_tables /= 10;
  size.global_reach_links = 0;  // a single circuit has no other to reach
  return size;
}

std::string_view refusal(const EstateSize& size) {
  if (size.hubs == 0 || size.circuits == 0) return "an estate needs a hub and a circuit";
  if (size.spokes_per_hub > 999) return "a hub has at most 999 spokes here";
  if (size.hubs > 9999 || size.circuits > 999) return "at most 9,999 hubs and 999 circuits";
  if (size.vnets() > 100'000) return "at most 100,000 VNets fit into the address plan";
  if (size.nics_per_vnet < appliances || size.nics_per_vnet > 240) {
    return "a VNet has between 2 and 240 NICs here: a hub's first two are its appliances";
  }
  if (size.firewalls > size.hubs) return "a hub has one firewall at most";
  if (size.global_reach_links > size.circuits * (size.circuits - 1) / 2) {
    return "more Global Reach links than pairs of circuits";
  }
  return {};
}

EstatePlan::EstatePlan(const EstateSize& size)
    : size_(size), tenant_(guid("tenant")), connectivity_(guid("subscription connectivity")) {}

std::uint64_t EstatePlan::resources() const {
  const std::uint64_t vnets = size_.vnets();
  std::uint64_t public_addresses = size_.hubs;  // one per gateway
  for (std::uint32_t hub = 0; hub < size_.hubs; ++hub) {
    for (std::uint32_t spoke = 0; spoke <= size_.spokes_per_hub; ++spoke) {
      for (std::uint32_t nic = 0; nic < size_.nics_per_vnet; ++nic) {
        public_addresses += nic_is_public(hub, spoke, nic) ? 1 : 0;
      }
    }
  }
  const std::uint64_t gateways_and_connections = 2u * std::uint64_t{size_.hubs};
  return vnets + vnets * size_.nics_per_vnet + public_addresses + gateways_and_connections +
         size_.circuits + size_.network_security_groups + size_.route_tables +
         4 * std::uint64_t{size_.firewalls};
}

std::uint64_t EstatePlan::hash(std::string_view of) const {
  std::uint64_t state = mix(size_.seed + 0x9e3779b97f4a7c15u);
  for (const char c : of) state = (state ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return mix(state);
}

std::string EstatePlan::guid(std::string_view of) const {
  const std::uint64_t high = hash(of);
  const std::uint64_t low = mix(high + 1);
  return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}", high >> 32, high >> 16 & 0xffff,
                     high & 0xfff, 0x8000 | (low >> 48 & 0x3fff), low & 0xffffffffffff);
}

std::string EstatePlan::etag(std::string_view id) const {
  return fmt::format("W/\"{}\"", guid(cat({"etag ", id})));
}

std::uint32_t EstatePlan::percent(std::string_view of) const {
  return static_cast<std::uint32_t>(hash(of) % 100);
}

std::string EstatePlan::spoke_subscription(std::uint32_t hub) const {
  return guid(fmt::format("subscription landing zone {}", hub));
}

std::string_view EstatePlan::region(std::uint32_t hub) const {
  return places[hub % size_.circuits % places.size()].region;
}

std::string EstatePlan::peering_location(std::uint32_t circuit) const {
  const auto round = circuit / places.size();
  const std::string_view metro = places[circuit % places.size()].metro;
  return round == 0 ? std::string(metro) : fmt::format("{}{}", metro, round + 1);
}

std::string EstatePlan::hub_group(std::uint32_t hub) const {
  return fmt::format("rg-hub{:04}-network", hub);
}

std::string EstatePlan::spoke_group(std::uint32_t hub) const {
  return fmt::format("rg-landing-zone{:04}", hub);
}

std::string EstatePlan::circuit_group(std::uint32_t circuit) const {
  return fmt::format("rg-expressroute-{:03}", circuit);
}

std::string EstatePlan::vnet_name(std::uint32_t hub, std::uint32_t spoke) const {
  return spoke == 0 ? fmt::format("vnet-hub{:04}", hub)
                    : fmt::format("vnet-hub{:04}-spoke{:03}", hub, spoke);
}

std::string EstatePlan::vnet_id(std::uint32_t hub, std::uint32_t spoke) const {
  return spoke == 0
             ? network_id(connectivity_, hub_group(hub), "virtualNetworks", vnet_name(hub, spoke))
             : network_id(spoke_subscription(hub), spoke_group(hub), "virtualNetworks",
                          vnet_name(hub, spoke));
}

std::string EstatePlan::vnet_prefix(std::uint32_t hub, std::uint32_t spoke) const {
  return address(hub, spoke, 0) + "/22";
}

std::string EstatePlan::hub_prefix(std::uint32_t hub) const {
  const std::uint32_t vnets = size_.spokes_per_hub + 1;
  const auto first = Address::v4((10u << 24) + hub * vnets * vnet_addresses);
  const auto last = Address::v4((10u << 24) + (hub + 1) * vnets * vnet_addresses - 1);
  int length = 22;
  while (Prefix::covering(first, length).last() < last) --length;
  return Prefix::covering(first, length).to_string();
}

std::string EstatePlan::firewall_id(std::uint32_t hub) const {
  return network_id(connectivity_, hub_group(hub), "azureFirewalls",
                    fmt::format("afw-hub{:04}", hub));
}

std::string EstatePlan::firewall_policy_id(std::uint32_t hub) const {
  return network_id(connectivity_, hub_group(hub), "firewallPolicies",
                    fmt::format("afwp-hub{:04}", hub));
}

std::string EstatePlan::firewall_address(std::uint32_t hub) const {
  return address(hub, 0, firewall_offset + first_host);
}

std::string EstatePlan::gateway_id(std::uint32_t hub) const {
  return network_id(connectivity_, hub_group(hub), "virtualNetworkGateways",
                    fmt::format("ergw-hub{:04}", hub));
}

std::string EstatePlan::circuit_id(std::uint32_t circuit) const {
  return network_id(connectivity_, circuit_group(circuit), "expressRouteCircuits",
                    fmt::format("er-circuit{:03}", circuit));
}

std::string EstatePlan::nic_id(std::uint32_t hub, std::uint32_t spoke, std::uint32_t nic) const {
  const std::string name = fmt::format("nic-{:04}-{:03}-{:03}", hub, spoke, nic);
  return spoke == 0
             ? network_id(connectivity_, hub_group(hub), "networkInterfaces", name)
             : network_id(spoke_subscription(hub), spoke_group(hub), "networkInterfaces", name);
}

std::string EstatePlan::security_group_id(std::uint32_t hub, std::uint32_t group) const {
  return network_id(spoke_subscription(hub), spoke_group(hub), "networkSecurityGroups",
                    fmt::format("nsg-hub{:04}-{:03}", hub, group));
}

std::string EstatePlan::route_table_id(std::uint32_t hub, std::uint32_t table) const {
  return network_id(spoke_subscription(hub), spoke_group(hub), "routeTables",
                    fmt::format("rt-hub{:04}-{:03}", hub, table));
}

std::string_view EstatePlan::nic_subnet(std::uint32_t spoke, std::uint32_t nic) const {
  if (spoke == 0) return nic < appliances ? "snet-appliance" : "snet-shared";
  return nic % 2 == 0 ? "snet-app" : "snet-data";
}

std::string EstatePlan::nic_address(std::uint32_t hub, std::uint32_t spoke,
                                    std::uint32_t nic) const {
  if (spoke > 0) {
    return address(hub, spoke, nic % 2 * subnet_addresses + first_host + nic / 2);
  }
  const std::uint32_t start = nic < appliances ? appliance_offset : subnet_addresses;
  return address(hub, spoke, start + first_host + nic);
}

std::string EstatePlan::address(std::uint32_t hub, std::uint32_t spoke,
                                std::uint32_t offset) const {
  const std::uint32_t number = hub * (size_.spokes_per_hub + 1) + spoke;
  const std::uint32_t value = (10u << 24) + number * vnet_addresses + offset;
  return fmt::format("{}.{}.{}.{}", value >> 24, value >> 16 & 0xff, value >> 8 & 0xff,
                     value & 0xff);
}

bool EstatePlan::nic_is_public(std::uint32_t hub, std::uint32_t spoke, std::uint32_t nic) const {
  return spoke > 0 && (hub + spoke + nic) % 12 == 0;
}

EstatePlan::Link EstatePlan::link(std::uint32_t number) const {
  // Neighbours first, then circuits further apart: every pair comes up once.
  const std::uint32_t from = number % size_.circuits;
  return {from, (from + 1 + number / size_.circuits) % size_.circuits};
}

}  // namespace hairpin::test
