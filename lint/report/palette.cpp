#include "report/palette.hpp"

#include "base/text.hpp"

namespace hairpin::report {
namespace {

std::string_view code_of(Severity severity) {
  switch (severity) {
    case Severity::note:
      return "1;36";
    case Severity::warning:
      return "1;35";
    case Severity::error:
      return "1;31";
  }
  return "1";
}

/// Isolation is the aim, so what breaks it is red.
std::string_view code_of(reach::Verdict verdict) {
  switch (verdict) {
    case reach::Verdict::isolated:
      return "32";
    case reach::Verdict::filtered:
      return "36";
    case reach::Verdict::unproven:
      return "33";
    case reach::Verdict::reachable:
      return "31";
  }
  return "0";
}

std::string_view code_of(reach::PairVerdict verdict) {
  switch (verdict) {
    case reach::PairVerdict::isolated:
      return code_of(reach::Verdict::isolated);
    case reach::PairVerdict::filtered:
      return code_of(reach::Verdict::filtered);
    case reach::PairVerdict::unproven:
      return code_of(reach::Verdict::unproven);
    case reach::PairVerdict::one_way:
    case reach::PairVerdict::reachable:
      return code_of(reach::Verdict::reachable);
  }
  return "0";
}

}  // namespace

std::string Palette::level(Severity severity) const {
  return paint(name_of(severity), code_of(severity));
}

std::string Palette::verdict(reach::Verdict verdict) const {
  return paint(name_of(verdict), code_of(verdict));
}

std::string Palette::verdict(reach::PairVerdict verdict) const {
  return paint(name_of(verdict), code_of(verdict));
}

std::string Palette::verdict(reach::Verdict verdict, std::string_view text) const {
  return paint(text, code_of(verdict));
}

std::string Palette::paint(std::string_view text, std::string_view code) const {
  return colour_ ? cat({"\x1b[", code, "m", text, "\x1b[0m"}) : std::string(text);
}

}  // namespace hairpin::report
