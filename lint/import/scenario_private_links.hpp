#pragma once

#include <optional>
#include <vector>

#include "base/prefix.hpp"
#include "base/resource.hpp"
#include "base/resource_id.hpp"
#include "base/setting.hpp"
#include "base/value.hpp"
#include "import/scenario_words.hpp"

namespace hairpin::import {

struct Sketch;

/// What a scenario says of private endpoints and private link services: part of a `Sketch`.
struct PrivateLinkSketch {
  struct Endpoint {
    Word name;
    std::optional<Located<Address>> address;  // none: its interface is not in the export
    StatementCursor::Path subnet;
    Word service;          // none: a service of the platform
    Value status, answer;  // as the endpoint tells it, and as the service does
    bool only_mentioned = false;
  };
  struct Service {
    Word name;
    StatementCursor::Path subnet;  // of its addresses
    Word balancer;
    bool only_mentioned = false;
  };

  std::vector<Endpoint> endpoints;
  std::vector<Service> services;
};

void read_private_endpoint(StatementCursor& line, Sketch& sketch);
void read_private_link_service(StatementCursor& line, Sketch& sketch);

void add_private_link_resources(const PrivateLinkSketch& sketch, ResourceIds& ids,
                                ValueArena& arena, std::vector<Resource>& resources);

}  // namespace hairpin::import
