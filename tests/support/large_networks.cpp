#include "tests/support/large_networks.hpp"

#include "base/prefix.hpp"
#include "base/text.hpp"

namespace hairpin::test {
namespace {

using Lines = std::vector<std::string>;

std::string numbered(std::string_view name, std::size_t number) {
  return cat({name, std::to_string(number)});
}

/// The `number`th /24 of 10.0.0.0/8.
Prefix space(std::size_t number) {
  const auto first = 0x0a000000u + static_cast<std::uint32_t>(number) * 256u;
  return Prefix::covering(Address::v4(first), 24);
}

std::string vnet_line(std::string_view name, std::size_t number, std::string_view options = {}) {
  return cat({"vnet ", name, " ", space(number).to_string(), options});
}

std::string gateway_line(std::size_t number, std::string_view toggle) {
  return cat({"gateway ", numbered("g", number), " ", numbered("v", number),
              toggle == "unset" ? "" : " remote-vnets=", toggle == "unset" ? "" : toggle});
}

/// The addresses of a level of the tree: 1 is the balancer, its appliances follow.
Address at_level(std::size_t level, std::size_t number) {
  return Address::v4(0xac100000u + static_cast<std::uint32_t>(level * 256 + number));
}
std::string balancer(std::size_t level) { return at_level(level, 1).to_string(); }

}  // namespace

Lines appliance_tree(std::size_t depth, std::size_t width) {
  Lines lines = {"vnet hub 172.16.0.0/16",
                 "vnet dst 10.200.0.0/16",
                 "vnet src 10.100.0.0/16",
                 "peer hub dst forwarded=yes",
                 "peer dst hub forwarded=yes",
                 "peer src hub forwarded=yes",
                 "peer hub src forwarded=yes",
                 "subnet src/app 10.100.0.0/24 table=entry",
                 "table entry",
                 cat({"route entry 10.200.0.0/16 appliance=", balancer(0)})};
  for (std::size_t level = 0; level < depth; ++level) {
    std::string names;
    for (std::size_t i = 0; i < width; ++i) {
      const std::string name = cat({numbered("n", level), numbered("-", i)});
      const Address first = at_level(level, 16 * (i + 1));
      const Prefix home = Prefix::covering(first, 28);
      lines.push_back(cat({"subnet hub/", name, " ", home.to_string(), " table=t", name}));
      lines.push_back(
          cat({"nic ", name, " hub/", name, " ", first.next()->to_string(), " forwarding=yes"}));
      lines.push_back("table t" + name);
      if (level + 1 < depth) {
        lines.push_back(cat({"route t", name, " 10.200.0.0/16 appliance=", balancer(level + 1)}));
      }
      names += (i == 0 ? "" : ",") + name;
    }
    lines.push_back(cat({"balancer ", numbered("b", level), " hub/", numbered("n", level), "-0 ",
                         balancer(level), " backends=", names}));
  }
  return lines;
}

Lines gateways_on_one_circuit(std::size_t count, std::string_view toggle) {
  Lines lines = {"circuit c"};
  for (std::size_t i = 0; i < count; ++i) {
    lines.push_back(vnet_line(numbered("v", i), i));
    lines.push_back(gateway_line(i, toggle));
    lines.push_back(cat({"connect ", numbered("g", i), " c"}));
  }
  return lines;
}

Lines mentioned_circuits(std::size_t count, std::string_view toggle) {
  Lines lines;
  for (std::size_t i = 0; i < count; ++i) {
    lines.push_back(vnet_line(numbered("v", i), i));
    lines.push_back(gateway_line(i, toggle));
    lines.push_back(cat({"circuit ", numbered("c", i), " mentioned"}));
    lines.push_back(cat({"connect ", numbered("g", i), " ", numbered("c", i)}));
  }
  return lines;
}

Lines mentioned_hubs(std::size_t count) {
  Lines lines;
  for (std::size_t i = 0; i < count; ++i) {
    lines.push_back(vnet_line(numbered("h", i), 2 * i, " mentioned"));
    lines.push_back(vnet_line(numbered("s", i), 2 * i + 1));
    lines.push_back(
        cat({"peer ", numbered("s", i), " ", numbered("h", i), " remote-gateways=yes"}));
  }
  return lines;
}

Lines hubs_with_spokes(std::size_t hubs, std::size_t spokes) {
  static constexpr std::size_t hubs_on_one_circuit = 10;
  Lines lines;
  std::size_t number = 0;
  for (std::size_t i = 0; i < hubs; ++i) {
    const std::string circuit = numbered("c", i / hubs_on_one_circuit);
    if (i % hubs_on_one_circuit == 0) lines.push_back("circuit " + circuit);
    lines.push_back(vnet_line(numbered("h", i), number++));
    lines.push_back(cat({"gateway ", numbered("g", i), " ", numbered("h", i),
                         i % 3 == 0 ? "" : " remote-vnets=yes"}));
    lines.push_back(cat({"connect ", numbered("g", i), " ", circuit}));
    for (std::size_t j = 0; j < spokes; ++j) {
      const std::string spoke = numbered("s", number);
      lines.push_back(vnet_line(spoke, number++));
      lines.push_back(cat({"spoke ", spoke, " ", numbered("h", i)}));
    }
  }
  return lines;
}

}  // namespace hairpin::test
