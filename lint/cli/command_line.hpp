#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "cli/options.hpp"

namespace hairpin::cli {

/// The words of a command line before they are given a meaning.
struct Words {
  std::vector<std::string> inputs, outputs, rules, snapshot;
  std::string policy, format, sarif_profile, fail_on, colour, expect;
  std::string from, to, at, subject, by;
  bool include_on_premises = false;
  bool only_new = false;
  bool quiet = false, allow_empty = false, strict = false;
  unsigned jobs = 0;
  import::TemplateOptions templates;
};

/// What each command is called and what it writes, the default format first.
struct CommandWords {
  Command command;
  std::string_view name;
  std::vector<Format> formats;
};
const std::vector<CommandWords>& all_commands();

/// The grammar: every command with its options, bound to `words`.
std::unique_ptr<CLI::App> make_grammar(Words& words);

/// The arguments with the command in front, so that options may stand before it. Unchanged if there
/// is no command. An option's value is never taken for the command.
std::vector<std::string> command_first(const CLI::App& grammar, std::vector<std::string> arguments);

}  // namespace hairpin::cli
