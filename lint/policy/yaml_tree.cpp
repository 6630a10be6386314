#include "policy/yaml_tree.hpp"

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>
#include <unordered_set>
#include <utility>

#include "base/text.hpp"

namespace hairpin::policy {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

/// Bytes of the scalar that starts at the start of `text`, quotes included.
std::size_t scalar_length(std::string_view text, const std::string& value) {
  if (text.empty()) return 0;
  const char quote = text.front();
  if (quote != '"' && quote != '\'') return text.starts_with(value) ? value.size() : 1;
  for (std::size_t at = 1; at < text.size(); ++at) {
    const bool escaped = quote == '"' ? text[at] == '\\' : text.substr(at).starts_with("''");
    if (escaped) {
      ++at;
    } else if (text[at] == quote) {
      return at + 1;
    }
  }
  return text.size();
}

Diagnostic unusable(SourceSpan where, std::string statement, std::string hint) {
  return {Diagnostic::Kind::unusable, where, std::move(statement), std::move(hint)};
}

/// Builds the tree from the parser's events. The events are enough: the document tree of yaml-cpp
/// has neither the positions of keys nor their duplicates.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view text, FileIndex file) : text_(text), file_(file) {
    if (text_.starts_with(byte_order_mark)) skipped_ = byte_order_mark.size();
  }

  bool has_document() const { return documents_ > 0; }
  bool has_two_documents() const { return documents_ > 1; }
  YamlNode take_root() { return std::move(root_); }
  Diagnostics take_faults() { return std::move(faults_); }
  SourceSpan span(const YAML::Mark& mark, std::size_t length = 1) const {
    const std::size_t start = mark.pos < 0 ? 0 : static_cast<std::size_t>(mark.pos) + skipped_;
    const std::size_t at = std::min(start, text_.size());
    return {file_, static_cast<std::uint32_t>(std::min(length, text_.size() - at)), at};
  }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ == 2) {
      fault(span(mark), "a policy file is one YAML document, and here a second one starts",
            "remove the line '---' or move what follows it into the first document");
    }
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    YamlNode node;
    node.where = open_.empty() || open_.back().key_where == SourceSpan() ? span(mark)
                                                                         : open_.back().key_where;
    finish(std::move(node));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    fault(span(mark), "an alias ('*name') is not allowed in a policy file",
          "write the value out; a pattern that starts with '*' needs quotes: \"*/name\"");
    YamlNode node;
    node.where = span(mark);
    finish(std::move(node));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    YamlNode node;
    node.kind = YamlNode::Kind::scalar;
    node.quoted = tag == "!";  // how yaml-cpp marks scalars that are not plain
    node.text = value;
    node.where = span(mark, scalar_length(text_.substr(span(mark).offset), value));
    finish(std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    start(YamlNode::Kind::sequence, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    start(YamlNode::Kind::mapping, mark, tag, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  /// A collection that is not closed yet. `has_key`: the next value belongs to `key`.
  struct Open {
    YamlNode node;
    std::string key;
    SourceSpan key_where;
    bool has_key = false;
    std::unordered_set<std::string> keys;  // all so far: a search in `entries` would be quadratic
  };

  void fault(SourceSpan where, std::string statement, std::string hint) {
    faults_.push_back(unusable(where, std::move(statement), std::move(hint)));
  }
  void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor == YAML::NullAnchor) return;
    fault(span(mark), "an anchor ('&name') is not allowed in a policy file",
          "remove it, and write the value out where it is used");
  }
  void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    fault(span(mark), cat({"the YAML tag '", tag, "' is not allowed in a policy file"}),
          "remove it; the schema decides what a value is");
  }

  void start(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag,
             YAML::anchor_t anchor) {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    Open open;
    open.node.kind = kind;
    open.node.where = span(mark);
    open_.push_back(std::move(open));
  }
  void close() {
    YamlNode node = std::move(open_.back().node);
    open_.pop_back();
    finish(std::move(node));
  }

  /// A value is complete: it is the document, an item, a key, or the value of the last key.
  void finish(YamlNode node) {
    if (open_.empty()) {
      if (documents_ <= 1) root_ = std::move(node);
      return;
    }
    Open& parent = open_.back();
    if (parent.node.kind == YamlNode::Kind::sequence) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.has_key) {
      take_key(parent, node);
    } else {
      parent.has_key = false;
      parent.node.entries.push_back({std::move(parent.key), parent.key_where, std::move(node)});
      parent.key_where = {};
    }
  }
  void take_key(Open& parent, const YamlNode& node) {
    if (node.kind != YamlNode::Kind::scalar) {
      fault(node.where, cat({"a key is a word, not ", node.described()}),
            "write 'key: value', and quotes around a key that starts with '*', '[' or '{'");
    }
    if (!parent.keys.insert(node.text).second) {
      fault(node.where, cat({"the key '", printable(node.text), "' stands here a second time"}),
            "keep one of the two; neither would win safely");
    }
    parent.has_key = true;
    parent.key = node.text;
    parent.key_where = node.where;
  }

  std::string_view text_;
  FileIndex file_;
  std::size_t skipped_ = 0;  // bytes that the parser does not count
  int documents_ = 0;
  std::vector<Open> open_;
  YamlNode root_;
  Diagnostics faults_;
};

}  // namespace

std::string YamlNode::described() const {
  switch (kind) {
    case Kind::null:
      return "nothing";
    case Kind::sequence:
      return "a list";
    case Kind::mapping:
      return "a mapping";
    case Kind::scalar:
      break;
  }
  constexpr std::size_t longest = 60;
  return cat({"'", printable(std::string_view(text).substr(0, longest)),
              text.size() > longest ? "...'" : "'"});
}

Result<YamlNode, Diagnostics> parse_yaml(const SourceMap& sources, FileIndex file) {
  const std::string_view text = sources.text(file);
  if (const auto bad = first_invalid_utf8(text)) {
    return Diagnostics{
        unusable({file, 1, *bad}, "the policy file is not UTF-8 text", "save it as UTF-8")};
  }
  TreeBuilder builder(text, file);
  std::istringstream stream{std::string(text)};
  try {
    YAML::Parser parser(stream);
    // After the second document there is an error already, and yaml-cpp 0.7 finds documents without
    // end in some broken texts.
    while (!builder.has_two_documents() && parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::DeepRecursion& fault) {
    return Diagnostics{unusable(builder.span(fault.mark), "the policy file is nested too deeply",
                                "a policy needs fewer than ten levels")};
  } catch (const YAML::Exception& fault) {
    Diagnostics faults = builder.take_faults();
    faults.push_back(unusable(builder.span(fault.mark),
                              cat({"this is neither YAML nor JSON: ", printable(fault.msg)}),
                              "correct the syntax; a value that starts with '*' needs quotes"));
    return faults;
  }
  Diagnostics faults = builder.take_faults();
  if (!faults.empty()) return faults;
  if (!builder.has_document()) {
    return Diagnostics{
        unusable({file, 0, 0}, "the policy file holds nothing", "write at least 'version: 1'")};
  }
  return builder.take_root();
}

}  // namespace hairpin::policy
