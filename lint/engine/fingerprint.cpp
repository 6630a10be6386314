#include "engine/fingerprint.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "engine/rule.hpp"

namespace hairpin::engine {
namespace {

/// FNV-1a with 128 bits: wide enough that two causes never meet by chance, and the same on every
/// platform, which std::hash is not.
class Fnv128 {
 public:
  void add(std::string_view text) {
    for (const char c : text) add(static_cast<unsigned char>(c));
  }

  /// The length first: ("ab", "c") and ("a", "bc") are different fields.
  void add_field(std::string_view text) {
    add(std::to_string(text.size()));
    add(":");
    add(text);
  }

  std::string hex() const {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const std::uint64_t half : {high_, low_}) {
      for (int shift = 60; shift >= 0; shift -= 4) text += digits[half >> shift & 0xf];
    }
    return text;
  }

 private:
  void add(unsigned char byte) {
    low_ ^= byte;
    // Times the prime 2^88 + 0x13b, in 32-bit steps so that no carry is lost.
    constexpr std::uint64_t factor = 0x13b;
    const std::uint64_t first = (low_ & 0xffffffff) * factor;
    const std::uint64_t second = (low_ >> 32) * factor + (first >> 32);
    high_ = high_ * factor + (second >> 32) + (low_ << 24);
    low_ = second << 32 | (first & 0xffffffff);
  }

  std::uint64_t high_ = 0x6c62272e07bb0142;
  std::uint64_t low_ = 0x62b821756295c58d;
};

/// The property without the positions in arrays: which item comes first is no part of a cause.
std::string without_positions(std::string_view property) {
  std::string path;
  bool inside = false;
  for (const char c : property) {
    inside = inside ? c != ']' : c == '[';
    if (!inside && c != ']') path += fold_ascii(c);
  }
  return path;
}

}  // namespace

std::string fingerprint(const Finding& finding, const ResourceIds& ids) {
  std::vector<std::string> causes;
  for (const std::string& id : finding.identity) causes.push_back(fold_ascii(id));
  std::sort(causes.begin(), causes.end());

  Fnv128 hash;
  hash.add_field(finding.rule->id);
  const ResourceId resource = finding.location.resource;
  hash.add_field(resource ? ids.folded(resource) : std::string_view());
  hash.add_field(without_positions(finding.location.property));
  for (const std::string& cause : causes) hash.add_field(cause);
  return hash.hex();
}

}  // namespace hairpin::engine
