#include "tests/lint/cli/program.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <vector>

#include "tests/support/catch.hpp"

namespace hairpin::test {
namespace fs = std::filesystem;

const std::string_view leaking_scenario = R"(vnet     prod     10.10.0.0/16
vnet     dev      10.20.0.0/16
gateway  gw-prod  in prod   accepts on-premises
gateway  gw-dev   in dev    accepts on-premises, remote-vnets
circuit  er1      connects gw-prod, gw-dev
)";

const std::string_view closed_scenario = R"(vnet     prod     10.10.0.0/16
vnet     dev      10.20.0.0/16
gateway  gw-prod  in prod   accepts on-premises
gateway  gw-dev   in dev    accepts on-premises
circuit  er1      connects gw-prod, gw-dev
on-premises er1   advertises 192.168.0.0/24
)";

namespace {
std::string contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

fs::path new_folder() {
  std::string pattern = (fs::temp_directory_path() / "hairpin-cli-XXXXXX").string();
  REQUIRE(::mkdtemp(pattern.data()) != nullptr);
  return pattern;
}
}  // namespace

Workplace::Workplace() : folder_(new_folder()), captured_(new_folder()) {}

Workplace::~Workplace() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
  fs::remove_all(captured_, ignored);
}

void Workplace::write(const std::string& name, std::string_view text) const {
  fs::create_directories((folder_ / name).parent_path());
  std::ofstream(folder_ / name, std::ios::binary) << text;
}

std::string Workplace::read(const std::string& name) const { return contents(folder_ / name); }

bool Workplace::has(const std::string& name) const { return fs::exists(folder_ / name); }

std::string Workplace::listing() const {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder_)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : " ") + name;
  return text;
}

Outcome Workplace::run(const std::string& arguments, const std::string& environment) const {
  return run_in(".", arguments, environment);
}

Outcome Workplace::run_in(const std::string& folder, const std::string& arguments,
                          const std::string& environment) const {
  const std::string out = (captured_ / "out").string();
  const std::string error = (captured_ / "error").string();
  // The redirections in `arguments` come last, so they win.
  const std::string command = "cd '" + (folder_ / folder).string() + "' && " + environment + " '" +
                              HAIRPIN_PROGRAM + "' > '" + out + "' 2> '" + error + "' " + arguments;
  const int result = std::system(command.c_str());
  return {WIFEXITED(result) ? WEXITSTATUS(result) : -1, contents(out), contents(error)};
}

}  // namespace hairpin::test
