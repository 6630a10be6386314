#include "import/shape.hpp"

#include <algorithm>
#include <vector>

#include "base/text.hpp"

namespace hairpin::import {
namespace {

bool is_any_of(std::string_view key, std::initializer_list<std::string_view> names) {
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) {
    return name.size() == key.size() && equal_folded(name, key);
  });
}

/// What single keys of an object hint at, gathered until one of them settles it.
class Telling {
 public:
  Telling(const JsonSource& source, ValueArena& arena) : source_(source), arena_(arena) {}

  /// Takes the value of `key`; false when the shape is settled.
  bool take(const JsonKey& key) {
    if (found_.key_count < found_.keys.size()) found_.keys[found_.key_count] = key.text;
    ++found_.key_count;
    const char first = source_.reader.peek();
    if (first == '[' || first == '{') note_container(key.text, first == '[');
    note_column(key.text);
    if (found_.shape != Shape::unknown) return false;
    if (first == '"') {
      take_text(key.text);
    } else {
      source_.reader.skip();
    }
    return found_.shape == Shape::unknown;
  }

  Identity result() {
    if (found_.shape == Shape::unknown) found_.shape = shape_by_all_keys();
    return std::move(found_);
  }

 private:
  void take_text(std::string_view key) {
    const JsonString string = source_.reader.string();
    if (is_any_of(key, {"id", "resourceId"}) && found_.id.empty()) {
      found_.id = text_of(string, arena_);
      found_.where = source_.span(string.offset, string.offset + string.length());
    } else if (is_any_of(key, {"type", "resourceType"})) {
      take_type(text_of(string, arena_));
    } else if (equal_folded(key, "$schema")) {
      take_schema(text_of(string, arena_));
    }
  }

  void take_type(std::string_view type) {
    // A `type` without a provider is some other property ("Standard", "ExpressRoute").
    if (type.find('/') == type.npos) return;
    found_.type = type;
    found_.shape = Shape::resource;
  }

  void take_schema(std::string_view schema) {
    const std::string folded = fold_ascii(schema);
    const bool is_template = folded.find("deploymenttemplate.json") != folded.npos;
    if (folded.find("deploymentparameters.json") != folded.npos) {
      found_.shape = Shape::parameter_file;
    } else if (is_template && found_.id.empty()) {
      found_.shape = Shape::arm_template;
    }
  }

  void note_container(std::string_view key, bool array) {
    if (!found_.id.empty()) return;  // a resource, whatever its properties are called
    if (array && is_any_of(key, {"value", "data"})) found_.shape = Shape::page;
    if (!array && equal_folded(key, "data")) found_.shape = Shape::page;
    if (array && equal_folded(key, "columns")) found_.shape = Shape::table;
    if (!array && equal_folded(key, "responses")) found_.shape = Shape::rest_example;
    if (!array && equal_folded(key, "template")) found_.shape = Shape::arm_template;
    // Also what a plan holds: its planned values, or a module of these.
    const bool planned = !array && is_any_of(key, {"planned_values", "root_module"});
    const bool modules = array && equal_folded(key, "child_modules");
    if (planned || modules) found_.shape = Shape::terraform_plan;
    const bool changes = array && is_any_of(key, {"changes", "potentialChanges"});
    if (changes && holds_changes()) found_.shape = Shape::what_if;
    if (!array && equal_folded(key, "properties") && wraps_changes()) found_.shape = Shape::what_if;
    if (array && equal_folded(key, "predictedResources")) found_.shape = Shape::bicep_snapshot;
  }

  /// Whether the items of the array that comes next are those of a what-if, rather than of a change
  /// history. Leaves the reader where it is.
  bool holds_changes() {
    const std::uint64_t start = source_.reader.offset();
    bool found = false, any = false;
    source_.reader.each_item([&] {
      any = true;
      if (source_.reader.peek() != '{') return false;
      source_.reader.each_member([&](const JsonKey& key) {
        found = found || equal_folded(key.text, "changeType");
        source_.reader.skip();
        return !found;
      });
      return false;
    });
    source_.reader.seek(start);
    // Nothing changes: REST and az write a status beside the empty list.
    return found || (!any && status_);
  }

  /// Whether the object that comes next is what REST wraps the changes into.
  bool wraps_changes() {
    const std::uint64_t start = source_.reader.offset();
    bool found = false;
    source_.reader.each_member([&](const JsonKey& key) {
      const bool changes = equal_folded(key.text, "changes") && source_.reader.peek() == '[';
      found = found || (changes && holds_changes());
      source_.reader.skip();
      return !found;
    });
    source_.reader.seek(start);
    return found;
  }

  void note_column(std::string_view key) {
    status_ = status_ || equal_folded(key, "status");
    if (equal_folded(key, "format_version")) terraform_ = true;
    if (equal_folded(key, "terraform_version") && terraform_) found_.shape = Shape::terraform_plan;
    network_ = network_ || equal_folded(key, "network");
    circuit_ = circuit_ || is_any_of(key, {"locPrf", "path"});
    gateway_ = gateway_ || is_any_of(key, {"asPath", "sourcePeer", "localAddress"});
    next_hop_ = next_hop_ || is_any_of(key, {"nextHop", "nextHops", "nextHopType"});
    deployment_ = deployment_ || equal_folded(key, "deploymentType");
    configurations_ = configurations_ || equal_folded(key, "configurationIds");
    prefix_ = prefix_ || is_any_of(key, {"addressPrefix", "addressPrefixes"});
  }

  Shape shape_by_all_keys() const {
    if (!found_.id.empty()) return Shape::resource;
    if (network_ && next_hop_ && circuit_) return Shape::circuit_route;
    if (network_ && gateway_) return Shape::effective_route;
    if (prefix_ && next_hop_) return Shape::effective_route;
    if (deployment_ && configurations_) return Shape::deployment_status;
    return Shape::unknown;
  }

  const JsonSource& source_;
  ValueArena& arena_;
  Identity found_;
  bool terraform_ = false, network_ = false, circuit_ = false, gateway_ = false;
  bool next_hop_ = false, prefix_ = false;
  bool deployment_ = false, configurations_ = false;
  bool status_ = false;
};

}  // namespace

std::string_view text_of(const JsonString& string, ValueArena& arena) {
  if (!string.has_escapes()) return string.raw;
  const auto text = unescape(string.raw);
  return text ? arena.keep(*text) : string.raw;
}

Identity identify(const JsonSource& source, const Columns* columns, ValueArena& arena) {
  const std::uint64_t start = source.reader.offset();
  Telling telling(source, arena);
  each_field(source.reader, columns, [&](const JsonKey& key) { return telling.take(key); });
  Identity identity = telling.result();
  if (!identity.where) identity.where = source.span(start, start + 1);
  source.reader.seek(start);
  return identity;
}

std::string describe(const Identity& identity) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < std::min(identity.key_count, identity.keys.size()); ++i) {
    words.push_back(printable(identity.keys[i].substr(0, 60)));
  }
  if (words.empty()) return "an object without keys";
  if (identity.key_count > words.size()) {
    words.push_back(std::to_string(identity.key_count - words.size()) + " more");
  }
  return cat({"an object with the keys ", list_words(words)});
}

std::string_view name_of(Shape shape) {
  switch (shape) {
    case Shape::resource:
      return "ARM resource";
    case Shape::page:
      return "list of resources";
    case Shape::table:
      return "Resource Graph table";
    case Shape::rest_example:
      return "REST example";
    case Shape::circuit_route:
      return "circuit route table";
    case Shape::effective_route:
      return "effective routes";
    case Shape::deployment_status:
      return "deployment status";
    case Shape::arm_template:
      return "ARM template";
    case Shape::parameter_file:
      return "parameter file";
    case Shape::what_if:
      return "what-if result";
    case Shape::bicep_snapshot:
      return "Bicep snapshot";
    case Shape::terraform_plan:
      return "Terraform plan";
    case Shape::unknown:
      break;
  }
  return "unknown";
}

}  // namespace hairpin::import
