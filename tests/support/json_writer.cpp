#include "tests/support/json_writer.hpp"

namespace hairpin::test {
namespace {
constexpr std::size_t buffer_size = std::size_t{1} << 20;
}

JsonWriter::JsonWriter(std::ostream& out, int indent) : out_(out), indent_(indent) {
  buffer_.reserve(buffer_size + buffer_size / 4);
}

void JsonWriter::value(std::string_view text) {
  start_item();
  quote(text);
}

void JsonWriter::name(std::string_view key) {
  start_item();
  quote(key);
  buffer_ += indent_ > 0 ? ": " : ":";
  after_name_ = true;
}

void JsonWriter::scalar(std::string_view text) {
  start_item();
  buffer_ += text;
}

void JsonWriter::open(char bracket) {
  start_item();
  buffer_ += bracket;
  ++depth_;
  first_ = true;
}

void JsonWriter::close(char bracket) {
  --depth_;
  if (!first_) new_line();
  buffer_ += bracket;
  first_ = false;
  if (depth_ == 0) buffer_ += '\n';
}

void JsonWriter::start_item() {
  if (after_name_) {
    after_name_ = false;
    return;
  }
  if (buffer_.size() > buffer_size) flush();
  if (!first_) buffer_ += ',';
  first_ = false;
  if (depth_ > 0) new_line();
}

void JsonWriter::new_line() {
  if (indent_ == 0) return;
  buffer_ += '\n';
  buffer_.append(static_cast<std::size_t>(depth_ * indent_), ' ');
}

void JsonWriter::quote(std::string_view text) {
  static constexpr char digits[] = "0123456789abcdef";
  buffer_ += '"';
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') buffer_ += '\\';
    if (code < 0x20) {
      buffer_ += "\\u00";
      buffer_ += digits[code >> 4];
      buffer_ += digits[code & 0xf];
    } else {
      buffer_ += c;
    }
  }
  buffer_ += '"';
}

void JsonWriter::flush() {
  out_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  buffer_.clear();
}

}  // namespace hairpin::test
