#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/flow_set.hpp"
#include "base/value.hpp"
#include "import/import_log.hpp"
#include "model/security.hpp"

namespace hairpin::import {

/// Reads the words that all rules are made of: addresses, tags, ports, protocols. A word that
/// cannot be read may stand for anything: the rule then matches perhaps, and `doubt` says why.
/// [0.3]
class RuleWords {
 public:
  explicit RuleWords(ImportLog& log) : log_(&log) {}

  /// A string, or an array of them: prefixes, addresses, ranges of addresses, service tags.
  void add_addresses(const Value& value, model::AddressMatch& match);
  /// Something that a group of addresses holds which the input lacks.
  void add_unknown(std::string what, SourceSpan where, model::AddressMatch& match);

  /// Something is not certain; only the first such statement about a rule is kept.
  void note(std::string doubt, SourceSpan where);

  /// What protocols and ports (each a string or an array) match together. A port restricts to the
  /// protocols that have ports.
  struct Matched {
    Services surely, perhaps;
  };
  struct Ports {
    RangeSet numbers;
    bool readable = true;
  };
  Ports ports(const Value& singular, const Value& plural);
  Matched services(const Value& protocols, const Ports& source, const Ports& destination);

  /// What was not certain; empty if all was.
  const std::string& doubt() const { return doubt_; }
  SourceSpan doubt_where() const { return doubt_where_; }

 private:
  void add_address(std::string_view text, SourceSpan where, model::AddressMatch& match);
  bool add_tag(std::string_view text, SourceSpan where, model::AddressMatch& match);
  bool add_range(std::string_view text, model::AddressMatch& match);
  void add_ports(const Value& value, Ports& ports);
  void wrong(SourceSpan where, std::string_view text, std::string_view wanted);

  ImportLog* log_;
  std::string doubt_;
  SourceSpan doubt_where_;
};

}  // namespace hairpin::import
