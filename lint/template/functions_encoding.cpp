#include <string>

#include "base/text.hpp"
#include "template/document.hpp"
#include "template/encodings.hpp"
#include "template/evaluator.hpp"

namespace hairpin::arm {
namespace {

Datum not_valid(const Call& call) {
  return call.fail(0, cat({"The template language function '", call.expression.text,
                           "' was invoked with a parameter that is not valid. The value cannot be "
                           "converted to the target type."}));
}

Datum base64(const Call& call) {
  return call[0].is_string() ? call.text(to_base64(call[0].text())) : call.wrong(0, "a string");
}

Datum base64_to_string(const Call& call) {
  const auto text = from_base64(call[0].text());
  return text && call[0].is_string() ? call.text(*text) : not_valid(call);
}

Datum parse_json(const Call& call, std::string_view text) {
  if (text.empty()) return call.null();
  call.work().charge(text.size() / 16);
  const auto root = read_json_text(text, call.where(), call.work().arena());
  if (!root) {
    return call.fail(0, cat({"The template language function '", call.expression.text,
                             "' expects its argument to be JSON."}));
  }
  return call.evaluator.literal(**root);
}

Datum base64_to_json(const Call& call) {
  const auto text = from_base64(call[0].text());
  return text && call[0].is_string() ? parse_json(call, *text) : not_valid(call);
}

Datum json(const Call& call) {
  return call[0].is_string() ? parse_json(call, call[0].text()) : call.wrong(0, "a string");
}

Datum data_uri(const Call& call) {
  if (!call[0].is_string()) return call.wrong(0, "a string");
  return call.text("data:text/plain;charset=utf-8;base64," + to_base64(call[0].text()));
}

Datum data_uri_to_string(const Call& call) {
  const std::string_view uri = call[0].text();
  const std::size_t comma = uri.find(',');
  if (!starts_with_folded(uri, "data:") || comma == uri.npos) return not_valid(call);
  const std::string_view content = uri.substr(comma + 1);
  if (!uri.substr(0, comma).ends_with(";base64")) return call.text(percent_decode(content));
  const auto text = from_base64(content);
  return text ? call.text(*text) : not_valid(call);
}

Datum uri(const Call& call) {
  for (std::size_t i = 0; i < 2; ++i) {
    if (!call[i].is_string()) return call.wrong(i, "a string");
  }
  const auto base = parse_absolute_uri(call[0].text());
  if (!base) {
    return call.fail(0, cat({"The template language function 'uri' expects its first argument to "
                             "be a uri string. The provided value is '",
                             printable(call[0].text()), "'."}));
  }
  return call.text(resolve_uri(*base, call[1].text()));
}

Datum uri_component(const Call& call) {
  return call[0].is_string() ? call.text(percent_encode(call[0].text()))
                             : call.wrong(0, "a string");
}

Datum uri_component_to_string(const Call& call) {
  return call[0].is_string() ? call.text(percent_decode(call[0].text()))
                             : call.wrong(0, "a string");
}

Datum parse_uri(const Call& call) {
  const auto parsed = parse_absolute_uri(call[0].text());
  if (!parsed) return not_valid(call);
  const std::size_t colon = parsed->authority.rfind(':');
  std::vector<DatumMember> members = {
      {"scheme", call.where(), call.text(parsed->scheme)},
      {"host", call.where(), call.text(parsed->authority.substr(0, colon))}};
  if (colon != parsed->authority.npos) {
    const std::string port(parsed->authority.substr(colon + 1));
    const bool digits =
        !port.empty() && port.size() < 6 && port.find_first_not_of("0123456789") == port.npos;
    if (!digits) return not_valid(call);
    members.push_back({"port", call.where(), call.integer(std::stoi(port))});
  }
  members.push_back({"path", call.where(), call.text(parsed->path)});
  if (!parsed->query.empty()) {
    members.push_back({"query", call.where(), call.text(cat({"?", parsed->query}))});
  }
  return call.object(members);
}

Datum build_uri(const Call& call) {
  const auto part = [&](std::string_view key) {
    const Datum* const value = call[0].find(key);
    return value == nullptr ? Datum() : *value;
  };
  if (!part("scheme").is_string() || !part("host").is_string()) return not_valid(call);
  std::string text = cat({part("scheme").text(), "://", part("host").text()});
  if (part("port").is_integer()) text += ':' + std::to_string(part("port").as_integer());
  text += part("path").text();
  text += part("query").text();
  return call.text(text);
}

constexpr Function functions[] = {
    {"base64", 1, 1, Type::string, Handling::strict, base64},
    {"base64ToJson", 1, 1, Type::any, Handling::strict, base64_to_json},
    {"base64ToString", 1, 1, Type::string, Handling::strict, base64_to_string},
    {"buildUri", 1, 1, Type::string, Handling::strict, build_uri},
    {"dataUri", 1, 1, Type::string, Handling::strict, data_uri},
    {"dataUriToString", 1, 1, Type::string, Handling::strict, data_uri_to_string},
    {"json", 1, 1, Type::any, Handling::strict, json},
    {"parseUri", 1, 1, Type::object, Handling::strict, parse_uri},
    {"uri", 2, 2, Type::string, Handling::strict, uri},
    {"uriComponent", 1, 1, Type::string, Handling::strict, uri_component},
    {"uriComponentToString", 1, 1, Type::string, Handling::strict, uri_component_to_string},
};

}  // namespace

std::span<const Function> encoding_functions() { return functions; }

}  // namespace hairpin::arm
