#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/source_map.hpp"
#include "base/value.hpp"
#include "template/expand.hpp"

namespace hairpin::arm {

/// A template of a test, expanded, with all that it views.
struct Expanded {
  std::unique_ptr<SourceMap> sources = std::make_unique<SourceMap>();
  std::unique_ptr<ValueArena> arena = std::make_unique<ValueArena>();
  Expansion expansion;

  /// The resource whose name is or ends in `name`; the test fails without one.
  const ExpandedResource& resource(std::string_view name) const;
  /// The names of all resources, with commas between.
  std::string names() const;
  /// The body of all resources, as JSON.
  std::string json() const;
  /// "line:column: statement" of each diagnostic, one per line.
  std::string problems() const;
  /// The text that the first diagnostic points to.
  std::string marked() const;
};

struct Setup {
  std::string parameter_file;  // its text
  std::vector<ParameterText> parameters;
  Surroundings surroundings;
  std::map<std::string, std::string> linked;  // texts by path
  Limits limits = {};
};

Expanded expand_text(std::string_view text, const Setup& setup = {});

/// A template for a resource group with these members ("\"resources\": [...]").
std::string template_with(std::string_view members);

/// The place where tests without other wishes deploy to.
Surroundings usual_surroundings();

/// What an expression has as its value, as JSON, or "error: " and the statement of its failure.
/// `variables`: the members of the template's variables.
std::string evaluate_text(std::string_view expression, std::string_view variables = {},
                          const Setup& setup = {});

}  // namespace hairpin::arm
