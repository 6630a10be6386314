#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

#include "report/palette.hpp"
#include "report/run.hpp"

/// Pieces that several text reports share.
namespace hairpin::report::text {

/// Under a statement: the source line with a caret below the span. Nothing for a span that is
/// nowhere.
void write_snippet(std::ostream& out, const SourceMap& sources, SourceSpan span,
                   const Palette& palette);

/// "spoke002 > ergw-hub002 > er-tokyo/msee > ergw-hub001 > spoke001"
std::string path_line(const reach::WitnessPath& path);

/// "ergw-hub001: properties.allowRemoteVnetTraffic is true (estate.json:12:5) [4.10]"
std::string fact_line(const Run& run, const model::ConfigFact& fact, const Palette& palette);

/// "peering, msee"; "" for none.
std::string via_text(const reach::ViaSet& via);

/// The lines that every answer ends with: what it rests on.
void write_assumptions(std::ostream& out, const Run& run, const Palette& palette);

/// `text` cut to `limit` characters, with "..." in place of the rest.
std::string shortened(std::string_view text, std::size_t limit);

}  // namespace hairpin::report::text
