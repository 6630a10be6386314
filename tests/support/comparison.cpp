#include "tests/support/comparison.hpp"

#include <algorithm>
#include <array>
#include <sstream>

#include "base/text.hpp"
#include "reach/reachability.hpp"
#include "route/routing.hpp"
#include "tests/support/packet_oracle.hpp"
#include "tests/support/sketch.hpp"
#include "tests/support/witness_replay.hpp"

namespace hairpin::test {
namespace {

using reach::Verdict;

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += text.empty() ? word : " " + word;
  return text;
}

std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  std::istringstream stream(line);
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

std::optional<Difference> check_verdict(Verdict expected, Verdict found, bool doubtful) {
  if (expected == found) return std::nullopt;
  // Packets that may be carried, and are filtered if they are: nothing passes in either case.
  const bool carried = expected == Verdict::isolated && found == Verdict::filtered;
  const bool imprecise = doubtful && (found == Verdict::unproven || carried);
  return Difference{imprecise ? Difference::Kind::imprecise : Difference::Kind::wrong,
                    {},
                    {},
                    expected,
                    found,
                    {}};
}

/// The evidence of one pair: the same verdict as in the row, and a path that can be walked.
std::optional<Difference> check_evidence(const oracle::PacketOracle& oracle,
                                         const SketchedNetwork& sketched,
                                         const reach::Reachability& reachability,
                                         model::VnetIndex from, model::VnetIndex to,
                                         Verdict in_row) {
  const reach::Direction direction =
      reachability.direction(reachability.endpoint(from), reachability.endpoint(to));
  Difference difference{Difference::Kind::direction, {}, {}, in_row, direction.verdict, {}};
  if (direction.verdict != in_row) return difference;
  if (direction.verdict != Verdict::reachable) return std::nullopt;
  difference.kind = Difference::Kind::replay;
  difference.detail = replay(oracle, sketched.network, from, to, direction);
  if (difference.detail.empty()) return std::nullopt;
  return difference;
}

}  // namespace

std::string Difference::to_string() const {
  static constexpr std::array<std::string_view, 4> kinds = {"wrong", "imprecise", "direction",
                                                            "replay"};
  return cat({kinds[static_cast<std::size_t>(kind)], " ", from, " > ", to, ": expected ",
              name_of(expected), ", found ", name_of(found), detail.empty() ? "" : ": ", detail});
}

Comparison compare(const std::vector<std::string>& lines) {
  const SketchedNetwork sketched = sketch(lines);
  const oracle::PacketOracle oracle(sketched.network, sketched.ids);
  route::Routing routing(sketched.network, sketched.ids);
  const reach::Reachability reachability(routing);
  Comparison comparison;
  for (const model::VnetIndex from : reachability.endpoints()) {
    std::vector<reach::Cell> row;
    reachability.row(from, row);
    for (std::size_t i = 0; i < row.size(); ++i) {
      const model::VnetIndex to = reachability.endpoints()[i];
      if (from == to) continue;
      const auto add = [&](std::optional<Difference> difference) {
        if (!difference) return;
        difference->from = sketched.network.vnets[from].name;
        difference->to = sketched.network.vnets[to].name;
        comparison.differences.push_back(*difference);
      };
      ++comparison.pairs;
      const std::size_t given_up = oracle.given_up(), doubtful = oracle.doubtful();
      const Verdict expected = oracle.vnet(from, to);
      if (oracle.given_up() != given_up) {
        ++comparison.given_up;
        continue;
      }
      ++comparison.verdicts[static_cast<std::size_t>(expected)];
      add(check_verdict(expected, row[i].verdict, oracle.doubtful() != doubtful));
      add(check_evidence(oracle, sketched, reachability, from, to, row[i].verdict));
    }
  }
  return comparison;
}

std::vector<std::string> shrink(std::vector<std::string> lines, const StillShows& still_shows) {
  for (bool smaller = true; smaller;) {
    smaller = false;
    for (std::size_t i = lines.size(); i-- > 0;) {
      std::vector<std::string> without = lines;
      without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
      if (!still_shows(without)) continue;
      lines = without;
      smaller = true;
    }
    for (std::size_t i = 0; i < lines.size(); ++i) {
      for (std::size_t word = words_of(lines[i]).size(); word-- > 2;) {
        std::vector<std::string> words = words_of(lines[i]);
        words.erase(words.begin() + static_cast<std::ptrdiff_t>(word));
        std::vector<std::string> without = lines;
        without[i] = joined(words);
        if (!still_shows(without)) continue;
        lines = without;
        smaller = true;
      }
    }
  }
  return lines;
}

std::string report(const std::vector<std::string>& lines, const Difference& difference) {
  const auto same = [&](const std::vector<std::string>& fewer) {
    if (!sketch(fewer).problems.empty()) return false;
    const std::vector<Difference> all = compare(fewer).differences;
    return std::any_of(all.begin(), all.end(), [&](const Difference& one) {
      return one.kind == difference.kind && one.expected == difference.expected &&
             one.found == difference.found;
    });
  };
  // A network with lines that do not apply is not fit for shrinking; it is shown as it is.
  std::vector<std::string> valid = lines;
  for (const std::string& problem : sketch(lines).problems) std::erase(valid, problem);
  const std::vector<std::string> small = same(valid) ? shrink(valid, same) : lines;
  std::string text;
  for (const Difference& one : compare(small).differences) text += one.to_string() + "\n";
  for (const std::string& line : small) text += "    " + line + "\n";
  return text;
}

}  // namespace hairpin::test
