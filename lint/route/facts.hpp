#pragma once

#include <string>
#include <string_view>

#include "base/setting.hpp"
#include "base/value.hpp"
#include "model/config_fact.hpp"

namespace hairpin::route {

/// The property of a resource as it is stated, as evidence.
inline model::ConfigFact fact_of(ResourceId resource, std::string_view property,
                                 const Setting<bool>& setting, std::string_view number) {
  const std::string_view value = !setting.value ? "null" : *setting.value ? "true" : "false";
  return {resource, property, std::string(value), setting.where, number};
}

inline model::ConfigFact fact_of(ResourceId resource, std::string_view property,
                                 const Setting<std::string_view>& setting,
                                 std::string_view number) {
  return {resource, property, setting.value ? json_string(*setting.value) : "null", setting.where,
          number};
}

/// A property that refers to another resource, or whose value is text.
inline model::ConfigFact text_fact(ResourceId resource, std::string_view property,
                                   std::string_view text, SourceSpan where,
                                   std::string_view number) {
  return {resource, property, json_string(text), where, number};
}

/// A property that is not there.
inline model::ConfigFact absent_fact(ResourceId resource, std::string_view property,
                                     SourceSpan where, std::string_view number) {
  return {resource, property, "null", where, number};
}

}  // namespace hairpin::route
