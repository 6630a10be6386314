#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hairpin::arm {

/// A moment in UTC, in whole seconds.
struct Moment {
  std::int64_t year = 1970;
  int month = 1, day = 1, hour = 0, minute = 0, second = 0;
};

Moment from_epoch(std::int64_t seconds);
std::int64_t to_epoch(const Moment& moment);

/// A date as templates write it, and whether in the form with a space and a `Z` that .NET calls
/// "u".
struct ParsedDate {
  Moment moment;
  bool universal_sortable = false;
};
/// `2020-04-07T14:53:14Z`, `2020-04-07 14:53:14Z`, `2020-04-07`, with fractions and offsets.
std::optional<ParsedDate> parse_date(std::string_view text);

/// An ISO 8601 duration: years and months follow the calendar, the rest is seconds.
struct Duration {
  std::int64_t months = 0, seconds = 0;
};
std::optional<Duration> parse_duration(std::string_view text);
/// The last day of the month where the day does not exist there. Nothing beyond the years 1 to
/// 9999.
std::optional<Moment> add(const Moment& moment, const Duration& duration);

/// `yyyy-MM-ddTHH:mm:ssZ`.
std::string iso_text(const Moment& moment);
/// By a .NET custom format of y, M, d, H, h, m, s, t, and literals; nothing for another one.
std::optional<std::string> format_date(const Moment& moment, std::string_view format);

}  // namespace hairpin::arm
