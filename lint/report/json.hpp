#pragma once

#include <iosfwd>
#include <span>

#include "engine/finding.hpp"
#include "engine/rule.hpp"
#include "report/answers.hpp"
#include "report/run.hpp"

/// The outputs of `--format json`, as schemas/report.schema.json describes them. UTF-8 whatever the
/// input holds.
namespace hairpin::report::json {

/// `fixed`: what a change of the estate mends.
void write_check(std::ostream& out, const Run& run, std::span<const engine::Finding> findings,
                 std::span<const engine::Finding> fixed = {});
void write_reach(std::ostream& out, const Run& run, const ReachAnswer& answer);
/// Written row by row; stops early when the stream fails.
void write_matrix(std::ostream& out, const Run& run, const Matrix& matrix);
/// The same by classes: each with all its members; a pair names the first members of both.
void write_classes(std::ostream& out, const Run& run, const Matrix& matrix,
                   const MatrixClasses& classes);
void write_routes(std::ostream& out, const Run& run,
                  const reach::Reachability::EffectiveRoutes& routes);
void write_differences(std::ostream& out, const Differences& differences);
void write_rules(std::ostream& out, std::string_view version,
                 std::span<const engine::Rule* const> rules);

}  // namespace hairpin::report::json
