#include "template/expander.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "template/document.hpp"
#include "template/render.hpp"

namespace hairpin::arm {

using Kind = Diagnostic::Kind;

Expander::Expander(const ExpandRequest& request)
    : request_(request), work_(request.limits), evaluator_(work_) {}

void Expander::log(Kind kind, SourceSpan where, std::string statement, std::string hint) {
  constexpr std::size_t most = 500;
  const bool repeated =
      std::any_of(diagnostics_.begin(), diagnostics_.end(), [&](const Diagnostic& known) {
        return known.where == where && known.statement == statement;
      });
  if (repeated || diagnostics_.size() >= most) return;
  diagnostics_.push_back({kind, where, std::move(statement), std::move(hint)});
}

/// The root of a template or parameter file; null, with a log entry, if it cannot be read.
const Node* Expander::read(const TemplateFile& file) {
  const auto root = read_document(file.text, file.file, work_.arena(), diagnostics_);
  if (!root) {
    diagnostics_.push_back(root.error());
    return nullptr;
  }
  return *root;
}

bool Expander::run() {
  const Node* root = read(request_.main);
  if (root == nullptr) return false;
  // What the export of a resource group returns.
  const Node* const wrapped = root->find("template");
  if (root->find("resources") == nullptr && wrapped != nullptr && wrapped->is_object()) {
    root = wrapped;
  }
  const Node* const resources = root->find("resources");
  if (!root->is_object() || resources == nullptr ||
      (!resources->is_array() && !resources->is_object())) {
    log(Kind::unusable, root->where, "this is no ARM template: it has no resources",
        "a template has a $schema, and resources as an array or object");
    return false;
  }
  std::vector<Supplied> values;
  if (!read_parameters(values)) return false;
  const Datum name = Datum::string(surroundings().deployment, root->where);
  const Target target = main_target(*root);
  Scope& scope = scopes_.emplace_back(*this, *root, target, name);
  scope.supply(values);
  Deployment& deployment = deployments_.emplace_back(nullptr, *root, scope, scope.frame(), target);
  register_all(deployment, *resources, deployment.frame(), nullptr);
  open_all_nested(deployment);
  if (!work_.is_exhausted()) return true;
  const Cause& cause = *work_.exhausted();
  log(Kind::unusable, cause.where ? cause.where : root->where, std::string(cause.statement),
      std::string(cause.hint));
  return false;
}

Datum Expander::unknown_surroundings(std::string_view key, std::string_view label,
                                     std::string_view what, std::string_view hint, bool is_name) {
  Unknown unknown;
  unknown.cause = work_.cause(Reason::scope, {}, cat({what, " is not known"}), hint);
  unknown.identity = work_.identity(cat({"surroundings ", key}));
  unknown.type = is_name ? Type::string : Type::any;
  unknown.is_name = is_name;
  unknown.label = work_.arena().keep(label);
  return Datum::unknown(work_.unknown(unknown), {});
}

Datum Expander::surrounding_name(const std::string& given, std::string_view key,
                                 std::string_view label, std::string_view what,
                                 std::string_view option) {
  if (!given.empty()) return work_.text(given, {});
  return unknown_surroundings(key, cat({label, surroundings().mark}), what, cat({"give ", option}),
                              true);
}

Target Expander::main_target(const Node& root) {
  Target target;
  const Surroundings& given = surroundings();
  target.subscription = surrounding_name(given.subscription, "subscription", "subscription",
                                         "the subscription", "--subscription ID");
  target.group = surrounding_name(given.resource_group, "group", "resourceGroup",
                                  "the resource group", "--resource-group NAME");
  target.management_group =
      surrounding_name(given.management_group, "management group", "managementGroup",
                       "the management group", "--management-group NAME");
  switch (document_kind(root.text_of("$schema"))) {
    case DocumentKind::subscription_template:
      target.kind = Target::Kind::subscription;
      break;
    case DocumentKind::management_group_template:
      target.kind = Target::Kind::management_group;
      break;
    case DocumentKind::tenant_template:
      target.kind = Target::Kind::tenant;
      break;
    default:
      break;
  }
  return target;
}

bool Expander::read_parameters(std::vector<Supplied>& values) {
  for (const TemplateFile& file : request_.parameter_files) read_parameter_file(file, values);
  for (const ParameterText& given : request_.parameters) {
    Supplied supplied;
    supplied.name = given.name;
    supplied.text = given.value;
    values.push_back(supplied);
  }
  return std::none_of(diagnostics_.begin(), diagnostics_.end(),
                      [](const Diagnostic& entry) { return entry.kind == Kind::unusable; });
}

void Expander::read_parameter_file(const TemplateFile& file, std::vector<Supplied>& values) {
  const Node* root = read(file);
  if (root == nullptr) return;
  // What `bicep build-params --stdout` prints holds the file as a text.
  const Node* const wrapped = root->find("parametersJson");
  if (wrapped != nullptr && wrapped->is_string()) {
    const auto inner = read_json_text(wrapped->text(), wrapped->where, work_.arena());
    if (inner) root = *inner;
  }
  const Node* parameters = root->find("parameters");
  const bool bare = root->is_object() && root->find("$schema") == nullptr && parameters == nullptr;
  if (bare) parameters = root;
  if (parameters == nullptr || !parameters->is_object()) {
    return log(Kind::unusable, root->where, "this is no parameter file: it has no parameters",
               "a parameter file has the form {\"parameters\": {\"name\": {\"value\": ...}}}");
  }
  for (const NodeMember& member : parameters->members()) {
    Supplied supplied;
    supplied.name = member.key.text();
    supplied.entry = &member.value;
    supplied.where = member.key.where;
    values.push_back(supplied);
  }
}

std::vector<const Instance*> Expander::instances() const {
  std::vector<const Instance*> list;
  const auto walk = [&](const auto& self, const Deployment& deployment) -> void {
    for (const Instance* const instance : deployment.instances) {
      list.push_back(instance);
      if (instance->nested != nullptr) self(self, *instance->nested);
    }
  };
  if (!deployments_.empty()) walk(walk, deployments_.front());
  return list;
}

Datum Expander::top_level(const Instance& instance, std::string_view key) {
  const Node* const written = instance.node->find(key);
  return written == nullptr ? Datum() : evaluator_.evaluate(*written, instance.frame);
}

Datum Expander::properties(Instance& instance) {
  if (instance.properties_state == State::active) {
    return work_.failure(
        Reason::evaluation_error, instance.node->where,
        cat({"Circular dependency detected on resource: '", shown(instance.id, work_), "'."}),
        "its properties need themselves");
  }
  if (instance.properties_state == State::untouched) {
    instance.properties_state = State::active;
    instance.properties = top_level(instance, "properties");
    instance.properties_state = State::done;
  }
  return instance.properties;
}

bool Expander::is_declared(const std::string& shown_id) const {
  const std::string folded = fold_ascii(shown_id);
  std::size_t end = folded.size();
  while (end != folded.npos && end > 0) {
    if (by_key_.contains(folded.substr(0, end))) return true;
    end = folded.rfind('/', end - 1);
  }
  return false;
}

}  // namespace hairpin::arm
