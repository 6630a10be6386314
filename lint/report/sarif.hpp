#pragma once

#include <iosfwd>
#include <span>
#include <string>

#include "engine/finding.hpp"
#include "engine/rule.hpp"
#include "report/run.hpp"

/// SARIF 2.1.0, as GitHub code scanning and Azure DevOps Advanced Security take it in.
namespace hairpin::report::sarif {

/// The two services ask for forms of `automationDetails` that exclude each other. `full` has
/// everything for viewers: snippets and base ids too.
enum class Profile { github, azuredevops, full };

/// The pipeline run that Azure DevOps files a report under; the defaults are what it accepts from a
/// run that is none.
struct Pipeline {
  std::string organization = "local";
  std::string project = "00000000-0000-0000-0000-000000000000";
  std::string definition_id = "-1";
  std::string definition_name = "local";
  std::string phase_id = "00000000-0000-0000-0000-000000000001";  // must not be all zeros
  std::string phase_name = "local";
  std::string branch = "refs/heads/local";
  std::string build_id = "-1";
};

struct Options {
  Profile profile = Profile::github;
  std::string working_directory;  // absolute: URIs are relative to it
  Pipeline pipeline;
};

/// `rules` are all that may have been run; every finding's rule is among them. The same findings
/// give the same bytes. GitHub refuses more than 25,000 results: the least severe go, and a
/// notification says how many.
void write(std::ostream& out, const Run& run, std::span<const engine::Rule* const> rules,
           std::span<const engine::Finding> findings, const Options& options);

/// The URI of an input relative to the working directory, percent-encoded, without "..". An input
/// outside of it is put below "outside/", standard input is "stdin": neither can be taken for a
/// file of the repository.
std::string artifact_uri(std::string_view name, std::string_view working_directory);

}  // namespace hairpin::report::sarif
