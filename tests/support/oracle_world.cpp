#include "tests/support/oracle_world.hpp"

#include <algorithm>

namespace hairpin::oracle {

bool World::holds(const Unknown& question) {
  for (const auto& [asked, answer] : answers_) {
    if (asked == question) return answer;
  }
  answers_.emplace_back(question, false);
  return false;
}

bool World::holds(const Needs& needs) {
  return std::all_of(needs.begin(), needs.end(), [&](const Unknown& need) { return holds(need); });
}

bool World::next() {
  // Counting in binary, the last question being the lowest digit: drop what was "yes" at the end,
  // turn the last "no". The walk asks anew what it meets behind that.
  while (!answers_.empty() && answers_.back().second) answers_.pop_back();
  if (answers_.empty()) return false;
  answers_.back().second = true;
  return true;
}

}  // namespace hairpin::oracle
