#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/result.hpp"
#include "engine/rule.hpp"
#include "import/template_input.hpp"
#include "reach/verdict.hpp"
#include "report/sarif.hpp"

namespace hairpin::cli {

enum class Format { text, json, sarif, csv, markdown };
std::string_view name_of(Format format);
std::optional<Format> format_named(std::string_view name);

enum class Command { check, reach, matrix, diff, routes, expand, rules, schema };

/// One report to write; "-" is standard output.
struct OutputRequest {
  Format format = Format::text;
  std::string path = "-";
};

enum class Colour { automatic, always, never };

/// A command line that was understood, with defaults filled in.
struct Options {
  Command command = Command::check;
  std::vector<std::string> inputs;
  std::vector<std::string> snapshot;  // what the inputs are laid over; empty: nothing
  bool only_new = false;              // report what a change brings about, and nothing else
  std::optional<std::string> policy;
  std::vector<OutputRequest> outputs;  // at least one; at most one to standard output
  report::sarif::Profile sarif_profile = report::sarif::Profile::github;
  std::optional<Severity> fail_on = Severity::error;  // empty: never
  engine::RuleLevels rules;                           // of --rule
  Colour colour = Colour::automatic;
  bool quiet = false;
  bool allow_empty = false;
  bool strict = false;
  unsigned jobs = 0;  // at most this many threads; 0: as many as help
  std::string from, to, at;
  bool by_class = false;             // of `matrix`: classes of ends in place of all pairs
  bool include_on_premises = false;  // of `matrix`
  std::optional<reach::PairVerdict> expect;
  std::string subject;  // of `rules` and `schema`
  import::TemplateOptions templates;
};

/// A command line that asks for no work: text to print and the status to end with. Help that was
/// asked for and the version go to standard output.
struct Farewell {
  std::string text;
  bool to_standard_output = false;
};

/// Options, or what to say instead. Options may stand before or after the command.
Result<Options, Farewell> parse_command_line(const std::vector<std::string>& arguments);

}  // namespace hairpin::cli
