#pragma once

#include <string>
#include <string_view>

namespace hairpin::test {

/// Checks a JSON document against a JSON Schema: empty if it fits, else where and why not. Knows
/// the keywords that schemas/ uses and refuses every other one, so a schema cannot ask for
/// something that nobody checks. Texts that are no JSON are errors too.
std::string schema_violation(std::string_view schema, std::string_view document);

}  // namespace hairpin::test
