#include "cli/output.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/text.hpp"

namespace hairpin::cli {
namespace {

namespace fs = std::filesystem;

std::string failure(std::string_view name, int error) {
  return cat({"cannot write ", name, ": ", std::generic_category().message(error)});
}

/// Something that is written in place because it cannot be renamed over: a device, a pipe.
bool is_special(const fs::path& path) {
  struct stat status;
  return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
}

/// Lets `write` fill the descriptor. Returns errno, or 0.
int fill(int descriptor, const std::function<void(std::ostream&)>& write) {
  DescriptorBuffer buffer(descriptor);
  std::ostream out(&buffer);
  write(out);
  out.flush();
  return buffer.error();
}

/// A file that appears under its name when it is whole. Removed again if it is not committed.
class PendingFile {
 public:
  explicit PendingFile(const std::string& path) : target_(resolved(path)) {
    if (is_special(target_)) {
      descriptor_ = ::open(target_.c_str(), O_WRONLY | O_CLOEXEC);
    } else {
      temporary_ = target_.string() + ".hairpin-" + std::to_string(::getpid()) + ".tmp";
      descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode());
    }
    if (descriptor_ < 0) error_ = errno;
  }
  ~PendingFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!temporary_.empty() && opened()) ::unlink(temporary_.c_str());
  }
  PendingFile(const PendingFile&) = delete;
  PendingFile& operator=(const PendingFile&) = delete;

  /// Writes, closes and renames. Returns errno of the first step that failed, or 0.
  int complete(const std::function<void(std::ostream&)>& write) {
    if (error_ == 0) error_ = fill(descriptor_, write);
    if (error_ == 0 && ::close(std::exchange(descriptor_, -1)) != 0) error_ = errno;
    if (error_ != 0 || temporary_.empty()) return error_;
    if (::rename(temporary_.c_str(), target_.c_str()) != 0) return error_ = errno;
    temporary_.clear();
    return 0;
  }

 private:
  /// A symbolic link keeps pointing at the report; only the file behind it is replaced.
  static fs::path resolved(const std::string& path) {
    std::error_code ignored;
    const fs::path target = fs::weakly_canonical(path, ignored);
    return ignored ? fs::path(path) : target;
  }
  bool opened() const { return error_ != EEXIST; }
  /// The rights of the file that is replaced, else the usual ones less the umask.
  mode_t mode() const {
    struct stat status;
    return ::stat(target_.c_str(), &status) == 0 ? status.st_mode & 0777 : 0666;
  }

  fs::path target_;
  std::string temporary_;
  int descriptor_ = -1;
  int error_ = 0;
};

}  // namespace

DescriptorBuffer::DescriptorBuffer(int descriptor) : descriptor_(descriptor) {
  setp(buffer_.data(), buffer_.data() + buffer_.size());
}

DescriptorBuffer::int_type DescriptorBuffer::overflow(int_type c) {
  if (!flush()) return traits_type::eof();
  if (!traits_type::eq_int_type(c, traits_type::eof())) sputc(traits_type::to_char_type(c));
  return traits_type::not_eof(c);
}

int DescriptorBuffer::sync() { return flush() ? 0 : -1; }

bool DescriptorBuffer::flush() {
  const char* at = pbase();
  while (at < pptr() && error_ == 0) {
    const ssize_t written = ::write(descriptor_, at, static_cast<std::size_t>(pptr() - at));
    if (written >= 0) {
      at += written;
    } else if (errno != EINTR) {
      error_ = errno;
    }
  }
  setp(buffer_.data(), buffer_.data() + buffer_.size());
  return error_ == 0;
}

std::optional<std::string> write_outputs(const Options& options, const Write& write) {
  for (const OutputRequest& output : options.outputs) {
    if (output.path == "-") continue;
    PendingFile file(output.path);
    const int error = file.complete([&](std::ostream& out) { write(output.format, out, false); });
    if (error != 0) return failure(output.path, error);
  }
  for (const OutputRequest& output : options.outputs) {
    if (output.path != "-") continue;
    const int error =
        fill(STDOUT_FILENO, [&](std::ostream& out) { write(output.format, out, true); });
    if (error != 0) return failure("standard output", error);
  }
  return std::nullopt;
}

std::optional<std::string> write_standard_output(std::string_view text) {
  const int error = fill(STDOUT_FILENO, [&](std::ostream& out) { out << text; });
  if (error != 0) return failure("standard output", error);
  return std::nullopt;
}

}  // namespace hairpin::cli
