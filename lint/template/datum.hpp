#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/source_map.hpp"
#include "template/unknown.hpp"

namespace hairpin::arm {

struct DatumMember;

/// A value that an expression has: a plain value of a few words, whose content lives in the arena
/// of the run.
///
/// Beside what JSON has there are values that are not, or only partly, known. A *rope* is a text of
/// which some pieces are unknown. An array or object is *open* if there may be more in it than is
/// known, and a member that it lacks is unknown rather than absent. An open object is *live* if
/// that goes for all objects in it, too: Azure adds what it likes to what was deployed.
class Datum {
 public:
  enum class Kind : std::uint8_t {
    null,
    boolean,
    integer,
    number,  // a number that is no 64-bit integer
    string,
    rope,
    array,
    object,
    unknown,
  };

  constexpr Datum() = default;  // null, nowhere
  static Datum null(SourceSpan where);
  static Datum boolean(bool value, SourceSpan where);
  static Datum integer(std::int64_t value, SourceSpan where);
  static Datum number(double value, SourceSpan where);
  static Datum string(std::string_view text, SourceSpan where);
  static Datum rope(std::span<const Datum> pieces, SourceSpan where);
  static Datum array(std::span<const Datum> items, SourceSpan where);
  static Datum object(std::span<const DatumMember> members, SourceSpan where);
  // The last element of each is no element: an unknown value that stands for what else there is.
  static Datum open_array(std::span<const Datum> items, SourceSpan where);
  static Datum open_object(std::span<const DatumMember> members, SourceSpan where);
  static Datum live_object(std::span<const DatumMember> members, SourceSpan where);
  static Datum unknown(const Unknown* what, SourceSpan where);

  Kind kind() const { return kind_; }
  bool is_null() const { return kind_ == Kind::null; }
  bool is_boolean() const { return kind_ == Kind::boolean; }
  bool is_integer() const { return kind_ == Kind::integer; }
  bool is_string() const { return kind_ == Kind::string; }
  bool is_rope() const { return kind_ == Kind::rope; }
  bool is_array() const { return kind_ == Kind::array; }
  bool is_object() const { return kind_ == Kind::object; }
  bool is_unknown() const { return kind_ == Kind::unknown; }
  /// A text, known in part at least.
  bool is_text() const { return is_string() || is_rope(); }

  // Each is the neutral value if the kind differs.
  bool as_boolean() const { return is_boolean() && content_.boolean; }
  std::int64_t as_integer() const { return is_integer() ? content_.integer : 0; }
  double as_number() const;
  std::string_view text() const;
  std::span<const Datum> items() const;   // of an array
  std::span<const Datum> pieces() const;  // of a rope: strings and unknown values
  std::span<const DatumMember> members() const;
  /// Null if it is known.
  const Unknown* unknown() const { return is_unknown() ? content_.unknown : nullptr; }

  /// The first member with that key, in any case; null if there is none. Linear.
  const Datum* find(std::string_view key) const;

  SourceSpan where() const { return where_; }
  /// Must appear in no output. Of an array or object: something in it is secret.
  bool is_secret() const { return secret_; }
  bool is_open() const { return open_; }
  bool is_live() const { return live_; }
  /// What stands for all that is not known to be in an open array or object.
  const Unknown& rest() const;
  /// Nothing is unknown at the outermost level: the kind and the number of elements are certain.
  bool is_certain() const { return !is_unknown() && !is_rope() && !open_; }

  Datum at(SourceSpan where) const;
  Datum as_secret() const;

  /// How many values there are in it if all are written out, long texts counting as several. Data
  /// share what they have in common, so that a few bytes can stand for millions of values: whoever
  /// makes arrays and objects refuses those that are too heavy or too deep, and all others walk
  /// them without fear.
  std::uint32_t weight() const { return weight_; }
  std::uint16_t depth() const { return depth_; }
  static constexpr std::uint32_t max_weight = 1'000'000;
  static constexpr std::uint16_t max_depth = 200;

  /// "a string", "an object", ...: for messages.
  std::string_view kind_name() const;

 private:
  union Content {
    bool boolean;
    std::int64_t integer;
    double number;
    const char* text;
    const Datum* items;
    const DatumMember* members;
    const Unknown* unknown;
  };
  void enclose(const Datum& part);

  Kind kind_ = Kind::null;
  bool secret_ : 1 = false, open_ : 1 = false, live_ : 1 = false;
  std::uint16_t depth_ = 0;
  std::uint32_t count_ = 0;
  std::uint32_t weight_ = 1;
  SourceSpan where_;
  Content content_{};
};

struct DatumMember {
  std::string_view key;
  SourceSpan key_where;
  Datum value;
};

/// Whether two values are equal, as far as that is known.
enum class Trit : std::uint8_t { no, maybe, yes };
/// Deep; strings with regard to case; values of different types never are. Linear in the smaller.
Trit equal(const Datum& a, const Datum& b);
/// Whether the condition holds; `maybe` for an unknown value.
inline Trit truth(const Datum& value) {
  if (!value.is_boolean()) return Trit::maybe;
  return value.as_boolean() ? Trit::yes : Trit::no;
}

/// The first unknown value in it, however deep; what else an open array or object holds, too. Null
/// if all is known.
const Unknown* first_unknown(const Datum& value);

}  // namespace hairpin::arm
