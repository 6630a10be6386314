#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/prefix.hpp"
#include "base/setting.hpp"

namespace hairpin::import {

/// The prefixes of one circuit route table that came from outside Azure.
struct CircuitRoutes {
  SourceSpan where;
  std::vector<Located<Prefix>> on_premises;
};

/// Whether an AS path holds a number that is none of Azure's own: 12076 (MSEE), 65515 (gateways),
/// 65520 (Virtual WAN hubs). [6.12] Such a prefix was announced by a customer's router.
bool crosses_customer(std::string_view as_path);

}  // namespace hairpin::import
