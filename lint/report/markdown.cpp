#include "report/markdown.hpp"

#include <fmt/ostream.h>

#include <algorithm>
#include <ostream>
#include <string>

#include "base/text.hpp"
#include "report/difference_words.hpp"

namespace hairpin::report::markdown {
namespace {

constexpr std::size_t shown_pairs = 20;

void write_cause(std::ostream& out, const Differences& differences,
                 const reach::DifferenceCause& cause) {
  fmt::print(out, "\n### {}\n\n", escaped(headline(cause)));
  for (const std::string& line : reasons(differences, cause)) {
    fmt::print(out, "- {}\n", escaped(line));
  }
  fmt::print(out, "- path: {}\n", escaped(path_of(cause)));
  fmt::print(out, "\n| from | to | before | after |\n| --- | --- | --- | --- |\n");
  const auto pairs = pairs_of(differences, cause);
  for (std::size_t i = 0; i < std::min(pairs.size(), shown_pairs); ++i) {
    const reach::ChangedPair& pair = *pairs[i];
    fmt::print(out, "| {} | {} | {} | {} |\n", escaped(last_name(pair.from)),
               escaped(last_name(pair.to)), name_of(pair.before.verdict),
               name_of(pair.after.verdict));
  }
  if (pairs.size() > shown_pairs) {
    fmt::print(out, "\nand {} more\n", pairs.size() - shown_pairs);
  }
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : printable(text)) {
    if (std::string_view("\\`*_{}[]<>()#+!|~&@").find(c) != std::string_view::npos) safe += '\\';
    safe += c;
  }
  return safe;
}

void write_differences(std::ostream& out, const Differences& differences) {
  fmt::print(out, "## {}\n", escaped(totals(differences.difference)));
  for (const reach::DifferenceCause& cause : differences.difference.causes) {
    write_cause(out, differences, cause);
  }
}

}  // namespace hairpin::report::markdown
