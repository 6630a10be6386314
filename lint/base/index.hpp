#pragma once

#include <cstddef>
#include <cstdint>
#include <compare>
#include <functional>
#include <utility>
#include <vector>

namespace hairpin {

/// A position in one `Table` that knows which table: a `CircuitIndex` cannot pick a VNet. The
/// default value refers to nothing; test with `if (index)` before use.
template <class Tag>
struct Index {
  static constexpr std::uint32_t none = 0xffffffffu;
  std::uint32_t value = none;

  constexpr Index() = default;
  constexpr explicit Index(std::size_t position) : value(static_cast<std::uint32_t>(position)) {}
  constexpr explicit operator bool() const { return value != none; }
  auto operator<=>(const Index&) const = default;
};

/// A vector that is addressed by its own index type alone. Elements are never removed, so an
/// index stays valid as long as the table lives; references do not survive `add`.
template <class I, class T>
class Table {
 public:
  using Position = I;

  I add(T element) {
    elements_.push_back(std::move(element));
    return I(elements_.size() - 1);
  }
  T& operator[](I index) { return elements_[index.value]; }
  const T& operator[](I index) const { return elements_[index.value]; }
  std::size_t size() const { return elements_.size(); }
  bool empty() const { return elements_.empty(); }
  auto begin() { return elements_.begin(); }
  auto end() { return elements_.end(); }
  auto begin() const { return elements_.begin(); }
  auto end() const { return elements_.end(); }
  /// The index of an element of this table, from a reference into it.
  I index_of(const T& element) const {
    return I(static_cast<std::size_t>(&element - elements_.data()));
  }

 private:
  std::vector<T> elements_;
};

}  // namespace hairpin

template <class Tag>
struct std::hash<hairpin::Index<Tag>> {
  std::size_t operator()(hairpin::Index<Tag> index) const noexcept { return index.value; }
};
