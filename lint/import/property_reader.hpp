#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/prefix.hpp"
#include "base/resource.hpp"
#include "base/setting.hpp"
#include "base/text.hpp"
#include "import/import_log.hpp"

namespace hairpin::import {

/// The prefix that a value states. A prefix with host bits set is logged and taken without them:
/// that is what was probably meant, and leaving it out could prove isolation that is not there.
/// Nothing, with a log entry, for anything else that is no prefix; nothing at all for a missing
/// one.
std::optional<Prefix> read_prefix(const Value& value, ImportLog& log);

/// All prefixes of an array, or of one string (several of them, with spaces between, where
/// PowerShell flattened an array). Values that are none are logged and left out.
std::vector<Located<Prefix>> read_prefixes(const Value& value, ImportLog& log);

/// Whether `known`, which `read_prefixes` made of it, is all that the value states.
bool is_whole(const std::vector<Located<Prefix>>& known, const Value& value);

/// The id from what a row without `id` says of itself (subscriptionId, resourceGroup, name); empty
/// if a part is missing.
std::string composed_id(const Value& resource, std::string_view type);

/// Reads typed settings from one object. What is absent or null stays unset, at the place of the
/// object. What is wrong stays unset too, but `unreadable`, and is logged. "true" and "false" in
/// quotes are taken for what they say.
class PropertyReader {
 public:
  /// `owner` is where an absent property is reported.
  PropertyReader(const Value& object, SourceSpan owner, ResourceIds& ids, ImportLog& log)
      : object_(object), owner_(owner), ids_(&ids), log_(&log) {}

  const Value& operator[](std::string_view key) const { return object_[key]; }
  Setting<bool> boolean(std::string_view key) const;
  /// A flag that is false when absent, where false keeps networks apart. Azure always states such
  /// flags as true or false: here a null is no less unreadable than a number. [0.3]
  Setting<bool> opening_flag(std::string_view key) const;
  Setting<std::int64_t> integer(std::string_view key) const;
  Setting<std::string_view> text(std::string_view key) const;
  /// The names in an array of strings.
  std::vector<Located<std::string_view>> texts(std::string_view key) const;
  /// Whether `texts` gives all that the property states, and that is not nothing.
  bool has_texts_only(std::string_view key) const;
  /// The enumerator whose name the property states, in any case; `otherwise` for another text.
  template <class E, std::size_t N>
  Setting<E> choice(std::string_view key, const std::pair<std::string_view, E> (&names)[N],
                    E otherwise) const;
  /// The `id` of the object under `key`; none if absent. A text that is no id is logged.
  Located<ResourceId> reference(std::string_view key) const;
  std::vector<Located<Prefix>> prefixes(std::string_view key) const {
    return read_prefixes(object_[key], *log_);
  }

 private:
  void wrong(const Value& value, std::string_view key, std::string_view wanted) const;

  const Value& object_;
  SourceSpan owner_;
  ResourceIds* ids_;
  ImportLog* log_;
};

/// Whether the value is a list of objects, as lists of children are. One object will do.
bool is_list_of_objects(const Value& value);

/// The items of an array; an object stands for an array of one, as PowerShell writes it.
inline std::span<const Value> as_items(const Value& value) {
  return value.is_object() ? std::span(&value, 1) : value.items();
}

/// The id that `value` states as a string; none, with a log entry, if it is no id.
Located<ResourceId> read_id(const Value& value, ResourceIds& ids, ImportLog& log);

template <class E, std::size_t N>
Setting<E> PropertyReader::choice(std::string_view key,
                                  const std::pair<std::string_view, E> (&names)[N],
                                  E otherwise) const {
  const Setting<std::string_view> stated = text(key);
  if (!stated.is_set()) return {std::nullopt, stated.where, stated.unreadable};
  for (const auto& [name, value] : names) {
    if (equal_folded(name, *stated.value)) return {value, stated.where};
  }
  return {otherwise, stated.where};
}

}  // namespace hairpin::import
