#pragma once

#include <string_view>

#include "base/diagnostic.hpp"
#include "base/source_map.hpp"
#include "cli/options.hpp"
#include "report/text.hpp"

namespace hairpin::cli {

/// Standard error, and whether the two standard streams take colour. Nothing that is written here
/// is part of a report.
class Console {
 public:
  explicit Console(const Options& options);

  report::text::Style on_standard_output() const { return {colour_out_}; }
  report::text::Style on_standard_error() const { return {colour_error_}; }
  /// --color always paints files too.
  report::text::Style in_files() const { return {colour_files_}; }
  bool quiet() const { return quiet_; }

  /// As it is; also with --quiet.
  void write(std::string_view text) const;
  /// "hairpin: error: STATEMENT"; also with --quiet.
  void error(std::string_view statement, std::string_view hint = {}) const;
  /// In the form of a finding. Notes and warnings are dropped with --quiet.
  void diagnostic(const SourceMap& sources, const Diagnostic& diagnostic, Severity level) const;
  /// The first few of them, then how many more there are.
  void diagnostics(const SourceMap& sources, const Diagnostics& list, Diagnostic::Kind kind,
                   Severity level) const;

 private:
  bool colour_out_, colour_error_, colour_files_, quiet_;
};

}  // namespace hairpin::cli
