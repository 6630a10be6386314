#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/source_map.hpp"
#include "import/import_log.hpp"

namespace hairpin::import {

/// What one page of an export says about itself. [13.2, 13.4, 13.5]
struct Page {
  std::string query;  // pages of one query have the same; only compared
  std::uint64_t rows = 0;
  std::optional<std::uint64_t> count, total;
  bool has_next = false;  // a skip token or nextLink
  bool cut = false;       // resultTruncated
  SourceSpan where;       // the statement that is tested: total, token or flag
};

/// Finds exports of which pages are missing. A page does not say which page it follows, so the
/// pages of a query are judged together: by the number of rows where a total is stated, else by
/// whether a last page is among them.
class PageLedger {
 public:
  void add(Page page) { pages_.push_back(std::move(page)); }
  /// Reports each incomplete query once; the place of the first one, if any.
  std::optional<SourceSpan> report(ImportLog& log) const;

 private:
  std::vector<Page> pages_;
};

}  // namespace hairpin::import
