#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/source_map.hpp"

namespace hairpin {

struct Member;

/// A JSON value that was kept, with the place that wrote it. A plain value of a few words: text,
/// items and members live in an arena (or in the input itself) that outlives the run.
///
/// Objects in the `properties` envelope of ARM are merged into the object around them when a value
/// is imported, so a reader writes `subnet["addressPrefix"]` for the nested form of ARM and
/// Resource Graph and for the flattened form of `az` alike. Keys are found without regard to case.
/// [13.10]
class Value {
 public:
  enum class Kind : std::uint8_t {
    absent,  // there is no such member
    null,    // an explicit null, which `az` and PowerShell write for absent
    boolean,
    integer,
    number,  // a number that is no 64-bit integer
    string,
    array,
    object,
    unknown,  // cannot be known statically; `reason()` tells why
  };

  constexpr Value() = default;
  static Value null(SourceSpan where);
  static Value boolean(bool value, SourceSpan where);
  static Value integer(std::int64_t value, SourceSpan where);
  static Value number(double value, SourceSpan where);
  static Value string(std::string_view text, SourceSpan where);
  static Value unknown(std::string_view reason, SourceSpan where);
  static Value array(std::span<const Value> items, SourceSpan where);
  static Value object(std::span<const Member> members, SourceSpan where);

  Kind kind() const { return kind_; }
  SourceSpan where() const { return where_; }
  /// Absent or null: both mean "not stated".
  bool is_missing() const { return kind_ == Kind::absent || kind_ == Kind::null; }
  bool is_string() const { return kind_ == Kind::string; }
  bool is_array() const { return kind_ == Kind::array; }
  bool is_object() const { return kind_ == Kind::object; }

  // Each is the neutral value (false, 0, "", nothing) if the kind differs.
  bool as_boolean() const { return kind_ == Kind::boolean && scalar_.boolean; }
  std::int64_t as_integer() const { return kind_ == Kind::integer ? scalar_.integer : 0; }
  double as_number() const;
  std::string_view text() const;
  std::string_view reason() const;  // why it is unknown
  std::span<const Value> items() const;
  std::span<const Member> members() const;

  /// The member with that key, or an absent value. Linear in the members, which are few.
  const Value& operator[](std::string_view key) const;

  /// "a string", "an object", ...: for error messages.
  std::string_view kind_name() const;

 private:
  union Scalar {
    bool boolean;
    std::int64_t integer;
    double number;
  };
  Kind kind_ = Kind::absent;
  std::uint32_t count_ = 0;
  SourceSpan where_;
  union {
    Scalar scalar_{};
    const char* text_;
    const Value* items_;
    const Member* members_;
  };
  std::uint64_t text_length_ = 0;
};

struct Member {
  std::string_view key;  // as the input spells it
  SourceSpan key_where;
  Value value;
};

/// Where values put what they cannot view. Never frees before it is destroyed.
class ValueArena {
 public:
  ValueArena() = default;
  /// Takes its memory from `pages`, which other arenas may share.
  explicit ValueArena(std::shared_ptr<std::pmr::memory_resource> pages)
      : pages_(std::move(pages)), memory_(first_block, pages_.get()) {}

  std::string_view keep(std::string_view text);
  std::span<const Value> keep(std::span<const Value> items);
  std::span<const Member> keep(std::span<const Member> members);
  /// Keeps all that another arena kept, too.
  void adopt(std::unique_ptr<ValueArena> other) { adopted_.push_back(std::move(other)); }

 private:
  static constexpr std::size_t first_block = 1 << 16;
  std::shared_ptr<std::pmr::memory_resource> pages_;
  std::pmr::monotonic_buffer_resource memory_{first_block};
  std::vector<std::unique_ptr<ValueArena>> adopted_;
};

/// `value` as compact JSON, for the `value` of a reported fact. Recurses as deep as the value is;
/// the importer bounds that depth.
std::string to_json(const Value& value);
/// `text` as a JSON string, quotes included. Bytes above 0x7f are taken as they are.
std::string json_string(std::string_view text);

}  // namespace hairpin
