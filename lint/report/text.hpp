#pragma once

#include <iosfwd>
#include <span>

#include "engine/finding.hpp"
#include "engine/rule.hpp"
#include "report/answers.hpp"
#include "report/run.hpp"

/// Reports for people. Everything that came from an input is made printable; secrets are masked.
namespace hairpin::report::text {

struct Style {
  bool colour = false;
};

/// Position, statement, proof, remedy of each finding, in the order given.
void write_findings(std::ostream& out, const Run& run, std::span<const engine::Finding> findings,
                    Style style);

/// The closing lines of `check`: counts, what was read and what was not, what the answers rest on,
/// and one line that says what it all means.
/// `fixed`: what a change of the estate mends.
void write_summary(std::ostream& out, const Run& run, std::span<const engine::Finding> findings,
                   Style style, std::span<const engine::Finding> fixed = {});

/// Both directions: verdict, path with the routes and the configuration that made them, guards, or
/// what is missing.
void write_reach(std::ostream& out, const Run& run, const ReachAnswer& answer, Style style);

/// A table of single letters for up to 30 VNets; beyond, one paragraph for each group of VNets that
/// behave alike. Asks for every row twice in the second case.
void write_matrix(std::ostream& out, const Run& run, const Matrix& matrix, Style style);
/// The classes with what passes between them, as a table or as paragraphs, and the members of each.
void write_classes(std::ostream& out, const Run& run, const Matrix& matrix,
                   const MatrixClasses& classes, Style style);

/// The columns of Azure's effective routes, and where each route came from.
void write_routes(std::ostream& out, const Run& run,
                  const reach::Reachability::EffectiveRoutes& routes, Style style);

/// What became reachable and what ceased to be, by cause; pairs by their names.
void write_differences(std::ostream& out, const Differences& differences, Style style);

/// The catalogue, one line per rule.
void write_catalog(std::ostream& out, std::span<const engine::Rule* const> rules);
/// One rule explained.
void write_rule(std::ostream& out, const engine::Rule& rule);

/// What is wrong with an input, in the form of a finding.
void write_diagnostic(std::ostream& out, const SourceMap& sources, const Diagnostic& diagnostic,
                      Severity level, Style style);

}  // namespace hairpin::report::text
