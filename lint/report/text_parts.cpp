#include "report/text_parts.hpp"

#include <fmt/ostream.h>

#include <algorithm>
#include <ostream>

#include "base/text.hpp"
#include "report/place.hpp"

namespace hairpin::report::text {
namespace {
constexpr std::size_t widest_mark = 60;
constexpr std::size_t longest_value = 60;
}  // namespace

void write_snippet(std::ostream& out, const SourceMap& sources, SourceSpan span,
                   const Palette& palette) {
  if (!span) return;
  const Snippet snippet = sources.snippet(span);
  const std::string line = std::to_string(sources.position({span.file, 0, span.offset}).line);
  const std::size_t width = std::max<std::size_t>(line.size(), 3);
  const std::string mark = '^' + std::string(std::min(snippet.width, widest_mark) - 1, '~');
  fmt::print(out, "  {} {}\n", palette.quiet(fmt::format("{:>{}} |", line, width)), snippet.text);
  fmt::print(out, "  {} {}{}\n", palette.quiet(fmt::format("{:>{}} |", "", width)),
             std::string(snippet.column, ' '), palette.caret(mark));
}

std::string path_line(const reach::WitnessPath& path) {
  std::string line;
  for (const reach::Hop& hop : path) {
    if (!line.empty()) line += " > ";
    line += printable(hop.name);
  }
  return line;
}

namespace {
/// The value for people: a resource by its name, and what is not there in words.
std::string value_text(const ResourceIds& ids, std::string_view json) {
  if (json == "null") return "not stated";
  if (json.size() > 3 && json.starts_with("\"/") && json.ends_with('"')) {
    return readable(ids, json.substr(1, json.size() - 2));
  }
  return shortened(printable(mask_secrets(json)), longest_value);
}
}  // namespace

std::string fact_line(const Run& run, const model::ConfigFact& fact, const Palette& palette) {
  std::string line = short_name(run.ids, fact.resource);
  if (!line.empty()) line += ": ";
  line += cat({printable(fact.property), " is ", value_text(run.ids, fact.value)});
  if (fact.where) line += " (" + palette.place(place_text(run.sources, fact.where)) + ")";
  if (!fact.fact.empty()) line += palette.quiet(cat({" [", fact.fact, "]"}));
  return line;
}

std::string via_text(const reach::ViaSet& via) {
  std::string text;
  for (const reach::Via member : via.list()) {
    if (!text.empty()) text += ", ";
    text += name_of(member);
  }
  return text;
}

void write_assumptions(std::ostream& out, const Run& run, const Palette& palette) {
  for (const std::string& sentence : run.assumptions) {
    fmt::print(out, "{} {}\n", palette.quiet("assumed:"), printable(sentence));
  }
}

std::string shortened(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return std::string(text);
  std::size_t end = limit - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return cat({text.substr(0, end), "..."});
}

}  // namespace hairpin::report::text
