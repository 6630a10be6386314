#include "template/calendar.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>

namespace hairpin::arm {
namespace {

constexpr std::int64_t seconds_per_day = 86'400;

/// Days from 1970-01-01 in the proleptic Gregorian calendar, whose eras of 400 years are alike. The
/// year is taken to start in March, so that the leap day comes last.
std::int64_t days_from(std::int64_t year, int month, int day) {
  const std::int64_t y = month <= 2 ? year - 1 : year;
  const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
  const std::int64_t of_era = y - era * 400;
  const std::int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146'097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719'468;
}

bool is_leap(std::int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int days_in(std::int64_t year, int month) {
  if (month == 2) return is_leap(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/// Reads a text from its front.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  char peek() const { return rest_.empty() ? '\0' : rest_[0]; }
  bool take(char c) {
    if (peek() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// Exactly so many digits.
  std::optional<int> digits(std::size_t count) {
    if (rest_.size() < count) return {};
    int number = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (rest_[i] < '0' || rest_[i] > '9') return {};
      number = number * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(count);
    return number;
  }
  std::optional<std::int64_t> number() {
    std::int64_t value = 0;
    if (peek() < '0' || peek() > '9') return {};
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    constexpr std::int64_t largest = 100'000'000'000;
    if (error != std::errc{} || value > largest) return {};
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return value;
  }
  void skip_digits() {
    while (peek() >= '0' && peek() <= '9') rest_.remove_prefix(1);
  }

 private:
  std::string_view rest_;
};

bool read_time(Scanner& scan, Moment& moment) {
  const auto hour = scan.digits(2);
  if (!hour || !scan.take(':')) return false;
  const auto minute = scan.digits(2);
  if (!minute) return false;
  const auto second = scan.take(':') ? scan.digits(2) : 0;
  if (!second || *hour > 23 || *minute > 59 || *second > 59) return false;
  if (scan.take('.')) scan.skip_digits();
  moment.hour = *hour;
  moment.minute = *minute;
  moment.second = *second;
  return true;
}

/// `Z`, `+02:00`, or nothing: minutes east of Greenwich.
std::optional<int> read_offset(Scanner& scan) {
  if (scan.at_end() || scan.take('Z')) return 0;
  const int sign = scan.peek() == '-' ? -1 : 1;
  if (!scan.take('+') && !scan.take('-')) return {};
  const auto hours = scan.digits(2);
  if (!hours) return {};
  scan.take(':');
  const auto minutes = scan.digits(2);
  if (!minutes) return {};
  return sign * (*hours * 60 + *minutes);
}

std::string padded(std::int64_t number, int width) {
  char digits[24];
  const int size =
      std::snprintf(digits, sizeof digits, "%0*lld", width, static_cast<long long>(number));
  return {digits, static_cast<std::size_t>(size)};
}

/// One run of a format letter.
std::optional<std::string> format_part(const Moment& moment, char letter, int count) {
  const int width = std::min(count, 2);
  const int hour = moment.hour % 12 == 0 ? 12 : moment.hour % 12;
  switch (letter) {
    case 'y':
      return count >= 3 ? padded(moment.year, 4) : padded(moment.year % 100, width);
    case 'M':
      return count <= 2 ? std::optional(padded(moment.month, width)) : std::nullopt;
    case 'd':
      return count <= 2 ? std::optional(padded(moment.day, width)) : std::nullopt;
    case 'H':
      return padded(moment.hour, width);
    case 'h':
      return padded(hour, width);
    case 'm':
      return padded(moment.minute, width);
    case 's':
      return padded(moment.second, width);
    case 'f':
      return std::string(static_cast<std::size_t>(count), '0');
    case 't':
      return std::string(moment.hour < 12 ? "AM" : "PM").substr(0, count == 1 ? 1 : 2);
    case 'K':
    case 'z':
      return "Z";
    default:
      return std::nullopt;
  }
}

}  // namespace

Moment from_epoch(std::int64_t seconds) {
  std::int64_t days = seconds / seconds_per_day, rest = seconds % seconds_per_day;
  if (rest < 0) --days, rest += seconds_per_day;
  const std::int64_t shifted = days + 719'468;
  const std::int64_t era = (shifted >= 0 ? shifted : shifted - 146'096) / 146'097;
  const std::int64_t of_era = shifted - era * 146'097;
  const std::int64_t year = (of_era - of_era / 1'460 + of_era / 36'524 - of_era / 146'096) / 365;
  const std::int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
  const std::int64_t march_month = (5 * of_year + 2) / 153;
  Moment moment;
  moment.day = static_cast<int>(of_year - (153 * march_month + 2) / 5 + 1);
  moment.month = static_cast<int>(march_month < 10 ? march_month + 3 : march_month - 9);
  moment.year = year + era * 400 + (moment.month <= 2 ? 1 : 0);
  moment.hour = static_cast<int>(rest / 3'600);
  moment.minute = static_cast<int>(rest / 60 % 60);
  moment.second = static_cast<int>(rest % 60);
  return moment;
}

std::int64_t to_epoch(const Moment& moment) {
  return days_from(moment.year, moment.month, moment.day) * seconds_per_day + moment.hour * 3'600 +
         moment.minute * 60 + moment.second;
}

std::optional<ParsedDate> parse_date(std::string_view text) {
  Scanner scan(text);
  ParsedDate parsed;
  Moment& moment = parsed.moment;
  const auto year = scan.digits(4);
  if (!year || !scan.take('-')) return {};
  const auto month = scan.digits(2);
  if (!month || !scan.take('-')) return {};
  const auto day = scan.digits(2);
  if (!day || *year < 1 || *month < 1 || *month > 12 || *day < 1 || *day > days_in(*year, *month)) {
    return {};
  }
  moment.year = *year;
  moment.month = *month;
  moment.day = *day;
  if (scan.at_end()) return parsed;
  parsed.universal_sortable = scan.peek() == ' ';
  if (!scan.take('T') && !scan.take(' ')) return {};
  if (!read_time(scan, moment)) return {};
  const auto offset = read_offset(scan);
  if (!offset || !scan.at_end()) return {};
  moment = from_epoch(to_epoch(moment) - *offset * 60);
  return parsed;
}

std::optional<Duration> parse_duration(std::string_view text) {
  Scanner scan(text);
  const std::int64_t sign = scan.take('-') ? -1 : 1;
  if (!scan.take('P') || scan.at_end()) return {};
  Duration duration;
  bool time = false;
  while (!scan.at_end()) {
    if (!time && scan.take('T')) {
      time = true;
      if (scan.at_end()) return {};
    }
    const auto number = scan.number();
    if (!number) return {};
    if (!time && scan.take('Y'))
      duration.months += *number * 12;
    else if (!time && scan.take('M'))
      duration.months += *number;
    else if (!time && scan.take('W'))
      duration.seconds += *number * 7 * seconds_per_day;
    else if (!time && scan.take('D'))
      duration.seconds += *number * seconds_per_day;
    else if (time && scan.take('H'))
      duration.seconds += *number * 3'600;
    else if (time && scan.take('M'))
      duration.seconds += *number * 60;
    else if (time && scan.take('S'))
      duration.seconds += *number;
    else
      return {};
  }
  duration.months *= sign;
  duration.seconds *= sign;
  return duration;
}

std::optional<Moment> add(const Moment& moment, const Duration& duration) {
  constexpr std::int64_t most_months = 120'000, most_seconds = 400'000'000'000;
  if (std::abs(duration.months) > most_months || std::abs(duration.seconds) > most_seconds) {
    return {};
  }
  const std::int64_t month = moment.year * 12 + moment.month - 1 + duration.months;
  if (month < 12 || month >= 120'000) return {};
  Moment moved = moment;
  moved.year = month / 12;
  moved.month = static_cast<int>(month % 12) + 1;
  moved.day = std::min(moment.day, days_in(moved.year, moved.month));
  moved = from_epoch(to_epoch(moved) + duration.seconds);
  if (moved.year < 1 || moved.year > 9999) return {};
  return moved;
}

std::string iso_text(const Moment& moment) {
  return *format_date(moment, "yyyy-MM-dd'T'HH:mm:ss'Z'");
}

std::optional<std::string> format_date(const Moment& moment, std::string_view format) {
  if (format == "u") return format_date(moment, "yyyy-MM-dd HH:mm:ss'Z'");
  if (format == "s") return format_date(moment, "yyyy-MM-dd'T'HH:mm:ss");
  if (format == "d") return format_date(moment, "M/d/yyyy");
  if (format == "G") return format_date(moment, "M/d/yyyy h:mm:ss tt");
  std::string text;
  bool quoted = false;
  for (std::size_t i = 0; i < format.size();) {
    const char c = format[i];
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (c == '\'' || quoted || !letter || c == 'T' || c == 'Z') {
      if (c == '\'')
        quoted = !quoted;
      else
        text += c;
      ++i;
      continue;
    }
    const std::size_t end = std::min(format.find_first_not_of(c, i), format.size());
    const auto part = format_part(moment, c, static_cast<int>(std::min<std::size_t>(end - i, 9)));
    if (!part) return {};
    text += *part;
    i = end;
  }
  return text;
}

}  // namespace hairpin::arm
