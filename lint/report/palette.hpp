#pragma once

#include <string>
#include <string_view>

#include "base/diagnostic.hpp"
#include "reach/verdict.hpp"

namespace hairpin::report {

/// The few colours of the text reports; without colour every function returns its text unchanged.
class Palette {
 public:
  explicit Palette(bool colour) : colour_(colour) {}

  std::string place(std::string_view text) const { return paint(text, "1"); }
  std::string quiet(std::string_view text) const { return paint(text, "2"); }
  std::string caret(std::string_view text) const { return paint(text, "1;32"); }
  std::string hint(std::string_view text) const { return paint(text, "36"); }
  /// "error", "warning" or "note" in its colour.
  std::string level(Severity severity) const;
  /// The verdict's own word, or another text for it.
  std::string verdict(reach::Verdict verdict) const;
  std::string verdict(reach::PairVerdict verdict) const;
  std::string verdict(reach::Verdict verdict, std::string_view text) const;

 private:
  std::string paint(std::string_view text, std::string_view code) const;
  bool colour_;
};

}  // namespace hairpin::report
