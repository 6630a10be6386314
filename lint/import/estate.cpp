#include "import/estate.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "base/json_text.hpp"
#include "base/parallel.hpp"
#include "base/text.hpp"
#include "import/attribution.hpp"
#include "import/id_hash.hpp"
#include "import/input_files.hpp"
#include "import/input_reader.hpp"
#include "import/network_builder.hpp"
#include "import/overlay.hpp"
#include "import/scenario.hpp"
#include "import/template_import.hpp"

namespace hairpin::import {
namespace {

using Kind = Diagnostic::Kind;

/// The stages of an import, one call each.
class Importer {
 public:
  explicit Importer(const ImportOptions& options)
      : options_(options), state_(new_state()), templates_(options.templates) {}

  ImportLog& log() { return log_; }

  /// What is read from now on changes what was read before.
  void end_snapshot() {
    snapshot_ = std::exchange(state_, new_state());
    snapshot_problems_ = log_.so_far();
    former_routes_ = snapshot_->circuit_routes;
    former_facts_ = scenario_facts_.size();
    estate_.first_change = FileIndex(estate_.sources.size());
  }

  void read_file(const InputPath& input) {
    if (input.path == "-" && options_.standard_input) {
      return read_bytes("<stdin>", {*options_.standard_input, nullptr}, input.folder);
    }
    const auto opened = open_input(input.path);
    if (!opened) {
      log_.add(Kind::unusable, {}, cat({printable(input.path), ": ", opened.error()}));
      return;
    }
    read_bytes(input.path == "-" ? "<stdin>" : input.path, *opened, input.folder);
  }

  void read_bytes(std::string name, InputBytes input, int folder) {
    const Decoded decoded = decode_file(input.bytes);
    std::string_view text = input.bytes.substr(decoded.skip);
    if (decoded.text) {
      auto converted = std::make_shared<const std::string>(std::move(*decoded.text));
      text = *converted;
      input.owner = std::move(converted);
    }
    const std::string path = name == "<stdin>" ? "-" : name;
    const FileIndex file = estate_.sources.add(std::move(name), text, std::move(input.owner));
    InputSummary summary = is_json(text) || !looks_like_scenario(text)
                               ? InputReader(*state_, file).read()
                               : read_sketch(file);
    const Folder found{snapshot_ != nullptr, folder};
    if (folder >= 0 && !summary.kind.empty()) usable_folders_[found] = true;
    if (summary.unknown) unknown_.push_back({*summary.unknown, found});
    if (summary.deferred == Shape::arm_template) templates_.add_template(file, path, folder < 0);
    if (summary.deferred == Shape::parameter_file) templates_.add_parameter_file(file, path);
    estate_.inputs.push_back({std::move(summary.name), summary.kind, summary.resources});
  }

  Estate finish() && {
    report_unknown();
    templates_.expand(*state_, snapshot_ == nullptr && state_->rows == 0);
    ImportState& base = snapshot_ ? *snapshot_ : *state_;
    if (snapshot_) base.append(*state_);
    model::Coverage coverage = cover(base);
    base.resources.unfold();
    if (snapshot_) build_former(base);
    lay_changes(base, coverage);
    base.resources.sort_by_role();
    // Nearly every run shows places, and one thread builds the network.
    for_each_index(is_large(base) ? 2 : 1, [&](std::size_t i) {
      if (i > 0) return estate_.sources.index_lines();
      estate_.network = NetworkBuilder(base.resources, estate_.ids, *estate_.arena, log_)
                            .build(base.circuit_routes);
    });
    report_cuts(coverage);
    estate_.network.coverage = std::move(coverage);
    for (const ScenarioFacts& facts : scenario_facts_) facts.apply(estate_.network);
    if (!options_.allow_empty && !log_.has_unusable() && is_empty()) report_nothing(base);
    estate_.diagnostics = log_.take();
    attribute(estate_.diagnostics, base.resources, estate_.sources, estate_.ids);
    note_truncation(estate_.network, estate_.diagnostics);
    return std::move(estate_);
  }

 private:
  /// The position of a folder among the arguments of its kind: snapshots, or inputs.
  using Folder = std::pair<bool, int>;

  std::unique_ptr<ImportState> new_state() {
    return std::make_unique<ImportState>(estate_.sources, estate_.ids, *estate_.arena, log_);
  }

  /// Whether starting a thread pays.
  static bool is_large(const ImportState& state) {
    return worker_count() > 1 && state.rows >= 4096;
  }

  void report_cuts(model::Coverage& coverage) {
    for (const ImportState* state : {snapshot_.get(), state_.get()}) {
      const auto cut = state == nullptr ? std::nullopt : state->pages.report(log_);
      if (!cut || coverage.truncated) continue;
      coverage.truncated = true;
      coverage.truncated_where = *cut;
    }
  }

  static void note_truncation(model::Network& network, const Diagnostics& diagnostics) {
    for (const Diagnostic& diagnostic : diagnostics) {
      model::Coverage& coverage = network.coverage;
      if (diagnostic.kind != Kind::incomplete || coverage.truncated) continue;
      coverage.truncated = true;
      coverage.truncated_where = diagnostic.where;
    }
  }

  /// The network before the change, from the same records. What is wrong with the snapshot is
  /// reported once, with the estate as it will be; here it only decides what is proved.
  void build_former(ImportState& base) {
    if (!base.changes.empty()) {
      Overlay(base.resources, estate_.ids, *estate_.arena, log_).apply(base.changes);
      base.changes.clear();
    }
    base.resources.sort_by_role();
    ImportLog log;
    for (const Diagnostic& problem : snapshot_problems_) {
      log.add(problem.kind, problem.where, problem.statement, problem.hint);
    }
    FormerEstate former;
    former.network =
        NetworkBuilder(base.resources, estate_.ids, *estate_.arena, log).build(former_routes_);
    base.pages.report(log);
    for (std::size_t i = 0; i < former_facts_; ++i) scenario_facts_[i].apply(former.network);
    former.diagnostics = log.take();
    attribute(former.diagnostics, base.resources, estate_.sources, estate_.ids);
    note_truncation(former.network, former.diagnostics);
    estate_.former = std::move(former);
  }

  /// Lays what the inputs say shall become of resources over those that there are; over a snapshot
  /// also the resources that they state.
  void lay_changes(ImportState& base, model::Coverage& coverage) {
    std::vector<ResourceChange> changes;
    if (snapshot_) {
      for (const Resource& resource : state_->resources.all()) {
        changes.push_back(deployment_of(resource, estate_.ids));
      }
      for (const Interface& interface : state_->resources.interfaces()) {
        changes.push_back(deployment_of(interface));
      }
    }
    std::move(state_->changes.begin(), state_->changes.end(), std::back_inserter(changes));
    if (changes.empty()) return;
    Overlay overlay(base.resources, estate_.ids, *estate_.arena, log_);
    overlay.apply(changes);
    coverage.used += overlay.added();
    if (!snapshot_) return;
    for (const ResourceChange& change : changes) {
      if (change.kind == ResourceChange::Kind::keep) continue;
      estate_.changes.push_back({estate_.ids.intern(change.id), change.stated.where,
                                 change.kind == ResourceChange::Kind::remove});
    }
  }

  static bool is_json(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first == text.npos || text[first] == '{' || text[first] == '[';
  }

  InputSummary read_sketch(FileIndex file) {
    Scenario scenario =
        read_scenario(estate_.sources.text(file), file, estate_.ids, *estate_.arena);
    for (Diagnostic& fault : scenario.faults) {
      log_.add(fault.kind, fault.where, std::move(fault.statement), std::move(fault.hint));
    }
    for (const Resource& resource : scenario.resources) add_sketched(resource);
    for (const Located<std::string>& question : scenario.facts.questions) {
      log_.add(Kind::unknown_value, question.where, question.value,
               "give a value to what decides it");
      log_.explain(question.value);
    }
    scenario_facts_.push_back(std::move(scenario.facts));
    return {std::string(estate_.sources.name(file)), "scenario", scenario.resources.size(), {}};
  }

  void add_sketched(const Resource& resource) {
    const std::string_view id = estate_.ids.text(resource.id);
    const ResourceType& type = resource_type(resource.type);
    ++state_->rows;
    state_->row_ids.push_back(folded_hash(id));
    if (type.role == ResourceRole::network_interface) {
      state_->resources.add_interface(interface_record(id, resource.properties, resource.where));
    } else if (type.is_read()) {
      state_->resources.add(resource);
    } else {
      ++state_->passed_over[std::string(resource.type)];
    }
  }

  struct Unknown {
    Diagnostic problem;
    Folder folder;
  };

  /// In a folder that holds something usable, other JSON files are no error.
  void report_unknown() {
    for (Unknown& unknown : unknown_) {
      const bool note = unknown.folder.second >= 0 && usable_folders_[unknown.folder];
      Diagnostic& problem = unknown.problem;
      log_.add(note ? Kind::conflict : Kind::unusable, problem.where,
               note ? cat({"left out: ", problem.statement}) : problem.statement, problem.hint);
    }
  }

  static model::Coverage cover(ImportState& state) {
    model::Coverage coverage;
    std::vector<std::uint64_t>& ids = state.row_ids;
    const std::size_t rows = ids.size();
    const std::size_t without_id = state.rows - rows;
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    coverage.resources = ids.size() + without_id;
    coverage.used = state.resources.size(ids.size() < rows);
    std::map<std::string, std::size_t> not_analysed;
    for (const auto& [name, count] : state.passed_over) {
      if (resource_type(name).role == ResourceRole::not_analysed) not_analysed[name] += count;
    }
    for (const auto& [name, count] : state.resources.unfollowed()) {
      not_analysed[name] += count;
      coverage.used -= count;
    }
    coverage.not_analysed.assign(not_analysed.begin(), not_analysed.end());
    return coverage;
  }

  bool is_empty() const {
    const model::Network& network = estate_.network;
    return network.subnets.empty() && network.peerings.empty() &&
           std::none_of(network.vnets.begin(), network.vnets.end(),
                        [](const model::Vnet& vnet) { return vnet.in_input; });
  }

  /// What there is instead of VNets.
  std::vector<std::string> modelled() const {
    const model::Network& network = estate_.network;
    std::vector<std::string> words;
    const auto add = [&](std::size_t count, std::string_view noun) {
      if (count > 0) words.push_back(count_of(count, noun));
    };
    add(network.gateways.size(), "virtual network gateway");
    add(network.connections.size(), "connection");
    add(network.circuits.size(), "ExpressRoute circuit");
    add(network.route_tables.size(), "route table");
    add(network.forwarders.size(), "appliance");
    return words;
  }

  void report_nothing(const ImportState& state) {
    std::vector<std::pair<std::size_t, std::string>> found;
    for (const auto& [name, count] : state.passed_over) found.emplace_back(count, name);
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
      return std::pair(b.first, a.second) < std::pair(a.first, b.second);
    });
    constexpr std::size_t shown = 5;
    std::vector<std::string> words = modelled();
    for (std::size_t i = 0; i < std::min(shown, found.size()); ++i) {
      words.push_back(cat({std::to_string(found[i].first), " ", printable(found[i].second)}));
    }
    std::string statement =
        cat({"nothing to analyse: no virtual network among ", count_of(state.rows, "resource")});
    if (!words.empty()) statement += cat({" (", list_words(words), ")"});
    log_.add(Kind::unusable, {}, std::move(statement),
             "export virtual networks too, or give --allow-empty");
  }

  const ImportOptions& options_;
  Estate estate_;
  ImportLog log_;
  std::unique_ptr<ImportState> state_;     // of what is being read
  std::unique_ptr<ImportState> snapshot_;  // of what was read before, where that is a snapshot
  Diagnostics snapshot_problems_;
  std::vector<CircuitRoutes> former_routes_;
  std::size_t former_facts_ = 0;  // of `scenario_facts_`
  TemplateImport templates_;
  std::vector<Unknown> unknown_;
  std::map<Folder, bool> usable_folders_;
  std::vector<ScenarioFacts> scenario_facts_;
};

}  // namespace

bool Estate::usable() const {
  return std::none_of(diagnostics.begin(), diagnostics.end(),
                      [](const Diagnostic& entry) { return entry.kind == Kind::unusable; });
}

Estate import_estate(std::span<const std::string> inputs, const ImportOptions& options) {
  // NAME=VALUE behind an input is a parameter, as if --params stood before it.
  std::vector<std::string> files;
  ImportOptions settled = options;
  for (const std::string& input : inputs) {
    (is_parameter_text(input) ? settled.templates.parameters : files).push_back(input);
  }
  Importer importer(settled);
  const auto read = [&](std::span<const std::string> names) {
    for (const InputPath& input : find_inputs(names, importer.log())) importer.read_file(input);
  };
  if (!options.snapshot.empty()) {
    read(options.snapshot);
    importer.end_snapshot();
  }
  read(files);
  return std::move(importer).finish();
}

Estate import_texts(std::span<const InputText> inputs, const ImportOptions& options) {
  return import_texts_over({}, inputs, options);
}

Estate import_texts_over(std::span<const InputText> snapshot, std::span<const InputText> inputs,
                         const ImportOptions& options) {
  Importer importer(options);
  const auto read = [&](std::span<const InputText> texts) {
    for (const InputText& text : texts) {
      importer.read_bytes(text.name, {text.bytes, text.owner}, -1);
    }
  };
  if (!snapshot.empty()) {
    read(snapshot);
    importer.end_snapshot();
  }
  read(inputs);
  return std::move(importer).finish();
}

}  // namespace hairpin::import
