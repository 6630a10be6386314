#pragma once

#include "base/value.hpp"

namespace hairpin::import {

// What is done to the values of resources that are known as a whole rather than read by filters.

/// The resource with every `properties` envelope in it merged into the object around it, as `Value`
/// promises. What stands inside counts, unless it is null. Linear, except that members of one
/// object are compared pairwise, as they are few. [13.10]
Value without_envelopes(const Value& resource, ValueArena& arena);

/// `change` laid over `base`: objects member by member, all else (arrays too) from `change` where
/// it states something.
Value laid_over(const Value& base, const Value& change, ValueArena& arena);

/// Whether a text is an expression of the template language as a whole, as Azure writes what it
/// cannot evaluate before a deployment: "[reference(...)]". "[[text]" and "[::1]" are none.
bool is_expression(std::string_view text);

/// The same value, in which texts that are expressions are unknown.
Value with_expressions_unknown(const Value& value, ValueArena& arena);

}  // namespace hairpin::import
