#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "tests/support/estate_plan.hpp"
#include "tests/support/json_writer.hpp"

namespace hairpin::test {

/// "b" of "x/a/b"; the whole text if it holds no slash.
std::string_view last_part(std::string_view id);
/// What stands between `start`, which must be there, and the next slash of an id.
std::string_view part_after(std::string_view id, std::string_view start);
/// The type of a resource from its id: "Microsoft.Network/virtualNetworks/subnets".
std::string type_of(std::string_view id);

/// What every resource of a generated estate has in common: the columns of a Resource Graph row
/// [13.1], and the envelope of a nested resource. The `body` given writes the rest of `properties`.
class ResourceWriter {
 public:
  ResourceWriter(const EstatePlan& estate, JsonWriter& out) : plan(estate), json(out) {}

  /// `sku` is "name/tier/family"; parts may be missing from the end, or all of it.
  template <class Body>
  void row(std::string_view id, std::string_view location, std::string_view sku, Body&& body) {
    json.object([&] {
      columns(id, location, sku);
      properties([&] {
        json.field("resourceGuid", plan.guid(id));
        body();
      });
      tags(id);
      for (const char* column : {"identity", "zones", "extendedLocation"}) {
        json.field(column, nullptr);
      }
    });
  }

  template <class Body>
  void child(std::string_view parent, std::string_view list, std::string_view name, Body&& body) {
    const std::string id = fmt::format("{}/{}/{}", parent, list, name);
    json.object([&] {
      json.field("name", name);
      json.field("id", id);
      json.field("etag", plan.etag(parent));
      json.field("type", type_of(id));
      properties(body);
    });
  }

  /// `{"id": ...}` as a member, and as an element.
  void reference(std::string_view key, std::string_view id) {
    json.object(key, [&] { json.field("id", id); });
  }
  void reference(std::string_view id) {
    json.object([&] { json.field("id", id); });
  }

  const EstatePlan& plan;
  JsonWriter& json;

 private:
  template <class Body>
  void properties(Body&& body) {
    json.object("properties", [&] {
      json.field("provisioningState", "Succeeded");
      body();
    });
  }
  void columns(std::string_view id, std::string_view location, std::string_view sku);
  void sku(std::string_view parts);
  void tags(std::string_view id);
};

}  // namespace hairpin::test
