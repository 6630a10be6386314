#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace hairpin::arm {

/// The 20 bytes of SHA-1.
std::array<std::uint8_t, 20> sha1(std::string_view bytes);

/// What the function `guid` makes of its arguments joined with dashes: a name-based UUID (RFC 4122,
/// version 5) in the name space that Azure uses for it.
std::string deployment_guid(std::string_view joined);

/// What the function `uniqueString` makes of its arguments joined with dashes: 64 bits of a hash in
/// the letters of base 32.
std::string unique_string(std::string_view joined);

}  // namespace hairpin::arm
