#pragma once

#include <string_view>
#include <vector>

#include "base/value.hpp"

namespace hairpin::import {

/// An object under construction. Absent values are left out, as an export leaves them out.
class ObjectBuilder {
 public:
  ObjectBuilder& put(std::string_view key, const Value& value) {
    if (value.kind() != Value::Kind::absent) members_.push_back({key, value.where(), value});
    return *this;
  }
  Value build(ValueArena& arena, SourceSpan where) const {
    return Value::object(arena.keep(members_), where);
  }

 private:
  std::vector<Member> members_;
};

}  // namespace hairpin::import
