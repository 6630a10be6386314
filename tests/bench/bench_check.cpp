/// Measures hairpin on an export and compares with the targets: `bench_check target.json
/// tenth.json` prints what each stage costs, what the least possible would be, and how cost grows
/// from the smaller estate to the larger. Status 1 when a target is missed.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>

#include "tests/bench/bare_pass.hpp"
#include "tests/bench/median.hpp"
#include "tests/bench/process.hpp"
#include "tests/bench/stages.hpp"
#include "tests/support/estate_generator.hpp"

namespace {

using namespace hairpin::bench;

constexpr double most_bare_passes = 1.5;
constexpr double most_growth_for_ten_times = 12.0;
constexpr double most_start_seconds = 0.005;
constexpr int short_runs = 20;

struct Arguments {
  std::vector<std::string> exports;
  std::string program = HAIRPIN_PROGRAM;
  int repetitions = 5;
  bool bare_pass_only = false;  // these two are what the program starts itself again for
  bool stages_only = false;
};

/// Prints line after line, and remembers whether a target was missed.
class Report {
 public:
  void line(std::string_view what, const std::string& figure, std::string_view note = "") {
    fmt::print("{:<34}{:>16}  {}\n", what, figure, note);
  }
  /// A figure that must not exceed `most`.
  void judged(std::string_view what, const std::string& figure, double value, double most,
              const std::string& target) {
    const bool met = value <= most;
    missed_ = missed_ || !met;
    line(what, figure, fmt::format("target {}: {}", target, met ? "met" : "MISSED"));
  }
  bool missed() const { return missed_; }

 private:
  bool missed_ = false;
};

std::string seconds(double value) { return fmt::format("{:.3f} s", value); }
std::string milliseconds(double value) { return fmt::format("{:.2f} ms", value * 1e3); }
std::string megabytes(std::uint64_t bytes) {
  return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

/// The program's own path, to be started again: what it measures in itself must not share a process
/// with what it only watches.
std::string own_path() { return std::filesystem::read_symlink("/proc/self/exe").string(); }

int print_bare_pass(const Arguments& arguments) {
  const BarePass pass = bare_pass(arguments.exports.front(), arguments.repetitions);
  fmt::print("{} {} {} {} {}\n", pass.seconds, pass.bytes, pass.values, pass.resources,
             pass.checksum);
  return 0;
}

std::optional<BarePass> bare_pass_elsewhere(const std::string& file, int repetitions) {
  const ProcessCost run = run_process(
      {own_path(), "--bare-pass-only", "--repetitions", std::to_string(repetitions), file},
      Watch::output);
  BarePass pass;
  std::istringstream figures(run.standard_output);
  figures >> pass.seconds >> pass.bytes >> pass.values >> pass.resources >> pass.checksum;
  if (run.status != 0 || !figures) return std::nullopt;
  return pass;
}

int print_stages(const Arguments& arguments) {
  const auto costs = time_stages(arguments.exports.front());
  for (const StageCost& cost : costs) fmt::print("{} {}\n", cost.seconds, cost.stage);
  return costs.empty() ? 2 : 0;
}

/// Prints what each stage costs, in a process that does nothing else.
void report_stages(const std::string& file, Report& report) {
  const ProcessCost run = run_process({own_path(), "--stages-only", file}, Watch::output);
  std::istringstream lines(run.standard_output);
  double cost = 0;
  for (std::string stage; lines >> cost && std::getline(lines, stage);) {
    report.line("   " + stage, seconds(cost));
  }
}

/// `hairpin check` on a file: the run of median time, with the highest memory of all. Nothing if it
/// did not analyse the file.
std::optional<ProcessCost> check(const std::string& program, const std::string& file, int runs,
                                 Watch watch) {
  ProcessCost cost;
  std::vector<double> times;
  for (int i = 0; i < runs; ++i) {
    const ProcessCost run =
        run_process({program, "check", "--format", "json", "--output", "/dev/null", file}, watch);
    if (run.status != 0 && run.status != 1) return std::nullopt;  // 1: there are findings
    times.push_back(run.seconds);
    cost.peak_resident = std::max(cost.peak_resident, run.peak_resident);
    cost.peak_private = std::max(cost.peak_private, run.peak_private);
  }
  cost.seconds = median(std::move(times));
  return cost;
}

/// Prints one export's figures; the seconds of a whole check, nothing if one part failed.
std::optional<double> measure(const std::string& file, const Arguments& arguments, Report& report) {
  const auto bare = bare_pass_elsewhere(file, arguments.repetitions);
  const auto whole = check(arguments.program, file, arguments.repetitions, Watch::memory);
  report.line("export", std::filesystem::path(file).filename().string());
  if (!bare) {
    std::cerr << "bench_check: " << file << " is no Resource Graph export\n";
    return std::nullopt;
  }
  report.line("  bytes", fmt::format("{}", bare->bytes));
  report.line("  resources", fmt::format("{}", bare->resources),
              fmt::format("{} values", bare->values));
  report.line("  bare simdjson pass", seconds(bare->seconds),
              fmt::format("median of {}, {:.2f} GB/s", arguments.repetitions,
                          static_cast<double>(bare->bytes) / 1e9 / bare->seconds));
  if (!whole) {
    std::cerr << "bench_check: " << arguments.program << " check failed on " << file << '\n';
    return std::nullopt;
  }
  const double passes = whole->seconds / bare->seconds;
  report.line("  hairpin check", seconds(whole->seconds),
              fmt::format("median of {}, the whole process", arguments.repetitions));
  report_stages(file, report);
  report.judged("  in bare passes", fmt::format("{:.2f}", passes), passes, most_bare_passes,
                fmt::format("{:.1f}", most_bare_passes));
  report.line("  peak resident memory", megabytes(whole->peak_resident), "mapped file included");
  report.judged("  peak private memory", megabytes(whole->peak_private),
                static_cast<double>(whole->peak_private), static_cast<double>(bare->bytes),
                "less than the file");
  return whole->seconds;
}

/// About 100 kB, as one pull request's template or one subscription's network.
std::string write_small_export() {
  const std::string file =
      (std::filesystem::temp_directory_path() / fmt::format("hairpin-bench-{}.json", getpid()))
          .string();
  std::ofstream out(file, std::ios::binary);
  hairpin::test::write_estate({.hubs = 2,
                               .spokes_per_hub = 4,
                               .circuits = 1,
                               .nics_per_vnet = 2,
                               .network_security_groups = 2,
                               .route_tables = 2,
                               .global_reach_links = 0},
                              out);
  return file;
}

/// What a person or a pipeline waits for when there is next to nothing to do.
bool measure_start(const Arguments& arguments, Report& report) {
  std::vector<double> times;
  for (int i = 0; i < short_runs; ++i) {
    const ProcessCost run = run_process({arguments.program, "--version"}, Watch::nothing);
    if (run.status != 0) return false;
    times.push_back(run.seconds);
  }
  const double version = median(std::move(times));
  const std::string file = write_small_export();
  const auto size = std::filesystem::file_size(file);
  const auto small = check(arguments.program, file, short_runs, Watch::nothing);
  std::filesystem::remove(file);
  if (!small) return false;

  report.judged("hairpin --version", milliseconds(version), version, most_start_seconds,
                milliseconds(most_start_seconds));
  report.judged(fmt::format("hairpin check of {} kB", size / 1000), milliseconds(small->seconds),
                small->seconds, most_start_seconds, milliseconds(most_start_seconds));
  return true;
}

int measure_all(const Arguments& arguments) {
  Report report;
  std::vector<double> costs;
  for (const std::string& file : arguments.exports) {
    const auto cost = measure(file, arguments, report);
    if (!cost) return 2;
    costs.push_back(*cost);
  }
  if (costs.size() > 1) {
    // Per ten times the bytes, so that the two estates need not be exactly that far apart.
    const double sizes = static_cast<double>(std::filesystem::file_size(arguments.exports[0])) /
                         static_cast<double>(std::filesystem::file_size(arguments.exports[1]));
    const double growth = costs[0] / costs[1] * 10 / sizes;
    report.judged("cost of ten times the estate", fmt::format("{:.1f} x", growth), growth,
                  most_growth_for_ten_times, fmt::format("{:.0f} x", most_growth_for_ten_times));
  }
  if (!measure_start(arguments, report)) {
    std::cerr << "bench_check: " << arguments.program << " does not run\n";
    return 2;
  }
  return report.missed() ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  CLI::App app{"Measures hairpin check on Resource Graph exports"};
  app.add_option("EXPORT", arguments.exports, "the export; then one of a tenth of its size")
      ->required()
      ->expected(1, 2)
      ->check(CLI::ExistingFile);
  app.add_option("--program", arguments.program, "the hairpin to measure");
  app.add_option("--repetitions", arguments.repetitions)->check(CLI::Range(1, 1000));
  app.add_flag("--bare-pass-only", arguments.bare_pass_only, "only the bare pass, as bare figures");
  app.add_flag("--stages-only", arguments.stages_only, "only the stages, as bare figures");
  CLI11_PARSE(app, argc, argv);
  try {
    if (arguments.bare_pass_only) return print_bare_pass(arguments);
    return arguments.stages_only ? print_stages(arguments) : measure_all(arguments);
  } catch (const std::exception& error) {  // simdjson's and the standard library's
    std::cerr << "bench_check: " << error.what() << '\n';
    return 2;
  }
}
