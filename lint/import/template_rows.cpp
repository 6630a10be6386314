#include "import/template_rows.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "import/id_hash.hpp"

namespace hairpin::import {
namespace {

using Kind = Value::Kind;

bool is_any_of(std::string_view key, std::initializer_list<std::string_view> names) {
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view name) { return equal_folded(name, key); });
}

/// What of a resource stays known where it is not known whether the resource is there: what it is,
/// and for what. Of all else, being there makes the difference.
bool is_identity(std::string_view key) {
  return is_any_of(key, {"id", "name", "type", "location", "tags", "kind", "sku", "tenantId",
                         "addressPrefix", "addressPrefixes", "priority", "direction"});
}

/// A VNet that is perhaps not there harms nobody by itself: only what connects it does.
bool keeps_content(std::string_view type) {
  return is_any_of(
      type, {"microsoft.network/virtualnetworks", "microsoft.network/virtualnetworks/subnets"});
}

}  // namespace

/// An object under construction.
struct TemplateRows::Open {
  PropertyFilters filters, envelope;
  std::vector<Member> members;
  std::vector<int> levels;  // beside `members`: how many envelopes deep each stood

  void put(const Member& member, int level) {
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (!equal_folded(members[i].key, member.key)) continue;
      if (levels[i] != level && member.value.is_missing()) return;
      members[i] = member;
      levels[i] = level;
      return;
    }
    members.push_back(member);
    levels.push_back(level);
  }
};

TemplateRows::TemplateRows(const arm::Expansion& expansion, const ResourceIds& ids, bool alone,
                           ValueArena& arena, ImportLog& log)
    : expansion_(expansion), ids_(ids), alone_(alone), arena_(arena), log_(log) {
  for (const arm::ExpandedResource& resource : expansion.resources) {
    own_ids_.insert(fold_ascii(resource.id));
  }
}

/// Whether the value is an id with a gap that may be the id of a resource in another input: in a
/// subscription that nobody named, for example.
bool TemplateRows::may_be_elsewhere(const Value& value) const {
  const std::string_view id = value.text();
  if (alone_ || !id.starts_with('/') || id.find('{') == id.npos) return false;
  std::string folded = fold_ascii(id);
  while (!folded.empty()) {
    if (own_ids_.contains(folded)) return false;
    folded.resize(folded.rfind('/'));
  }
  return true;
}

Rows TemplateRows::take() {
  Rows rows;
  for (const arm::ExpandedResource& resource : expansion_.resources) add(resource, rows);
  return rows;
}

void TemplateRows::add(const arm::ExpandedResource& resource, Rows& rows) {
  ++rows.count;
  rows.id_hashes.push_back(folded_hash(resource.id));
  const ResourceType& type = resource_type(resource.type);
  if (!type.is_read()) {
    ++rows.passed_over[fold_ascii(resource.type)];
    return;
  }
  resource_ = resource.id;
  whole_presence_ = resource.presence;
  presence_ = keeps_content(type.name) ? std::string_view() : resource.presence;
  Value value = shape_object(resource.body, type.properties, envelope_filter(type.role));
  if (!whole_presence_.empty()) questions_.insert(whole_presence_);
  if (type.role == ResourceRole::virtual_network) state_absence(resource, value);
  const SourceSpan where = resource.body["id"].where();
  if (type.role == ResourceRole::network_interface) {
    return rows.interfaces.add(interface_record(resource.id, value, where));
  }
  Row& row = rows.resources.emplace_back();
  row.id = resource.id;
  row.resource.type = type.name;
  row.resource.location = value["location"].text();
  if (!value["location"].is_string()) row.resource.location = {};
  row.resource.properties = value;
  row.resource.tags = value["tags"];
  row.resource.sku = value["sku"];
  row.resource.kind = value["kind"];
  row.resource.where = where;
}

/// What a template does not declare its deployment does not make: a VNet has no subnets or peerings
/// inside of it then. Another input may know better.
void TemplateRows::state_absence(const arm::ExpandedResource& resource, Value& vnet) {
  const bool known_elsewhere = static_cast<bool>(ids_.find(resource.id));
  if (known_elsewhere || !gaps_.empty()) return;
  std::vector<Member> members(vnet.members().begin(), vnet.members().end());
  for (const std::string_view key : {"subnets", "virtualNetworkPeerings"}) {
    if (vnet[key].kind() != Kind::absent) continue;
    members.push_back({key, vnet.where(), Value::array({}, vnet.where())});
  }
  vnet = Value::object(arena_.keep(members), vnet.where());
}

Value TemplateRows::shape_object(const Value& value, PropertyFilters filters,
                                 PropertyFilters envelope) {
  Open open{filters, envelope, {}, {}};
  put_fields(open, value, 0);
  if (!presence_.empty()) put_doubts(open, value.where());
  return Value::object(arena_.keep(open.members), value.where());
}

void TemplateRows::put_fields(Open& open, const Value& object, int level) {
  constexpr int max_envelopes = 4;
  for (const Member& member : object.members()) {
    if (member.key == "$unknown") {
      note_gap(member.value, {});
      continue;
    }
    if (equal_folded(member.key, "properties")) {
      if (member.value.kind() == Kind::unknown) note_gap(member.value, member.key);
      if (level < max_envelopes) put_fields(open, member.value, level + 1);
      continue;
    }
    const PropertyFilter* filter = open.filters.find(member.key);
    if (filter == nullptr && level == 0) filter = open.envelope.find(member.key);
    if (filter == nullptr) continue;
    if (filter->key == any_key && is_secret_key(member.key)) continue;
    // What a VNet that is perhaps not there is connected to it is connected to perhaps.
    const bool connects = equal_folded(member.key, "virtualNetworkPeerings");
    const std::string_view outer = std::exchange(presence_, connects ? whole_presence_ : presence_);
    const Value shaped = doubt(shape(member.value, *filter), member.key);
    presence_ = outer;
    // Where a resource is decides nothing about what it connects.
    const bool matters = !equal_folded(member.key, "location");
    if (shaped.kind() == Kind::unknown && matters) {
      // A reference that is not known may lead anywhere.
      if (equal_folded(member.key, "id")) note_gap(shaped, member.key);
      questions_.insert(shaped.reason());
    }
    open.put({member.key, member.key_where, shaped}, level);
  }
}

/// What a resource that is perhaps not there does not say is not known either: a default would make
/// it certain.
void TemplateRows::put_doubts(Open& open, SourceSpan where) const {
  for (const PropertyFilter& filter : open.filters) {
    const bool scalar = filter.members.empty() && !filter.is_list;
    if (!scalar || filter.key == any_key || is_identity(filter.key)) continue;
    if (equal_folded(filter.key, child_resources_key)) continue;
    const bool stated =
        std::any_of(open.members.begin(), open.members.end(),
                    [&](const Member& member) { return equal_folded(member.key, filter.key); });
    if (!stated) open.members.push_back({filter.key, where, Value::unknown(presence_, where)});
  }
}

/// A scalar of a resource that is perhaps not there.
Value TemplateRows::doubt(const Value& value, std::string_view key) const {
  const bool scalar = !value.is_object() && !value.is_array() && !value.is_missing();
  if (presence_.empty() || !scalar || is_identity(key)) return value;
  return Value::unknown(presence_, value.where());
}

Value TemplateRows::shape(const Value& value, const PropertyFilter& filter) {
  if (value.is_array()) {
    std::vector<Value> items;
    for (const Value& item : value.items()) {
      items.push_back(shape(item, filter));
      if (item.kind() != Kind::unknown) continue;
      // Prefixes that are not known are minded where they are read.
      const bool minded = is_any_of(filter.key, {"addressPrefixes", "addressPrefix"});
      if (minded) questions_.insert(item.reason());
      if (filter.members.empty() && !minded) note_gap(item, filter.key);
    }
    return Value::array(arena_.keep(items), value.where());
  }
  if (may_be_elsewhere(value)) {
    return Value::unknown("which resource an id means is not known", value.where());
  }
  if (value.is_object()) {
    return filter.members.empty() ? Value::object({}, value.where())
                                  : shape_object(value, filter.members, {});
  }
  if (value.kind() == Kind::unknown && !filter.members.empty()) {
    const bool only_filters = is_any_of(filter.key, {"networkSecurityGroup", "tags", "sku"});
    if (!only_filters) note_gap(value, filter.key);
  }
  return value;
}

/// Something is not known that may connect.
void TemplateRows::note_gap(const Value& unknown, std::string_view key) {
  // One entry for each thing that is not known: all that depends on it is settled together.
  if (!gaps_.insert(unknown.reason()).second) return;
  questions_.insert(unknown.reason());
  log_.add(Diagnostic::Kind::incomplete, unknown.where(),
           cat({key.empty() ? "what else there is" : key, " of ", printable(resource_),
                " is not known: ", unknown.reason()}),
           "what depends on it is unproven");
}

}  // namespace hairpin::import
