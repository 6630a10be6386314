#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/rule.hpp"
#include "report/answers.hpp"
#include "report/run.hpp"

namespace hairpin::report::test {

/// A small estate and findings about it, made by hand: two gateways on one circuit, one of which
/// accepts what the MSEE learned from the other.
reach::Endpoint end_of(const model::Vnet& vnet, model::VnetIndex index);

class SampleRun {
 public:
  SampleRun();

  Run run() const;
  /// The place of the first occurrence of `text` in the input; fails the test if there is none.
  SourceSpan at(std::string_view text) const;
  ResourceId id(std::string_view name) const;

  /// A proven path with everything that a finding can carry.
  engine::Finding leak() const;
  /// What the input leaves open, at no place in particular.
  engine::Finding open_question() const;
  reach::Direction leaking_direction() const;
  ReachAnswer answer() const;
  Matrix matrix() const;
  reach::Reachability::EffectiveRoutes routes() const;

  SourceMap sources;
  ResourceIds ids;
  model::Network network;
  Diagnostics diagnostics;
  std::vector<model::Missing> unknown;
  std::vector<std::string> assumptions;
  engine::Rule leak_rule, open_rule;

 private:
  std::vector<model::VnetIndex> vnets_;
};

}  // namespace hairpin::report::test
