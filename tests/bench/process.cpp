#include "tests/bench/process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <thread>

namespace hairpin::bench {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t output_limit = 64 * 1024;

/// Where the child's outputs go; closes what it opened.
class Outputs {
 public:
  explicit Outputs(bool keep) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    if (keep && pipe2(pipe_.data(), O_CLOEXEC) == 0) {
      posix_spawn_file_actions_adddup2(&actions_, pipe_[1], STDOUT_FILENO);
    } else {
      posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    }
  }
  ~Outputs() {
    posix_spawn_file_actions_destroy(&actions_);
    close_end(0);
    close_end(1);
  }
  Outputs(const Outputs&) = delete;
  Outputs& operator=(const Outputs&) = delete;

  const posix_spawn_file_actions_t* actions() const { return &actions_; }

  /// All of the child's standard output; returns when the child has closed it.
  std::string read_all() {
    close_end(1);
    std::string text;
    std::array<char, 4096> block;
    for (ssize_t got; (got = read(pipe_[0], block.data(), block.size())) > 0;) {
      if (text.size() < output_limit) text.append(block.data(), static_cast<std::size_t>(got));
    }
    return text;
  }

 private:
  void close_end(std::size_t end) {
    if (pipe_[end] >= 0) close(pipe_[end]);
    pipe_[end] = -1;
  }
  posix_spawn_file_actions_t actions_;
  std::array<int, 2> pipe_{-1, -1};
};

/// `RssAnon` of a living process in bytes; 0 once it is gone.
std::uint64_t private_memory(pid_t process) {
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  for (std::string word; status >> word;) {
    if (word != "RssAnon:") continue;
    std::uint64_t kilobytes = 0;
    status >> kilobytes;
    return kilobytes * 1024;
  }
  return 0;
}

/// True if the child has ended; then `usage` and `state` are its own.
bool reap(pid_t child, int options, int& state, rusage& usage) {
  return wait4(child, &state, options, &usage) == child;
}

}  // namespace

ProcessCost run_process(const std::vector<std::string>& command, Watch watch) {
  std::vector<char*> arguments;
  for (const std::string& part : command) arguments.push_back(const_cast<char*>(part.c_str()));
  arguments.push_back(nullptr);

  ProcessCost cost;
  Outputs outputs(watch == Watch::output);
  pid_t child = 0;
  const auto start = Clock::now();
  if (posix_spawn(&child, arguments[0], outputs.actions(), nullptr, arguments.data(), environ) !=
      0) {
    return cost;
  }
  if (watch == Watch::output) cost.standard_output = outputs.read_all();
  int state = 0;
  rusage usage{};
  while (!reap(child, watch == Watch::memory ? WNOHANG : 0, state, usage)) {
    cost.peak_private = std::max(cost.peak_private, private_memory(child));
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  cost.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  cost.peak_resident = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
  if (WIFEXITED(state)) cost.status = WEXITSTATUS(state);
  return cost;
}

}  // namespace hairpin::bench
