#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include "base/large_pages.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/session.hpp"

namespace hairpin::cli {
namespace {

/// A standard stream that the caller closed would lend its number to the first input that is
/// opened, and a report would be written into it.
void keep_standard_streams_apart() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) != -1) continue;
    // The wrong way round on purpose: using the stream has to fail, as it would while closed.
    const int flags = descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY;
    if (::open("/dev/null", flags) < 0) continue;
  }
}

/// Tables grow and go all the time. By default each large one is given back to the system and asked
/// for again, and every page of it is filled with zeros before it is filled with routes. So the
/// heap keeps what it got, and it grows in large steps. The first step is in large pages, but for
/// its beginning: a small input must not take more memory than it has bytes.
void lay_out_heap() {
#ifdef __GLIBC__
  constexpr int megabyte = 1 << 20, beginning = 16 * megabyte, step = 256 * megabyte;
  ::mallopt(M_MMAP_THRESHOLD, 32 * megabyte);
  ::mallopt(M_TRIM_THRESHOLD, 1024 * megabyte);
  ::mallopt(M_TOP_PAD, step);
  void* const first = ::malloc(megabyte);  // more than there is: behind it lies a whole step
  if (first != nullptr) prefer_large_pages(static_cast<char*>(first) + beginning, step - beginning);
  ::free(first);
#endif
}

ExitStatus run(const Options& options) {
  const Console console(options);
  switch (options.command) {
    case Command::check:
      return check(options, console);
    case Command::reach:
      return reach(options, console);
    case Command::matrix:
      return matrix(options, console);
    case Command::diff:
      return diff(options, console);
    case Command::routes:
      return routes(options, console);
    case Command::expand:
      return expand(options, console);
    case Command::rules:
      return rules(options, console);
    case Command::schema:
      return schema(options, console);
  }
  return ExitStatus::unusable;
}

ExitStatus take_leave(const Farewell& farewell) {
  const Console console{Options{}};
  if (farewell.to_standard_output) {
    return written(console, write_standard_output(farewell.text), ExitStatus::fine);
  }
  console.write(farewell.text);
  return ExitStatus::unusable;
}

ExitStatus run(const std::vector<std::string>& arguments) {
  try {
    const auto options = parse_command_line(arguments);
    return options ? run(*options) : take_leave(options.error());
  } catch (const std::exception& failure) {
    // Ours throws nothing; the system does when memory or a file goes away under us.
    Console(Options{}).error(failure.what());
    return ExitStatus::unusable;
  }
}

}  // namespace
}  // namespace hairpin::cli

int main(int argc, char** argv) {
  // A reader that goes away is a failed write with a reason, not a silent death.
  std::signal(SIGPIPE, SIG_IGN);
  hairpin::cli::keep_standard_streams_apart();
  hairpin::cli::lay_out_heap();
  return static_cast<int>(hairpin::cli::run(std::vector<std::string>(argv + 1, argv + argc)));
}
