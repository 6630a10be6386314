#include <fmt/ostream.h>

#include <algorithm>
#include <ostream>

#include "report/text.hpp"

namespace hairpin::report::text {

void write_catalog(std::ostream& out, std::span<const engine::Rule* const> rules) {
  std::size_t widest = 0;
  for (const engine::Rule* rule : rules) widest = std::max(widest, rule->name.size());
  for (const engine::Rule* rule : rules) {
    fmt::print(out, "{}  {:<{}}  {:<7}  {}\n", rule->id, rule->name, widest,
               name_of(rule->severity), rule->summary);
  }
}

void write_rule(std::ostream& out, const engine::Rule& rule) {
  fmt::print(out, "{} {} ({})\n{}\n\n{}", rule.id, rule.name, name_of(rule.severity), rule.summary,
             rule.text);
  if (!rule.text.ends_with('\n')) out << '\n';
}

}  // namespace hairpin::report::text
