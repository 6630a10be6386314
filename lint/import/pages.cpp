#include "import/pages.hpp"

#include <algorithm>
#include <tuple>

#include "base/text.hpp"

namespace hairpin::import {
namespace {

/// Pages of one query with one total.
struct Group {
  std::uint64_t rows = 0, total = 0;
  std::size_t last_pages = 0;
  SourceSpan where, next_where;
  bool has_next = false;
};

std::string missing_rows(std::uint64_t rows, std::uint64_t total) {
  return cat({"the export is cut: ", std::to_string(rows), " of ", std::to_string(total),
              " rows are in the inputs"});
}

}  // namespace

std::optional<SourceSpan> PageLedger::report(ImportLog& log) const {
  static constexpr std::string_view hint =
      "export all pages (az graph query returns 1000 rows at most and a skip token for the rest) "
      "and give every file";
  std::vector<SourceSpan> cuts;
  const auto cut = [&](SourceSpan where, std::string statement) {
    if (std::find(cuts.begin(), cuts.end(), where) != cuts.end()) return;
    log.add(Diagnostic::Kind::incomplete, where, std::move(statement), std::string(hint));
    cuts.push_back(where);
  };
  std::map<std::pair<std::string, std::optional<std::uint64_t>>, Group> groups;
  for (const Page& page : pages_) {
    Group& group = groups[{page.query, page.total}];
    group.rows += page.rows;
    group.total = page.total.value_or(0);
    if (!group.where) group.where = page.where;
    if (!page.has_next) ++group.last_pages;
    if (page.has_next && !group.has_next) group.next_where = page.where;
    group.has_next = group.has_next || page.has_next;
    if (page.count && *page.count > page.rows) {
      cut(page.where, missing_rows(page.rows, *page.count));
    } else if (page.cut && !page.has_next) {
      cut(page.where, "the export says itself that it is cut (resultTruncated)");
    }
  }
  for (const auto& [key, group] : groups) {
    // Two queries may have the same total; each has one last page.
    const std::uint64_t expected = group.total * std::max<std::size_t>(group.last_pages, 1);
    if (key.second && group.rows < expected) {
      cut(group.where, missing_rows(group.rows, expected));
    } else if (!key.second && group.has_next && group.last_pages == 0) {
      cut(group.next_where, "the export is cut: the page that this one announces is missing");
    }
  }
  if (cuts.empty()) return std::nullopt;
  return *std::min_element(cuts.begin(), cuts.end(), [](const SourceSpan& a, const SourceSpan& b) {
    return std::tuple(a.file, a.offset) < std::tuple(b.file, b.offset);
  });
}

}  // namespace hairpin::import
