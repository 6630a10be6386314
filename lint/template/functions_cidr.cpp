#include <charconv>
#include <optional>

#include "base/prefix.hpp"
#include "base/text.hpp"
#include "template/evaluator.hpp"

namespace hairpin::arm {
namespace {

/// The prefix that a text states; host bits are allowed, and left out.
std::optional<Prefix> read_prefix(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == text.npos) return {};
  const auto address = Address::parse(text.substr(0, slash));
  const std::string_view digits = text.substr(slash + 1);
  int length = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
  const bool number =
      !digits.empty() && error == std::errc{} && end == digits.data() + digits.size();
  if (!address || !number || length < 0 || length > address->bits()) return {};
  return Prefix::covering(*address, length);
}

Datum not_a_prefix(const Call& call) {
  if (!call[0].is_string()) return call.wrong(0, "a string");
  return call.fail(0, cat({"The specified CIDR '", printable(call[0].text()), "' is not valid."}),
                   "a prefix has the form 10.0.0.0/16 or fd00::/48");
}

/// `address + number * 2^shift` within the family; nothing beyond its end.
std::optional<Address> advance(Address address, std::uint64_t number, int shift) {
  if (number == 0) return address;
  if (shift >= address.bits()) return {};
  std::uint64_t high = 0, low = 0;
  if (shift >= 64) {
    high = number << (shift - 64);
    if (high >> (shift - 64) != number) return {};
  } else {
    low = number << shift;
    high = shift == 0 ? 0 : number >> (64 - shift);
  }
  Address moved = address;
  moved.low += low;
  const std::uint64_t carry = moved.low < low ? 1 : 0;
  moved.high += high + carry;
  const bool beyond_v6 = moved.high < address.high || (high != 0 && moved.high < high);
  const bool beyond_v4 =
      address.family == Family::ipv4 && (moved.high != 0 || moved.low > 0xffffffff);
  if (beyond_v6 || beyond_v4) return {};
  return moved;
}

Address mask_of(const Prefix& prefix) {
  // The last address of the prefix of that length at zero has exactly the host bits set.
  const Prefix at_zero = Prefix::covering({prefix.family(), 0, 0}, prefix.length());
  Address mask = at_zero.last();
  mask.high = prefix.family() == Family::ipv6 ? ~mask.high : 0;
  mask.low = prefix.family() == Family::ipv6 ? ~mask.low : ~mask.low & 0xffffffff;
  return mask;
}

/// The first and last address that a host may have. A /31 has two of them, a /32 one.
std::pair<Address, Address> usable(const Prefix& prefix) {
  const bool all = prefix.family() == Family::ipv6 || prefix.length() >= 31;
  if (all) return {prefix.first(), prefix.last()};
  return {*prefix.first().next(), *prefix.last().previous()};
}

Datum parse_cidr(const Call& call) {
  const auto prefix = read_prefix(call[0].text());
  if (!prefix) return not_a_prefix(call);
  const auto text = [&](const Address& address) { return call.text(address.to_string()); };
  const auto [first, last] = usable(*prefix);
  std::vector<DatumMember> members = {{"network", call.where(), text(prefix->first())},
                                      {"netmask", call.where(), text(mask_of(*prefix))}};
  if (prefix->family() == Family::ipv4) {
    members.push_back({"broadcast", call.where(), text(prefix->last())});
  }
  members.push_back({"firstUsable", call.where(), text(first)});
  members.push_back({"lastUsable", call.where(), text(last)});
  members.push_back({"cidr", call.where(), call.integer(prefix->length())});
  return call.object(members);
}

Datum cidr_subnet(const Call& call) {
  const auto prefix = read_prefix(call[0].text());
  if (!prefix) return not_a_prefix(call);
  if (!call[1].is_integer()) return call.wrong(1, "an integer");
  if (!call[2].is_integer()) return call.wrong(2, "an integer");
  const std::int64_t length = call[1].as_integer(), index = call[2].as_integer();
  if (length < prefix->length() || length > prefix->first().bits()) {
    return call.fail(1, cat({"The template language function 'cidrSubnet' expects a prefix length "
                             "between ",
                             std::to_string(prefix->length()), " and ",
                             std::to_string(prefix->first().bits()), "."}));
  }
  const int shift = prefix->first().bits() - static_cast<int>(length);
  const auto first =
      index < 0 ? std::nullopt : advance(prefix->first(), static_cast<std::uint64_t>(index), shift);
  if (!first || !prefix->contains(*first)) {
    return call.fail(2,
                     cat({prefix->to_string(), " has no subnet of length ", std::to_string(length),
                          " with the index ", std::to_string(index), "."}));
  }
  return call.text(Prefix::covering(*first, static_cast<int>(length)).to_string());
}

Datum cidr_host(const Call& call) {
  const auto prefix = read_prefix(call[0].text());
  if (!prefix) return not_a_prefix(call);
  if (!call[1].is_integer()) return call.wrong(1, "an integer");
  const std::int64_t index = call[1].as_integer();
  const auto first = prefix->first().next();
  const auto host =
      index < 0 || !first ? std::nullopt : advance(*first, static_cast<std::uint64_t>(index), 0);
  const bool broadcast =
      prefix->family() == Family::ipv4 && prefix->length() < 31 && host == prefix->last();
  if (!host || !prefix->contains(*host) || broadcast) {
    return call.fail(
        1, cat({prefix->to_string(), " has no host with the index ", std::to_string(index), "."}));
  }
  return call.text(host->to_string());
}

constexpr Function functions[] = {
    {"cidrHost", 2, 2, Type::string, Handling::strict, cidr_host},
    {"cidrSubnet", 3, 3, Type::string, Handling::strict, cidr_subnet},
    {"parseCidr", 1, 1, Type::object, Handling::strict, parse_cidr},
};

}  // namespace

std::span<const Function> cidr_functions() { return functions; }

}  // namespace hairpin::arm
