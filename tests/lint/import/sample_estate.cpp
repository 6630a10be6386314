#include "tests/lint/import/sample_estate.hpp"

#include <algorithm>

namespace hairpin::import {
namespace {

const std::string group =
    "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-Net/providers/"
    "Microsoft.Network/";
const std::string other =
    "/subscriptions/99999999-2222-3333-4444-555555555555/resourceGroups/rg-far/providers/"
    "Microsoft.Network/";

Json reference(const std::string& id) { return {{"id", id}}; }

Json resource(const std::string& type, const std::string& name, Json properties) {
  return {{"name", name},
          {"id", group + type + "/" + name},
          {"etag", "W/\"00000000\""},
          {"type", "Microsoft.Network/" + type},
          {"location", "Japan East"},
          {"tags", {{"env", "prod"}, {"owner", "netops"}}},
          {"properties", std::move(properties)}};
}

Json child(const Json& parent, const std::string& segment, const std::string& name,
           Json properties) {
  const std::string type = parent["type"].get<std::string>() + "/" + segment;
  return {{"name", name},
          {"id", parent["id"].get<std::string>() + "/" + segment + "/" + name},
          {"type", type},
          {"properties", std::move(properties)}};
}

void nest(Json& parent, const std::string& property, Json item) {
  parent["properties"][property].push_back(std::move(item));
}

Json hub() {
  Json vnet = resource("virtualNetworks", "vnet-Hub",
                       {{"addressSpace", {{"addressPrefixes", {"10.0.0.0/16", "fd00:1::/48"}}}},
                        {"subnets", Json::array()},
                        {"virtualNetworkPeerings", Json::array()}});
  nest(vnet, "subnets",
       child(vnet, "subnets", "GatewaySubnet", {{"addressPrefix", "10.0.0.0/27"}}));
  nest(vnet, "subnets",
       child(vnet, "subnets", "appliances",
             {{"addressPrefixes", {"10.0.1.0/24", "10.0.2.0/24"}},
              {"networkSecurityGroup", reference(group + "networkSecurityGroups/nsg-1")}}));
  nest(vnet, "virtualNetworkPeerings",
       child(vnet, "virtualNetworkPeerings", "to-spoke",
             {{"peeringState", "Connected"},
              {"peeringSyncLevel", "FullyInSync"},
              {"remoteVirtualNetwork", reference(group + "virtualNetworks/vnet-spoke")},
              {"allowVirtualNetworkAccess", true},
              {"allowForwardedTraffic", false},
              {"allowGatewayTransit", true},
              {"useRemoteGateways", false},
              {"remoteAddressSpace", {{"addressPrefixes", {"10.1.0.0/16"}}}}}));
  nest(vnet, "virtualNetworkPeerings",
       child(vnet, "virtualNetworkPeerings", "to-far",
             {{"peeringState", "Connected"},
              {"remoteVirtualNetwork", reference(other + "virtualNetworks/vnet-far")},
              {"remoteAddressSpace", {{"addressPrefixes", {"10.9.0.0/16"}}}}}));
  return vnet;
}

Json spoke() {
  Json vnet = resource("virtualNetworks", "vnet-spoke",
                       {{"addressSpace", {{"addressPrefixes", {"10.1.0.0/16"}}}},
                        {"subnets", Json::array()},
                        {"virtualNetworkPeerings", Json::array()}});
  nest(vnet, "subnets",
       child(vnet, "subnets", "workload",
             {{"addressPrefix", "10.1.0.0/24"},
              {"routeTable", reference(group + "routeTables/RT-spoke")}}));
  nest(vnet, "virtualNetworkPeerings",
       child(vnet, "virtualNetworkPeerings", "to-hub",
             {{"peeringState", "Connected"},
              {"remoteVirtualNetwork", reference(group + "virtualNetworks/vnet-Hub")},
              {"allowForwardedTraffic", true},
              {"useRemoteGateways", true}}));
  return vnet;
}

Json route_table() {
  Json table = resource("routeTables", "rt-spoke",
                        {{"disableBgpRoutePropagation", true}, {"routes", Json::array()}});
  nest(table, "routes",
       child(table, "routes", "to-firewall",
             {{"addressPrefix", "0.0.0.0/0"},
              {"nextHopType", "VirtualAppliance"},
              {"nextHopIpAddress", "10.0.1.4"}}));
  nest(table, "routes",
       child(table, "routes", "tag",
             {{"addressPrefix", "AzureCloud"}, {"nextHopType", "Internet"}}));
  return table;
}

Json gateway(const std::string& name, const std::string& type) {
  Json properties = {
      {"gatewayType", type},
      {"sku", {{"name", "ErGw1AZ"}, {"tier", "ErGw1AZ"}}},
      {"ipConfigurations",
       {{{"name", "default"},
         {"properties",
          {{"subnet", reference(group + "virtualNetworks/vnet-Hub/subnets/GatewaySubnet")}}}}}}};
  if (type == "ExpressRoute") properties["allowRemoteVnetTraffic"] = true;
  if (type == "Vpn") {
    properties["vpnType"] = "RouteBased";
    properties["enableBgp"] = true;
    properties["activeActive"] = false;
    properties["bgpSettings"] = {{"asn", 65010}, {"peerWeight", 0}};
    properties["vpnClientConfiguration"] = {
        {"vpnClientAddressPool", {{"addressPrefixes", {"172.30.0.0/24"}}}}};
  }
  return resource("virtualNetworkGateways", name, properties);
}

Json circuit() {
  Json circuit = resource("expressRouteCircuits", "er-Tokyo",
                          {{"circuitProvisioningState", "Enabled"},
                           {"serviceProviderProvisioningState", "Provisioned"},
                           {"serviceProviderProperties",
                            {{"serviceProviderName", "Equinix"},
                             {"peeringLocation", "Tokyo"},
                             {"bandwidthInMbps", 1000}}},
                           {"authorizations", Json::array()},
                           {"peerings", Json::array()}});
  circuit["sku"] = {
      {"name", "Premium_MeteredData"}, {"tier", "Premium"}, {"family", "MeteredData"}};
  nest(circuit, "authorizations",
       child(circuit, "authorizations", "partner",
             {{"authorizationKey", "do-not-keep"}, {"authorizationUseStatus", "InUse"}}));
  Json peering = child(circuit, "peerings", "AzurePrivatePeering",
                       {{"peeringType", "AzurePrivatePeering"},
                        {"state", "Enabled"},
                        {"azureASN", 12076},
                        {"peerASN", 65001},
                        {"connections", Json::array()}});
  nest(peering, "connections",
       child(peering, "connections", "to-osaka",
             {{"expressRouteCircuitPeering", reference(peering["id"])},
              {"peerExpressRouteCircuitPeering",
               reference(other + "expressRouteCircuits/er-osaka/peerings/AzurePrivatePeering")},
              {"addressPrefix", "172.16.0.0/29"},
              {"circuitConnectionStatus", "Connected"}}));
  nest(circuit, "peerings", peering);
  return circuit;
}

Json interface(const std::string& name, const std::string& address, bool forwards) {
  return resource(
      "networkInterfaces", name,
      {{"enableIPForwarding", forwards},
       {"ipConfigurations",
        {{{"name", "ip"},
          {"id", group + "networkInterfaces/" + name + "/ipConfigurations/ip"},
          {"properties",
           {{"privateIPAddress", address},
            {"subnet", reference(group + "virtualNetworks/vnet-hub/subnets/appliances")}}}}}}});
}

Json balancer() {
  return resource(
      "loadBalancers", "lb",
      {{"frontendIPConfigurations",
        {{{"name", "front"},
          {"properties",
           {{"privateIPAddress", "10.0.1.4"},
            {"subnet", reference(group + "virtualNetworks/vnet-hub/subnets/appliances")}}}}}},
       {"backendAddressPools",
        {{{"name", "pool"},
          {"properties",
           {{"backendIPConfigurations",
             {reference(group + "networkInterfaces/nic-nva/ipConfigurations/ip")}}}}}}}});
}

// --- dresses -------------------------------------------------------------------------------

/// As `az network` prints: the envelope dissolved at every level, nulls for some absent things.
Json flattened(const Json& value) {
  if (value.is_array()) {
    Json items = Json::array();
    for (const Json& item : value) items.push_back(flattened(item));
    return items;
  }
  if (!value.is_object()) return value;
  Json object = Json::object();
  for (const auto& [key, member] : value.items()) {
    if (key != "properties") object[key] = flattened(member);
  }
  if (value.contains("properties")) {
    for (const auto& [key, member] : value["properties"].items()) object[key] = flattened(member);
    object["resourceGroup"] = "rg-Net";
    object["provisioningState"] = nullptr;
    object["allowVirtualWanTraffic"] = nullptr;
  }
  return object;
}

Json type_last(Json resource) {
  const Json type = resource["type"];
  resource.erase("type");
  resource["type"] = type;
  return resource;
}

Json graph_row(const Json& resource) {
  Json row = {{"id", resource["id"]}, {"name", resource["name"]}};
  std::string type = resource["type"];
  std::transform(type.begin(), type.end(), type.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  row["type"] = type;
  row["kind"] = "";
  row["location"] = "japaneast";
  row["sku"] = resource.contains("sku") ? resource["sku"] : Json();
  row["properties"] = resource["properties"];
  row["tags"] = resource["tags"];
  row["zones"] = nullptr;
  return row;
}

Json pascal_case(const Json& resource) {
  Json exported = {{"ResourceId", resource["id"]},
                   {"Id", resource["id"]},
                   {"ResourceName", resource["name"]},
                   {"Location", resource["location"]},
                   {"Properties", resource["properties"]},
                   {"Tags", resource["tags"]},
                   {"Kind", nullptr},
                   {"ResourceType", resource["type"]}};
  exported["Sku"] = resource.contains("sku") ? resource["sku"] : Json();
  return exported;
}

/// The children of some parents as resources of their own, beside or inside the parent.
std::vector<Json> separated(const std::vector<Json>& resources) {
  std::vector<Json> result;
  for (Json resource : resources) {
    for (const char* const property : {"subnets", "virtualNetworkPeerings", "routes", "peerings"}) {
      Json& properties = resource["properties"];
      if (!properties.contains(property)) continue;
      for (const Json& item : properties[property]) result.push_back(item);
      properties.erase(property);
    }
    result.push_back(resource);
  }
  return result;
}

Json recased(const Json& value) {
  if (value.is_string() && value.get<std::string>().starts_with("/subscriptions/")) {
    std::string text = value;
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
  }
  if (!value.is_structured()) return value;
  Json copy = value;
  for (Json& member : copy) member = recased(member);
  return copy;
}

template <class F>
Json each(const std::vector<Json>& resources, F&& change) {
  Json items = Json::array();
  for (const Json& resource : resources) items.push_back(change(resource));
  return items;
}

Json as_is(const Json& resource) { return resource; }

Json with_text_properties(const Json& resource) {
  Json row = graph_row(resource);
  row["properties"] = row["properties"].dump();
  row["tags"] = row["tags"].dump();
  return row;
}

Json as_table(const Json& rows) {
  Json table = {{"columns", Json::array()}, {"rows", Json::array()}};
  for (const auto& [key, value] : rows[0].items()) {
    table["columns"].push_back({{"name", key}, {"type", "object"}});
  }
  for (const Json& row : rows) {
    Json cells = Json::array();
    for (const auto& [key, value] : row.items()) cells.push_back(value);
    table["rows"].push_back(cells);
  }
  return table;
}

Json part(const Json& items, std::size_t from, std::size_t to) {
  Json result = Json::array();
  for (std::size_t i = from; i < std::min(to, items.size()); ++i) result.push_back(items[i]);
  return result;
}

std::string utf16(const std::string& ascii, bool little) {
  std::string text = little ? "\xff\xfe" : "\xfe\xff";
  for (const char c : ascii) {
    if (little) text += c;
    text += '\0';
    if (!little) text += c;
  }
  return text;
}

std::string lines(const Json& items) {
  std::string text;
  for (const Json& item : items) text += item.dump() + "\n";
  return text;
}

std::vector<std::string> one_file_each(const Json& items) {
  std::vector<std::string> files;
  for (const Json& item : items) files.push_back(item.dump(4));
  return files;
}

}  // namespace

std::vector<Json> sample_resources() {
  return {
      hub(),
      spoke(),
      route_table(),
      gateway("gw-er", "ExpressRoute"),
      gateway("gw-vpn", "Vpn"),
      circuit(),
      resource("connections", "to-tokyo",
               {{"connectionType", "ExpressRoute"},
                {"virtualNetworkGateway1", reference(group + "virtualNetworkGateways/gw-er")},
                {"peer", reference(group + "expressRouteCircuits/ER-tokyo")},
                {"routingWeight", 10},
                {"enableBgp", false},
                {"expressRouteGatewayBypass", false}}),
      resource("connections", "to-branch",
               {{"connectionType", "IPsec"},
                {"virtualNetworkGateway1", reference(group + "virtualNetworkGateways/gw-vpn")},
                {"localNetworkGateway2", reference(group + "localNetworkGateways/branch")},
                {"sharedKey", "do-not-keep"},
                {"enableBgp", true}}),
      resource("localNetworkGateways", "branch",
               {{"localNetworkAddressSpace", {{"addressPrefixes", {"192.168.7.0/24"}}}},
                {"gatewayIpAddress", "203.0.113.7"},
                {"bgpSettings", {{"asn", 65100}, {"bgpPeeringAddress", "192.168.7.254"}}}}),
      interface("nic-nva", "10.0.1.5", true),
      interface("nic-plain", "10.0.1.6", false),
      balancer(),
      resource(
          "azureFirewalls", "fw",
          {{"ipConfigurations",
            {{{"name", "ip"},
              {"properties",
               {{"privateIPAddress", "10.0.2.4"},
                {"subnet", reference(group + "virtualNetworks/vnet-hub/subnets/appliances")}}}}}}}),
      resource("networkSecurityGroups", "nsg-1", {{"securityRules", Json::array()}})};
}

std::vector<Dressed> sample_in_every_dress() {
  const std::vector<Json> sample = sample_resources();
  const Json plain = each(sample, as_is);
  const Json rows = each(sample, graph_row);
  const std::size_t count = sample.size();
  const Json graph = {{"totalRecords", count},
                      {"count", count},
                      {"data", rows},
                      {"facets", Json::array()},
                      {"resultTruncated", "false"}};
  Json table = graph;
  table["data"] = as_table(rows);
  Json rows_first = graph;
  rows_first["data"] = {{"rows", table["data"]["rows"]}, {"columns", table["data"]["columns"]}};
  const Json cli = {
      {"count", count}, {"data", rows}, {"skip_token", nullptr}, {"total_records", count}};
  const auto page = [&](std::size_t from, std::size_t to, const Json& token) -> Json {
    return {{"count", to - from},
            {"data", part(rows, from, to)},
            {"skip_token", token},
            {"total_records", count}};
  };
  const Json list = {{"value", plain}, {"nextLink", nullptr}};
  const Json powershell = {
      {{"Count", 5}, {"Data", part(rows, 0, 5)}, {"SkipToken", "next"}},
      {{"Count", count - 5}, {"Data", part(rows, 5, count)}, {"SkipToken", nullptr}}};
  const Json example = {{"parameters", Json::object()},
                        {"responses", {{"200", {{"headers", Json::object()}, {"body", list}}}}}};
  std::vector<Json> backwards(sample.rbegin(), sample.rend());
  Json with_children = plain;
  with_children[0]["resources"] = with_children[0]["properties"]["subnets"];
  with_children[0]["properties"].erase("subnets");
  std::string crlf = list.dump(2);
  for (std::size_t at = crlf.find('\n'); at != crlf.npos; at = crlf.find('\n', at + 2)) {
    crlf.insert(at, 1, '\r');
  }
  return {
      {"ARM list", {list.dump()}},
      {"ARM list, indented, CRLF", {crlf}},
      {"ARM list, type last", {Json{{"value", each(sample, type_last)}}.dump()}},
      {"ARM resources, one file each", one_file_each(plain)},
      {"bare array", {plain.dump(1)}},
      {"backwards", {each(backwards, as_is).dump()}},
      {"two files", {part(plain, 0, 4).dump(), part(plain, 4, count).dump()}},
      {"Resource Graph, REST", {graph.dump()}},
      {"Resource Graph, REST, table", {table.dump()}},
      {"Resource Graph, REST, table, rows first", {rows_first.dump()}},
      {"az graph query", {cli.dump(2)}},
      {"az graph query, two pages", {page(0, 6, "abc").dump(), page(6, count, nullptr).dump()}},
      {"az graph query, pages in one file",
       {page(0, 6, "abc").dump() + "\n" + page(6, count, nullptr).dump()}},
      {"Search-AzGraph", {powershell.dump()}},
      {"portal", {each(sample, with_text_properties).dump()}},
      {"az network list", {each(sample, flattened).dump(2)}},
      {"az network show, one file each", one_file_each(each(sample, flattened))},
      {"PascalCase", {each(sample, pascal_case).dump(2)}},
      {"NDJSON", {lines(plain)}},
      {"REST example", {example.dump(2)}},
      {"children apart", {each(separated(sample), as_is).dump()}},
      {"children in resources", {with_children.dump()}},
      {"given twice", {list.dump(), graph.dump()}},
      {"recased", {recased(list).dump()}},
      {"byte order mark", {"\xef\xbb\xbf" + list.dump()}},
      {"UTF-16, little endian", {utf16(list.dump(), true)}},
      {"UTF-16, big endian", {utf16(list.dump(), false)}},
      {"UTF-16 without mark", {utf16(list.dump(), true).substr(2)}},
  };
}

}  // namespace hairpin::import
