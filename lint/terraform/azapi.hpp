#pragma once

#include <optional>

#include "terraform/planned_resources.hpp"
#include "terraform/resolver.hpp"

namespace hairpin::terraform {

/// Resources of the azapi provider: their body is that of ARM.
class Azapi {
 public:
  Azapi(Resolver& resolver, ValueArena& arena, const ReadInside& read_inside)
      : resolver_(resolver), arena_(arena), read_inside_(read_inside) {}

  static bool knows(std::string_view terraform_type);

  /// Nothing for what has no body of its own: data sources, actions.
  std::optional<PlannedResource> read(const Instance& instance, PlannedResource::Kind kind);

 private:
  Value body_of(const Instance& instance);
  /// The body with what is known after the apply only put into it.
  Value with_unknowns(const Value& value, const Value& unknown, const Instance& instance,
                      const Value& expression);
  Value known_later(const Instance& instance, const Value& expression);

  Resolver& resolver_;
  ValueArena& arena_;
  const ReadInside& read_inside_;
};

}  // namespace hairpin::terraform
