#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>

namespace hairpin::test {

/// Writes one JSON document to a stream as it is told, holding only a small buffer: a 2 GB estate
/// costs no memory. Nesting is the nesting of the calls:
///
///     json.object([&] {
///       json.field("name", "hub001");
///       json.array("prefixes", [&] { json.value("10.0.0.0/16"); });
///     });
///
/// Members and elements are separated by the writer; keys are the caller's business. The buffer
/// reaches the stream at the latest in the destructor.
class JsonWriter {
 public:
  /// `indent` is the number of spaces per level; 0 writes everything on one line.
  JsonWriter(std::ostream& out, int indent);
  ~JsonWriter() { flush(); }
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  template <class Body>
  void object(Body&& body) {
    open('{');
    body();
    close('}');
  }
  template <class Body>
  void array(Body&& body) {
    open('[');
    body();
    close(']');
  }
  template <class Body>
  void object(std::string_view key, Body&& body) {
    name(key);
    object(body);
  }
  template <class Body>
  void array(std::string_view key, Body&& body) {
    name(key);
    array(body);
  }

  void value(std::string_view text);
  void value(const char* text) { value(std::string_view(text)); }  // else it would become a bool
  void value(bool yes) { scalar(yes ? "true" : "false"); }
  void value(std::int64_t number) { scalar(std::to_string(number)); }
  void value(int number) { value(std::int64_t{number}); }
  void value(std::nullptr_t) { scalar("null"); }

  template <class Value>
  void field(std::string_view key, const Value& content) {
    name(key);
    value(content);
  }
  void empty_array(std::string_view key) {
    array(key, [] {});
  }

 private:
  void name(std::string_view key);
  void scalar(std::string_view text);
  void open(char bracket);
  void close(char bracket);
  void start_item();
  void new_line();
  void quote(std::string_view text);
  void flush();

  std::ostream& out_;
  std::string buffer_;
  int indent_;
  int depth_ = 0;
  bool first_ = true;        // nothing was written yet at this depth
  bool after_name_ = false;  // the next item completes a member
};

}  // namespace hairpin::test
