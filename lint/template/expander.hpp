#pragma once

#include <deque>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "template/deployment.hpp"
#include "template/evaluator.hpp"
#include "template/expand.hpp"
#include "template/scope.hpp"
#include "template/workspace.hpp"

namespace hairpin::arm {

/// One run: from the text of a template to its resources. Everything is evaluated on demand, so
/// that modules may need one another in any order.
class Expander {
 public:
  explicit Expander(const ExpandRequest& request);

  /// Registers all resources; false if the template cannot be used at all.
  bool run();

  Workspace& work() { return work_; }
  Evaluator& evaluator() { return evaluator_; }
  const Surroundings& surroundings() const { return request_.surroundings; }
  void log(Diagnostic::Kind kind, SourceSpan where, std::string statement, std::string hint = {});
  Diagnostics take_diagnostics() { return std::move(diagnostics_); }

  /// All resources, in the order of the template, nested ones in the place of their deployment.
  std::vector<const Instance*> instances() const;
  /// The scope of the main template. To be asked after `run`.
  const Scope& main_scope() const { return scopes_.front(); }
  std::size_t skipped_extensible() const { return skipped_extensible_; }

  /// The properties that the template declares, evaluated once.
  Datum properties(Instance& instance);
  /// A member that the declaration of a resource has at its outermost level; null if it has none.
  Datum top_level(const Instance& instance, std::string_view key);

  // What the runtime functions ask.
  Datum reference(const Call& call, const Datum& target, bool full);
  Datum references(const Call& call, const Datum& target, bool full);
  Datum outputs_of(Deployment& deployment);

  // What the scope functions ask.
  /// Something about the surroundings that nobody gave: the same value each time.
  Datum unknown_surroundings(std::string_view key, std::string_view label, std::string_view what,
                             std::string_view hint, bool is_name);
  /// The declaration of a resource group of that name in this run; null if there is none.
  Instance* find_group(const Datum& subscription, const Datum& name);
  /// True if the id is that of a resource of this run, or of something inside it.
  bool is_declared(const std::string& shown_id) const;

 private:
  const Node* read(const TemplateFile& file);
  Target main_target(const Node& root);
  Datum surrounding_name(const std::string& given, std::string_view key, std::string_view label,
                         std::string_view what, std::string_view option);
  bool read_parameters(std::vector<Supplied>& values);
  void read_parameter_file(const TemplateFile& file, std::vector<Supplied>& values);

  void register_all(Deployment& deployment, const Node& resources, const Frame& frame,
                    const Instance* parent);
  void register_one(Deployment& deployment, const Node& node, const Frame& frame,
                    std::string_view symbol, const Instance* parent);
  void register_loop(Deployment& deployment, const Node& node, const Node& loop, const Frame& frame,
                     std::string_view symbol, const Instance* parent);
  void register_instance(Instance instance, const Instance* parent);
  bool is_extensible(const Deployment& deployment, const Node& node) const;
  bool set_name(Instance& instance, const Instance* parent);
  void set_presence(Instance& instance);
  bool set_id(Instance& instance);
  Datum extension_prefix(Instance& instance, const Datum& scope);

  void open_nested(Instance& instance);
  void open_all_nested(Deployment& deployment);
  Deployment* make_nested(Instance& instance, const Node& root, bool own_scope, std::string folder);
  const Node* linked_template(Instance& instance, const Node& link, std::string& folder);
  void note_opaque(Instance& instance, SourceSpan where, std::string_view statement,
                   std::string_view hint);
  Target nested_target(Instance& instance, const Node& root);
  std::vector<Supplied> nested_parameters(Instance& instance);

  Instance* find_instance(const Call& call, const Datum& target, bool& is_ambiguous);
  Instance* find_by_symbol(const Deployment& deployment, std::string_view text) const;
  Instance* find_by_name(const Deployment& deployment, std::string_view text, bool& is_ambiguous);
  std::optional<Datum> find_inside(const Datum& target, bool full);
  Datum value_of(Instance& instance, bool full, SourceSpan where);
  Datum external(const Call& call, const Datum& target);
  Datum enriched(Instance& instance);
  void add_ids(Instance& instance, std::vector<DatumMember>& members);
  void add_child_subnets(Instance& instance, std::vector<DatumMember>& members);
  Datum output(Deployment& deployment, const Node& output);

  const ExpandRequest& request_;
  Workspace work_;
  Evaluator evaluator_;
  Diagnostics diagnostics_;
  std::deque<Scope> scopes_;
  std::deque<Deployment> deployments_;
  std::deque<Instance> all_;
  std::deque<Loop> loops_;
  std::deque<Frame> frames_;  // of deployments, for their parameters
  std::unordered_map<std::string, std::vector<Instance*>> by_key_;
  std::map<std::string, const Node*> linked_;  // files read, by path
  std::size_t skipped_extensible_ = 0;
};

}  // namespace hairpin::arm
