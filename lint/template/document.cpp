#include "template/document.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/json_text.hpp"
#include "base/text.hpp"

namespace hairpin::arm {
namespace {

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (fold_ascii(c) >= 'a' && fold_ascii(c) <= 'z') || c == '_' ||
         c == '$' || c == '-' || c == '.' || c == '+' || c == '#';
}

/// A recursive descent over the text. The first fault stops it.
class Reader {
 public:
  Reader(std::string_view text, FileIndex file, Arena& arena, Diagnostics& notes)
      : text_(text), file_(file), arena_(&arena), notes_(&notes) {}
  /// Every node at one place: the text is no file.
  void place_all_at(SourceSpan where) { fixed_ = where; }

  std::optional<Node> read_whole() {
    Node root;
    skip_space();
    if (!read_value(root, 0)) return std::nullopt;
    skip_space();
    if (at_ < text_.size()) return fail("expected the end of the file"), std::nullopt;
    return failed_ ? std::nullopt : std::optional(root);
  }

  const Diagnostic& fault() const { return fault_; }

 private:
  bool fail(std::string_view statement, std::string_view hint = {}) {
    if (failed_) return false;
    failed_ = true;
    const std::size_t at = std::min(at_, text_.empty() ? 0 : text_.size() - 1);
    fault_ = {Diagnostic::Kind::unusable, span(at, at + 1), std::string(statement),
              std::string(hint)};
    return false;
  }

  void note(SourceSpan where, std::string_view statement, std::string_view hint) {
    constexpr std::size_t most_notes = 100;
    if (notes_->size() >= most_notes || fixed_) return;
    notes_->push_back(
        {Diagnostic::Kind::conflict, where, std::string(statement), std::string(hint)});
  }

  SourceSpan span(std::size_t begin, std::size_t end) const {
    if (fixed_) return *fixed_;
    return {file_, static_cast<std::uint32_t>(end - begin), begin};
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  /// Passes over white space and comments; false in a comment without end.
  bool skip_space() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        ++at_;
      } else if (text_.substr(at_, 2) == "//") {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (text_.substr(at_, 2) == "/*") {
        const std::size_t end = text_.find("*/", at_ + 2);
        if (end == text_.npos) return fail("this comment has no end", "close it with */");
        at_ = end + 2;
      } else {
        break;
      }
    }
    return true;
  }

  bool read_value(Node& node, int depth) {
    if (depth > max_json_depth) {
      return fail("nesting too deep",
                  "hairpin follows " + std::to_string(max_json_depth) + " levels of JSON");
    }
    switch (peek()) {
      case '{':
        return read_object(node, depth);
      case '[':
        return read_array(node, depth);
      case '"':
      case '\'':
        return read_string(node);
      default:
        return read_word(node);
    }
  }

  bool read_object(Node& node, int depth) {
    const std::size_t start = at_++;
    std::vector<NodeMember> members;
    while (next_element('}', members.empty())) {
      NodeMember member;
      if (!read_key(member.key) || !skip_space()) return false;
      if (peek() != ':') return fail("expected ':' behind the key");
      ++at_;
      if (!skip_space() || !read_value(member.value, depth + 1)) return false;
      members.push_back(member);
    }
    if (failed_) return false;
    node.has_repeated_keys = note_repeated(members);
    const auto kept = arena_->keep(std::span<const NodeMember>(members));
    node.kind = Node::Kind::object;
    node.member_data = kept.data();
    node.count = static_cast<std::uint32_t>(kept.size());
    node.where = span(start, at_);
    return true;
  }

  bool read_array(Node& node, int depth) {
    const std::size_t start = at_++;
    std::vector<Node> items;
    while (next_element(']', items.empty())) {
      if (!read_value(items.emplace_back(), depth + 1)) return false;
    }
    if (failed_) return false;
    const auto kept = arena_->keep(std::span<const Node>(items));
    node.kind = Node::Kind::array;
    node.item_data = kept.data();
    node.count = static_cast<std::uint32_t>(kept.size());
    node.where = span(start, at_);
    return true;
  }

  /// Passes over what stands before the next element; false, behind the bracket, at the end.
  bool next_element(char close, bool first) {
    if (!skip_space()) return false;
    if (!first && peek() != close) {
      if (peek() != ',') {
        return fail(close == '}' ? "expected ',' or '}'" : "expected ',' or ']'");
      }
      const std::size_t comma = at_++;
      if (!skip_space()) return false;
      if (peek() == close) {
        note(span(comma, comma + 1), "a comma behind the last element", "leave it out");
      }
    }
    if (peek() == close) return ++at_, false;
    if (at_ >= text_.size()) return fail("the file ends inside an object or array");
    return true;
  }

  bool read_key(Node& key) {
    if (peek() == '"' || peek() == '\'') return read_string(key);
    const std::size_t start = at_;
    while (is_word(peek()) && peek() != '\0') ++at_;
    if (at_ == start) return fail("expected a key in double quotes");
    set_text(key, text_.substr(start, at_ - start));
    key.where = span(start, at_);
    return true;
  }

  void set_text(Node& node, std::string_view text) {
    node.kind = Node::Kind::string;
    node.text_data = text.data();
    node.count = static_cast<std::uint32_t>(text.size());
  }

  bool read_string(Node& node) {
    const std::size_t start = at_;
    const char quote = text_[at_++];
    bool plain = true;
    while (at_ < text_.size() && text_[at_] != quote) {
      if (text_[at_] == '\\') plain = false, ++at_;
      ++at_;
    }
    if (at_ >= text_.size()) {
      at_ = start;
      return fail("this string has no end", "close it with the quote that it starts with");
    }
    const std::string_view raw = text_.substr(start + 1, at_ - start - 1);
    ++at_;
    node.raw = raw.data();
    node.where = span(start, at_);
    if (plain) return set_text(node, raw), true;
    const auto text = unescape(raw);
    if (!text) {
      at_ = start;
      return fail("this string holds an escape that JSON does not have",
                  "a backslash is written as \\\\");
    }
    set_text(node, arena_->keep(*text));
    return true;
  }

  bool read_word(Node& node) {
    const std::size_t start = at_;
    while (at_ < text_.size() && is_word(text_[at_])) ++at_;
    const std::string_view word = text_.substr(start, at_ - start);
    node.where = span(start, at_);
    if (word == "null") return true;
    if (word == "true" || word == "false") {
      node.kind = Node::Kind::boolean;
      node.boolean = word == "true";
      return true;
    }
    if (read_number(node, word)) return true;
    at_ = start;
    return fail(at_ >= text_.size() ? "expected a value, and the file ends"
                                    : "expected a value: a string, number, object, array, true, "
                                      "false or null");
  }

  static bool read_number(Node& node, std::string_view word) {
    const char* const end = word.data() + word.size();
    const bool starts = !word.empty() && (word[0] == '-' || (word[0] >= '0' && word[0] <= '9'));
    if (!starts) return false;
    const auto whole = std::from_chars(word.data(), end, node.integer);
    if (whole.ec == std::errc{} && whole.ptr == end) {
      node.kind = Node::Kind::integer;
      return true;
    }
    double number = 0;
    const auto broken = std::from_chars(word.data(), end, number);
    if (broken.ec != std::errc{} || broken.ptr != end) return false;
    node.kind = Node::Kind::number;
    node.number = number;
    return true;
  }

  bool note_repeated(std::span<const NodeMember> members) {
    if (members.size() < 2) return false;
    bool any = false;
    std::vector<const NodeMember*> sorted;
    for (const NodeMember& member : members) sorted.push_back(&member);
    std::stable_sort(sorted.begin(), sorted.end(), [](const NodeMember* a, const NodeMember* b) {
      return a->key.text() < b->key.text();
    });
    for (std::size_t i = 1; i < sorted.size(); ++i) {
      const Node& key = sorted[i]->key;
      // Keys that differ in case are both kept in values: who asks for one finds the first.
      if (key.text() != sorted[i - 1]->key.text()) continue;
      any = true;
      note(key.where, cat({"the key ", printable(key.text()), " is there twice"}),
           "the last one counts; remove the other");
    }
    return any;
  }

  std::string_view text_;
  FileIndex file_;
  Arena* arena_;
  Diagnostics* notes_;
  std::optional<SourceSpan> fixed_;
  std::size_t at_ = 0;
  bool failed_ = false;
  Diagnostic fault_;
};

}  // namespace

Result<const Node*> read_document(std::string_view text, FileIndex file, Arena& arena,
                                  Diagnostics& notes) {
  if (const auto bad = first_invalid_utf8(text)) {
    return Diagnostic{Diagnostic::Kind::unusable,
                      {file, 1, *bad},
                      "this is no text in UTF-8",
                      "save the file as UTF-8"};
  }
  Reader reader(text, file, arena, notes);
  const auto root = reader.read_whole();
  if (!root) return reader.fault();
  return arena.make(*root);
}

std::optional<const Node*> read_json_text(std::string_view text, SourceSpan where, Arena& arena) {
  Diagnostics unwanted;
  Reader reader(arena.keep(text), where.file, arena, unwanted);
  reader.place_all_at(where);
  const auto root = reader.read_whole();
  if (!root) return std::nullopt;
  return arena.make(*root);
}

DocumentKind document_kind(std::string_view schema) {
  const std::string folded = fold_ascii(schema);
  const std::size_t slash = folded.rfind('/');
  const std::string_view last =
      std::string_view(folded).substr(slash == folded.npos ? 0 : slash + 1);
  const std::string_view kind = last.substr(0, last.find(".json"));
  if (kind == "deploymenttemplate") return DocumentKind::resource_group_template;
  if (kind == "subscriptiondeploymenttemplate") return DocumentKind::subscription_template;
  if (kind == "managementgroupdeploymenttemplate") return DocumentKind::management_group_template;
  if (kind == "tenantdeploymenttemplate") return DocumentKind::tenant_template;
  if (kind.ends_with("deploymentparameters")) return DocumentKind::parameter_file;
  return DocumentKind::other;
}

}  // namespace hairpin::arm
