#include "template/evaluator.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "template/scope.hpp"

namespace hairpin::arm {
namespace {

/// What calling a function with the values costs beyond the call itself.
std::uint64_t size_of(const Datum& value) {
  if (value.is_string()) return value.text().size() / 64;
  return (value.items().size() + value.members().size() + value.pieces().size()) / 8;
}

std::string properties_of(const Datum& object) {
  constexpr std::size_t shown = 12;
  std::string names;
  for (const DatumMember& member : object.members()) {
    if (!names.empty()) names += ", ";
    if (names.size() > shown * 20) return names + "...";
    names += printable(member.key);
  }
  return names;
}

/// Whether a later member has the same key, so that this one does not count.
bool is_overridden(const Node& object, const NodeMember& member) {
  if (!object.has_repeated_keys) return false;
  const std::span<const NodeMember> members = object.members();
  return std::any_of(&member + 1, members.data() + members.size(), [&](const NodeMember& later) {
    return later.key.text() == member.key.text();
  });
}

/// Functions whose result holds their arguments as they are, each with its own mark.
bool keeps_marks(std::string_view function) {
  return function == "createArray" || function == "createObject" || function == "array";
}

}  // namespace

/// Counts how deep evaluations need one another.
class Evaluator::Deeper {
 public:
  explicit Deeper(Evaluator& evaluator) : evaluator_(evaluator) { ++evaluator_.depth_; }
  ~Deeper() { --evaluator_.depth_; }
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;

 private:
  Evaluator& evaluator_;
};

Datum Evaluator::literal(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return Datum::null(node.where);
    case Node::Kind::boolean:
      return Datum::boolean(node.boolean, node.where);
    case Node::Kind::integer:
      return Datum::integer(node.integer, node.where);
    case Node::Kind::number:
      return Datum::number(node.number, node.where);
    case Node::Kind::string:
      return Datum::string(node.text(), node.where);
    case Node::Kind::array: {
      std::vector<Datum> items;
      for (const Node& item : node.items()) items.push_back(literal(item));
      return work.array(items, node.where);
    }
    case Node::Kind::object:
      break;
  }
  std::vector<DatumMember> members;
  for (const NodeMember& member : node.members()) {
    if (is_overridden(node, member)) continue;
    members.push_back({member.key.text(), member.key.where, literal(member.value)});
  }
  return work.object(members, node.where);
}

Datum Evaluator::evaluate(const Node& node, const Frame& frame) {
  switch (node.kind) {
    case Node::Kind::string:
      return evaluate_string(node, frame);
    case Node::Kind::object:
      return evaluate_object(node, frame);
    case Node::Kind::array:
      break;
    default:
      return literal(node);
  }
  const Deeper deeper(*this);
  std::vector<Datum> items;
  items.reserve(node.items().size());
  for (const Node& item : node.items()) items.push_back(evaluate(item, frame));
  return work.array(items, node.where);
}

Datum Evaluator::evaluate_string(const Node& node, const Frame& frame) {
  const std::string_view text = node.text();
  switch (text_kind(text)) {
    case TextKind::literal:
      return Datum::string(text, node.where);
    case TextKind::escaped:
      return Datum::string(text.substr(1), node.where);
    case TextKind::expression:
      break;
  }
  if (!node.is_parsed) {
    node.is_parsed = true;
    const auto parsed = parse_expression(text, work.arena());
    if (parsed) node.expression = *parsed;
  }
  if (node.expression == nullptr) return parse_failure(node);
  Frame inner = frame;
  inner.origin = &node;
  work.work_at(node.where);
  return evaluate(*node.expression, inner).at(node.where);
}

Datum Evaluator::parse_failure(const Node& node) {
  const auto parsed = parse_expression(node.text(), work.arena());
  const ParseFault& fault = parsed.error();
  return work.failure(Reason::evaluation_error, node.part(fault.begin, fault.end), fault.statement,
                      fault.hint);
}

Datum Evaluator::evaluate_object(const Node& node, const Frame& frame) {
  std::vector<DatumMember> members;
  members.reserve(node.members().size());
  const Deeper deeper(*this);
  for (const NodeMember& member : node.members()) {
    const bool is_loop = member.value.is_array() && equal_folded(member.key.text(), "copy");
    if (is_loop) {
      unroll_all(member.value, frame, members);
      continue;
    }
    if (is_overridden(node, member)) continue;
    const Datum key = evaluate_string(member.key, frame);
    const std::string_view name = key.is_string() ? key.text() : member.key.text();
    members.push_back({name, member.key.where, evaluate(member.value, frame)});
  }
  return work.object(members, node.where);
}

void Evaluator::unroll_all(const Node& loops, const Frame& frame,
                           std::vector<DatumMember>& members) {
  for (const Node& loop : loops.items()) {
    const Node* const name_node = loop.find("name");
    const Node* const input = loop.find("input");
    if (name_node == nullptr || input == nullptr) {
      const Datum failed = work.failure(Reason::evaluation_error, loop.where,
                                        "a property loop needs a name and an input",
                                        "write {\"name\": ..., \"count\": ..., \"input\": ...}");
      members.push_back({"copy", loop.where, failed});
      continue;
    }
    const Datum name = evaluate(*name_node, frame);
    const std::string_view key = name.is_string() ? name.text() : name_node->text();
    members.push_back({key, name_node->where, unroll(loop, frame, input)});
  }
}

Datum Evaluator::unroll(const Node& loop, const Frame& frame, const Node* input) {
  const Node* const count_node = loop.find("count");
  const Node* const name_node = loop.find("name");
  const Datum name = name_node == nullptr ? Datum() : evaluate(*name_node, frame);
  const Datum count = count_node == nullptr ? Datum() : evaluate(*count_node, frame);
  const auto times = loop_count(count);
  if (const Unknown* const why = first_unknown(count)) {
    Unknown rest = work.derived(*why, "items", "items");
    rest.identity = work.fresh_identity();  // another loop of as many turns has other items
    return work.open_array({}, rest, loop.where);
  }
  if (!times) {
    return work.failure(Reason::evaluation_error,
                        count_node == nullptr ? loop.where : count_node->where,
                        "The template copy definition has a count that is no number from 0 to " +
                            std::to_string(max_loop_count) + ".",
                        "give the number of turns");
  }
  Loop turn{name.text(), Datum(), false, frame.loops};
  Frame inside = frame;
  inside.loops = &turn;
  std::vector<Datum> items;
  for (std::int64_t i = 0; i < *times && work.charge(1); ++i) {
    turn.index = Datum::integer(i, loop.where);
    items.push_back(evaluate(*input, inside));
  }
  return work.array(items, loop.where);
}

std::optional<std::int64_t> loop_count(const Datum& count) {
  std::int64_t number = count.as_integer();
  if (count.is_string()) {
    const std::string_view text = count.text();
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return {};
  } else if (!count.is_integer()) {
    return {};
  }
  if (number < 0 || number > max_loop_count) return {};
  return number;
}

Datum Evaluator::evaluate(const Expression& expression, const Frame& frame) {
  const Deeper deeper(*this);
  if (depth_ > work.limits().depth) {
    work.exhaust(frame.where(), "what this needs is nested too deep, or needs itself");
  }
  if (!work.charge(1)) {
    const Cause& cause = *work.exhausted();
    return work.failure(Reason::exhausted, cause.where, cause.statement, cause.hint);
  }
  switch (expression.kind) {
    case Expression::Kind::text:
      return Datum::string(expression.text, frame.where());
    case Expression::Kind::integer:
      return Datum::integer(expression.integer, frame.where());
    case Expression::Kind::call:
      return call(expression, frame);
    case Expression::Kind::user_call:
      return call_user_function(expression, frame);
    case Expression::Kind::member: {
      const Datum base = evaluate(expression.parts[0], frame);
      const auto name_begin = expression.end - static_cast<std::uint32_t>(expression.text.size());
      if (base.is_object() && !base.is_open()) {  // the usual case, without looking for a place
        if (const Datum* const found = base.find(expression.text)) return *found;
      }
      return member(base, expression.text, frame.origin->part(name_begin, expression.end));
    }
    case Expression::Kind::index:
      break;
  }
  const Datum base = evaluate(expression.parts[0], frame);
  const Datum key = evaluate(expression.parts[1], frame);
  return element(base, key, frame.origin->part(expression.parts[1].begin, expression.parts[1].end));
}

Datum Evaluator::member(const Datum& base, std::string_view key, SourceSpan where) {
  const std::string path = "." + fold_ascii(key);
  if (base.is_unknown()) {
    return Datum::unknown(work.unknown(work.derived(*base.unknown(), path, key)), where);
  }
  if (!base.is_object()) {
    return work.failure(
        Reason::evaluation_error, where,
        cat({"The language expression property '", printable(key), "' can't be evaluated."}),
        cat({"it is asked of ", base.kind_name(), ", and only objects have any"}));
  }
  const Datum* const found = base.find(key);
  const bool grows =
      base.is_live() && found != nullptr && (found->is_object() || found->is_array());
  if (found != nullptr && !grows) return *found;
  if (found != nullptr) return live(*found, work.derived(base.rest(), path, key));
  if (base.is_open()) {
    return Datum::unknown(work.unknown(work.derived(base.rest(), path, key)), where);
  }
  return work.failure(
      Reason::evaluation_error, where,
      cat({"The language expression property '", printable(key),
           "' doesn't exist, available properties are '", properties_of(base), "'."}),
      "check its spelling, or use tryGet where it may be absent");
}

/// What is inside of a live object is live, too.
Datum Evaluator::live(const Datum& inner, const Unknown& rest) {
  if (inner.is_object()) {
    if (inner.is_live()) return inner;
    const std::span<const DatumMember> members = inner.members();
    return work.open_object({members.begin(), members.end()}, rest, inner.where(), true);
  }
  std::vector<Datum> items;
  for (const Datum& item : inner.items()) {
    const std::string turn = "[" + std::to_string(items.size()) + "]";
    items.push_back(item.is_object() || item.is_array()
                        ? live(item, work.derived(rest, turn, rest.label))
                        : item);
  }
  if (inner.is_open()) return work.open_array(items, inner.rest(), inner.where());
  return work.array(items, inner.where());
}

Datum Evaluator::secret(const Datum& value) {
  if (value.is_array() && !value.is_open()) {
    std::vector<Datum> items;
    for (const Datum& item : value.items()) items.push_back(secret(item));
    return work.array(items, value.where()).as_secret();
  }
  if (value.is_object() && !value.is_open()) {
    std::vector<DatumMember> members;
    for (const DatumMember& member : value.members()) {
      members.push_back({member.key, member.key_where, secret(member.value)});
    }
    return work.object(members, value.where()).as_secret();
  }
  if (value.is_array() || value.is_object()) {
    Unknown what = value.rest();
    return Datum::unknown(work.unknown(what), value.where()).as_secret();
  }
  return value.as_secret();
}

Datum Evaluator::element(const Datum& base, const Datum& key, SourceSpan where) {
  if (key.is_string()) return member(base, key.text(), where);
  if (const Unknown* const unknown = first_unknown(key)) {
    Unknown what = work.derived(*unknown, "index", "element");
    what.identity = work.identity("element " + std::to_string(work.identity_of(base)) + " " +
                                  std::to_string(work.identity_of(key)));
    return Datum::unknown(work.unknown(what), where);
  }
  return array_element(base, key, where);
}

Datum Evaluator::array_element(const Datum& base, const Datum& key, SourceSpan where) {
  const std::string shown = std::to_string(key.as_integer());
  if (base.is_unknown()) {
    const std::string path = cat({"[", shown, "]"});
    return Datum::unknown(work.unknown(work.derived(*base.unknown(), path, base.unknown()->label)),
                          where);
  }
  if (!base.is_array() || !key.is_integer()) {
    return work.failure(Reason::evaluation_error, where,
                        cat({"The language expression property '", shown, "' can't be evaluated."}),
                        cat({"an index needs an array and an integer; this is ", base.kind_name(),
                             " and ", key.kind_name()}));
  }
  const std::int64_t index = key.as_integer();
  if (index >= 0 && static_cast<std::size_t>(index) < base.items().size()) {
    return base.items()[static_cast<std::size_t>(index)];
  }
  if (index >= 0 && base.is_open()) {
    return Datum::unknown(work.unknown(work.derived(base.rest(), shown, "element")), where);
  }
  return work.failure(
      Reason::evaluation_error, where,
      cat({"The language expression property array index '", shown, "' is out of bounds."}),
      cat({"the array has ", count_of(base.items().size(), "element")}));
}

Datum Evaluator::call(const Expression& expression, const Frame& frame) {
  const Function* const function = expression.function;
  const Call bare{*this, frame, expression, {}};
  if (function == nullptr) {
    return work.failure(
        Reason::evaluation_error,
        frame.origin->part(expression.begin,
                           expression.begin + static_cast<std::uint32_t>(expression.text.size())),
        cat({"The template function '", printable(expression.text), "' is not valid."}),
        "check its spelling");
  }
  const std::size_t given = expression.parts.size();
  if (given < function->least ||
      (function->most != Function::any_number && given > function->most)) {
    const std::string wanted =
        function->least == function->most ? std::to_string(function->least)
        : function->most == Function::any_number
            ? std::to_string(function->least) + " or more"
            : std::to_string(function->least) + " to " + std::to_string(function->most);
    return bare.fail(given, cat({"Unable to evaluate template language function '", expression.text,
                                 "': function requires ", wanted, " argument(s) while ",
                                 std::to_string(given), " were provided."}));
  }
  if (function->handling == Handling::lazy) return function->apply(bare);
  Datum few[4];
  std::vector<Datum> many;
  if (given > 4) many.resize(given);
  Datum* const values = given > 4 ? many.data() : few;
  std::uint64_t cost = 0;
  bool any_secret = false, secret_text = false, certain = true;
  for (std::size_t i = 0; i < given; ++i) {
    values[i] = evaluate(expression.parts[i], frame);
    cost += size_of(values[i]);
    const bool container = values[i].is_array() || values[i].is_object();
    any_secret = any_secret || values[i].is_secret();
    secret_text = secret_text || (values[i].is_secret() && !container);
    certain = certain && values[i].is_certain();
  }
  work.charge(cost);
  const Call full{*this, frame, expression, std::span<const Datum>(values, given)};
  const bool refused = function->handling == Handling::strict && !certain;
  const Datum result = refused ? full.unknown() : function->apply(full);
  if (!any_secret || result.is_null()) return result;
  // What is taken out of an array or object has a mark of its own, if it is a secret.
  const bool container = result.is_array() || result.is_object();
  if (!container) return result.as_secret();
  return secret_text && !keeps_marks(function->name) ? secret(result) : result;
}

Datum Evaluator::call_user_function(const Expression& expression, const Frame& frame) {
  const Call bare{*this, frame, expression, {}};
  const Node* const body = frame.scope->find_function(expression.space, expression.text);
  if (body == nullptr) {
    return work.failure(Reason::evaluation_error,
                        frame.origin->part(expression.begin, expression.end),
                        cat({"The template function '", printable(expression.space), ".",
                             printable(expression.text), "' is not valid."}),
                        "the template declares no such function");
  }
  const Node* const parameters = body->find("parameters");
  const Node* const output = body->find("output");
  const Node* const value = output == nullptr ? nullptr : output->find("value");
  const std::span<const Node> names =
      parameters == nullptr ? std::span<const Node>() : parameters->items();
  if (value == nullptr || names.size() != expression.parts.size()) {
    return bare.fail(
        expression.parts.size(),
        cat({"The template function '", printable(expression.space), ".",
             printable(expression.text), "' takes ", count_of(names.size(), "argument"),
             ", and gets ", std::to_string(expression.parts.size()), "."}));
  }
  std::vector<Binding> bindings(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    bindings[i] = {names[i].text_of("name"), evaluate(expression.parts[i], frame),
                   i == 0 ? nullptr : &bindings[i - 1]};
  }
  Frame inside;
  inside.scope = frame.scope;
  inside.in_function = true;
  inside.arguments = bindings.empty() ? nullptr : &bindings.back();
  inside.origin = frame.origin;
  return evaluate(*value, inside);
}

SourceSpan Call::where(std::size_t argument) const {
  if (frame.origin == nullptr) return {};
  const Expression& part =
      argument < expression.parts.size() ? expression.parts[argument] : expression;
  return frame.origin->part(part.begin, part.end);
}

Datum Call::fail(std::size_t argument, std::string_view statement, std::string_view hint) const {
  return work().failure(Reason::evaluation_error, where(argument), statement, hint);
}

Datum Call::wrong(std::size_t argument, std::string_view expected) const {
  return fail(argument, cat({"The template language function '", expression.text, "' expects ",
                             expected, " as argument ", std::to_string(argument + 1), ", and got ",
                             arguments[argument].kind_name(), "."}));
}

Identity Call::identity(std::span<const Datum> of) const {
  std::string key = cat({"call ", fold_ascii(expression.text)});
  for (const Datum& value : of) key += ' ' + std::to_string(work().identity_of(value));
  return work().identity(key);
}

Unknown Call::rest(const Unknown& why) const {
  Unknown what = work().derived(why, "rest", why.label);
  what.identity = identity(arguments);
  return what;
}

/// "uniqueString(resourceGroup)": how the result is shown inside a text. One level deep, to stay
/// readable.
std::string_view Call::label(const Unknown& of) const {
  if (of.label.empty() || of.label.find('(') != of.label.npos) return of.label;
  return work().arena().keep(cat({expression.text, "(", of.label, ")"}));
}

Datum Call::unknown(std::span<const Datum> of) const {
  const Unknown* first = nullptr;
  for (const Datum& value : of) {
    if (first == nullptr) first = first_unknown(value);
  }
  if (first == nullptr) return fail(count(), "the value cannot be known");
  Unknown what;
  what.cause = first->cause;
  what.identity = identity(of);
  what.label = label(*first);
  what.type = expression.function == nullptr ? Type::any : expression.function->result;
  what.may_be_null = what.type == Type::any;
  return Datum::unknown(work().unknown(what), where());
}

}  // namespace hairpin::arm
