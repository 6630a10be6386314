#pragma once

#include <iosfwd>

#include "report/answers.hpp"
#include "report/run.hpp"

/// Tables for spreadsheets: RFC 4180 with a header line, lists separated by spaces. A field that a
/// spreadsheet would take for a formula gets a quotation mark (') in front.
namespace hairpin::report::csv {

/// from,to,verdict,via: one line per ordered pair, row by row.
void write_matrix(std::ostream& out, const Run& run, const Matrix& matrix);
/// from,fromMembers,to,toMembers,verdict,via: one line per ordered pair of classes, each named by
/// its first member, and one per class of several for what passes among its members.
void write_classes(std::ostream& out, const Run& run, const Matrix& matrix,
                   const MatrixClasses& classes);
/// prefix,nextHopType,nextHop,source,state,origin,via
void write_routes(std::ostream& out, const Run& run,
                  const reach::Reachability::EffectiveRoutes& routes);

}  // namespace hairpin::report::csv
