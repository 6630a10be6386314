#pragma once

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "report/json_parts.hpp"
#include "report/sarif.hpp"

/// Pieces of a SARIF log. Only for the .cpp files of this folder.
namespace hairpin::report::sarif {

using json::Json;

/// `{"text": ...}`: printable, one sentence with a full stop, and nothing that a viewer would take
/// for a link.
Json message(std::string_view text);

/// `tool.driver.rules[]` entry.
Json rule_descriptor(const engine::Rule& rule);
/// "MseeHairpin" for "msee-hairpin": the services want one word that differs from the id.
std::string pascal_case(std::string_view kebab);

/// `automationDetails`, in the form of the profile.
Json automation_details(const Options& options);

/// Writes `results[]` entries for the findings of one run.
class ResultWriter {
 public:
  ResultWriter(const Run& run, std::span<const engine::Rule* const> rules,
               std::span<const engine::Finding* const> findings, const Options& options);
  Json result(const engine::Finding& finding) const;
  bool has_absolute_uris() const { return uris_.absolute; }

 private:
  SourceSpan place_of(const engine::Finding& finding) const;
  SourceSpan place_of(const reach::Hop& hop, SourceSpan otherwise) const;
  Json physical_location(SourceSpan where) const;
  Json location(const engine::Location& place, SourceSpan where) const;
  Json related_locations(const engine::Finding& finding) const;
  Json code_flows(const engine::Finding& finding) const;
  Json fingerprints(const engine::Finding& finding) const;
  void hash_lines(std::span<const engine::Finding* const> findings);

  const Run& run_;
  const Options& options_;
  std::unordered_map<const engine::Rule*, std::size_t> rule_index_;
  ArtifactUris uris_;
  std::unordered_map<const engine::Finding*, std::string> line_hashes_;
};

}  // namespace hairpin::report::sarif
