#pragma once

#include <string>

#include "reach/verdict.hpp"
#include "tests/support/packet_oracle.hpp"

namespace hairpin::test {

/// Walks the witness path of a direction again: some packet from `from` to one of the addresses
/// that the direction claims must take exactly these hops, each hop's route being the one that the
/// oracle's table of that hop chooses, and the last hop must own the address. Empty if so,
/// otherwise what is wrong.
std::string replay(const oracle::PacketOracle& oracle, const model::Network& network,
                   model::VnetIndex from, model::VnetIndex to, const reach::Direction& direction);

}  // namespace hairpin::test
