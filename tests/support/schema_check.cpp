#include "tests/support/schema_check.hpp"

#include <regex.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>

namespace hairpin::test {
namespace {

using Json = nlohmann::json;

bool has_type(const Json& value, const std::string& type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "integer") return value.is_number_integer();
  if (type == "boolean") return value.is_boolean();
  return type == "null" && value.is_null();
}

class Checker {
 public:
  explicit Checker(const Json& root) : root_(root) {}

  /// "" or the first thing that is wrong with `value`, which stands at `path`.
  std::string check(const Json& schema, const Json& value, const std::string& path) const {
    for (const auto& [keyword, rule] : schema.items()) {
      const auto known = keywords().find(keyword);
      if (known == keywords().end()) return path + ": unknown schema keyword " + keyword;
      if (known->second == nullptr) continue;
      if (std::string wrong = (this->*known->second)(schema, value, path); !wrong.empty()) {
        return wrong;
      }
    }
    return {};
  }

 private:
  using Check = std::string (Checker::*)(const Json&, const Json&, const std::string&) const;

  static const std::map<std::string, Check>& keywords() {
    static const std::map<std::string, Check> table = {
        {"$schema", nullptr},
        {"$defs", nullptr},
        {"title", nullptr},
        {"description", nullptr},
        {"$ref", &Checker::reference},
        {"oneOf", &Checker::one_of},
        {"type", &Checker::type},
        {"enum", &Checker::enumeration},
        {"const", &Checker::constant},
        {"pattern", &Checker::pattern},
        {"minimum", &Checker::minimum},
        {"items", &Checker::items},
        {"required", &Checker::required},
        {"properties", &Checker::properties},
        {"additionalProperties", &Checker::additional_properties}};
    return table;
  }

  std::string reference(const Json& schema, const Json& value, const std::string& path) const {
    const std::string target = schema["$ref"].get<std::string>().substr(1);
    const Json::json_pointer pointer(target);
    if (!root_.contains(pointer)) return path + ": no such definition: " + target;
    return check(root_[pointer], value, path);
  }

  std::string one_of(const Json& schema, const Json& value, const std::string& path) const {
    std::string reasons;
    int fitting = 0;
    for (const Json& choice : schema["oneOf"]) {
      const std::string wrong = check(choice, value, path);
      fitting += wrong.empty() ? 1 : 0;
      reasons += "\n  " + wrong;
    }
    if (fitting == 1) return {};
    return path + ": fits " + std::to_string(fitting) + " of the alternatives:" + reasons;
  }

  std::string type(const Json& schema, const Json& value, const std::string& path) const {
    const Json& wanted = schema["type"];
    const Json list = wanted.is_array() ? wanted : Json::array({wanted});
    const bool fits = std::any_of(list.begin(), list.end(), [&](const Json& one) {
      return has_type(value, one.get<std::string>());
    });
    return fits ? "" : path + ": " + value.dump() + " is no " + wanted.dump();
  }

  std::string enumeration(const Json& schema, const Json& value, const std::string& path) const {
    const Json& list = schema["enum"];
    const bool fits = std::find(list.begin(), list.end(), value) != list.end();
    return fits ? "" : path + ": " + value.dump() + " is none of " + list.dump();
  }

  std::string constant(const Json& schema, const Json& value, const std::string& path) const {
    return value == schema["const"] ? "" : path + ": is not " + schema["const"].dump();
  }

  std::string pattern(const Json& schema, const Json& value, const std::string& path) const {
    if (!value.is_string()) return {};
    regex_t wanted;  // std::regex makes GCC 12 see uninitialised memory under the sanitizers
    const auto text = schema["pattern"].get<std::string>();
    if (::regcomp(&wanted, text.c_str(), REG_EXTENDED | REG_NOSUB) != 0) {
      return path + ": no pattern: " + text;
    }
    const bool fits = ::regexec(&wanted, value.get<std::string>().c_str(), 0, nullptr, 0) == 0;
    ::regfree(&wanted);
    return fits ? "" : path + ": " + value.dump() + " does not match the pattern";
  }

  std::string minimum(const Json& schema, const Json& value, const std::string& path) const {
    if (!value.is_number() || value >= schema["minimum"]) return {};
    return path + ": " + value.dump() + " is too small";
  }

  std::string items(const Json& schema, const Json& value, const std::string& path) const {
    if (!value.is_array()) return {};
    for (std::size_t i = 0; i < value.size(); ++i) {
      std::string wrong = check(schema["items"], value[i], path + "/" + std::to_string(i));
      if (!wrong.empty()) return wrong;
    }
    return {};
  }

  std::string required(const Json& schema, const Json& value, const std::string& path) const {
    if (!value.is_object()) return {};
    for (const Json& key : schema["required"]) {
      if (!value.contains(key.get<std::string>())) return path + ": lacks " + key.dump();
    }
    return {};
  }

  std::string properties(const Json& schema, const Json& value, const std::string& path) const {
    if (!value.is_object()) return {};
    for (const auto& [key, rule] : schema["properties"].items()) {
      if (!value.contains(key)) continue;
      std::string wrong = check(rule, value[key], path + "/" + key);
      if (!wrong.empty()) return wrong;
    }
    return {};
  }

  std::string additional_properties(const Json& schema, const Json& value,
                                    const std::string& path) const {
    if (!value.is_object()) return {};
    const Json& rule = schema["additionalProperties"];
    for (const auto& [key, member] : value.items()) {
      if (schema.contains("properties") && schema["properties"].contains(key)) continue;
      if (rule == false) return path + ": \"" + key + "\" is not in the schema";
      std::string wrong = check(rule, member, path + "/" + key);
      if (!wrong.empty()) return wrong;
    }
    return {};
  }

  const Json& root_;
};

}  // namespace

std::string schema_violation(std::string_view schema, std::string_view document) {
  const Json rules = Json::parse(schema, nullptr, false);
  const Json value = Json::parse(document, nullptr, false);
  if (rules.is_discarded()) return "the schema is no JSON";
  if (value.is_discarded()) return "the document is no JSON";
  return Checker(rules).check(rules, value, "");
}

}  // namespace hairpin::test
