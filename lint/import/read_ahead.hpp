#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/source_map.hpp"
#include "base/value.hpp"
#include "import/rows.hpp"

namespace hairpin::import {

/// Consecutive items of a list of resources that were read ahead of the reader of the input.
struct Stretch {
  std::uint64_t start = 0;  // of its first item; never 0 for a stretch that holds something
  std::uint64_t end = 0;    // one past its last item: of a comma, or of the list's end
  std::uint64_t next = 0;   // start of the item behind the comma; 0 at the list's end
  Rows rows;
  std::unique_ptr<ValueArena> arena;  // what the rows view
};

/// Reads a large list of resources on all cores.
///
/// Where in the middle of a text an item of the list starts cannot be known without reading all
/// that stands before. So it is guessed: what looks like the start of the second item probably
/// starts one. From each guess on a stretch is read, and kept only if it holds nothing but
/// resources about which there is nothing to say. The one reader that walks the input from its
/// start takes a stretch where it finds itself at the start of an item that is the start of the
/// stretch, which proves the guess; everything else it reads itself. So what is found and reported
/// does not depend on the number of cores, nor on any guess.
class ReadAhead {
 public:
  /// Below this many bytes of text one reader is as fast.
  static constexpr std::uint64_t least_size = std::uint64_t{1} << 22;

  /// `first` and `second`: where the first two items of the list start. Takes, on all cores
  /// together, at most twice the time of reading the text once, and as much memory as what is kept
  /// of it.
  ReadAhead(std::string_view text, FileIndex file, std::uint64_t first, std::uint64_t second);

  /// The stretches that start at `item` and then one behind the other, to be taken; no stretch at
  /// all if nothing was read ahead from there.
  std::vector<Stretch> take(std::uint64_t item);

 private:
  std::vector<Stretch> stretches_;  // by position in the text
};

}  // namespace hairpin::import
