#include "base/large_pages.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <new>

namespace hairpin {
namespace {

constexpr std::size_t page = std::size_t{1} << 21;
/// Only what is written to counts as used memory, so a region may be generous.
constexpr std::size_t region_size = 32 * page;

constexpr std::uintptr_t rounded_up(std::uintptr_t value, std::size_t unit) {
  return (value + unit - 1) / unit * unit;
}

}  // namespace

LargePages::~LargePages() {
  for (const Region& region : regions_) ::munmap(region.start, region.size);
}

void* LargePages::do_allocate(std::size_t bytes, std::size_t alignment) {
  const std::lock_guard lock(guard_);
  std::size_t at = rounded_up(used_, alignment);
  if (regions_.empty() || at + bytes > regions_.back().size) {
    add_region(bytes);
    at = 0;
  }
  used_ = at + bytes;
  return static_cast<std::byte*>(regions_.back().start) + at;
}

void LargePages::add_region(std::size_t bytes) {
  const std::size_t size = std::max(region_size, rounded_up(bytes, page));
  void* const start =
      ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED) throw std::bad_alloc();
  regions_.push_back({start, size});
  prefer_large_pages(start, size);
}

void prefer_large_pages([[maybe_unused]] void* start, [[maybe_unused]] std::size_t size) {
#ifdef MADV_HUGEPAGE
  const auto first = reinterpret_cast<std::uintptr_t>(start);
  const std::uintptr_t begin = rounded_up(first, page);
  const std::uintptr_t end = (first + size) / page * page;
  if (begin < end) ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
#endif
}

}  // namespace hairpin
