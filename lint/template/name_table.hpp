#pragma once

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.hpp"

namespace hairpin::arm {

/// Things by name, without regard to case: filled once, then asked. Of equal names the last one
/// counts. Logarithmic.
template <class T>
class NameTable {
 public:
  void add(std::string_view name, T thing) { entries_.emplace_back(name, std::move(thing)); }

  /// To be called between the last `add` and the first `find`.
  void sort() {
    std::stable_sort(entries_.begin(), entries_.end(),
                     [](const Entry& a, const Entry& b) { return less_folded(a.first, b.first); });
  }

  T* find(std::string_view name) {
    const auto behind = std::upper_bound(entries_.begin(), entries_.end(), name,
                                         [](std::string_view wanted, const Entry& entry) {
                                           return less_folded(wanted, entry.first);
                                         });
    if (behind == entries_.begin() || !equal_folded(std::prev(behind)->first, name)) return nullptr;
    return &std::prev(behind)->second;
  }
  const T* find(std::string_view name) const { return const_cast<NameTable*>(this)->find(name); }

  /// In the order of the names.
  auto begin() const { return entries_.begin(); }
  auto end() const { return entries_.end(); }
  bool empty() const { return entries_.empty(); }

 private:
  using Entry = std::pair<std::string_view, T>;
  std::vector<Entry> entries_;
};

}  // namespace hairpin::arm
