#pragma once

#include <string_view>

#include "model/security.hpp"

namespace hairpin::model {

/// Where a NAT rule says what it translates to: the end of the `property` of its origin.
///
/// NAT rules stand in a firewall's filter before its network rules, since what they translate needs
/// no other rule to pass [9.6]. Their destination is the translated address. They match perhaps:
/// only packets for the firewall's own addresses are translated, whatever ports they have there.
inline constexpr std::string_view translated_address = ".translatedAddress";

inline bool is_nat_rule(const RuleOrigin& origin) {
  return origin.property.ends_with(translated_address);
}

}  // namespace hairpin::model
