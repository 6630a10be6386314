#include "tests/support/scenario_expectations.hpp"

#include <array>
#include <span>
#include <utility>

namespace hairpin::test {
namespace {

using Cursor = import::StatementCursor;

constexpr std::string_view an_endpoint = "a VNet, VNET/SUBNET, a prefix or onprem:CIRCUIT";
constexpr std::array<std::string_view, 4> verdicts = {"reachable", "unproven", "filtered",
                                                      "isolated"};
constexpr auto edges = std::to_array<std::string_view>(
    {"peering", "msee", "global-reach", "onprem", "appliance", "firewall", "vpn", "route-server",
     "vhub", "hub-to-hub", "connected-group", "private-link"});

std::string text_of(const import::Word& word) { return std::string(word.text); }

FibExpectation read_fib(Cursor& line) {
  FibExpectation fib;
  fib.at = text_of(line.word("a VNet, VNET/SUBNET, a gateway or a circuit"));
  fib.prefix = line.prefix().value;
  if (line.accept("none")) return fib;
  line.expect("via");
  fib.via =
      text_of(line.word("a gateway, a circuit, an address, vnet, peering, global-peering, "
                        "internet or drop"));
  if (line.accept("learned from")) fib.learned_from = text_of(line.word("a circuit"));
  fib.unproven = line.accept("unproven");
  return fib;
}

PathExpectation read_path(Cursor& line) {
  PathExpectation path;
  path.from = text_of(line.word(an_endpoint));
  line.expect("->");
  path.to = text_of(line.word(an_endpoint));
  if (line.accept("none: no route to")) {
    path.no_route_to = line.prefix().value;
    return path;
  }
  if (line.accept("none:")) {
    path.guard_property = text_of(line.word("a property"));
    line.expect("of");
    path.guard_name = text_of(line.word("a resource"));
    return path;
  }
  if (line.accept("none")) return path;
  do {
    path.hops.push_back(text_of(line.word("a hop")));
  } while (line.accept(">"));
  return path;
}

std::vector<std::string> read_list(Cursor& line, std::string_view what) {
  std::vector<std::string> list;
  do {
    list.push_back(text_of(line.word(what)));
  } while (line.accept(","));
  return list;
}

ReachExpectation read_reach(Cursor& line) {
  ReachExpectation reach;
  reach.from = read_list(line, an_endpoint);
  reach.both = line.accept("<->");
  if (!reach.both) line.expect("->");
  reach.to = read_list(line, an_endpoint);
  reach.verdict = text_of(line.one_of(verdicts));
  if (line.accept("via")) {
    for (const import::Word& edge : line.some_of(edges)) reach.via.push_back(text_of(edge));
  }
  if (line.accept("passes")) reach.passes = text_of(line.word("flows such as tcp/443"));
  if (line.accept("because of")) reach.because = read_list(line, "the name of a resource");
  return reach;
}

FindsExpectation read_finds(Cursor& line) {
  FindsExpectation finds;
  if (line.accept("nothing")) return finds;
  finds.rule = text_of(line.word("a rule id"));
  if (line.accept("at")) finds.at = text_of(line.word("the name of a resource"));
  finds.unproven = line.accept("unproven");
  return finds;
}

}  // namespace

std::vector<Expectation> read_expectations(std::string_view text, FileIndex file,
                                           Diagnostics& faults) {
  std::vector<Expectation> list;
  import::StatementReader reader(text, file);
  std::span<const import::Word> words;
  while (reader.next(words)) {
    Cursor line(words, faults);
    Expectation expectation;
    expectation.where = line.statement();
    if (line.accept("fib")) {
      expectation.content = read_fib(line);
    } else if (line.accept("path")) {
      expectation.content = read_path(line);
    } else if (line.accept("reach")) {
      expectation.content = read_reach(line);
    } else if (line.accept("finds")) {
      expectation.content = read_finds(line);
    } else {
      continue;  // describes the network
    }
    line.finish();
    if (!line.failed()) list.push_back(std::move(expectation));
  }
  return list;
}

}  // namespace hairpin::test
