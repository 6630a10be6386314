#pragma once

#include <span>

#include "engine/rule.hpp"

namespace hairpin::rules {

/// All rules, sorted by id.
std::span<const engine::Rule* const> catalog();

/// The rule with that id or name, without regard to case; null if there is none.
const engine::Rule* find_rule(std::string_view id_or_name);

}  // namespace hairpin::rules
