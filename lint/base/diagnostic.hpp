#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/resource_id.hpp"
#include "base/source_map.hpp"

namespace hairpin {

enum class Severity : std::uint8_t { note, warning, error };
std::string_view name_of(Severity severity);  // "note", "warning", "error"

/// Something about an input that the user has to know. `statement` says what is wrong in the
/// user's words, `hint` what to do about it.
struct Diagnostic {
  enum class Kind : std::uint8_t {
    unusable,     // the input cannot be used at all: exit status 2
    bad_value,    // one value is wrong, the rest of the resource is kept: reported as HP902
    incomplete,   // the input is cut, or lacks what its own header promises: reported as HP905
    conflict,     // the same id twice with different content, the same key twice: a note
    unknown_value,  // something that a template does not tell: reported as HP903
  };
  Kind kind = Kind::bad_value;
  SourceSpan where;  // may be nowhere (a file that cannot be opened); then the text names the file
  std::string statement;
  std::string hint;
  /// Of a bad value: whose it is, and the path to it from there; empty where no resource holds it.
  ResourceId resource = {};
  std::string property = {};
};

/// Collected, never thrown: one run shows everything that is wrong.
using Diagnostics = std::vector<Diagnostic>;

}  // namespace hairpin
