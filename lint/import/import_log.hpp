#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/diagnostic.hpp"

namespace hairpin::import {

/// Collects what is wrong with the inputs. Of one kind in one file only the first few hundred are
/// kept and the rest are counted, so that a hostile file cannot fill the memory with complaints.
class ImportLog {
 public:
  static constexpr std::size_t kept_per_file = 200;

  void add(Diagnostic::Kind kind, SourceSpan where, std::string statement, std::string hint = {});
  /// Whoever asks for a value with that reason says so by an entry of its own: readers of what is
  /// not known for the reason need not.
  void explain(std::string_view reason) { explained_.emplace(reason); }
  bool explains(std::string_view reason) const { return explained_.contains(reason); }
  /// True once something `unusable` was recorded.
  bool has_unusable() const { return unusable_; }
  /// A copy of what was recorded so far.
  Diagnostics so_far() const { return entries_; }
  /// Everything that was recorded, ordered by file, place and statement, so that the order in
  /// which it was noticed does not show. Leaves the log empty.
  Diagnostics take();

 private:
  Diagnostics entries_;
  std::map<std::pair<FileIndex, Diagnostic::Kind>, std::size_t> counts_;
  std::set<std::string, std::less<>> explained_;
  bool unusable_ = false;
};

}  // namespace hairpin::import
