#include "cli/options.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "cli/command_line.hpp"
#include "rules/catalog.hpp"

namespace hairpin::cli {
namespace {

using report::sarif::Profile;
template <class T>
using Parsed = Result<T, Farewell>;

/// A word and what it means.
template <class T>
using Meaning = std::pair<std::string_view, T>;

constexpr std::array<Meaning<Format>, 5> formats = {{{"text", Format::text},
                                                     {"json", Format::json},
                                                     {"sarif", Format::sarif},
                                                     {"csv", Format::csv},
                                                     {"markdown", Format::markdown}}};
constexpr std::array<Meaning<Profile>, 3> profiles = {
    {{"github", Profile::github}, {"azuredevops", Profile::azuredevops}, {"full", Profile::full}}};
constexpr std::array<Meaning<Colour>, 3> colours = {
    {{"auto", Colour::automatic}, {"always", Colour::always}, {"never", Colour::never}}};
constexpr std::array<Meaning<std::optional<Severity>>, 4> fail_levels = {
    {{"error", Severity::error},
     {"warning", Severity::warning},
     {"note", Severity::note},
     {"never", std::nullopt}}};
constexpr std::array<Meaning<std::optional<Severity>>, 4> rule_levels = {
    {{"error", Severity::error},
     {"warning", Severity::warning},
     {"note", Severity::note},
     {"off", std::nullopt}}};
constexpr std::array<Meaning<reach::PairVerdict>, 5> verdicts = {
    {{"reachable", reach::PairVerdict::reachable},
     {"filtered", reach::PairVerdict::filtered},
     {"one-way", reach::PairVerdict::one_way},
     {"isolated", reach::PairVerdict::isolated},
     {"unproven", reach::PairVerdict::unproven}}};

constexpr std::array<Meaning<bool>, 2> matrix_units = {{{"vnet", false}, {"class", true}}};

Farewell complaint(std::string_view statement, std::string_view hint = {}) {
  std::string text = cat({"hairpin: error: ", printable(statement), "\n"});
  if (!hint.empty()) text += cat({"  hint: ", printable(hint), "\n"});
  return {text, false};
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
  const std::string_view nearest = nearest_word(word, candidates);
  return nearest.empty() ? std::string() : cat({"did you mean ", nearest, "?"});
}

/// The meaning of the word that an option was given.
template <class T, std::size_t N>
Parsed<T> meaning(std::string_view option, std::string_view word,
                  const std::array<Meaning<T>, N>& meanings) {
  std::vector<std::string> known;
  for (const auto& [name, value] : meanings) {
    if (equal_folded(name, word)) return value;
    known.emplace_back(name);
  }
  return complaint(cat({option, " ", word, ": is none of ", list_words(known)}));
}

/// The formats that the command writes, for messages.
std::string format_words(const CommandWords& command) {
  std::vector<std::string> names;
  for (const Format format : command.formats) names.emplace_back(name_of(format));
  return cat({command.name, " writes ", list_words(names)});
}

Parsed<Format> parse_format(const CommandWords& command, std::string_view word) {
  const auto format = format_named(word);
  const bool fits = format && std::find(command.formats.begin(), command.formats.end(), *format) !=
                                  command.formats.end();
  if (fits) return *format;
  return complaint(cat({"there is no format \"", word, "\" here"}), format_words(command));
}

/// `FILE` in the format of --format, or `FORMAT=FILE`. What stands before "=" is a format if it
/// consists of letters; "./a=b" is a file.
Parsed<OutputRequest> parse_output(const CommandWords& command, Format format,
                                   const std::string& word) {
  const std::size_t equals = word.find('=');
  const std::string name = word.substr(0, equals == word.npos ? 0 : equals);
  const bool names_format = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return fold_ascii(c) >= 'a' && fold_ascii(c) <= 'z';
  });
  const std::string path = names_format ? word.substr(equals + 1) : word;
  if (path.empty()) return complaint(cat({"--output ", word, ": names no file"}));
  if (!names_format) return OutputRequest{format, path};
  const auto own = parse_format(command, name);
  if (!own) return own.error();
  return OutputRequest{*own, path};
}

/// All reports to write. Standard output gets one too, unless a plain `--output FILE` took its
/// place.
Parsed<std::vector<OutputRequest>> parse_outputs(const CommandWords& command, const Words& words) {
  Format format = command.formats.front();
  if (!words.format.empty()) {
    const auto parsed = parse_format(command, words.format);
    if (!parsed) return parsed.error();
    format = *parsed;
  }
  std::vector<OutputRequest> outputs;
  bool to_standard_output = true;
  for (const std::string& word : words.outputs) {
    auto output = parse_output(command, format, word);
    if (!output) return output.error();
    const bool plain = output->path == word;
    if (plain || output->path == "-") to_standard_output = false;
    outputs.push_back(std::move(*output));
  }
  if (to_standard_output) outputs.push_back({format, "-"});
  const auto to_stdout = [](const OutputRequest& output) { return output.path == "-"; };
  if (std::count_if(outputs.begin(), outputs.end(), to_stdout) > 1) {
    return complaint("--output: standard output takes one report only");
  }
  return outputs;
}

Parsed<engine::RuleLevels> parse_rules(const std::vector<std::string>& words) {
  engine::RuleLevels levels;
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    if (equals == word.npos) {
      return complaint(cat({"--rule ", word, ": has no level"}), "write --rule ID=LEVEL or ID=off");
    }
    const std::string name = word.substr(0, equals);
    const engine::Rule* rule = rules::find_rule(name);
    if (rule == nullptr) {
      return complaint(cat({"--rule ", word, ": there is no rule ", name}),
                       "hairpin rules lists them");
    }
    const auto level = meaning("--rule " + name, word.substr(equals + 1), rule_levels);
    if (!level) return level.error();
    levels[std::string(rule->id)] = *level;
  }
  return levels;
}

Parsed<Options> interpret(const CommandWords& command, const Words& words) {
  Options options;
  options.command = command.command;
  options.inputs = words.inputs;
  options.snapshot = words.snapshot;
  options.only_new = words.only_new;
  if (!words.policy.empty()) options.policy = words.policy;
  options.quiet = words.quiet;
  options.allow_empty = words.allow_empty;
  options.strict = words.strict;
  options.jobs = words.jobs;
  options.from = words.from;
  options.to = words.to;
  options.at = words.at;
  options.subject = words.subject;
  options.include_on_premises = words.include_on_premises;
  options.templates = words.templates;

  auto outputs = parse_outputs(command, words);
  if (!outputs) return outputs.error();
  options.outputs = std::move(*outputs);
  auto levels = parse_rules(words.rules);
  if (!levels) return levels.error();
  options.rules = std::move(*levels);

  // A word that was not given leaves the default.
  std::optional<Farewell> wrong;
  const auto take = [&](std::string_view option, const std::string& word, const auto& meanings,
                        auto& target) {
    if (word.empty() || wrong) return;
    const auto parsed = meaning(option, word, meanings);
    if (parsed) {
      target = *parsed;
    } else {
      wrong = parsed.error();
    }
  };
  take("--sarif-profile", words.sarif_profile, profiles, options.sarif_profile);
  take("--fail-on", words.fail_on, fail_levels, options.fail_on);
  take("--color", words.colour, colours, options.colour);
  take("--expect", words.expect, verdicts, options.expect);
  take("--by", words.by, matrix_units, options.by_class);
  if (wrong) return *wrong;
  return options;
}

Farewell unknown_command(std::string_view word) {
  std::vector<std::string_view> names;
  for (const CommandWords& command : all_commands()) names.push_back(command.name);
  const std::string hint = did_you_mean(word, names);
  return complaint(cat({"there is no command \"", word, "\""}),
                   hint.empty() ? "hairpin --help lists the commands" : hint);
}

Farewell unexpected_argument(const CLI::App& command, const std::string& word) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  const std::string hint = did_you_mean(word.substr(0, word.find('=')), candidates);
  return complaint(cat({command.get_name(), " does not know \"", word, "\""}),
                   hint.empty() ? cat({"hairpin ", command.get_name(), " --help"}) : hint);
}

}  // namespace

std::string_view name_of(Format format) { return formats[static_cast<std::size_t>(format)].first; }

std::optional<Format> format_named(std::string_view name) {
  for (const auto& [word, format] : formats) {
    if (equal_folded(word, name)) return format;
  }
  return std::nullopt;
}

Result<Options, Farewell> parse_command_line(const std::vector<std::string>& arguments) {
  Words words;
  const std::unique_ptr<CLI::App> grammar = make_grammar(words);
  std::vector<std::string> ordered = command_first(*grammar, arguments);
  const auto& commands = all_commands();
  const auto command =
      std::find_if(commands.begin(), commands.end(), [&](const CommandWords& candidate) {
        return !ordered.empty() && candidate.name == ordered.front();
      });
  if (command == commands.end() && !ordered.empty() && !ordered.front().starts_with('-')) {
    return unknown_command(ordered.front());
  }
  try {
    std::reverse(ordered.begin(), ordered.end());  // CLI11 takes them from the back
    grammar->parse(std::move(ordered));
  } catch (const CLI::CallForHelp&) {
    return Farewell{grammar->help(), true};
  } catch (const CLI::CallForVersion&) {
    return Farewell{"hairpin " HAIRPIN_VERSION "\n", true};
  } catch (const CLI::ParseError& error) {
    return complaint(error.what(), command == commands.end()
                                       ? "hairpin --help"
                                       : cat({"hairpin ", command->name, " --help"}));
  }
  if (command == commands.end()) return Farewell{grammar->help(), false};
  const CLI::App& parsed = *grammar->get_subcommand(std::string(command->name));
  for (const std::string& rest : parsed.remaining()) {
    if (rest != "--") return unexpected_argument(parsed, rest);
  }
  return interpret(*command, words);
}

}  // namespace hairpin::cli
