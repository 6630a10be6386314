#include <fmt/ostream.h>

#include <algorithm>
#include <ostream>

#include "base/text.hpp"
#include "report/difference_words.hpp"
#include "report/text.hpp"
#include "report/text_parts.hpp"

namespace hairpin::report::text {
namespace {

constexpr std::size_t shown_pairs = 10;

void write_cause(std::ostream& out, const Differences& differences,
                 const reach::DifferenceCause& cause, const Palette& palette) {
  const reach::Verdict verdict = cause.added ? reach::Verdict::reachable : reach::Verdict::isolated;
  fmt::print(out, "{}\n", palette.verdict(verdict, headline(cause)));
  for (const std::string& line : reasons(differences, cause)) fmt::print(out, "  {}\n", line);
  fmt::print(out, "  path: {}\n", path_of(cause));
  const auto pairs = pairs_of(differences, cause);
  for (std::size_t i = 0; i < std::min(pairs.size(), shown_pairs); ++i) {
    const reach::ChangedPair& pair = *pairs[i];
    fmt::print(out, "    {} to {}: {}, was {}\n", printable(last_name(pair.from)),
               printable(last_name(pair.to)), name_of(pair.after.verdict),
               name_of(pair.before.verdict));
  }
  if (pairs.size() > shown_pairs) fmt::print(out, "    and {} more\n", pairs.size() - shown_pairs);
  out << '\n';
}

}  // namespace

void write_differences(std::ostream& out, const Differences& differences, Style style) {
  const Palette palette(style.colour);
  for (const reach::DifferenceCause& cause : differences.difference.causes) {
    write_cause(out, differences, cause, palette);
  }
  fmt::print(out, "{}\n", totals(differences.difference));
  write_assumptions(out, differences.after, palette);
}

}  // namespace hairpin::report::text
