#include "cli/command_line.hpp"

#include <algorithm>

namespace hairpin::cli {
namespace {

/// A repeatable option that takes one value each time, so that it never swallows an input.
CLI::Option* add_repeatable(CLI::App& app, const std::string& name,
                            std::vector<std::string>& values, const std::string& help) {
  return app.add_option(name, values, help)->allow_extra_args(false);
}

void add_output_options(CLI::App& app, Words& words, const std::string& formats) {
  app.add_option("--format", words.format, formats)->type_name("FORMAT");
  add_repeatable(app, "--output", words.outputs,
                 "Write to a file, whole or not at all; repeatable as FORMAT=FILE")
      ->type_name("[FORMAT=]FILE");
  app.add_option("--color", words.colour, "auto (default), always or never")->type_name("WHEN");
  app.add_flag("--quiet", words.quiet, "No notes and no summary on standard error");
}

/// Options of `check` that the other analyses take too, so that one set of words serves a script;
/// their help shows them for `check` only.
void add_finding_options(CLI::App& app, Words& words) {
  std::vector<CLI::Option*> options = {
      app.add_option("--fail-on", words.fail_on,
                     "Least level that fails: error (default), warning, note or never")
          ->type_name("LEVEL"),
      add_repeatable(app, "--rule", words.rules, "Set the level of a rule, or switch it off")
          ->type_name("ID=LEVEL|off"),
      app.add_option("--sarif-profile", words.sarif_profile,
                     "github (default), azuredevops or full")
          ->type_name("PROFILE"),
      app.add_flag("--only-new", words.only_new,
                   "Only findings that the snapshot alone does not have")};
  if (app.get_name() == "check") return;
  for (CLI::Option* option : options) option->group("");
}

/// What templates are given, and where they are deployed to.
void add_template_options(CLI::App& app, Words& words) {
  import::TemplateOptions& templates = words.templates;
  add_repeatable(app, "--params", templates.parameters,
                 "Parameter file of a template, or the value of one parameter; repeatable")
      ->type_name("FILE|NAME=VALUE");
  const auto add = [&](const char* name, std::string& value, const char* help) {
    return app.add_option(name, value, help)->type_name("NAME");
  };
  std::vector<CLI::Option*> options = {
      add("--subscription", templates.surroundings.subscription,
          "Id of the subscription that a template is deployed to"),
      add("--resource-group", templates.surroundings.resource_group, "The same, resource group"),
      add("--management-group", templates.surroundings.management_group,
          "The same, management group"),
      add("--tenant", templates.surroundings.tenant, "The same, id of the tenant"),
      add("--location", templates.surroundings.location, "Region of the resource group")};
  if (app.get_name() == "expand") return;
  for (CLI::Option* option : options) option->group("");
}

void add_analysis_options(CLI::App& app, Words& words) {
  app.add_option("INPUT", words.inputs,
                 "Files, folders, globs (** for any folders), or - for standard input")
      ->required()
      ->type_name("");
  add_repeatable(app, "--snapshot", words.snapshot,
                 "What is there: the inputs are laid over it as a deployment is; repeatable")
      ->type_name("FILE");
  app.add_option("--policy", words.policy, "Policy file (default: hairpin.yaml, if there)")
      ->type_name("FILE");
  add_finding_options(app, words);
  add_template_options(app, words);
  app.add_flag("--allow-empty", words.allow_empty, "An estate without any VNet is no error");
  app.add_flag("--strict", words.strict,
               "End with 3 when the analysis is incomplete, whatever it found");
  app.add_option("--jobs", words.jobs, "Use at most N threads")
      ->type_name("N")
      ->check(CLI::Range(1u, 1024u).description(""));
}

CLI::App& add_command(CLI::App& app, Command command, const std::string& help) {
  const auto& list = all_commands();
  const auto words = std::find_if(list.begin(), list.end(), [&](const CommandWords& candidate) {
    return candidate.command == command;
  });
  CLI::App* added = app.add_subcommand(std::string(words->name), help);
  added->allow_extras();  // parse_command_line names the nearest option instead
  return *added;
}

void add_analyses(CLI::App& app, Words& words) {
  CLI::App& check = add_command(app, Command::check, "Find what breaks isolation");
  add_analysis_options(check, words);
  add_output_options(check, words, "text (default), json or sarif");

  const std::string end = "ID, VNet name, vnet/subnet, address, prefix or onprem:CIRCUIT";
  CLI::App& reach = add_command(app, Command::reach, "Can packets get from one end to another?");
  add_analysis_options(reach, words);
  add_output_options(reach, words, "text (default) or json");
  reach.add_option("--from", words.from, end)->required()->type_name("E");
  reach.add_option("--to", words.to, end)->required()->type_name("E");
  reach.add_option("--expect", words.expect, "End with 1 when the verdict is another one")
      ->type_name("VERDICT");

  CLI::App& matrix = add_command(app, Command::matrix, "Verdicts for all ordered pairs of VNets");
  add_analysis_options(matrix, words);
  add_output_options(matrix, words, "text (default), json or csv");
  matrix.add_option("--by", words.by, "vnet (default), or class: those that behave alike as one")
      ->type_name("WHAT");
  matrix.add_flag("--include-onprem", words.include_on_premises,
                  "The on-premises sides of circuits, and VPN sites, too");

  CLI::App& diff = add_command(
      app, Command::diff, "What became reachable, or ceased to be, and because of which change");
  add_analysis_options(diff, words);
  diff.get_option("INPUT")->expected(2)->description("BEFORE and AFTER: two files or folders");
  add_output_options(diff, words, "text (default), json or markdown");

  CLI::App& routes =
      add_command(app, Command::routes, "Effective routes, and where they came from");
  add_analysis_options(routes, words);
  add_output_options(routes, words, "text (default), json or csv");
  routes.add_option("--at", words.at, "A subnet, VNet, gateway or circuit")
      ->required()
      ->type_name("E");
}

}  // namespace

const std::vector<CommandWords>& all_commands() {
  static const std::vector<CommandWords> commands = {
      {Command::check, "check", {Format::text, Format::json, Format::sarif}},
      {Command::reach, "reach", {Format::text, Format::json}},
      {Command::matrix, "matrix", {Format::text, Format::json, Format::csv}},
      {Command::diff, "diff", {Format::text, Format::json, Format::markdown}},
      {Command::routes, "routes", {Format::text, Format::json, Format::csv}},
      {Command::expand, "expand", {Format::json}},
      {Command::rules, "rules", {Format::text, Format::json}},
      {Command::schema, "schema", {Format::json}},
  };
  return commands;
}

std::unique_ptr<CLI::App> make_grammar(Words& words) {
  auto app = std::make_unique<CLI::App>("Static network-isolation linter for Azure.", "hairpin");
  app->set_version_flag("--version", "hairpin " HAIRPIN_VERSION);
  app->require_subcommand(0, 1);
  app->footer(
      "Exit status: 0 nothing at or above --fail-on; 1 findings, or not the expected verdict;\n"
      "2 the command line, an input or the policy could not be used; 3 with --strict: the\n"
      "analysis is incomplete. hairpin COMMAND --help explains a command.");
  add_analyses(*app, words);

  CLI::App& expand =
      add_command(*app, Command::expand, "An ARM template as the resources it deploys");
  expand.add_option("TEMPLATE", words.inputs, "The template; behind it parameters as for --params")
      ->required()
      ->type_name("");
  add_template_options(expand, words);
  add_output_options(expand, words, "json");
  expand.add_flag("--strict", words.strict, "End with 3 when some value cannot be known");

  CLI::App& rules = add_command(*app, Command::rules, "The rules, or one of them explained");
  rules.add_option("ID", words.subject, "Id or name of a rule; all, if none is given")
      ->type_name("");
  add_output_options(rules, words, "text (default) or json");

  CLI::App& schema = add_command(*app, Command::schema, "The JSON Schema of the JSON outputs");
  schema.add_option("NAME", words.subject, "report")->required()->type_name("");
  add_output_options(schema, words, "json");
  return app;
}

std::vector<std::string> command_first(const CLI::App& grammar,
                                       std::vector<std::string> arguments) {
  const auto takes_value = [&](const std::string& argument) {
    if (argument.find('=') != argument.npos) return false;
    const auto commands = grammar.get_subcommands([](const CLI::App*) { return true; });
    return std::any_of(commands.begin(), commands.end(), [&](const CLI::App* command) {
      const CLI::Option* option = command->get_option_no_throw(argument);
      return option != nullptr && option->get_items_expected_min() > 0;
    });
  };
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i].starts_with('-') && arguments[i].size() > 1) {
      if (takes_value(arguments[i])) ++i;
      continue;
    }
    const auto command = arguments.begin() + static_cast<std::ptrdiff_t>(i);
    std::rotate(arguments.begin(), command, command + 1);
    break;
  }
  return arguments;
}

}  // namespace hairpin::cli
