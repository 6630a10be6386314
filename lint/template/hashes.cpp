#include "template/hashes.hpp"

#include <algorithm>
#include <bit>
#include <vector>

namespace hairpin::arm {
namespace {

/// 11fb06fb-712d-4ddd-98c7-e71bbd588830
constexpr std::array<std::uint8_t, 16> guid_space = {
    0x11, 0xfb, 0x06, 0xfb, 0x71, 0x2d, 0x4d, 0xdd, 0x98, 0xc7, 0xe7, 0x1b, 0xbd, 0x58, 0x88, 0x30};

class Sha1 {
 public:
  void add_block(const std::uint8_t* block) {
    std::array<std::uint32_t, 80> words{};
    for (std::size_t i = 0; i < 16; ++i) {
      words[i] = std::uint32_t{block[4 * i]} << 24 | std::uint32_t{block[4 * i + 1]} << 16 |
                 std::uint32_t{block[4 * i + 2]} << 8 | block[4 * i + 3];
    }
    for (std::size_t i = 16; i < 80; ++i) {
      words[i] = std::rotl(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
    }
    auto [a, b, c, d, e] = state_;
    for (std::size_t i = 0; i < 80; ++i) {
      const auto [mixed, constant] = round(i, b, c, d);
      const std::uint32_t next = std::rotl(a, 5) + mixed + e + constant + words[i];
      e = d, d = c, c = std::rotl(b, 30), b = a, a = next;
    }
    const std::array<std::uint32_t, 5> added = {a, b, c, d, e};
    for (std::size_t i = 0; i < 5; ++i) state_[i] += added[i];
  }

  std::array<std::uint8_t, 20> digest() const {
    std::array<std::uint8_t, 20> bytes{};
    for (std::size_t i = 0; i < 20; ++i) {
      bytes[i] = static_cast<std::uint8_t>(state_[i / 4] >> (24 - 8 * (i % 4)));
    }
    return bytes;
  }

 private:
  struct Round {
    std::uint32_t mixed, constant;
  };
  static Round round(std::size_t i, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
    if (i < 20) return {(b & c) | (~b & d), 0x5a827999};
    if (i < 40) return {b ^ c ^ d, 0x6ed9eba1};
    if (i < 60) return {(b & c) | (b & d) | (c & d), 0x8f1bbcdc};
    return {b ^ c ^ d, 0xca62c1d6};
  }

  std::array<std::uint32_t, 5> state_ = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476,
                                         0xc3d2e1f0};
};

/// Up to four bytes, the first one lowest.
std::uint32_t little_endian(std::string_view bytes) {
  std::uint32_t word = 0;
  for (std::size_t i = 0; i < std::min<std::size_t>(4, bytes.size()); ++i) {
    word |= std::uint32_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  }
  return word;
}

std::uint32_t finish(std::uint32_t h) {
  h ^= h >> 16;
  h *= 0x85ebca6b;
  h ^= h >> 13;
  h *= 0xc2b2ae35;
  return h ^ h >> 16;
}

/// MurmurHash3 with two lanes of 32 bits, seed 0.
std::uint64_t two_lane_hash(std::string_view bytes) {
  constexpr std::uint32_t c1 = 0x239b961b, c2 = 0xab0e9789;
  const auto first = [](std::uint32_t k) { return std::rotl(k * c1, 15) * c2; };
  const auto second = [](std::uint32_t k) { return std::rotl(k * c2, 17) * c1; };
  const auto length = static_cast<std::uint32_t>(bytes.size());
  std::uint32_t h1 = 0, h2 = 0;
  for (; bytes.size() >= 8; bytes.remove_prefix(8)) {
    h1 = (std::rotl(h1 ^ first(little_endian(bytes)), 19) + h2) * 5 + 0x561ccd1b;
    h2 = (std::rotl(h2 ^ second(little_endian(bytes.substr(4))), 13) + h1) * 5 + 0x0bcaa747;
  }
  if (!bytes.empty()) h1 ^= first(little_endian(bytes));
  if (bytes.size() > 4) h2 ^= second(little_endian(bytes.substr(4)));
  h1 ^= length, h2 ^= length;
  h1 += h2, h2 += h1;
  h1 = finish(h1), h2 = finish(h2);
  h1 += h2, h2 += h1;
  return std::uint64_t{h2} << 32 | h1;
}

}  // namespace

std::array<std::uint8_t, 20> sha1(std::string_view bytes) {
  std::vector<std::uint8_t> padded(bytes.begin(), bytes.end());
  padded.push_back(0x80);
  while (padded.size() % 64 != 56) padded.push_back(0);
  const std::uint64_t bits = std::uint64_t{bytes.size()} * 8;
  for (int shift = 56; shift >= 0; shift -= 8) {
    padded.push_back(static_cast<std::uint8_t>(bits >> shift));
  }
  Sha1 hash;
  for (std::size_t at = 0; at < padded.size(); at += 64) hash.add_block(padded.data() + at);
  return hash.digest();
}

std::string deployment_guid(std::string_view joined) {
  std::string named(guid_space.begin(), guid_space.end());
  named += joined;
  auto digest = sha1(named);
  digest[6] = static_cast<std::uint8_t>((digest[6] & 0x0f) | 0x50);  // version 5
  digest[8] = static_cast<std::uint8_t>((digest[8] & 0x3f) | 0x80);  // variant of RFC 4122
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += {digits[digest[i] >> 4], digits[digest[i] & 0xf]};
  }
  return text;
}

std::string unique_string(std::string_view joined) {
  static constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz234567";
  std::uint64_t hash = two_lane_hash(joined);
  std::string text;
  for (int i = 0; i < 13; ++i, hash <<= 5) text += letters[hash >> 59];
  return text;
}

}  // namespace hairpin::arm
