#include "import/interface_table.hpp"

#include <algorithm>
#include <unordered_set>

#include "base/text.hpp"
#include "import/id_hash.hpp"
#include "import/property_reader.hpp"

namespace hairpin::import {

Interface interface_record(std::string_view id, const Value& properties, SourceSpan where) {
  const Value& forwarding = properties["enableIPForwarding"];
  const bool forwards = forwarding.as_boolean() || equal_folded(forwarding.text(), "true");
  const auto configurations = as_items(properties["ipConfigurations"]);
  const bool grouped =
      std::any_of(configurations.begin(), configurations.end(), [](const Value& configuration) {
        return !as_items(configuration["applicationSecurityGroups"]).empty();
      });
  const bool guarded = !properties["networkSecurityGroup"]["id"].text().empty();
  return {id, folded_hash(id), properties, where, forwards, guarded, grouped};
}

void InterfaceTable::add(const Interface& interface) {
  for (const Value& configuration : as_items(interface.properties["ipConfigurations"])) {
    const auto address = Address::parse(configuration["privateIPAddress"].text());
    if (address) addresses_.push_back({*address, all_.size()});
  }
  all_.push_back(interface);
}

void InterfaceTable::append(InterfaceTable&& other) {
  const std::size_t before = all_.size();
  for (const InterfaceAddress& owned : other.addresses_) {
    addresses_.push_back({owned.address, before + owned.interface});
  }
  all_.insert(all_.end(), other.all_.begin(), other.all_.end());
  other = {};
}

std::size_t InterfaceTable::distinct() const {
  std::unordered_set<std::uint64_t> hashes;
  for (const Interface& interface : all_) hashes.insert(interface.hash);
  return hashes.size();
}

}  // namespace hairpin::import
