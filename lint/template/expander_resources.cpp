#include <algorithm>

#include "base/text.hpp"
#include "template/expander.hpp"
#include "template/render.hpp"

// From the declarations of a template to its resources: loops, conditions, names and ids.
namespace hairpin::arm {

using Kind = Diagnostic::Kind;

namespace {

constexpr std::string_view deployments_type = "Microsoft.Resources/deployments";

/// A type that stands on its own, rather than for a child of the resource around it.
bool is_whole_type(std::string_view type) {
  return type.substr(0, type.find('/')).find('.') != type.npos;
}

const Unknown* error_or_unknown(const Datum& value) { return first_unknown(value); }

}  // namespace

void Expander::register_all(Deployment& deployment, const Node& resources, const Frame& frame,
                            const Instance* parent) {
  for (const Node& node : resources.items()) register_one(deployment, node, frame, {}, parent);
  for (const NodeMember& member : resources.members()) {
    register_one(deployment, member.value, frame, member.key.text(), parent);
  }
}

bool Expander::is_extensible(const Deployment& deployment, const Node& node) const {
  std::string_view alias = node.text_of("extension");
  if (alias.empty()) alias = node.text_of("import");
  if (alias.empty()) return false;
  for (const std::string_view list : {"extensions", "imports"}) {
    const Node* const declared = deployment.root().find(list);
    const Node* const extension = declared == nullptr ? nullptr : declared->find(alias);
    if (extension == nullptr) continue;
    const bool azure = equal_folded(extension->text_of("name"), "AzureResourceManager") ||
                       equal_folded(extension->text_of("provider"), "AzureResourceManager");
    if (azure) return false;
  }
  return true;
}

void Expander::register_one(Deployment& deployment, const Node& node, const Frame& frame,
                            std::string_view symbol, const Instance* parent) {
  if (work_.is_exhausted()) return;
  if (!node.is_object()) {
    return log(Kind::bad_value, node.where, "a resource is an object", "it is left out");
  }
  if (is_extensible(deployment, node)) {
    ++skipped_extensible_;
    return;
  }
  const Node* const loop = node.find("copy");
  if (loop != nullptr && loop->is_object()) {
    return register_loop(deployment, node, *loop, frame, symbol, parent);
  }
  Instance instance;
  instance.home = &deployment;
  instance.node = &node;
  instance.frame = frame;
  instance.symbol = symbol;
  register_instance(std::move(instance), parent);
}

void Expander::register_loop(Deployment& deployment, const Node& node, const Node& loop,
                             const Frame& frame, std::string_view symbol, const Instance* parent) {
  const Node* const count_node = loop.find("count");
  const Node* const name_node = loop.find("name");
  const Datum name = name_node == nullptr ? Datum() : evaluator_.evaluate(*name_node, frame);
  const Datum count = count_node == nullptr ? Datum() : evaluator_.evaluate(*count_node, frame);
  const Unknown* const doubt = error_or_unknown(count);
  const auto turns = doubt != nullptr ? std::optional<std::int64_t>(1) : loop_count(count);
  if (!turns) {
    return log(Kind::bad_value, count_node == nullptr ? loop.where : count_node->where,
               cat({"The template copy definition has a count that is no number from 0 to ",
                    std::to_string(max_loop_count), "."}),
               "the resource is left out");
  }
  for (std::int64_t turn = 0; turn < *turns && work_.charge(10); ++turn) {
    Datum index = Datum::integer(turn, loop.where);
    if (doubt != nullptr) {
      Unknown what = work_.derived(*doubt, "copyIndex", "copyIndex");
      what.identity = work_.fresh_identity();
      what.type = Type::integer;
      index = Datum::unknown(work_.unknown(what), loop.where);
    }
    loops_.push_back({work_.arena().keep(name.text()), index, true, frame.loops});
    Instance instance;
    instance.home = &deployment;
    instance.node = &node;
    instance.frame = frame;
    instance.frame.loops = &loops_.back();
    instance.symbol = symbol;
    instance.loop_name = loops_.back().name;
    instance.turn = turn;
    instance.maybe = doubt;
    register_instance(std::move(instance), parent);
  }
}

/// Fills in type and name; false, with a log entry, if the resource has none that can be used.
bool Expander::set_name(Instance& instance, const Instance* parent) {
  const Node* const type_node = instance.node->find("type");
  const Node* const name_node = instance.node->find("name");
  if (type_node == nullptr || name_node == nullptr) {
    log(Kind::bad_value, instance.node->where,
        cat({"a resource needs a ", type_node == nullptr ? "type" : "name"}), "it is left out");
    return false;
  }
  const Datum type = evaluator_.evaluate(*type_node, instance.frame);
  if (!type.is_string() || type.text().find('/') == std::string_view::npos) {
    const bool child = type.is_string() && parent != nullptr;
    const Unknown* const why = first_unknown(type);
    if (!child) {
      log(Kind::bad_value,
          why == nullptr || !why->cause->where ? type_node->where : why->cause->where,
          why == nullptr ? "a type has the form Microsoft.Network/virtualNetworks"
                         : std::string(why->cause->statement),
          "the resource is left out");
      return false;
    }
  }
  instance.type = type.text();
  instance.name = evaluator_.evaluate(*name_node, instance.frame);
  if (!instance.name.is_text() && !instance.name.is_unknown()) {
    log(Kind::bad_value, name_node->where,
        cat({"a name is a string, and this is ", instance.name.kind_name()}),
        "the resource is left out");
    return false;
  }
  if (parent != nullptr && !is_whole_type(instance.type)) {
    instance.type = work_.arena().keep(cat({parent->type, "/", instance.type}));
    instance.name =
        work_.rope({parent->name, Datum::string("/", {}), instance.name}, instance.name.where());
  }
  return true;
}

void Expander::set_presence(Instance& instance) {
  if (instance.maybe == nullptr) instance.maybe = instance.home->maybe;
  const Node* const condition = instance.node->find("condition");
  if (condition == nullptr) return;
  const Datum holds = evaluator_.evaluate(*condition, instance.frame);
  if (holds.is_boolean()) {
    instance.is_absent = !holds.as_boolean();
  } else if (const Unknown* const why = first_unknown(holds)) {
    instance.maybe = why;
  } else if (equal_folded(holds.text(), "true") || equal_folded(holds.text(), "false")) {
    instance.is_absent = equal_folded(holds.text(), "false");
  } else {
    const Datum failed = work_.failure(
        Reason::evaluation_error, condition->where,
        cat({"a condition is a boolean, and this is ", holds.kind_name()}), "write true or false");
    instance.maybe = failed.unknown();
  }
}

/// What the id of an extension resource starts with, by its `scope`.
Datum Expander::extension_prefix(Instance& instance, const Datum& scope) {
  const Datum usual = prefix_of(instance.home->target(), work_);
  if (scope.is_null()) return usual;
  if (!scope.is_string()) return scope;
  if (scope.text() == "/") return Datum::string("", {});
  if (scope.text().starts_with('/')) return scope;
  // Microsoft.X/y/name, relative to where the deployment goes.
  return work_.rope({usual, Datum::string("/providers/", {}), scope}, scope.where());
}

bool Expander::set_id(Instance& instance) {
  Target target = instance.home->target();
  Datum prefix = prefix_of(target, work_);
  const bool is_deployment = equal_folded(instance.type, deployments_type);
  if (!is_deployment && instance.node->find("scope") != nullptr) {
    prefix = extension_prefix(instance, top_level(instance, "scope"));
  } else if (!is_deployment && instance.is_existing) {
    prefix = prefix_of(nested_target(instance, *instance.node), work_);
  } else if (is_deployment) {
    prefix = prefix_of(nested_target(instance, *instance.node), work_);
  }
  const auto id =
      resource_id_of(target, prefix, instance.type, instance.name, work_, instance.node->where);
  if (!id) {
    log(Kind::bad_value, instance.node->find("name")->where,
        cat({"The template resource '", printable(shown(instance.name, work_)), "' for type '",
             printable(instance.type), "' has incorrect segment lengths."}),
        "the name has one part for each part of the type behind the first; the resource is left "
        "out");
    return false;
  }
  instance.id = *id;
  instance.key = fold_ascii(shown(instance.id, work_));
  return true;
}

void Expander::register_instance(Instance made, const Instance* parent) {
  constexpr std::size_t most_resources = 100'000;
  if (all_.size() > most_resources) {
    return work_.exhaust(made.node->where, "the template declares more resources than Azure takes");
  }
  const Node* const existing = made.node->find("existing");
  made.is_existing =
      existing != nullptr && existing->kind == Node::Kind::boolean && existing->boolean;
  if (!set_name(made, parent)) return;
  set_presence(made);
  if (!set_id(made)) return;
  all_.push_back(std::move(made));
  Instance& instance = all_.back();
  instance.home->instances.push_back(&instance);
  if (!instance.is_absent) by_key_[instance.key].push_back(&instance);
  const Node* const children = instance.node->find("resources");
  if (children != nullptr) register_all(*instance.home, *children, instance.frame, &instance);
}

}  // namespace hairpin::arm
