#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "template/evaluator.hpp"
#include "template/name_table.hpp"
#include "template/scope.hpp"

namespace hairpin::arm {

class Deployment;

enum class State : std::uint8_t { untouched, active, done };

/// One resource of a deployment: a declaration, or one turn of its loop.
struct Instance {
  Deployment* home = nullptr;
  const Node* node = nullptr;
  Frame frame;
  std::string_view symbol;     // of the declaration; may be empty
  std::string_view loop_name;  // empty outside of a loop
  std::int64_t turn = -1;      // of the loop
  std::string_view type;
  Datum name;
  Datum id;
  std::string key;  // the id, shown and folded: what it is found by
  bool is_existing = false;
  bool is_absent = false;          // its condition is false
  const Unknown* maybe = nullptr;  // what decides whether it is there
  State properties_state = State::untouched;
  Datum properties;
  State nested_state = State::untouched;
  Deployment* nested = nullptr;  // of a deployment that can be looked into
};

/// A template on its way into one place: its resources, and where their names are looked up.
class Deployment {
 public:
  Deployment(Deployment* outer, const Node& root, Scope& scope, Frame frame, Target target)
      : outer_(outer), root_(root), scope_(scope), frame_(frame), target_(std::move(target)) {
    frame_.home = this;
  }

  Deployment* outer() const { return outer_; }
  const Node& root() const { return root_; }
  Scope& scope() const { return scope_; }
  /// Where its expressions stand: in outer evaluation that is the template around it.
  const Frame& frame() const { return frame_; }
  /// Where its resources go.
  const Target& target() const { return target_; }

  const Unknown* maybe = nullptr;  // what decides whether it happens at all
  int depth = 0;
  std::string folder;                // of its file, relative to the main one: "" or "nested/"
  std::vector<Instance*> instances;  // in the order of the template
  State outputs_state = State::untouched;
  Datum outputs;

 private:
  Deployment* outer_;
  const Node& root_;
  Scope& scope_;
  Frame frame_;
  Target target_;
};

}  // namespace hairpin::arm
