#include "base/large_pages.hpp"

#include <algorithm>
#include <cstdint>
#include <span>

#include "base/parallel.hpp"
#include "tests/support/catch.hpp"

namespace hairpin {
namespace {

TEST_CASE("blocks are aligned, lie apart, and hold what is written to them") {
  LargePages pages;
  struct Block {
    std::byte* start;
    std::size_t size;
  };
  std::vector<Block> blocks(2000);
  for_each_index(blocks.size(), [&](std::size_t i) {
    const std::size_t alignment = std::size_t{1} << (i % 7), size = 1 + (i * 7919) % 100'000;
    auto* const start = static_cast<std::byte*>(pages.allocate(size, alignment));
    blocks[i] = {start, size};
    std::fill_n(start, size, static_cast<std::byte>(i));
  });
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    wrong += reinterpret_cast<std::uintptr_t>(blocks[i].start) % (std::size_t{1} << (i % 7));
    const std::span content(blocks[i].start, blocks[i].size);
    wrong += std::all_of(content.begin(), content.end(),
                         [&](std::byte byte) { return byte == static_cast<std::byte>(i); })
                 ? 0
                 : 1;
  }
  CHECK(wrong == 0);
}

TEST_CASE("a block may be larger than what is asked of the system at a time") {
  LargePages pages;
  constexpr std::size_t size = std::size_t{100} << 20;
  auto* const start = static_cast<std::byte*>(pages.allocate(size, 8));
  start[0] = start[size - 1] = std::byte{1};
  CHECK(pages.allocate(1, 1) != nullptr);
}

}  // namespace
}  // namespace hairpin
