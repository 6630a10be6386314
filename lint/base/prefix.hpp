#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hairpin {

enum class Family : std::uint8_t { ipv4, ipv6 };

/// One IP address of either family. Ordered by family, then by number, so that a sorted sequence
/// never mixes the families. `high` and `low` are host byte order; an IPv4 address lies in the low
/// 32 bits of `low`.
struct Address {
  Family family = Family::ipv4;
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  /// Dotted quad, or any spelling of IPv6 that RFC 4291 allows. Empty for anything else (leading
  /// zeros in a dotted quad, a zone, surrounding space).
  static std::optional<Address> parse(std::string_view text);
  static constexpr Address v4(std::uint32_t number) { return {Family::ipv4, 0, number}; }

  constexpr int bits() const { return family == Family::ipv4 ? 32 : 128; }
  std::string to_string() const;
  /// The numerically next address; the last address of a family has none.
  std::optional<Address> next() const;
  std::optional<Address> previous() const;

  auto operator<=>(const Address&) const = default;
};

/// IP prefix in canonical form: the host bits are zero. Ordered by (family, address, length), so a
/// prefix sorts directly before everything that it contains.
class Prefix {
 public:
  /// Why a text is no prefix. `host_bits`: 10.0.0.1/16 is somebody's typo, and masking it away
  /// would hide it.
  enum class Fault : std::uint8_t { malformed, length, host_bits };
  struct Parsed;

  /// The whole IPv4 space; only so that containers can make one.
  constexpr Prefix() = default;

  /// Empty if the length does not fit the family or a host bit is set.
  static std::optional<Prefix> make(Address first, int length);
  /// Zeroes the host bits; for addresses whose prefix length is a fact of its own.
  static Prefix covering(Address address, int length);
  static Prefix host(Address address) { return covering(address, address.bits()); }
  /// `10.0.0.0/16` or `fd00::/48`; a bare address is a host prefix.
  static Parsed parse(std::string_view text);
  /// 0.0.0.0/0 or ::/0.
  static Prefix everything(Family family) { return covering({family, 0, 0}, 0); }

  Address first() const { return first_; }
  Address last() const;
  /// Bits of the network part: 0..32 or 0..128.
  int length() const { return length_; }
  Family family() const { return first_.family; }
  bool is_default() const { return length_ == 0; }
  /// True for equal prefixes too. Families never contain each other.
  bool contains(const Prefix& inner) const;
  bool contains(const Address& address) const;
  bool overlaps(const Prefix& other) const { return contains(other) || other.contains(*this); }
  std::string to_string() const;

  auto operator<=>(const Prefix&) const = default;

 private:
  Prefix(Address first, int length) : first_(first), length_(static_cast<std::uint8_t>(length)) {}

  Address first_{};
  std::uint8_t length_ = 0;
};

/// Either a prefix or the reason there is none. `masked` is what was probably meant when only the
/// host bits are wrong.
struct Prefix::Parsed {
  std::optional<Prefix> prefix;
  std::optional<Fault> fault;
  std::optional<Prefix> masked;
};

}  // namespace hairpin
