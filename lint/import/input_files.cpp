#include "import/input_files.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "base/text.hpp"
#include "import/globs.hpp"

namespace hairpin::import {
namespace {

namespace fs = std::filesystem;

/// Below this a copy is cheaper than a mapping, of which a process has only so many.
constexpr std::size_t least_mapped = std::size_t{1} << 20;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ > STDIN_FILENO) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

Result<InputBytes, std::string> read_all(int descriptor, std::size_t expected) {
  auto bytes = std::make_shared<std::string>();
  bytes->reserve(expected);
  std::array<char, 1 << 16> block;
  for (;;) {
    const ssize_t got = read(descriptor, block.data(), block.size());
    if (got == 0) break;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::string(std::strerror(errno));
    bytes->append(block.data(), static_cast<std::size_t>(got));
  }
  const std::string_view view = *bytes;
  return InputBytes{view, std::move(bytes)};
}

Result<InputBytes, std::string> map_file(int descriptor, std::size_t size) {
  void* const start = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (start == MAP_FAILED) return read_all(descriptor, size);
  madvise(start, size, MADV_SEQUENTIAL);
  std::shared_ptr<const void> owner(start, [size](void* mapped) { munmap(mapped, size); });
  return InputBytes{{static_cast<const char*>(start), size}, std::move(owner)};
}

bool has_input_extension(const fs::path& path) {
  const std::string extension = fold_ascii(path.extension().string());
  return extension == ".json" || extension == ".scn";
}

std::vector<std::string> files_in(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied,
                                         error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    std::error_code unreadable;
    if (entry->is_regular_file(unreadable) && has_input_extension(entry->path())) {
      files.push_back(entry->path().string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

std::vector<InputPath> find_inputs(std::span<const std::string> arguments, ImportLog& log) {
  std::vector<InputPath> paths;
  int folders = 0;
  const auto refuse = [&](std::string statement, std::string hint) {
    log.add(Diagnostic::Kind::unusable, {}, std::move(statement), std::move(hint));
  };
  const auto add_path = [&](const std::string& path) {
    std::error_code error;
    if (!fs::is_directory(path, error)) return paths.push_back({path, -1});
    const std::vector<std::string> files = files_in(path);
    for (const std::string& file : files) paths.push_back({file, folders});
    ++folders;
    if (!files.empty()) return;
    refuse(cat({printable(path), ": the folder holds no *.json and no *.scn file"}),
           "give the folder that holds the exports");
  };
  for (const std::string& argument : arguments) {
    std::error_code error;
    if (argument == "-" || !has_glob(argument) || fs::exists(argument, error)) {
      add_path(argument);
      continue;
    }
    const std::vector<std::string> matches = glob_paths(argument);
    for (const std::string& match : matches) add_path(match);
    if (matches.empty()) {
      refuse(cat({printable(argument), ": no file matches"}), "mind the quotes of the shell");
    }
  }
  return paths;
}

Result<InputBytes, std::string> open_input(const std::string& path) {
  if (path == "-") return read_all(STDIN_FILENO, 0);
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0) return std::string(std::strerror(errno));
  struct stat status {};
  if (fstat(file.number(), &status) != 0) return std::string(std::strerror(errno));
  const auto size = static_cast<std::size_t>(std::max<off_t>(status.st_size, 0));
  if (!S_ISREG(status.st_mode) || size < least_mapped) return read_all(file.number(), size);
  return map_file(file.number(), size);
}

}  // namespace hairpin::import
