#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hairpin::arm {

std::string to_base64(std::string_view bytes);
/// Nothing if the text is no base64, or its bytes are no UTF-8.
std::optional<std::string> from_base64(std::string_view text);

/// Everything but letters, digits and `-_.~` as `%XX`.
std::string percent_encode(std::string_view text);
/// A percent sign without two hexadecimal digits stays as it is.
std::string percent_decode(std::string_view text);

/// The parts of an absolute URI, as they are spelled.
struct Uri {
  std::string_view scheme, authority, path, query;
};
std::optional<Uri> parse_absolute_uri(std::string_view text);
/// `relative` as seen from `base` [RFC 3986, 5.2], without dot segments.
std::string resolve_uri(const Uri& base, std::string_view relative);

}  // namespace hairpin::arm
