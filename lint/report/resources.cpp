#include "report/resources.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <string>

namespace hairpin::report::resources {
namespace {

class Writer {
 public:
  explicit Writer(std::ostream& out) : out_(out) {}

  void write(const Value& value) {
    switch (value.kind()) {
      case Value::Kind::array:
        return write_list('[', ']', value.items(), [&](const Value& item) { write(item); });
      case Value::Kind::object:
        return write_list('{', '}', value.members(), [&](const Member& member) {
          out_ << json_string(member.key) << ": ";
          write(member.value);
        });
      case Value::Kind::unknown:
        out_ << "{\"$unknown\": " << json_string(value.reason()) << '}';
        return;
      case Value::Kind::number:
        return write_number(value.as_number());
      default:
        out_ << to_json(value);
    }
  }

  template <class List, class F>
  void write_list(char open, char close, const List& list, F&& write_one) {
    out_ << open;
    indent_ += 2;
    const char* separator = "\n";
    for (const auto& element : list) {
      out_ << separator << std::string(indent_, ' ');
      write_one(element);
      separator = ",\n";
    }
    indent_ -= 2;
    if (!list.empty()) out_ << '\n' << std::string(indent_, ' ');
    out_ << close;
  }

 private:
  /// The shortest text that reads as the same number.
  void write_number(double number) {
    if (!std::isfinite(number)) {
      out_ << "null";
      return;
    }
    std::array<char, 40> digits{};
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    out_.write(digits.data(), end - digits.data());
  }

  std::ostream& out_;
  std::size_t indent_ = 0;
};

}  // namespace

void write(std::ostream& out, std::span<const Value> resources) {
  Writer writer(out);
  writer.write_list('[', ']', resources, [&](const Value& resource) { writer.write(resource); });
  out << '\n';
}

}  // namespace hairpin::report::resources
