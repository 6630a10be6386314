#include <array>
#include <string_view>
#include <utility>

#include "import/scenario_statements.hpp"

namespace hairpin::import {
using Cursor = StatementCursor;

void read_on_premises(Cursor& line, Sketch& sketch) {
  Sketch::OnPremises side;
  side.where = line.statement();
  side.circuit = line.name(a_circuit);
  bool says_prefixes = false;
  while (!line.at_end()) {
    if (line.accept("advertises nothing")) {
      says_prefixes = true;
    } else if (line.accept("advertises")) {
      side.advertises = line.prefixes();
      says_prefixes = true;
    } else if (line.accept("transit to")) {
      side.transit = line.names(a_circuit);
    } else {
      line.fail();
    }
  }
  if (!says_prefixes) {
    line.fail(side.where, "it is not said what on-premises advertises",
              "add 'advertises PREFIX, ...' or 'advertises nothing'");
  }
  if (!line.failed()) sketch.on_premises.push_back(std::move(side));
}

void read_assume(Cursor& line, Sketch& sketch) {
  static constexpr std::array<std::string_view, 2> answers = {"accepted", "refused"};
  static constexpr std::array<std::string_view, 2> behaviours = {"forwards", "no-forwarding"};
  const bool remote_vnets = line.accept("remote-vnets");
  if (remote_vnets || line.accept("virtual-wan")) {
    const Word answer = line.one_of(answers);
    line.finish();
    if (line.failed()) return;
    auto& assumed = remote_vnets ? sketch.assumed_remote_vnets : sketch.assumed_virtual_wan;
    assumed = Located<bool>{answer.text == answers[0], answer.where};
  } else if (line.accept("appliance")) {
    const Word pattern = line.word("a pattern over ids");
    const Word behaviour = line.one_of(behaviours);
    line.finish();
    if (line.failed()) return;
    sketch.assumed_appliances.push_back({pattern, behaviour.text == behaviours[0]});
  } else {
    line.fail();
  }
}

void read_separate(Cursor& line, Sketch& sketch) {
  std::vector<Word> vnets = line.names(a_vnet);
  do {
    line.expect("|");
    for (const Word& other : line.names(a_vnet)) vnets.push_back(other);
  } while (!line.at_end());
  if (line.failed()) return;
  sketch.separated.insert(sketch.separated.end(), vnets.begin(), vnets.end());
}

void read_truncated(Cursor& line, Sketch& sketch) { sketch.truncated = line.statement(); }

}  // namespace hairpin::import
