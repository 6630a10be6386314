#pragma once

#include <cstddef>
#include <memory_resource>
#include <mutex>
#include <vector>

namespace hairpin {

/// Memory for what is written once and kept to the end, in pages of two megabytes where the system
/// grants them. Memory comes from the system untouched, and each page costs a trip into the kernel
/// when it is first written to; for a large input those trips take as long as the writing, and
/// small pages are five hundred times as many.
///
/// Several threads may ask at the same time. Nothing is freed before all is.
class LargePages : public std::pmr::memory_resource {
 public:
  LargePages() = default;
  LargePages(const LargePages&) = delete;
  LargePages& operator=(const LargePages&) = delete;
  ~LargePages() override;

 private:
  struct Region {
    void* start = nullptr;
    std::size_t size = 0;
  };

  void* do_allocate(std::size_t bytes, std::size_t alignment) override;
  void do_deallocate(void*, std::size_t, std::size_t) override {}
  bool do_is_equal(const memory_resource& other) const noexcept override { return this == &other; }
  void add_region(std::size_t bytes);

  std::mutex guard_;
  std::vector<Region> regions_;  // the last one is in use
  std::size_t used_ = 0;         // of it
};

/// Asks for large pages where memory will be written to: in whole pages inside `size` bytes from
/// `start`. A wish that the system may refuse; the memory stays what it is.
void prefer_large_pages(void* start, std::size_t size);

}  // namespace hairpin
