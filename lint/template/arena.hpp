#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <memory_resource>
#include <span>
#include <string_view>
#include <type_traits>

namespace hairpin::arm {

/// Where everything that a template becomes on its way to resources lives: nodes, expressions and
/// data. Never frees before it is destroyed, and counts what it hands out, because a short template
/// can multiply itself without end.
class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  std::string_view keep(std::string_view text) {
    if (text.empty()) return {};
    char* copy = static_cast<char*>(take(text.size(), 1));
    std::memcpy(copy, text.data(), text.size());
    return {copy, text.size()};
  }

  template <class T>
  std::span<const T> keep(std::span<const T> elements) {
    static_assert(std::is_trivially_destructible_v<T>);
    if (elements.empty()) return {};
    T* copy = static_cast<T*>(take(elements.size() * sizeof(T), alignof(T)));
    std::uninitialized_copy(elements.begin(), elements.end(), copy);
    return {copy, elements.size()};
  }

  template <class T>
  T* make(const T& content) {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (take(sizeof(T), alignof(T))) T(content);
  }

  /// Bytes handed out so far.
  std::size_t used() const { return used_; }

 private:
  void* take(std::size_t bytes, std::size_t alignment) {
    used_ += bytes;
    return memory_.allocate(bytes, alignment);
  }

  std::pmr::monotonic_buffer_resource memory_{1 << 16};
  std::size_t used_ = 0;
};

}  // namespace hairpin::arm
