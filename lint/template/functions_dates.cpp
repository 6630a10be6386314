#include "base/text.hpp"
#include "template/calendar.hpp"
#include "template/evaluator.hpp"

namespace hairpin::arm {
namespace {

Datum from_epoch_of(const Call& call) {
  constexpr std::int64_t first = -62'135'596'800, last = 253'402'300'799;  // years 1 to 9999
  if (!call[0].is_integer()) return call.wrong(0, "an integer");
  if (call[0].as_integer() < first || call[0].as_integer() > last) {
    return call.fail(0,
                     "The template language function 'dateTimeFromEpoch' expects a time between "
                     "the years 1 and 9999.");
  }
  return call.text(iso_text(from_epoch(call[0].as_integer())));
}

Datum not_a_date(const Call& call) {
  return call.fail(0, cat({"The template language function '", call.expression.text,
                           "' expects a date in the form 2020-04-07T14:53:14Z."}));
}

Datum to_epoch_of(const Call& call) {
  const auto date = parse_date(call[0].text());
  return date ? call.integer(to_epoch(date->moment)) : not_a_date(call);
}

Datum date_time_add(const Call& call) {
  const auto date = parse_date(call[0].text());
  if (!date) return not_a_date(call);
  const auto duration = parse_duration(call[1].text());
  if (!duration) {
    return call.fail(1,
                     cat({"The second parameter '", printable(call[1].text()),
                          "' is not a valid ISO8601 Duration string."}),
                     "P1D is a day, PT1H an hour, -P1M a month back");
  }
  const auto moved = add(date->moment, *duration);
  if (!moved) return call.fail(1, "The date leaves the years 1 to 9999.");
  if (call.count() < 3) {
    const std::string_view usual = date->universal_sortable ? "G" : "yyyy-MM-dd'T'HH:mm:ss'Z'";
    return call.text(*format_date(*moved, usual));
  }
  const auto text = format_date(*moved, call[2].text());
  return text ? call.text(*text)
              : call.fail(
                    2, cat({"the date format '", printable(call[2].text()), "' is not supported"}));
}

constexpr Function functions[] = {
    {"dateTimeAdd", 2, 3, Type::string, Handling::strict, date_time_add},
    {"dateTimeFromEpoch", 1, 1, Type::string, Handling::strict, from_epoch_of},
    {"dateTimeToEpoch", 1, 1, Type::integer, Handling::strict, to_epoch_of},
};

}  // namespace

std::span<const Function> date_functions() { return functions; }

}  // namespace hairpin::arm
