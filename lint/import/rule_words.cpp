#include "import/rule_words.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>
#include <vector>

#include "base/public_addresses.hpp"
#include "base/text.hpp"
#include "import/service_tags.hpp"

namespace hairpin::import {
namespace {

using model::AddressMatch;

/// Calls `take(text, where)` for every text of a string or an array of strings, and `other(value)`
/// for what is no text. Several texts in one string stand between commas or spaces.
template <class Take, class Other>
void each_text(const Value& value, Take take, Other other) {
  if (value.is_array()) {
    for (const Value& item : value.items()) each_text(item, take, other);
    return;
  }
  if (value.is_missing()) return;
  if (!value.is_string()) return other(value);
  std::string_view rest = value.text();
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find_first_of(", "), rest.size());
    if (end > 0) take(rest.substr(0, end), value.where());
    rest = rest.substr(std::min(end + 1, rest.size()));
  }
}

std::optional<std::uint32_t> port_number(std::string_view text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number > last_port) return {};
  return number;
}

std::optional<RangeSet> port_range(std::string_view text) {
  if (text == "*" || equal_folded(text, "any")) return RangeSet(0, last_port);
  const std::size_t dash = text.find('-');
  const auto first = port_number(text.substr(0, dash));
  const auto last = dash == text.npos ? first : port_number(text.substr(dash + 1));
  if (!first || !last || *first > *last) return std::nullopt;
  return RangeSet(*first, *last);
}

/// All of that protocol, as far as the ports allow.
Services with_ports(Protocol protocol, const RangeSet& source, const RangeSet& destination,
                    bool named) {
  if (has_ports(protocol)) return Services::of(protocol, destination, source);
  const RangeSet any(0, last_port);
  // Who names a protocol without ports means it, whatever stands in the fields for ports.
  const bool whole = named || (source == any && destination == any);
  return whole ? Services::of(protocol) : Services();
}

}  // namespace

void RuleWords::note(std::string doubt, SourceSpan where) {
  if (!doubt_.empty()) return;
  doubt_ = std::move(doubt);
  doubt_where_ = where;
}

void RuleWords::wrong(SourceSpan where, std::string_view text, std::string_view wanted) {
  const std::string shown = printable(text.substr(0, 80));
  log_->add(Diagnostic::Kind::bad_value, where, cat({shown, " is no ", wanted}),
            "the rule is taken to match anything there");
  note(cat({shown, " is no ", wanted}), where);
}

void RuleWords::add_unknown(std::string what, SourceSpan where, AddressMatch& match) {
  match.perhaps = PrefixSet::everything();
  note(std::move(what), where);
}

void RuleWords::add_addresses(const Value& value, AddressMatch& match) {
  each_text(
      value, [&](std::string_view text, SourceSpan where) { add_address(text, where, match); },
      [&](const Value& other) {
        add_unknown("an address of it cannot be known", other.where(), match);
      });
}

void RuleWords::add_address(std::string_view text, SourceSpan where, AddressMatch& match) {
  if (text == "*" || equal_folded(text, "any") || text == "0.0.0.0/0") {  // [10.7]
    match.surely = PrefixSet::everything();
    return;
  }
  if (add_tag(text, where, match) || add_range(text, match)) return;
  const Prefix::Parsed parsed = Prefix::parse(text);
  if (parsed.prefix) {
    match.surely |= PrefixSet(*parsed.prefix);
  } else if (parsed.masked) {
    wrong(where, text, "IP prefix: it has host bits set");
    match.perhaps |= PrefixSet(*parsed.masked);
  } else {
    wrong(where, text, "IP address, prefix or service tag");
    match.perhaps = PrefixSet::everything();
  }
}

bool RuleWords::add_tag(std::string_view text, SourceSpan where, AddressMatch& match) {
  const bool letter = std::isalpha(static_cast<unsigned char>(text.front())) != 0;
  if (!letter || text.find_first_of("/:") != text.npos) return false;
  if (equal_folded(text, "VirtualNetwork")) {
    match.virtual_network = true;
  } else if (equal_folded(text, "Internet")) {
    match.internet = true;
  } else if (equal_folded(text, "AzureLoadBalancer")) {
    match.surely |= PrefixSet(Prefix::host(Address::v4(0xa83f8110)));  // 168.63.129.16 [10.8]
  } else if (is_service_tag(text)) {
    match.perhaps |= public_addresses();
    note(cat({"what the service tag ", text, " stands for is not in the input"}), where);
  } else {
    const std::string shown = printable(text.substr(0, 80));
    add_unknown(cat({"nothing is known of the service tag ", shown}), where, match);
  }
  return true;
}

/// `10.0.0.1-10.0.0.9`, which firewalls and IP groups know.
bool RuleWords::add_range(std::string_view text, AddressMatch& match) {
  const std::size_t dash = text.find('-');
  if (dash == text.npos) return false;
  const auto first = Address::parse(text.substr(0, dash));
  const auto last = Address::parse(text.substr(dash + 1));
  if (!first || !last || first->family != last->family || *last < *first) return false;
  match.surely |= PrefixSet::of_ranges({{*first, *last}});
  return true;
}

void RuleWords::add_ports(const Value& value, Ports& ports) {
  if (value.kind() == Value::Kind::integer) {
    const std::int64_t number = value.as_integer();
    if (number >= 0 && number <= last_port) {
      ports.numbers |=
          RangeSet(static_cast<std::uint32_t>(number), static_cast<std::uint32_t>(number));
      return;
    }
  }
  if (value.is_array()) {
    for (const Value& item : value.items()) add_ports(item, ports);
    return;
  }
  each_text(
      value,
      [&](std::string_view text, SourceSpan where) {
        if (const auto range = port_range(text)) {
          ports.numbers |= *range;
        } else {
          wrong(where, text, "port or range of ports");
          ports.readable = false;
        }
      },
      [&](const Value& other) {
        note("a port of it cannot be known", other.where());
        ports.readable = false;
      });
}

RuleWords::Ports RuleWords::ports(const Value& singular, const Value& plural) {
  Ports ports;
  add_ports(singular, ports);
  add_ports(plural, ports);
  if (ports.numbers.empty() && ports.readable) {
    note("it states no ports", singular.where());
    ports.readable = false;
  }
  return ports;
}

RuleWords::Matched RuleWords::services(const Value& protocols, const Ports& source,
                                       const Ports& destination) {
  const RangeSet any(0, last_port);
  const RangeSet& most_sources = source.readable ? source.numbers : any;
  const RangeSet& most_destinations = destination.readable ? destination.numbers : any;
  Matched matched;
  bool stated = false;
  const auto add = [&](Protocol protocol, bool named) {
    matched.surely |= with_ports(protocol, source.numbers, destination.numbers, named);
    matched.perhaps |= with_ports(protocol, most_sources, most_destinations, named);
  };
  const auto unknown = [&](std::string what, SourceSpan where) {
    stated = true;
    matched.perhaps = Services::everything();
    note(std::move(what), where);
  };
  each_text(
      protocols,
      [&](std::string_view text, SourceSpan where) {
        const bool all = text == "*" || equal_folded(text, "any");
        bool known = all;
        for (const Protocol protocol : all_protocols) {
          const bool named = equal_folded(text, name_of(protocol));
          if (all || named) add(protocol, named);
          known = known || named;
        }
        stated = true;
        if (!known) unknown(cat({printable(text.substr(0, 80)), " is no known protocol"}), where);
      },
      [&](const Value& other) { unknown("its protocol cannot be known", other.where()); });
  if (!stated) unknown("it states no protocol", protocols.where());
  matched.perhaps = matched.perhaps - matched.surely;
  return matched;
}

}  // namespace hairpin::import
