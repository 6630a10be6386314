#include "reach/class_surveys.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <tuple>

#include "base/parallel.hpp"

namespace hairpin::reach {
namespace {

/// Neighbours share what lies behind their hub, so they stay together; and a worker that comes
/// first to the end takes over from others.
constexpr std::size_t blocks_per_worker = 4;
/// To copy the routes takes as long as several surveys.
constexpr std::size_t least_block = 8;

auto rank(const Arrival& arrival) {
  return std::tuple(arrival.to, -static_cast<int>(arrival.verdict), arrival.depth, arrival.via,
                    arrival.crossing, arrival.source);
}

void sort(std::vector<Arrival>& arrivals, const Checkpoints& checkpoints) {
  const Checkpoints::Order order = checkpoints.order();
  std::sort(arrivals.begin(), arrivals.end(), [&](const Arrival& a, const Arrival& b) {
    const auto a_rank = rank(a), b_rank = rank(b);
    if (a_rank != b_rank) return a_rank < b_rank;
    if (a.ways != b.ways) return order(a.ways, b.ways);
    return a.addresses < b.addresses;
  });
}

ClassSurvey survey_class(const Reachability::State& state, Walker& walker, std::uint32_t number) {
  const std::vector<model::VnetIndex>& members = state.classes[number].members;
  ClassSurvey survey;
  survey.first = survey_vnet(state, walker, members[0], state.wanted_by_first(number));
  if (members.size() > 1) {
    survey.second = survey_vnet(state, walker, members[1], state.wanted_by_second(number));
  }
  return survey;
}

/// Surveys some of the classes, in rising order.
class Worker {
 public:
  explicit Worker(const Reachability::State& state)
      : state_(state), routing_(state.routing.fork()), walker_(*routing_) {}

  /// A survey in the worker's own numbers, and the conditions that it was the first to ask for.
  struct Report {
    Worker* by = nullptr;
    ClassSurvey survey;
    std::size_t first_condition = 0, end_condition = 0;
  };

  Report survey(std::uint32_t number) {
    Report report;
    report.by = this;
    report.first_condition = routing_->conditions().size();
    report.survey = survey_class(state_, walker_, number);
    report.end_condition = routing_->conditions().size();
    return report;
  }

  /// The report in the numbers of the state. Whoever was the first of all to ask for a condition
  /// was the first of its worker, too: so reports in order give the conditions in order.
  ClassSurvey translated(Report report, Reachability::State& state) {
    for (std::size_t i = report.first_condition; i < report.end_condition; ++i) {
      state.routing.conditions().single(routing_->conditions()[route::ConditionIndex(i)]);
    }
    for (std::vector<Arrival>* arrivals : {&report.survey.first, &report.survey.second}) {
      for (Arrival& arrival : *arrivals) arrival.ways = translated(arrival.ways, state);
    }
    return std::move(report.survey);
  }

 private:
  Ways translated(Ways ways, Reachability::State& state) {
    if (ways == walker_.checkpoints().straight()) return state.walker.checkpoints().straight();
    const auto [known, is_new] = ways_.try_emplace(ways);
    if (is_new) known->second = state.walker.checkpoints().same_as(walker_.checkpoints(), ways);
    return known->second;
  }

  const Reachability::State& state_;
  std::unique_ptr<route::Routing> routing_;
  Walker walker_;
  std::map<Ways, Ways> ways_;  // the state's number of each
};

}  // namespace

std::vector<Arrival> survey_vnet(const Reachability::State& state, Walker& walker,
                                 model::VnetIndex vnet, const PrefixSet& wanted) {
  std::vector<Arrival> all;
  std::uint32_t source_rank = 0;
  for (const Source& source : ranked_sources(state.network, vnet, state.table_numbers)) {
    auto some =
        walker.survey(source.context, source.subnet, wanted & source.families, state.universe);
    for (Arrival& arrival : some) {
      arrival.source = source_rank;
      all.push_back(std::move(arrival));
    }
    ++source_rank;
  }
  sort(all, walker.checkpoints());
  return all;
}

std::vector<ClassSurvey> survey_classes(Reachability::State& state) {
  const std::size_t count = state.classes.size();
  const std::size_t workers = worker_count();
  std::vector<ClassSurvey> surveys;
  surveys.reserve(count);
  if (workers == 1 || count < workers * least_block) {
    for (std::uint32_t number = 0; number < count; ++number) {
      surveys.push_back(survey_class(state, state.walker, number));
    }
    return surveys;
  }

  const std::size_t block = std::max(least_block, count / (workers * blocks_per_worker));
  std::vector<std::unique_ptr<Worker>> team(workers);
  std::vector<Worker::Report> reports(count);
  for_each_index((count + block - 1) / block, [&](std::size_t worker, std::size_t i) {
    if (!team[worker]) team[worker] = std::make_unique<Worker>(state);
    for (std::size_t number = i * block; number < std::min(count, (i + 1) * block); ++number) {
      reports[number] = team[worker]->survey(static_cast<std::uint32_t>(number));
    }
  });
  for (Worker::Report& report : reports) {
    Worker* const by = report.by;
    surveys.push_back(by->translated(std::move(report), state));
  }
  return surveys;
}

}  // namespace hairpin::reach
