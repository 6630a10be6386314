#include "import/row_reader.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "import/id_hash.hpp"
#include "import/property_reader.hpp"

namespace hairpin::import {

std::string_view RowReader::type_name(const Identity& identity) const {
  // What has no slash is no type, whatever it is; the id tells the type, too.
  if (identity.type.find('/') != identity.type.npos) return identity.type;
  const auto parts = parse_resource_id(identity.id);
  return parts ? arena_->keep(parts->type()) : std::string_view();
}

Value RowReader::read(const Identity& identity, const Columns* columns) {
  ++rows_.count;
  if (!identity.id.empty()) rows_.id_hashes.push_back(folded_hash(identity.id));
  const ResourceType& type = count_type(type_name(identity));
  if (!type.is_read()) return source_.reader.skip(), Value();
  const Value value =
      values_.read_resource(source_, columns, type.properties, envelope_filter(type.role));
  if (source_.reader.failed()) return {};
  add(type, identity, value);
  return value;
}

const ResourceType& RowReader::count_type(std::string_view name) {
  constexpr std::size_t most_seen = 16;
  auto seen = std::find_if(seen_types_.begin(), seen_types_.end(),
                           [&](const SeenType& known) { return known.name == name; });
  if (seen == seen_types_.end()) {
    const ResourceType& type = resource_type(name);
    std::size_t* const count = type.is_read() ? nullptr : &rows_.passed_over[fold_ascii(name)];
    if (seen_types_.size() == most_seen) seen_types_.pop_back();
    seen = seen_types_.insert(seen_types_.end(), {name, &type, count});
  }
  if (seen->passed_over != nullptr) ++*seen->passed_over;
  return *seen->type;
}

void RowReader::add(const ResourceType& type, const Identity& identity, const Value& value) {
  const Value& id = value["id"].is_string() ? value["id"] : value["resourceId"];
  std::string_view text = id.text();
  if (text.empty()) text = arena_->keep(composed_id(value, type.name));
  const SourceSpan where = id.is_string() ? id.where() : identity.where;
  if (text.empty()) {
    // What it connects is lost with it, as if the export had been cut there. [C28]
    return log_->add(Diagnostic::Kind::incomplete, where,
                     cat({"a resource of type ", type.name, " has no id, and is left out"}),
                     "project the id: Resource Graph needs it for its own paging too");
  }
  if (type.role == ResourceRole::network_interface) {
    return rows_.interfaces.add(interface_record(text, value, where));
  }
  const bool in_force = type.role == ResourceRole::admin_rule &&
                        (!value["region"].is_missing() || !value["ruleGroups"].is_missing());
  // A rule in a list of those in force is a copy of the rule as it was deployed in that region.
  if (in_force) text = arena_->keep(cat({text, "/snapshots/in-force-", value["region"].text()}));
  if (!parse_resource_id(text)) {
    log_->add(Diagnostic::Kind::bad_value, where, cat({printable(text), " is no resource id"}),
              "an id has the form /subscriptions/.../resourceGroups/.../providers/...");
  }
  Row& row = rows_.resources.emplace_back();
  row.id = text;
  row.resource.type = type.name;
  row.resource.location = value["location"].text();
  row.resource.tenant = value["tenantId"].text();
  row.resource.properties = value;
  row.resource.tags = value["tags"];
  row.resource.sku = value["sku"];
  row.resource.kind = value["kind"];
  row.resource.where = where;
}

Rows RowReader::take() {
  seen_types_.clear();  // they point into what is handed out
  return std::exchange(rows_, {});
}

}  // namespace hairpin::import
