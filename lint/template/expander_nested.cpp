#include <algorithm>

#include "base/text.hpp"
#include "template/document.hpp"
#include "template/encodings.hpp"
#include "template/expander.hpp"

// Deployments inside of deployments: where they go, what they are given, and how their expressions
// are read.
namespace hairpin::arm {

using Kind = Diagnostic::Kind;

namespace {

constexpr std::string_view deployments_type = "Microsoft.Resources/deployments";
constexpr std::string_view management_groups_type = "Microsoft.Management/managementGroups/";
constexpr int max_nesting = 24;

/// The path without `.` and `..`; nothing if it leads out of the folder.
std::optional<std::string> inside_folder(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const std::size_t end = path.find_first_of("/\\");
    const std::string_view part = path.substr(0, end);
    path.remove_prefix(end == path.npos ? path.size() : end + 1);
    if (part == "..") {
      if (parts.empty()) return std::nullopt;
      parts.pop_back();
    } else if (!part.empty() && part != ".") {
      parts.push_back(part);
    }
  }
  std::string joined;
  for (const std::string_view part : parts)
    joined += (joined.empty() ? "" : "/") + std::string(part);
  return joined;
}

bool evaluates_inside(const Node& properties) {
  const Node* const options = properties.find("expressionEvaluationOptions");
  return options != nullptr && equal_folded(options->text_of("scope"), "inner");
}

}  // namespace

Target Expander::nested_target(Instance& instance, const Node& node) {
  Target target = instance.home->target();
  const auto given = [&](std::string_view key) {
    const Node* const written = node.find(key);
    const Datum value =
        written == nullptr ? Datum() : evaluator_.evaluate(*written, instance.frame);
    return value.is_null() || value.text() == "" ? (value.is_string() ? Datum() : value) : value;
  };
  const Datum subscription = given("subscriptionId"), group = given("resourceGroup");
  const Datum scope = instance.is_existing ? Datum() : given("scope");
  if (!subscription.is_null()) {
    target.subscription = as_name(subscription, work_);
    target.kind = Target::Kind::subscription;
  }
  if (!group.is_null()) {
    target.group = as_name(group, work_);
    target.kind = Target::Kind::resource_group;
  }
  if (scope.text() == "/") target.kind = Target::Kind::tenant;
  const std::string text = shown(scope, work_);
  if (starts_with_folded(text, management_groups_type)) {
    target.kind = Target::Kind::management_group;
    // What follows the type is a name, known or not.
    target.management_group =
        scope.is_string() ? work_.text(scope.text().substr(management_groups_type.size()), {})
                          : as_name(scope.pieces().back(), work_);
  }
  return target;
}

void Expander::open_all_nested(Deployment& deployment) {
  for (std::size_t i = 0; i < deployment.instances.size(); ++i) {
    Instance& instance = *deployment.instances[i];
    if (instance.is_absent || instance.is_existing) continue;
    if (!equal_folded(instance.type, deployments_type)) continue;
    open_nested(instance);
    if (instance.nested != nullptr) open_all_nested(*instance.nested);
  }
}

void Expander::note_opaque(Instance& instance, SourceSpan where, std::string_view statement,
                           std::string_view hint) {
  log(Kind::incomplete, where,
      cat({"the deployment ", printable(shown(instance.name, work_)),
           " is not expanded: ", statement}),
      std::string(hint));
}

/// The template that a deployment links to; null, with a log entry, if it is not there.
const Node* Expander::linked_template(Instance& instance, const Node& link, std::string& folder) {
  const Node* const relative = link.find("relativePath");
  const Node* const uri = link.find("uri");
  const Node* const written = relative != nullptr ? relative : uri;
  if (written == nullptr) {
    note_opaque(instance, link.where, "it links to a template spec",
                "export the template spec, and nest or link it by relativePath");
    return nullptr;
  }
  const Datum value = evaluator_.evaluate(*written, instance.frame);
  std::string path = instance.home->folder;
  const auto own = uri == written ? parse_absolute_uri(value.text()) : std::nullopt;
  if (own && own->scheme == "file") {
    path = std::string(own->path);  // from the folder of the main template
  } else if (relative != nullptr && value.is_string()) {
    path += value.text();
  } else {
    note_opaque(instance, written->where,
                value.is_string() ? "hairpin opens no network addresses"
                                  : "where its template is cannot be known",
                "put the template below the folder of this one, and link it by relativePath");
    return nullptr;
  }
  const auto inside = inside_folder(path);
  const auto known = inside ? linked_.find(*inside) : linked_.end();
  folder = inside && inside->rfind('/') != std::string::npos
               ? inside->substr(0, inside->rfind('/') + 1)
               : std::string();
  if (known != linked_.end()) return known->second;
  const auto file = inside && request_.linked ? request_.linked(*inside) : std::nullopt;
  if (!file) {
    note_opaque(instance, written->where,
                inside ? cat({"there is no file ", printable(*inside), " beside the template"})
                       : "its template is outside of the folder of this one",
                "put the linked template there");
    return nullptr;
  }
  Diagnostics problems;
  const auto root = read_document(file->text, file->file, work_.arena(), problems);
  if (!root) log(Kind::incomplete, root.error().where, root.error().statement, root.error().hint);
  return linked_[*inside] = root ? *root : nullptr;
}

std::vector<Supplied> Expander::nested_parameters(Instance& instance) {
  std::vector<Supplied> values;
  const Node* const properties = instance.node->find("properties");
  const Node* const parameters = properties->find("parameters");
  if (parameters == nullptr) return values;
  frames_.push_back(instance.frame);
  const Frame& frame = frames_.back();
  if (parameters->is_object()) {
    for (const NodeMember& member : parameters->members()) {
      Supplied supplied;
      supplied.name = member.key.text();
      supplied.entry = &member.value;
      supplied.frame = &frame;
      supplied.where = member.key.where;
      values.push_back(supplied);
    }
    return values;
  }
  const Datum all = evaluator_.evaluate(*parameters, frame);
  for (const DatumMember& member : all.members()) {
    Supplied supplied;
    supplied.name = member.key;
    supplied.value = evaluator_.member(member.value, "value", parameters->where);
    supplied.where = member.key_where;
    values.push_back(supplied);
  }
  return values;
}

Deployment* Expander::make_nested(Instance& instance, const Node& root, bool own_scope,
                                  std::string folder) {
  const Target target = nested_target(instance, *instance.node);
  Scope* scope = instance.frame.scope;
  Frame frame = instance.frame;
  if (own_scope) {
    scope = &scopes_.emplace_back(*this, root, target, instance.name);
    scope->supply(nested_parameters(instance));
    frame = scope->frame();
  }
  Deployment& deployment = deployments_.emplace_back(instance.home, root, *scope, frame, target);
  deployment.maybe = instance.maybe;
  deployment.depth = instance.home->depth + 1;
  deployment.folder = std::move(folder);
  return &deployment;
}

void Expander::open_nested(Instance& instance) {
  if (instance.nested_state != State::untouched || work_.is_exhausted()) return;
  instance.nested_state = State::active;
  const Node* const properties = instance.node->find("properties");
  if (properties == nullptr || !properties->is_object()) {
    return note_opaque(instance, instance.node->where, "it has no properties",
                       "a deployment has a template or a templateLink");
  }
  if (instance.home->depth >= max_nesting) {
    return work_.exhaust(instance.node->where, "deployments nest too deep, or deploy themselves");
  }
  const Node* root = properties->find("template");
  const Node* const link = properties->find("templateLink");
  std::string folder = instance.home->folder;
  const bool linked = root == nullptr && link != nullptr;
  if (linked) root = linked_template(instance, *link, folder);
  if (root == nullptr) {
    if (!linked) {
      note_opaque(instance, properties->where, "it has no template",
                  "a deployment has a template or a templateLink");
    }
    return;
  }
  if (!root->is_object()) {
    return note_opaque(instance, root->where, "its template is an expression",
                       "write the template out, or link it by relativePath");
  }
  instance.nested =
      make_nested(instance, *root, linked || evaluates_inside(*properties), std::move(folder));
  const Node* const resources = root->find("resources");
  if (resources != nullptr) {
    register_all(*instance.nested, *resources, instance.nested->frame(), nullptr);
  }
  instance.nested_state = State::done;
}

}  // namespace hairpin::arm
