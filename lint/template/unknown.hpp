#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/source_map.hpp"

namespace hairpin::arm {

class Datum;

/// Why a value cannot be known without deploying.
enum class Reason : std::uint8_t {
  missing_parameter,     // nobody gave a value
  scope,                 // the subscription, resource group, ... that is deployed to
  external_reference,    // a resource that the template does not declare
  runtime_property,      // what Azure adds to a resource as it deploys it
  secret,                // list functions, key vault references, secure values
  new_at_each_run,       // newGuid, utcNow
  opaque_deployment,     // a linked template that is not there
  unsupported_function,  // what only Azure can answer
  illegal_use,           // a runtime function where the language has none
  evaluation_error,      // Azure would refuse it, too
  exhausted,             // the template multiplies itself beyond all bounds
};

/// One thing that is not known, whatever depends on it. All data that are unknown for the same
/// reason point to one cause, so that it is reported once.
struct Cause {
  Reason reason = Reason::evaluation_error;
  SourceSpan where;
  std::string_view statement;  // "the parameter vnetName has no value"
  std::string_view hint;       // the shortest way to settle it
};

/// Errors are causes, too: a value that fails is unknown, and all that does not need it is known.
inline bool is_error(Reason reason) {
  return reason == Reason::evaluation_error || reason == Reason::exhausted ||
         reason == Reason::illegal_use;
}

/// What an unknown value will be, as far as the language tells.
enum class Type : std::uint8_t { any, boolean, integer, string, array, object };

/// Two unknown values with one identity are one value at run time.
using Identity = std::uint32_t;

struct Unknown {
  const Cause* cause = nullptr;
  Identity identity = 0;
  Type type = Type::any;
  bool may_be_null = false;
  /// A text without slashes and never empty: a name, or the id of a subscription.
  bool is_name = false;
  std::string_view label;          // how it is shown inside a text: "{vnetName}"
  std::span<const Datum> allowed;  // one of these, if there are any
};

}  // namespace hairpin::arm
