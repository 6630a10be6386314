#pragma once

#include <iosfwd>

#include "report/answers.hpp"

/// Reports for comments on pull requests. Everything that came from an input is escaped.
namespace hairpin::report::markdown {

/// What became reachable and what ceased to be, by cause.
void write_differences(std::ostream& out, const Differences& differences);

/// `text` so that Markdown shows it as it is: one line, nothing that formats or links.
std::string escaped(std::string_view text);

}  // namespace hairpin::report::markdown
