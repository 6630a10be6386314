#include "report/run.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace hairpin::report {

std::vector<std::string> gaps(const Run& run) {
  const auto count = [&](Diagnostic::Kind kind) {
    return static_cast<std::size_t>(
        std::count_if(run.diagnostics.begin(), run.diagnostics.end(),
                      [&](const Diagnostic& diagnostic) { return diagnostic.kind == kind; }));
  };
  const std::size_t cut = count(Diagnostic::Kind::incomplete);
  std::vector<std::string> phrases;
  const auto add = [&](std::size_t number, std::string_view noun) {
    if (number > 0) phrases.push_back(count_of(number, noun));
  };
  if (run.network.coverage.truncated || cut > 0) {
    phrases.emplace_back("an input that does not hold all that it should");
  }
  add(run.network.unresolved.size(), "unresolved reference");
  add(run.unknown.size(), "unknown value");
  add(count(Diagnostic::Kind::bad_value), "unreadable value");
  add(count(Diagnostic::Kind::unknown_value), "unsettled template value");
  add(run.network.unmodelled.size(), "unanalysed attachment");
  return phrases;
}

}  // namespace hairpin::report
