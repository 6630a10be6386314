#include "report/json_parts.hpp"

#include "base/value.hpp"

namespace hairpin::report::json {
namespace {

void mask_secret_members(Json& value) {
  for (auto& [key, member] : value.items()) {
    if (value.is_object() && member.is_string() && is_secret_key(key)) {
      member = "***";
    } else if (member.is_structured()) {
      mask_secret_members(member);
    }
  }
}

Json facts(const Run& run, const std::vector<model::ConfigFact>& list) {
  Json array = Json::array();
  for (const model::ConfigFact& item : list) array.push_back(fact(run, item));
  return array;
}

Json hop(const Run& run, const reach::Hop& hop) {
  Json object;
  object["at"] = id(run, hop.at);
  object["kind"] = name_of(hop.kind);
  object["name"] = hop.name;
  object["table"] = hop.table;
  object["route"] = hop.route ? Json(hop.route->to_string()) : Json();
  object["nextHop"] = hop.next_hop;
  object["because"] = facts(run, hop.because);
  return object;
}

/// What is missing twice: as the plain texts that scripts compare, and with all that is known.
void add_missing(Json& object, const Run& run, const std::vector<model::Missing>& list) {
  Json texts = Json::array();
  Json details = Json::array();
  for (const model::Missing& missing : list) {
    texts.push_back(missing.what);
    Json detail;
    detail["resource"] = id(run, missing.resource);
    detail["what"] = missing.what;
    detail["remedy"] = missing.remedy;
    add_place(detail, run, missing.where);
    detail["fact"] = missing.fact;
    details.push_back(std::move(detail));
  }
  object["missing"] = std::move(texts);
  object["missingDetails"] = std::move(details);
}

}  // namespace

std::string dump(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string pretty(const Json& value) {
  return value.dump(2, ' ', false, Json::error_handler_t::replace);
}

Json header(const Run& run) { return {{"version", run.version}, {"schema", 1}}; }

Json via(const reach::ViaSet& via) {
  Json array = Json::array();
  for (const reach::Via member : via.list()) array.push_back(name_of(member));
  return array;
}

Json id(const Run& run, ResourceId resource) {
  return resource ? Json(run.ids.text(resource)) : Json();
}

void add_place(Json& object, const Run& run, SourceSpan where) {
  if (!where) {
    for (const char* key : {"file", "line", "column"}) object[key] = nullptr;
    return;
  }
  const Position position = run.sources.position({where.file, 0, where.offset});
  object["file"] = run.sources.name(where.file);
  object["line"] = position.line;
  object["column"] = position.column;
}

Json parsed(std::string_view text) {
  Json value = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (value.is_discarded()) return text;
  if (value.is_structured()) mask_secret_members(value);
  return value;
}

Json fact(const Run& run, const model::ConfigFact& fact) {
  Json object;
  object["resource"] = id(run, fact.resource);
  object["property"] = fact.property;
  object["value"] = parsed(fact.value);
  add_place(object, run, fact.where);
  object["fact"] = fact.fact;
  return object;
}

Json direction(const Run& run, const reach::Direction& direction) {
  Json object;
  object["verdict"] = name_of(direction.verdict);
  object["via"] = via(direction.via);
  object["destinations"] = Json::array();
  for (const Prefix& prefix : direction.destinations.prefixes()) {
    object["destinations"].push_back(prefix.to_string());
  }
  object["flows"] = direction.flows.services().words();
  object["drops"] = facts(run, direction.drops);
  object["path"] = Json::array();
  for (const reach::Hop& stop : direction.path) object["path"].push_back(hop(run, stop));
  object["guards"] = facts(run, direction.guards);
  add_missing(object, run, direction.missing);
  object["confidence"] = name_of(direction.confidence);
  return object;
}

Json assumptions(const Run& run) { return run.assumptions; }

Document::Document(std::ostream& out, const Run& run) : out_(out) {
  out_ << "{\n\"hairpin\": " << dump(header(run));
}

void Document::member(std::string_view key, const Json& value) {
  out_ << ",\n" << json_string(key) << ": " << dump(value);
}

void Document::begin_array(std::string_view key) {
  out_ << ",\n" << json_string(key) << ": [";
  first_ = true;
}

void Document::element(std::string_view text) {
  out_ << (first_ ? "\n" : ",\n") << text;
  first_ = false;
}

void Document::end_array() { out_ << (first_ ? "]" : "\n]"); }

void Document::finish() { out_ << "\n}\n"; }

}  // namespace hairpin::report::json
