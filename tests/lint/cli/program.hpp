#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace hairpin::test {

/// What a run of the program left behind.
struct Outcome {
  int status = -1;  // -1: killed by a signal
  std::string out, error;
};

/// A folder of its own for one test, in which the program is run; removed at the end.
class Workplace {
 public:
  Workplace();
  ~Workplace();
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;

  void write(const std::string& name, std::string_view text) const;
  std::string read(const std::string& name) const;
  bool has(const std::string& name) const;
  /// The names of all files, sorted, with spaces between them.
  std::string listing() const;

  /// `hairpin ARGUMENTS`, as a shell reads it: quotes and redirections work. `environment` is put
  /// in front ("NO_COLOR=1").
  Outcome run(const std::string& arguments, const std::string& environment = "") const;
  /// The same in a folder below.
  Outcome run_in(const std::string& folder, const std::string& arguments,
                 const std::string& environment = "") const;

 private:
  std::filesystem::path folder_, captured_;
};

/// Two virtual networks on one circuit; packets pass in one direction.
extern const std::string_view leaking_scenario;
/// The same, with both toggles closed and on-premises declared: nothing to report but the circuit
/// that is shared (a note).
extern const std::string_view closed_scenario;

}  // namespace hairpin::test
