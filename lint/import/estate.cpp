#include "import/estate.hpp"

#include <algorithm>
#include <map>

#include "base/parallel.hpp"
#include "base/text.hpp"
#include "import/attribution.hpp"
#include "import/id_hash.hpp"
#include "import/input_files.hpp"
#include "import/input_reader.hpp"
#include "import/json_text.hpp"
#include "import/network_builder.hpp"
#include "import/overlay.hpp"
#include "import/scenario.hpp"

namespace hairpin::import {
namespace {

using Kind = Diagnostic::Kind;

/// The stages of an import, one call each.
class Importer {
 public:
  explicit Importer(const ImportOptions& options)
      : options_(options), state_(estate_.sources, estate_.ids, *estate_.arena, log_) {}

  ImportLog& log() { return log_; }

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
    const FileIndex file = estate_.sources.add(std::move(name), text, std::move(input.owner));
    InputSummary summary = is_json(text) || !looks_like_scenario(text)
                               ? InputReader(state_, file).read()
                               : read_sketch(file);
    if (folder >= 0 && !summary.kind.empty()) usable_folders_[folder] = true;
    if (summary.unknown) unknown_.push_back({*summary.unknown, folder});
    estate_.inputs.push_back({std::move(summary.name), summary.kind, summary.resources});
  }

  Estate finish() && {
    report_unknown();
    model::Coverage coverage = cover();
    state_.resources.unfold();
    lay_changes(coverage);
    state_.resources.sort_by_role();
    // Nearly every run shows places, and one thread builds the network.
    for_each_index(is_large() ? 2 : 1, [&](std::size_t i) {
      if (i > 0) return estate_.sources.index_lines();
      estate_.network = NetworkBuilder(state_.resources, estate_.ids, *estate_.arena, log_)
                            .build(state_.circuit_routes);
    });
    if (const auto cut = state_.pages.report(log_)) {
      coverage.truncated = true;
      coverage.truncated_where = *cut;
    }
    estate_.network.coverage = std::move(coverage);
    for (const ScenarioFacts& facts : scenario_facts_) facts.apply(estate_.network);
    if (!options_.allow_empty && !log_.has_unusable() && is_empty()) report_nothing();
    estate_.diagnostics = log_.take();
    attribute(estate_.diagnostics, state_.resources, estate_.sources, estate_.ids);
    for (const Diagnostic& diagnostic : estate_.diagnostics) {
      model::Coverage& coverage_now = estate_.network.coverage;
      if (diagnostic.kind != Diagnostic::Kind::incomplete || coverage_now.truncated) continue;
      coverage_now.truncated = true;
      coverage_now.truncated_where = diagnostic.where;
    }
    return std::move(estate_);
  }

 private:
  /// Whether starting a thread pays.
  bool is_large() const { return worker_count() > 1 && state_.rows >= 4096; }

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
    scenario_facts_.push_back(std::move(scenario.facts));
    return {std::string(estate_.sources.name(file)), "scenario", scenario.resources.size(), {}};
  }

  void add_sketched(const Resource& resource) {
    const std::string_view id = estate_.ids.text(resource.id);
    const ResourceType& type = resource_type(resource.type);
    ++state_.rows;
    state_.row_ids.push_back(folded_hash(id));
    if (type.role == ResourceRole::network_interface) {
      state_.resources.add_interface(interface_record(id, resource.properties, resource.where));
    } else if (type.is_read()) {
      state_.resources.add(resource);
    } else {
      ++state_.passed_over[std::string(resource.type)];
    }
  }

  void lay_changes(model::Coverage& coverage) {
    if (state_.changes.empty()) return;
    Overlay overlay(state_.resources, estate_.ids, *estate_.arena, log_);
    overlay.apply(state_.changes);
    coverage.used += overlay.added();
  }

  struct Unknown {
    Diagnostic problem;
    int folder;
  };

  /// In a folder that holds something usable, other JSON files are no error.
  void report_unknown() {
    for (Unknown& unknown : unknown_) {
      const bool note = unknown.folder >= 0 && usable_folders_[unknown.folder];
      Diagnostic& problem = unknown.problem;
      log_.add(note ? Kind::conflict : Kind::unusable, problem.where,
               note ? cat({"left out: ", problem.statement}) : problem.statement, problem.hint);
    }
  }

  model::Coverage cover() {
    model::Coverage coverage;
    std::vector<std::uint64_t>& ids = state_.row_ids;
    const std::size_t rows = ids.size();
    const std::size_t without_id = state_.rows - rows;
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    coverage.resources = ids.size() + without_id;
    coverage.used = state_.resources.size(ids.size() < rows);
    std::map<std::string, std::size_t> not_analysed;
    for (const auto& [name, count] : state_.passed_over) {
      if (resource_type(name).role == ResourceRole::not_analysed) not_analysed[name] += count;
    }
    for (const auto& [name, count] : state_.resources.unfollowed()) {
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

  void report_nothing() {
    std::vector<std::pair<std::size_t, std::string>> found;
    for (const auto& [name, count] : state_.passed_over) found.emplace_back(count, name);
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
      return std::pair(b.first, a.second) < std::pair(a.first, b.second);
    });
    constexpr std::size_t shown = 5;
    std::vector<std::string> words = modelled();
    for (std::size_t i = 0; i < std::min(shown, found.size()); ++i) {
      words.push_back(cat({std::to_string(found[i].first), " ", printable(found[i].second)}));
    }
    std::string statement =
        cat({"nothing to analyse: no virtual network among ", count_of(state_.rows, "resource")});
    if (!words.empty()) statement += cat({" (", list_words(words), ")"});
    log_.add(Kind::unusable, {}, std::move(statement),
             "export virtual networks too, or give --allow-empty");
  }

  const ImportOptions& options_;
  Estate estate_;
  ImportLog log_;
  ImportState state_;
  std::vector<Unknown> unknown_;
  std::map<int, bool> usable_folders_;
  std::vector<ScenarioFacts> scenario_facts_;
};

}  // namespace

bool Estate::usable() const {
  return std::none_of(diagnostics.begin(), diagnostics.end(),
                      [](const Diagnostic& entry) { return entry.kind == Kind::unusable; });
}

Estate import_estate(std::span<const std::string> inputs, const ImportOptions& options) {
  Importer importer(options);
  for (const InputPath& input : find_inputs(inputs, importer.log())) importer.read_file(input);
  return std::move(importer).finish();
}

Estate import_texts(std::span<const InputText> inputs, const ImportOptions& options) {
  Importer importer(options);
  for (const InputText& input : inputs)
    importer.read_bytes(input.name, {input.bytes, input.owner}, -1);
  return std::move(importer).finish();
}

}  // namespace hairpin::import
