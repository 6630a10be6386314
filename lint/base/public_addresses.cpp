#include "base/public_addresses.hpp"

#include <array>
#include <string_view>

namespace hairpin {

const PrefixSet& public_addresses() {
  static const PrefixSet addresses = [] {
    static constexpr std::array<std::string_view, 13> special = {
        "0.0.0.0/8",     "10.0.0.0/8",     "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3",   "::/8",        "64:ff9b::/96",
        "fc00::/7",      "fe80::/10",      "ff00::/8"};
    PrefixSet rest = PrefixSet::everything();
    for (const std::string_view text : special) rest -= PrefixSet(*Prefix::parse(text).prefix);
    return rest;
  }();
  return addresses;
}

}  // namespace hairpin
