#pragma once

#include <utility>
#include <variant>

#include "base/diagnostic.hpp"
#include "base/ensure.hpp"

namespace hairpin {

/// A value, or why there is none. Member names as in std::expected, which C++20 does not have.
template <class T, class E = Diagnostic>
class Result {
 public:
  Result(T value) : content_(std::in_place_index<0>, std::move(value)) {}
  Result(E error) : content_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const { return content_.index() == 0; }
  explicit operator bool() const { return has_value(); }
  T& value() { return check(), std::get<0>(content_); }
  const T& value() const { return check(), std::get<0>(content_); }
  const E& error() const { return std::get<1>(content_); }
  T& operator*() { return value(); }
  const T& operator*() const { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

 private:
  void check() const { ensure(has_value(), "the value of a failed result is never read"); }
  std::variant<T, E> content_;
};

}  // namespace hairpin
