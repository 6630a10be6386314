#include "import/value_reader.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/text.hpp"

namespace hairpin::import {
namespace {

/// Deeper than any property the model reads, JSON inside strings included.
constexpr int max_kept_depth = 32;
/// `properties` inside `properties` beyond this is nobody's export.
constexpr std::uint8_t max_envelopes = 4;
/// Azure allows 50 tags; the rest of a hostile object is not kept.
constexpr std::size_t max_free_members = 256;

/// What ConvertTo-Json writes in place of a value below its `-Depth`. [13.4]
bool is_depth_loss(std::string_view text) {
  return (text.starts_with("@{") && text.ends_with('}')) || text == "System.Object[]" ||
         text == "System.Collections.Hashtable" || text.starts_with("System.Collections.Generic.");
}

bool looks_like_json(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  return start != text.npos && (text[start] == '{' || text[start] == '[');
}

}  // namespace

SourceSpan JsonSource::span(std::uint64_t offset, std::uint64_t end) const {
  if (escapes != nullptr) {
    offset = base + escapes->raw_offset(offset);
    end = base + escapes->raw_offset(end);
  }
  constexpr std::uint64_t longest = std::numeric_limits<std::uint32_t>::max();
  return {file, static_cast<std::uint32_t>(std::min(end - offset, longest)), offset};
}

Value ValueReader::read_resource(const JsonSource& source, const Columns* columns,
                                 PropertyFilters filters, PropertyFilters envelope) {
  const Open open{filters, envelope, members_.size()};
  const std::uint64_t start = source.reader.offset();
  each_field(source.reader, columns, [&](const JsonKey& key) {
    read_field(source, open, key);
    return true;
  });
  return close_object(open, source.span(start, source.reader.last_end()));
}

void ValueReader::read_field(const JsonSource& source, const Open& open, const JsonKey& key) {
  constexpr std::string_view envelope = "properties";
  if (key.text.size() == envelope.size() && equal_folded(key.text, envelope)) {
    return read_envelope(source, open);
  }
  const PropertyFilter* filter = open.filters.find(key.text);
  // The envelope of ARM is outside: a `type` or `name` among the properties is another thing.
  if (filter == nullptr && open.level == 0) filter = open.envelope.find(key.text);
  if (filter == nullptr) return source.reader.skip();
  const bool free = filter->key == any_key;
  if (free && (is_secret_key(key.text) || members_.size() - open.base >= max_free_members)) {
    return source.reader.skip();
  }
  const Value value = read_value(source, filter->members);
  if (!filter->members.empty()) check_shape(*filter, value);
  // The same text from the table of filters: it stays in the cache, the input does not.
  const std::string_view name = filter->key == key.text ? filter->key : key.text;
  put(open, {name, source.span(key.offset, key.offset + key.length), value});
}

void ValueReader::read_envelope(const JsonSource& source, Open open) {
  const char first = source.reader.peek();
  ++open.level;
  if (open.level > max_envelopes || (first != '{' && first != '"')) return source.reader.skip();
  const auto read_members = [&](const JsonSource& inner) {
    inner.reader.each_member([&](const JsonKey& key) {
      read_field(inner, open, key);
      return true;
    });
  };
  if (first == '{') return read_members(source);
  const JsonString string = source.reader.string();
  const SourceSpan where = source.span(string.offset, string.offset + string.length());
  if (is_depth_loss(string.raw)) return note_depth_loss(string.raw, where);
  if (string.raw.empty() || read_embedded(source, string, read_members)) return;
  log_->add(Diagnostic::Kind::bad_value, where, "the text in properties is no JSON object",
            "export the properties as an object, or as its JSON text");
}

/// A property that should hold an object, or several, and holds neither would be passed over in
/// silence by everybody who reads it.
void ValueReader::check_shape(const PropertyFilter& filter, const Value& value) {
  const auto check = [&](const Value& stated, std::string_view subject, std::string_view wanted) {
    const bool empty = stated.is_missing() || (stated.is_string() && stated.text().empty());
    if (empty || stated.is_object()) return;
    log_->add(Diagnostic::Kind::bad_value, stated.where(),
              cat({subject, filter.key, " should be ", wanted, ", and is ", stated.kind_name()}),
              "the value is left out");
  };
  // The sku of some types is a text.
  if (depth_loss_ || filter.key == "sku") return;
  if (!value.is_array()) {
    return check(value, "", filter.is_list ? "a list (an array of objects)" : "an object");
  }
  for (const Value& item : value.items()) check(item, "an item of ", "an object");
}

void ValueReader::put(const Open& open, Member member) {
  for (std::size_t i = open.base; i < members_.size(); ++i) {
    const std::string_view known = members_[i].key;
    if (known.size() != member.key.size() || !equal_folded(known, member.key)) continue;
    if (levels_[i] == open.level) {
      log_->add(Diagnostic::Kind::conflict, member.key_where,
                cat({"the key ", printable(member.key), " stands twice in one object"}),
                "the later one counts");
    } else if (member.value.is_missing()) {
      return;  // az writes null outside for what stands in the envelope, and the other way round
    }
    members_[i] = member;
    levels_[i] = open.level;
    return;
  }
  members_.push_back(member);
  levels_.push_back(open.level);
}

Value ValueReader::close_object(const Open& open, SourceSpan where) {
  const auto kept = arena_->keep(std::span<const Member>(members_).subspan(open.base));
  members_.resize(open.base);
  levels_.resize(open.base);
  return Value::object(kept, where);
}

Value ValueReader::read_value(const JsonSource& source, PropertyFilters members) {
  const char first = source.reader.peek();
  if (first == '"') return read_string(source, members);
  if (first != '{' && first != '[') return read_scalar(source);
  const bool wanted = (first == '[' || !members.empty()) && depth_ < max_kept_depth;
  if (!wanted) {
    const std::uint64_t start = source.reader.offset();
    source.reader.skip();
    const SourceSpan where = source.span(start, source.reader.last_end());
    return first == '{' ? Value::object({}, where) : Value::array({}, where);
  }
  ++depth_;
  const Value value = first == '{' ? read_object(source, members) : read_array(source, members);
  --depth_;
  return value;
}

Value ValueReader::read_object(const JsonSource& source, PropertyFilters members) {
  const Open open{members, {}, members_.size()};
  const std::uint64_t start = source.reader.offset();
  source.reader.each_member([&](const JsonKey& key) {
    read_field(source, open, key);
    return true;
  });
  return close_object(open, source.span(start, source.reader.last_end()));
}

Value ValueReader::read_array(const JsonSource& source, PropertyFilters members) {
  const std::size_t base = items_.size();
  const std::uint64_t start = source.reader.offset();
  source.reader.each_item([&] {
    const Value item = read_value(source, members);
    items_.push_back(item);
    return true;
  });
  const auto kept = arena_->keep(std::span<const Value>(items_).subspan(base));
  items_.resize(base);
  return Value::array(kept, source.span(start, source.reader.last_end()));
}

Value ValueReader::read_string(const JsonSource& source, PropertyFilters members) {
  const JsonString string = source.reader.string();
  const SourceSpan where = source.span(string.offset, string.offset + string.length());
  std::string_view text = string.raw;
  if (string.has_escapes()) {
    const auto content = unescape(string.raw);
    if (!content) return source.reader.fail(string.offset, "only escapes of JSON"), Value();
    if (!members.empty() && looks_like_json(*content) && depth_ < max_kept_depth) {
      Value value;
      ++depth_;
      const bool read = read_embedded(
          source, string, [&](const JsonSource& inner) { value = read_value(inner, members); });
      --depth_;
      if (read) return value;
    }
    text = arena_->keep(*content);
  }
  if (is_depth_loss(text)) note_depth_loss(text, where);
  return Value::string(text, where);
}

Value ValueReader::read_scalar(const JsonSource& source) {
  const std::uint64_t start = source.reader.offset();
  const std::string_view text = source.reader.scalar();
  const SourceSpan where = source.span(start, source.reader.last_end());
  if (text.empty()) return {};
  if (text == "null") return Value::null(where);
  if (text == "true" || text == "false") return Value::boolean(text == "true", where);
  std::int64_t integer = 0;
  const char* const end = text.data() + text.size();
  if (const auto parsed = std::from_chars(text.data(), end, integer);
      parsed.ec == std::errc{} && parsed.ptr == end) {
    return Value::integer(integer, where);
  }
  double number = 0;
  const auto parsed = std::from_chars(text.data(), end, number);
  if (parsed.ec != std::errc{}) number = std::numeric_limits<double>::infinity();
  return Value::number(number, where);
}

template <class F>
bool ValueReader::read_embedded(const JsonSource& source, const JsonString& string, F&& read) {
  // Spans point into the input itself: offsets of a text inside a text inside a text would need a
  // chain of maps that no export needs.
  if (source.escapes != nullptr) return false;
  UnescapeMap escapes;
  const auto content = unescape(string.raw, &escapes);
  if (!content || !looks_like_json(*content)) return false;
  JsonReader reader(arena_->keep(*content), *arena_);
  read(JsonSource{reader, source.file, &escapes, string.offset + 1});
  return !reader.failed() && reader.at_end();
}

void ValueReader::note_depth_loss(std::string_view text, SourceSpan where) {
  if (!depth_loss_) {
    log_->add(Diagnostic::Kind::unusable, where,
              cat({"PowerShell cut this value off: ",
                   text.starts_with("@{") ? "@{...}" : printable(text.substr(0, 40)),
                   " stands where an object should be"}),
              "export again with ConvertTo-Json -Depth 100");
  }
  depth_loss_ = true;
}

}  // namespace hairpin::import
