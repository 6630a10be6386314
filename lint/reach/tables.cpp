#include <algorithm>

#include "reach/walker.hpp"

/// Which tables a question asks. Questions about one destination need little of each table, and
/// want to know what its routes depend on; surveys ask everything of every table, and only whether
/// the routes are sure.
namespace hairpin::reach {
namespace {

/// More candidates than these, and more outcomes behind circuits and appliances, are not kept from
/// one survey to the next: where every circuit leads everywhere they would grow with the square.
constexpr std::size_t most_kept = 2'000'000;

}  // namespace

/// Prepares for a question: tables that were asked for more destinations serve it as well.
void Walker::lay_tables(const PrefixSet& destinations) {
  const auto known = std::find_if(
      question_tables_.begin(), question_tables_.end(),
      [&](const Tables& tables) { return (destinations - tables.destinations).empty(); });
  if (known != question_tables_.end()) {
    tables_ = &*known;
    return;
  }
  tables_ = &question_tables_.emplace_back();
  tables_->destinations = destinations;
}

void Walker::begin_survey(const Universe& universe) {
  tables_ = &survey_tables_;
  if (survey_tables_.size + kept_outcomes_ > most_kept) {
    survey_tables_ = {};
    behind_circuit_.clear();
    behind_appliance_.clear();
    kept_outcomes_ = 0;
  }
  survey_tables_.evidence = route::Evidence::dropped;
  if (survey_tables_.destinations.empty()) survey_tables_.destinations = universe.all;
}

const route::MatchTable& Walker::table(const route::FibContext& context) {
  auto& table = tables_->fibs[context];
  if (!table) {
    table = fibs_.build(context, tables_->destinations, tables_->evidence);
    tables_->size += table->candidates().size();
  }
  return *table;
}

const route::MatchTable& Walker::table(route::RouterIndex circuit) {
  auto& table = tables_->msees[circuit];
  if (!table) {
    table = fibs_.build(circuit, tables_->destinations, tables_->evidence);
    tables_->size += table->candidates().size();
  }
  return *table;
}

}  // namespace hairpin::reach
