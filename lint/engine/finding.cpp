#include "engine/finding.hpp"

#include <utility>

namespace hairpin::engine {
namespace {
Severity one_lower(Severity level) {
  return level == Severity::error ? Severity::warning : Severity::note;
}
}  // namespace

Findings::Builder& Findings::Builder::path(FindingPath path) {
  finding_->paths.push_back(std::move(path));
  return *this;
}

Findings::Builder& Findings::Builder::note(Location place) {
  finding_->related.push_back(std::move(place));
  return *this;
}

Findings::Builder& Findings::Builder::detail(std::string line) {
  finding_->details.push_back(std::move(line));
  return *this;
}

Findings::Builder& Findings::Builder::hint(std::string text) {
  finding_->hints.push_back(std::move(text));
  return *this;
}

Findings::Builder& Findings::Builder::fix(Fix fix) {
  finding_->fixes.push_back(std::move(fix));
  return *this;
}

Findings::Builder& Findings::Builder::affects(Affected affected) {
  finding_->affected = std::move(affected);
  return *this;
}

Findings::Builder& Findings::Builder::caused_by(std::string_view identity) {
  finding_->identity.emplace_back(identity);
  return *this;
}

Findings::Builder& Findings::Builder::level(Severity level) {
  finding_->level = level;
  return *this;
}

void Findings::begin(const Rule& rule, Severity level) {
  rule_ = &rule;
  level_ = level;
}

Findings::Builder Findings::violation(Location where, std::string message) {
  return add(std::move(where), std::move(message), level_, true);
}

Findings::Builder Findings::unproven(Location where, std::string message) {
  return add(std::move(where), std::move(message), one_lower(level_), false);
}

Findings::Builder Findings::add(Location where, std::string message, Severity level, bool proven) {
  auto finding = std::make_unique<Finding>();
  finding->rule = rule_;
  finding->level = level;
  finding->proven = proven;
  finding->message = std::move(message);
  finding->location = std::move(where);
  list_.push_back(std::move(finding));
  return Builder(*list_.back());
}

std::vector<Finding> Findings::take() {
  std::vector<Finding> findings;
  findings.reserve(list_.size());
  for (auto& finding : list_) findings.push_back(std::move(*finding));
  list_.clear();
  return findings;
}

}  // namespace hairpin::engine
