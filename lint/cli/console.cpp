#include "cli/console.hpp"

#include <unistd.h>

#include <cstdlib>
#include <ostream>
#include <sstream>

#include "base/text.hpp"
#include "cli/output.hpp"

namespace hairpin::cli {
namespace {

constexpr std::size_t shown_diagnostics = 5;

/// A terminal that shows colours, and a user who has not asked to be spared them. [no-color.org]
bool takes_colour(Colour choice, int descriptor) {
  if (choice != Colour::automatic) return choice == Colour::always;
  const char* spared = std::getenv("NO_COLOR");
  if (spared != nullptr && *spared != '\0') return false;
  const char* terminal = std::getenv("TERM");
  if (terminal != nullptr && std::string_view(terminal) == "dumb") return false;
  return ::isatty(descriptor) != 0;
}

}  // namespace

Console::Console(const Options& options)
    : colour_out_(takes_colour(options.colour, STDOUT_FILENO)),
      colour_error_(takes_colour(options.colour, STDERR_FILENO)),
      colour_files_(options.colour == Colour::always),
      quiet_(options.quiet) {}

void Console::write(std::string_view text) const {
  DescriptorBuffer buffer(STDERR_FILENO);
  std::ostream(&buffer) << text << std::flush;
}

void Console::error(std::string_view statement, std::string_view hint) const {
  diagnostic({}, {Diagnostic::Kind::unusable, {}, std::string(statement), std::string(hint)},
             Severity::error);
}

void Console::diagnostic(const SourceMap& sources, const Diagnostic& diagnostic,
                         Severity level) const {
  if (quiet_ && level != Severity::error) return;
  std::ostringstream text;
  report::text::write_diagnostic(text, sources, diagnostic, level, on_standard_error());
  write(text.str());
}

void Console::diagnostics(const SourceMap& sources, const Diagnostics& list, Diagnostic::Kind kind,
                          Severity level) const {
  if (quiet_ && level != Severity::error) return;
  std::size_t count = 0;
  for (const Diagnostic& one : list) {
    if (one.kind != kind) continue;
    if (++count <= shown_diagnostics) diagnostic(sources, one, level);
  }
  if (count <= shown_diagnostics) return;
  write(cat({"hairpin: ", name_of(level), ": and ", std::to_string(count - shown_diagnostics),
             " more of this kind\n"}));
}

}  // namespace hairpin::cli
