#include "import/property_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.hpp"

namespace hairpin::import {
namespace {

using Kind = Diagnostic::Kind;

/// A value that nobody can know before a deployment is no mistake of the input, and yet missing.
bool note_unknown(const Value& value, std::string_view what, ImportLog& log) {
  if (value.kind() != Value::Kind::unknown) return false;
  if (log.explains(value.reason())) return true;
  log.add(Kind::bad_value, value.where(), cat({what, " is not known: ", printable(value.reason())}),
          "what depends on it stays unproven");
  return true;
}

std::optional<Prefix> parse_prefix(std::string_view text, SourceSpan where, ImportLog& log) {
  const Prefix::Parsed parsed = Prefix::parse(text);
  if (parsed.prefix) return parsed.prefix;
  const std::string shown = printable(text.substr(0, 80));
  if (parsed.fault == Prefix::Fault::host_bits) {
    log.add(Kind::bad_value, where, cat({shown, " has host bits set"}),
            cat({parsed.masked->to_string(), " was probably meant, and is used"}));
    return parsed.masked;
  }
  log.add(Kind::bad_value, where, cat({shown, " is no IP prefix, and is left out"}),
          "a prefix has the form 10.0.0.0/16 or fd00::/48");
  return std::nullopt;
}

}  // namespace

std::optional<Prefix> read_prefix(const Value& value, ImportLog& log) {
  if (value.is_string()) return parse_prefix(value.text(), value.where(), log);
  if (!value.is_missing() && !note_unknown(value, "an IP prefix", log)) {
    log.add(Kind::bad_value, value.where(),
            cat({"expected an IP prefix, found ", value.kind_name()}));
  }
  return std::nullopt;
}

std::vector<Located<Prefix>> read_prefixes(const Value& value, ImportLog& log) {
  std::vector<Located<Prefix>> prefixes;
  if (value.is_array()) {
    for (const Value& item : value.items()) {
      if (const auto prefix = read_prefix(item, log)) prefixes.push_back({*prefix, item.where()});
    }
    return prefixes;
  }
  if (note_unknown(value, "a list of IP prefixes", log)) return prefixes;
  std::string_view rest = value.text();
  if (!value.is_string() && !value.is_missing()) {
    log.add(Kind::bad_value, value.where(),
            cat({"expected a list (an array) of IP prefixes, found ", value.kind_name()}));
  }
  while (!rest.empty()) {
    const std::size_t space = rest.find(' ');
    const std::string_view word = rest.substr(0, space);
    rest = space == rest.npos ? std::string_view() : rest.substr(space + 1);
    if (word.empty()) continue;
    if (const auto prefix = parse_prefix(word, value.where(), log)) {
      prefixes.push_back({*prefix, value.where()});
    }
  }
  return prefixes;
}

bool is_whole(const std::vector<Located<Prefix>>& known, const Value& value) {
  if (value.is_missing()) return true;
  return value.is_array() ? known.size() == value.items().size() : !known.empty();
}

bool is_list_of_objects(const Value& value) {
  const std::span<const Value> items = value.items();
  return value.is_object() ||
         (value.is_array() && std::all_of(items.begin(), items.end(),
                                          [](const Value& item) { return item.is_object(); }));
}

std::string composed_id(const Value& resource, std::string_view type) {
  const std::string_view subscription = resource["subscriptionId"].text();
  const std::string_view group = resource["resourceGroup"].text();
  const std::string_view name = resource["name"].text();
  const bool top_level = std::count(type.begin(), type.end(), '/') == 1;
  if (subscription.empty() || group.empty() || name.empty() || !top_level) return {};
  return cat(
      {"/subscriptions/", subscription, "/resourceGroups/", group, "/providers/", type, "/", name});
}

void PropertyReader::wrong(const Value& value, std::string_view key,
                           std::string_view wanted) const {
  if (note_unknown(value, key, *log_)) return;
  log_->add(Kind::bad_value, value.where(),
            cat({key, " should be ", wanted, ", and is ", value.kind_name()}),
            "the property is treated as unknown");
}

Setting<bool> PropertyReader::boolean(std::string_view key) const {
  const Value& value = object_[key];
  if (value.is_missing()) return {std::nullopt, owner_};
  if (value.kind() == Value::Kind::boolean) return {value.as_boolean(), value.where()};
  if (value.is_string() && equal_folded(value.text(), "true")) return {true, value.where()};
  if (value.is_string() && equal_folded(value.text(), "false")) return {false, value.where()};
  wrong(value, key, "true or false");
  return {std::nullopt, value.where(), true};
}

Setting<bool> PropertyReader::opening_flag(std::string_view key) const {
  const Value& value = object_[key];
  if (value.kind() != Value::Kind::null) return boolean(key);
  wrong(value, key, "true or false");
  return {std::nullopt, value.where(), true};
}

Setting<std::int64_t> PropertyReader::integer(std::string_view key) const {
  const Value& value = object_[key];
  if (value.is_missing()) return {std::nullopt, owner_};
  if (value.kind() == Value::Kind::integer) return {value.as_integer(), value.where()};
  constexpr double limit = 1e15;
  if (value.kind() == Value::Kind::number && std::abs(value.as_number()) < limit) {
    return {static_cast<std::int64_t>(value.as_number()), value.where()};
  }
  std::int64_t number = 0;
  const std::string_view text = value.text();
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (!text.empty() && parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size()) {
    return {number, value.where()};
  }
  wrong(value, key, "a number");
  return {std::nullopt, value.where(), true};
}

Setting<std::string_view> PropertyReader::text(std::string_view key) const {
  const Value& value = object_[key];
  if (value.is_missing()) return {std::nullopt, owner_};
  if (value.is_string()) {
    if (value.text().empty()) return {std::nullopt, value.where()};
    return {value.text(), value.where()};
  }
  wrong(value, key, "a string");
  return {std::nullopt, value.where(), true};
}

std::vector<Located<std::string_view>> PropertyReader::texts(std::string_view key) const {
  std::vector<Located<std::string_view>> texts;
  const Value& value = object_[key];
  for (const Value& item : value.is_string() ? std::span(&value, 1) : value.items()) {
    if (item.is_string()) texts.push_back({item.text(), item.where()});
  }
  return texts;
}

bool PropertyReader::has_texts_only(std::string_view key) const {
  const Value& value = object_[key];
  const std::size_t known = texts(key).size();
  return known > 0 && (value.is_string() || known == value.items().size());
}

Located<ResourceId> PropertyReader::reference(std::string_view key) const {
  return read_id(object_[key]["id"], *ids_, *log_);
}

Located<ResourceId> read_id(const Value& value, ResourceIds& ids, ImportLog& log) {
  if (value.is_missing() || (value.is_string() && value.text().empty())) return {};
  if (value.is_string() && parse_resource_id(value.text())) {
    return {ids.intern(value.text()), value.where()};
  }
  if (note_unknown(value, "an id", log)) return {};
  log.add(Kind::bad_value, value.where(),
          value.is_string() ? cat({printable(value.text().substr(0, 120)), " is no resource id"})
                            : cat({"an id should be a string, and is ", value.kind_name()}),
          "the reference is treated as not stated");
  return {};
}

}  // namespace hairpin::import
