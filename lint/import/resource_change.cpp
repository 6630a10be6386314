#include "import/resource_change.hpp"

#include "base/resource_id.hpp"
#include "import/arm_value.hpp"
#include "import/resource_types.hpp"

namespace hairpin::import {

ResourceChange deployment_of(const Resource& resource, const ResourceIds& ids) {
  ResourceChange change;
  change.id = ids.text(resource.id);
  change.stated = resource;
  return change;
}

ResourceChange deployment_of(const Interface& interface) {
  ResourceChange change;
  change.id = interface.id;
  change.stated.type = "microsoft.network/networkinterfaces";
  change.stated.properties = interface.properties;
  change.stated.where = interface.where;
  return change;
}

Resource stated_resource(const Value& object, std::string_view id, ValueArena& arena) {
  Resource resource;
  std::string_view type = object["type"].text();
  if (type.find('/') == type.npos) {
    const auto parts = parse_resource_id(id);
    type = parts ? arena.keep(parts->type()) : std::string_view();
  }
  const ResourceType& known = resource_type(type);
  resource.type = known.is_read() ? known.name : type;
  resource.location = object["location"].text();
  resource.tenant = object["tenantId"].text();
  resource.tags = object["tags"];
  resource.kind = object["kind"];
  resource.properties = without_envelopes(object, arena);
  resource.sku = resource.properties["sku"];
  resource.where = object["id"].is_missing() ? object.where() : object["id"].where();
  return resource;
}

}  // namespace hairpin::import
