#pragma once

#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <string_view>

#include "engine/finding.hpp"
#include "report/answers.hpp"
#include "report/run.hpp"

/// Pieces of JSON that several outputs share. Only for the .cpp files of this folder: no header
/// that others include names the JSON library.
namespace hairpin::report::json {

using Json = nlohmann::ordered_json;

/// Compact text; bytes that are no UTF-8 become U+FFFD.
std::string dump(const Json& value);
/// The same, indented for people.
std::string pretty(const Json& value);

/// `{"version": ..., "schema": 1}`, which every output carries as `hairpin`.
Json header(const Run& run);
Json via(const reach::ViaSet& via);
/// The id as the input spells it, or null for none.
Json id(const Run& run, ResourceId resource);
/// The file as the user typed it, line and column; all null for a span that is nowhere.
void add_place(Json& object, const Run& run, SourceSpan where);
/// JSON text as a value, with credentials masked; text that is no JSON as a string.
Json parsed(std::string_view text);
Json fact(const Run& run, const model::ConfigFact& fact);
Json direction(const Run& run, const reach::Direction& direction);
Json assumptions(const Run& run);

/// A document that is written member by member, so that no large array ever exists whole. Opens
/// with the header; `finish` closes it.
class Document {
 public:
  Document(std::ostream& out, const Run& run);
  void member(std::string_view key, const Json& value);
  void begin_array(std::string_view key);
  /// `text` is JSON already.
  void element(std::string_view text);
  void end_array();
  void finish();

 private:
  std::ostream& out_;
  bool first_ = true;
};

}  // namespace hairpin::report::json
