#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <ostream>
#include <streambuf>
#include <string>

#include "cli/options.hpp"

namespace hairpin::cli {

/// A file descriptor as a stream buffer that remembers why a write failed, which a file stream
/// does not tell. Does not own the descriptor.
class DescriptorBuffer : public std::streambuf {
 public:
  explicit DescriptorBuffer(int descriptor);
  /// errno of the first write that failed; 0 if none did.
  int error() const { return error_; }

 protected:
  int_type overflow(int_type c) override;
  int sync() override;

 private:
  bool flush();

  int descriptor_;
  int error_ = 0;
  std::array<char, 64 * 1024> buffer_;
};

/// What writes one report. `to_standard_output` decides about colour and the closing lines.
using Write = std::function<void(Format format, std::ostream& out, bool to_standard_output)>;

/// Writes all requested reports: files first, each under a temporary name beside it that is renamed
/// when it is whole, then standard output. Devices and pipes are written in place. Returns why not,
/// with the name, at the first failure; files that were not finished leave no trace.
std::optional<std::string> write_outputs(const Options& options, const Write& write);

/// `text` to standard output; returns why not.
std::optional<std::string> write_standard_output(std::string_view text);

}  // namespace hairpin::cli
