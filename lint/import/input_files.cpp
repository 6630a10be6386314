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

class InputFinder {
 public:
  explicit InputFinder(ImportLog& log) : log_(log) {}

  void add_argument(const std::string& argument) {
    std::error_code error;
    const bool named = argument == "-" || !has_glob(argument) || fs::exists(argument, error);
    return named ? add_path(argument) : add_matches(argument);
  }

  std::vector<InputPath> take() { return std::move(paths_); }

 private:
  void add_path(const std::string& path) {
    std::error_code error;
    return fs::is_directory(path, error) ? add_folder(path) : paths_.push_back({path, -1});
  }

  void add_folder(const std::string& folder) {
    const FolderTree tree = list_tree(folder);
    refuse_unreadable(tree.unreadable);
    const std::size_t before = paths_.size();
    for (const std::string& file : tree.files) {
      if (has_input_extension(file)) paths_.push_back({file, folders_});
    }
    ++folders_;
    if (paths_.size() > before || !tree.unreadable.empty()) return;
    refuse(cat({printable(folder), ": the folder holds no *.json and no *.scn file"}),
           "give the folder that holds the exports");
  }

  void add_matches(const std::string& pattern) {
    const GlobMatches matches = glob_paths(pattern);
    refuse_unreadable(matches.unreadable);
    for (const std::string& path : matches.paths) add_path(path);
    if (!matches.paths.empty() || !matches.unreadable.empty()) return;
    refuse(cat({printable(pattern), ": no file matches"}), "mind the quotes of the shell");
  }

  /// What is in such a folder may join what looks isolated without it.
  void refuse_unreadable(const std::vector<FolderTree::Unreadable>& unreadable) {
    for (const auto& [path, reason] : unreadable) {
      refuse(cat({printable(path), ": ", reason, ": what the folder holds is not analysed"}),
             "make the folder readable, or name the files to read");
    }
  }

  void refuse(std::string statement, std::string hint) {
    log_.add(Diagnostic::Kind::unusable, {}, std::move(statement), std::move(hint));
  }

  ImportLog& log_;
  std::vector<InputPath> paths_;
  int folders_ = 0;
};

}  // namespace

std::vector<InputPath> find_inputs(std::span<const std::string> arguments, ImportLog& log) {
  InputFinder finder(log);
  for (const std::string& argument : arguments) finder.add_argument(argument);
  return finder.take();
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
