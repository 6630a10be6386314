#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/session.hpp"
#include "report/json.hpp"
#include "report/text.hpp"
#include "rules/catalog.hpp"

namespace hairpin::cli {
namespace {

ExitStatus unknown_rule(const Console& console, std::string_view word) {
  std::vector<std::string_view> names;
  for (const engine::Rule* rule : hairpin::rules::catalog()) {
    names.push_back(rule->id);
    names.push_back(rule->name);
  }
  const std::string_view nearest = nearest_word(word, names);
  console.error(cat({"there is no rule ", word}), nearest.empty()
                                                      ? "hairpin rules lists them"
                                                      : cat({"did you mean ", nearest, "?"}));
  return ExitStatus::unusable;
}

}  // namespace

ExitStatus rules(const Options& options, const Console& console) {
  std::span<const engine::Rule* const> chosen = hairpin::rules::catalog();
  const engine::Rule* one = nullptr;
  if (!options.subject.empty()) {
    one = hairpin::rules::find_rule(options.subject);
    if (one == nullptr) return unknown_rule(console, options.subject);
    chosen = {&one, 1};
  }
  const auto failure = write_outputs(options, [&](Format format, std::ostream& out, bool) {
    if (format == Format::json) return report::json::write_rules(out, HAIRPIN_VERSION, chosen);
    if (one != nullptr) return report::text::write_rule(out, *one);
    report::text::write_catalog(out, chosen);
  });
  return written(console, failure, ExitStatus::fine);
}

}  // namespace hairpin::cli
