#pragma once

#include <cstdint>
#include <deque>
#include <string_view>

#include "base/prefix.hpp"
#include "base/value.hpp"

namespace hairpin::import {

/// A network interface as an input has it.
struct Interface {
  std::string_view id;     // as spelled
  std::uint64_t hash = 0;  // `folded_hash` of the id
  Value properties;
  SourceSpan where;
  bool forwards = false;  // enableIPForwarding
  bool guarded = false;   // names a network security group
  bool grouped = false;   // some of its addresses belong to application security groups
};

Interface interface_record(std::string_view id, const Value& properties, SourceSpan where);

/// A private address, and the position of its interface among all.
struct InterfaceAddress {
  Address address;
  std::size_t interface;
};

/// Interfaces are set aside: next to none of them matters, and to intern the ids of a hundred
/// thousand would take longer than to read them.
class InterfaceTable {
 public:
  void add(const Interface& interface);
  /// Adds all of another table behind those of this one. Linear in the other.
  void append(InterfaceTable&& other);

  /// In the order of the input, an id possibly more than once.
  const std::deque<Interface>& all() const { return all_; }
  const std::deque<InterfaceAddress>& addresses() const { return addresses_; }
  std::size_t distinct() const;

 private:
  // Deques: nothing is copied as they grow.
  std::deque<Interface> all_;
  std::deque<InterfaceAddress> addresses_;
};

}  // namespace hairpin::import
