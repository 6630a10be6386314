#include "base/prefix.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "base/ensure.hpp"

namespace hairpin {
namespace {

/// The lowest `count` bits set. Shifting by the whole width is undefined, hence the branch.
constexpr std::uint64_t low_ones(int count) {
  return count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

struct HostMask {
  std::uint64_t high, low;
};

constexpr HostMask host_mask(Family family, int length) {
  if (family == Family::ipv4) return {0, low_ones(32 - length)};
  const int host = 128 - length;
  return {host > 64 ? low_ones(host - 64) : 0, low_ones(std::min(host, 64))};
}

std::optional<std::uint32_t> parse_quad(std::string_view text) {
  std::uint32_t number = 0;
  for (int part = 0; part < 4; ++part) {
    if (part > 0) {
      if (text.empty() || text.front() != '.') return std::nullopt;
      text.remove_prefix(1);
    }
    unsigned octet = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), octet);
    const auto digits = static_cast<std::size_t>(end - text.data());
    // "010" is octal to some readers and decimal to others: refused rather than guessed.
    const bool leading_zero = digits > 1 && text.front() == '0';
    if (error != std::errc{} || digits == 0 || digits > 3 || octet > 255 || leading_zero) {
      return std::nullopt;
    }
    number = number << 8 | octet;
    text.remove_prefix(digits);
  }
  if (!text.empty()) return std::nullopt;
  return number;
}

std::optional<Address> parse_v6(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN + 1> copy{};
  if (text.size() >= copy.size()) return std::nullopt;
  std::copy(text.begin(), text.end(), copy.begin());
  in6_addr parsed{};
  if (text.find('\0') != text.npos || inet_pton(AF_INET6, copy.data(), &parsed) != 1) {
    return std::nullopt;
  }
  Address address{Family::ipv6, 0, 0};
  for (int i = 0; i < 8; ++i) address.high = address.high << 8 | parsed.s6_addr[i];
  for (int i = 8; i < 16; ++i) address.low = address.low << 8 | parsed.s6_addr[i];
  return address;
}

}  // namespace

std::optional<Address> Address::parse(std::string_view text) {
  if (text.find(':') != text.npos) return parse_v6(text);
  if (const auto number = parse_quad(text)) return Address::v4(*number);
  return std::nullopt;
}

std::string Address::to_string() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (family == Family::ipv4) {
    const std::uint32_t network = htonl(static_cast<std::uint32_t>(low));
    inet_ntop(AF_INET, &network, text.data(), text.size());
  } else {
    in6_addr bytes{};
    for (int i = 0; i < 8; ++i) {
      bytes.s6_addr[i] = static_cast<std::uint8_t>(high >> (56 - 8 * i));
      bytes.s6_addr[8 + i] = static_cast<std::uint8_t>(low >> (56 - 8 * i));
    }
    inet_ntop(AF_INET6, &bytes, text.data(), text.size());
  }
  return text.data();
}

std::optional<Address> Address::next() const {
  Address result = *this;
  if (++result.low == 0) ++result.high;
  const bool wrapped = family == Family::ipv4 ? result.low > 0xffffffffu
                                              : result.low == 0 && result.high == 0;
  if (wrapped) return std::nullopt;
  return result;
}

std::optional<Address> Address::previous() const {
  if (high == 0 && low == 0) return std::nullopt;
  Address result = *this;
  if (result.low-- == 0) --result.high;
  return result;
}

std::optional<Prefix> Prefix::make(Address first, int length) {
  if (length < 0 || length > first.bits()) return std::nullopt;
  const HostMask host = host_mask(first.family, length);
  if ((first.high & host.high) != 0 || (first.low & host.low) != 0) return std::nullopt;
  return Prefix(first, length);
}

Prefix Prefix::covering(Address address, int length) {
  ensure(length >= 0 && length <= address.bits(), "a prefix length fits its family");
  const HostMask host = host_mask(address.family, length);
  address.high &= ~host.high;
  address.low &= ~host.low;
  return Prefix(address, length);
}

Prefix::Parsed Prefix::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = Address::parse(text.substr(0, slash));
  if (!address) return {{}, Fault::malformed, {}};
  if (slash == text.npos) return {host(*address), {}, {}};
  const std::string_view digits = text.substr(slash + 1);
  int length = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
  if (error != std::errc{} || end != digits.data() + digits.size() || digits.front() == '-') {
    return {{}, Fault::malformed, {}};
  }
  if (length > address->bits()) return {{}, Fault::length, {}};
  if (const auto prefix = make(*address, length)) return {prefix, {}, {}};
  return {{}, Fault::host_bits, covering(*address, length)};
}

Address Prefix::last() const {
  const HostMask host = host_mask(first_.family, length_);
  return {first_.family, first_.high | host.high, first_.low | host.low};
}

bool Prefix::contains(const Prefix& inner) const {
  return length_ <= inner.length_ && contains(inner.first_);
}

bool Prefix::contains(const Address& address) const {
  if (address.family != first_.family) return false;
  const HostMask host = host_mask(first_.family, length_);
  return (address.high & ~host.high) == first_.high && (address.low & ~host.low) == first_.low;
}

std::string Prefix::to_string() const {
  return first_.to_string() + '/' + std::to_string(static_cast<int>(length_));
}

}  // namespace hairpin
