#include "import/scenario_private_links.hpp"

#include <array>
#include <utility>

#include "base/text.hpp"
#include "import/object_builder.hpp"
#include "import/scenario_resources.hpp"
#include "import/scenario_statements.hpp"

namespace hairpin::import {
namespace {

using Cursor = StatementCursor;

// As Azure spells them.
constexpr std::array<std::string_view, 4> states = {"Approved", "Pending", "Rejected",
                                                    "Disconnected"};

/// Writes the records of private endpoints, with their interfaces, and of private link services.
class PrivateLinkWriter {
 public:
  PrivateLinkWriter(const PrivateLinkSketch& sketch, ResourceIds& ids, ValueArena& arena,
                    std::vector<Resource>& resources)
      : sketch_(sketch), ids_(ids), arena_(arena), resources_(resources) {}

  void endpoint(const PrivateLinkSketch::Endpoint& endpoint) {
    if (endpoint.only_mentioned) return;
    const SourceSpan where = endpoint.name.where;
    const Value subnet = reference(subnet_id(endpoint.subnet), endpoint.subnet.where);
    const std::string interface =
        scenario_id("networkInterfaces", cat({endpoint.name.text, "-nic"}));
    if (endpoint.address) {
      const ObjectBuilder configuration =
          ObjectBuilder()
              .put("privateIPAddress",
                   text(endpoint.address->value.to_string(), endpoint.address->where))
              .put("subnet", subnet);
      ObjectBuilder object;
      object.put("enableIPForwarding", Value::boolean(false, where))
          .put("ipConfigurations", list({configuration.build(arena_, where)}, where));
      add(interface, "networkinterfaces", where, object);
    }
    ObjectBuilder object;
    object.put("subnet", subnet)
        .put("networkInterfaces", list({reference(interface, where)}, where))
        .put("privateLinkServiceConnections", list({connection(endpoint)}, where));
    add(endpoint_id(endpoint), "privateendpoints", where, object);
  }

  void service(const PrivateLinkSketch::Service& service) {
    if (service.only_mentioned) return;
    const SourceSpan where = service.name.where;
    ObjectBuilder configuration;
    configuration.put("subnet", reference(subnet_id(service.subnet), service.subnet.where));
    std::vector<Value> frontends, connections;
    if (!service.balancer.empty()) {
      frontends.push_back(reference(cat({scenario_id("loadBalancers", service.balancer.text),
                                         "/frontendIPConfigurations/default"}),
                                    service.balancer.where));
    }
    for (const PrivateLinkSketch::Endpoint& endpoint : sketch_.endpoints) {
      if (!equal_folded(endpoint.service.text, service.name.text)) continue;
      ObjectBuilder object;
      object.put("name", text(endpoint.name.text, endpoint.name.where))
          .put("privateEndpoint", reference(endpoint_id(endpoint), endpoint.name.where))
          .put("privateLinkServiceConnectionState", state(endpoint.answer, endpoint.name.where));
      connections.push_back(object.build(arena_, endpoint.name.where));
    }
    ObjectBuilder object;
    object.put("ipConfigurations", list({configuration.build(arena_, where)}, where))
        .put("loadBalancerFrontendIpConfigurations", list(frontends, where))
        .put("privateEndpointConnections", list(connections, where));
    add(service_id(service.name), "privatelinkservices", where, object);
  }

 private:
  static std::string service_id(const Word& name) {
    return scenario_id("privateLinkServices", name.text);
  }
  static std::string endpoint_id(const PrivateLinkSketch::Endpoint& endpoint) {
    return scenario_id("privateEndpoints", endpoint.name.text);
  }
  static std::string subnet_id(const Cursor::Path& path) {
    return cat({scenario_id("virtualNetworks", path.first.text), "/subnets/", path.second.text});
  }

  Value connection(const PrivateLinkSketch::Endpoint& endpoint) {
    const SourceSpan where = endpoint.name.where;
    const std::string target =
        endpoint.service.empty()
            ? cat({scenario_group, "/providers/Microsoft.Storage/storageAccounts/platform"})
            : service_id(endpoint.service);
    return ObjectBuilder()
        .put("name", text(endpoint.name.text, where))
        .put("privateLinkServiceId",
             text(target, endpoint.service.empty() ? where : endpoint.service.where))
        .put("privateLinkServiceConnectionState", state(endpoint.status, where))
        .build(arena_, where);
  }

  Value state(const Value& status, SourceSpan where) {
    return ObjectBuilder().put("status", status).build(arena_, where);
  }
  Value text(std::string_view content, SourceSpan where) {
    return Value::string(arena_.keep(content), where);
  }
  Value list(const std::vector<Value>& items, SourceSpan where) {
    return Value::array(arena_.keep(items), where);
  }
  Value reference(std::string_view id, SourceSpan where) {
    return ObjectBuilder().put("id", text(id, where)).build(arena_, where);
  }
  void add(std::string_view id, std::string_view type, SourceSpan where,
           const ObjectBuilder& properties) {
    Resource resource;
    resource.id = ids_.intern(id);
    resource.type = arena_.keep(cat({"microsoft.network/", type}));
    resource.name = ids_.name(resource.id);
    resource.where = where;
    resource.properties = properties.build(arena_, where);
    resources_.push_back(resource);
  }

  const PrivateLinkSketch& sketch_;
  ResourceIds& ids_;
  ValueArena& arena_;
  std::vector<Resource>& resources_;
};

}  // namespace

void read_private_endpoint(Cursor& line, Sketch& sketch) {
  PrivateLinkSketch::Endpoint endpoint;
  endpoint.name = line.name("the name of a private endpoint");
  endpoint.status = endpoint.answer = Value::string("Approved", endpoint.name.where);
  if (line.accept("at")) endpoint.address = line.address();
  if (line.accept("in")) endpoint.subnet = line.path("VNET/SUBNET");
  while (!line.at_end()) {
    if (line.accept("to")) {
      endpoint.service = line.name("the name of a private link service");
    } else if (line.accept("status")) {
      endpoint.status = endpoint.answer = read_setting(line, states);
    } else if (line.accept("answered")) {
      endpoint.answer = read_setting(line, states);
    } else if (line.accept("only mentioned")) {
      endpoint.only_mentioned = true;
    } else {
      line.fail();
    }
  }
  if (endpoint.subnet.first.empty() && !endpoint.only_mentioned) {
    line.fail(endpoint.name.where, "it is not said where this private endpoint is",
              "write 'private-endpoint NAME at ADDRESS in VNET/SUBNET', or add 'only mentioned'");
  }
  if (!line.failed()) sketch.private_links.endpoints.push_back(std::move(endpoint));
}

void read_private_link_service(Cursor& line, Sketch& sketch) {
  PrivateLinkSketch::Service service;
  service.name = line.name("the name of a private link service");
  if (line.accept("in")) service.subnet = line.path("VNET/SUBNET");
  while (!line.at_end()) {
    if (line.accept("before")) {
      service.balancer = line.name("the name of a load balancer");
    } else if (line.accept("only mentioned")) {
      service.only_mentioned = true;
    } else {
      line.fail();
    }
  }
  if (service.subnet.first.empty() && !service.only_mentioned) {
    line.fail(service.name.where, "it is not said where this private link service is",
              "write 'private-link-service NAME in VNET/SUBNET', or add 'only mentioned'");
  }
  if (!line.failed()) sketch.private_links.services.push_back(std::move(service));
}

void add_private_link_resources(const PrivateLinkSketch& sketch, ResourceIds& ids,
                                ValueArena& arena, std::vector<Resource>& resources) {
  PrivateLinkWriter writer(sketch, ids, arena, resources);
  for (const auto& part : sketch.endpoints) writer.endpoint(part);
  for (const auto& part : sketch.services) writer.service(part);
}

}  // namespace hairpin::import
