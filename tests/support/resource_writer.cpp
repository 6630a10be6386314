#include "tests/support/resource_writer.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace hairpin::test {

std::string_view last_part(std::string_view id) { return id.substr(id.rfind('/') + 1); }

std::string_view part_after(std::string_view id, std::string_view start) {
  const std::string_view rest = id.substr(id.find(start) + start.size());
  return rest.substr(0, rest.find('/'));
}

std::string type_of(std::string_view id) {
  std::string type(part_after(id, "/providers/"));
  std::string_view rest = id.substr(id.find(type) + type.size());
  while (!rest.empty()) {  // "/type/name" again and again
    rest.remove_prefix(1);
    type += cat({"/", rest.substr(0, rest.find('/'))});
    rest = rest.substr(std::min(rest.size(), rest.find('/') + 1));
    rest = rest.substr(std::min(rest.size(), rest.find('/')));
  }
  return type;
}

void ResourceWriter::columns(std::string_view id, std::string_view location,
                             std::string_view sku_parts) {
  json.field("id", id);
  json.field("name", last_part(id));
  json.field("type", fold_ascii(type_of(id)));
  json.field("tenantId", plan.tenant());
  json.field("kind", "");
  json.field("location", location);
  json.field("resourceGroup", fold_ascii(part_after(id, "/resourceGroups/")));
  json.field("subscriptionId", part_after(id, "/subscriptions/"));
  json.field("managedBy", "");
  sku(sku_parts);
  json.field("plan", nullptr);
}

void ResourceWriter::sku(std::string_view parts) {
  if (parts.empty()) return json.field("sku", nullptr);
  json.object("sku", [&] {
    json.field("name", parts.substr(0, parts.find('/')));
    json.field("tier", part_after(parts, "/"));
    if (std::count(parts.begin(), parts.end(), '/') > 1) json.field("family", last_part(parts));
  });
}

void ResourceWriter::tags(std::string_view id) {
  static constexpr std::array<std::string_view, 4> stages{"prod", "staging", "test", "dev"};
  json.object("tags", [&] {
    json.field("env", stages[plan.percent(part_after(id, "/resourceGroups/")) % stages.size()]);
    json.field("costCenter", fmt::format("CC-{:04}", 1000 + plan.percent(id)));
    json.field("owner", "network-platform");
  });
}

}  // namespace hairpin::test
