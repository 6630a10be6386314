#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <vector>

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
  std::string root;                // of the repository: an absolute path without links
  std::vector<std::string> paths;  // of the inputs, by file, in the same form; "": standard input
  Pipeline pipeline;
};

/// `rules` are all that may have been run; every finding's rule is among them. The same findings
/// give the same bytes. GitHub refuses more than 25,000 results: the least severe go, and a
/// notification says how many.
void write(std::ostream& out, const Run& run, std::span<const engine::Rule* const> rules,
           std::span<const engine::Finding> findings, const Options& options);

/// What the inputs are called in a log.
struct ArtifactUris {
  std::vector<std::string> uris;  // by file, percent-encoded
  /// Whether they are absolute; then the log has to say where the root is.
  bool absolute = false;
};

/// Relative to `root` as long as all inputs are below it: that is what both services place in the
/// diff, it is the same on every machine, and it shows nobody's folders. One input outside of it
/// makes all URIs `file:` URIs without a base, since GitHub refuses a log that mixes the two; it
/// finds the root in `invocations[].workingDirectory` and takes what is below it for the
/// repository's files. A made-up relative path would point at a file that is not there, or, worse,
/// at another one. Standard input is "stdin", or /dev/stdin among absolute URIs.
ArtifactUris artifact_uris(std::span<const std::string> paths, const std::string& root);
/// The `file:` URI of a folder, with the slash at its end that SARIF asks for.
std::string folder_uri(const std::string& path);

}  // namespace hairpin::report::sarif
