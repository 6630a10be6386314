#include "import/import_log.hpp"

#include <algorithm>
#include <tuple>

#include "base/text.hpp"

namespace hairpin::import {

void ImportLog::add(Diagnostic::Kind kind, SourceSpan where, std::string statement,
                    std::string hint) {
  unusable_ = unusable_ || kind == Diagnostic::Kind::unusable;
  if (++counts_[{where.file, kind}] > kept_per_file) return;
  entries_.push_back({kind, where, std::move(statement), std::move(hint)});
}

Diagnostics ImportLog::take() {
  for (const auto& [key, count] : counts_) {
    if (count <= kept_per_file) continue;
    const auto& [file, kind] = key;
    entries_.push_back(
        {kind, SourceSpan{file, 0, 0},
         cat({count_of(count - kept_per_file, "more problem"), " of this kind in this file"}),
         "mend those that are listed first"});
  }
  const auto order = [](const Diagnostic& entry) {
    return std::tuple(entry.where.file, entry.where.offset, entry.kind,
                      std::string_view(entry.statement));
  };
  std::sort(entries_.begin(), entries_.end(),
            [&](const Diagnostic& a, const Diagnostic& b) { return order(a) < order(b); });
  counts_.clear();
  return std::exchange(entries_, {});
}

}  // namespace hairpin::import
