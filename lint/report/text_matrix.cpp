#include <fmt/ostream.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <ostream>
#include <set>
#include <unordered_map>

#include "base/text.hpp"
#include "report/place.hpp"
#include "report/text.hpp"
#include "report/text_parts.hpp"

namespace hairpin::report::text {
namespace {

using reach::Cell;
using reach::Verdict;
using reach::Via;

constexpr std::size_t largest_table = 30;
constexpr std::size_t shown_names = 6;
constexpr std::array<Verdict, 4> all_verdicts = {Verdict::reachable, Verdict::unproven,
                                                 Verdict::filtered, Verdict::isolated};

/// What a cell of the table shows: how packets pass matters more than that they pass.
struct Symbol {
  char letter;
  Verdict verdict;
  std::string_view meaning;
};
constexpr Symbol global_reach{'G', Verdict::reachable, "reachable over Global Reach"};
constexpr Symbol msee{'M', Verdict::reachable, "reachable over an MSEE"};
constexpr Symbol peering{'P', Verdict::reachable, "reachable over peerings"};
constexpr Symbol other{'R', Verdict::reachable, "reachable in another way"};
constexpr Symbol unproven{'?', Verdict::unproven, "unproven"};
constexpr Symbol filtered{'f', Verdict::filtered, "routed, but filtered"};
constexpr Symbol isolated{'.', Verdict::isolated, "isolated"};
constexpr std::array<const Symbol*, 7> all_symbols = {&global_reach, &msee,     &peering, &other,
                                                      &unproven,     &filtered, &isolated};

const Symbol& symbol_of(const Cell& cell) {
  switch (cell.verdict) {
    case Verdict::isolated:
      return isolated;
    case Verdict::filtered:
      return filtered;
    case Verdict::unproven:
      return unproven;
    case Verdict::reachable:
      break;
  }
  if (cell.via.contains(Via::global_reach)) return global_reach;
  if (cell.via.contains(Via::msee)) return msee;
  return cell.via.contains(Via::peering) ? peering : other;
}

/// "400 virtual networks", "2 virtual networks and 1 on-premises site".
std::string ends_of(const Matrix& matrix) {
  const auto vnets = static_cast<std::size_t>(
      std::count_if(matrix.ends.begin(), matrix.ends.end(),
                    [](const reach::Endpoint& end) { return static_cast<bool>(end.vnet); }));
  std::string text = count_of(vnets, "virtual network");
  const std::size_t sites = matrix.ends.size() - vnets;
  if (sites > 0) text += " and " + count_of(sites, "on-premises site");
  return text;
}

class Totals {
 public:
  void add(Verdict verdict) { ++counts_[static_cast<std::size_t>(verdict)]; }
  void write(std::ostream& out, const Matrix& matrix, const Palette& palette) const {
    fmt::print(out, "{}:", ends_of(matrix));
    for (const Verdict verdict : all_verdicts) {
      fmt::print(out, " {} {}", counts_[static_cast<std::size_t>(verdict)],
                 palette.verdict(verdict));
    }
    out << " (ordered pairs)\n";
  }

 private:
  std::array<std::uint64_t, 4> counts_{};
};

void write_legend(std::ostream& out, const std::set<const Symbol*>& used) {
  out << '\n';
  for (const Symbol* symbol : all_symbols) {
    if (used.contains(symbol)) fmt::print(out, "  {}  {}\n", symbol->letter, symbol->meaning);
  }
}

void write_table(std::ostream& out, const std::vector<std::string>& names, const Matrix& matrix,
                 const Palette& palette) {
  std::size_t widest = 0;
  for (const std::string& name : names) widest = std::max(widest, name.size());
  fmt::print(out, "{:>{}}", "", widest + 5);
  for (std::size_t column = 1; column <= names.size(); ++column) fmt::print(out, " {:>2}", column);
  out << '\n';

  Totals totals;
  std::set<const Symbol*> used;
  std::vector<Cell> cells;
  for (std::size_t row = 0; row < names.size(); ++row) {
    matrix.row(row, cells);
    fmt::print(out, "{:>3}  {:<{}}", row + 1, names[row], widest);
    for (std::size_t column = 0; column < cells.size(); ++column) {
      if (column == row) {
        out << "  -";
        continue;
      }
      const Symbol& symbol = symbol_of(cells[column]);
      out << "  " << palette.verdict(symbol.verdict, std::string_view(&symbol.letter, 1));
      totals.add(cells[column].verdict);
      used.insert(&symbol);
    }
    out << '\n';
  }
  write_legend(out, used);
  totals.write(out, matrix, palette);
}

/// Groups VNets whose rows agree in all other columns. A row's own cell says nothing, so each row
/// is hashed as if that cell had each of the four verdicts; VNets with one such hash in common
/// behave alike, towards each other as well.
class Groups {
 public:
  using Hash = std::uint64_t;

  explicit Groups(std::size_t size) : hashes_(size) {}

  void add(std::size_t row, const std::vector<Cell>& cells) {
    Hash rest = 0;
    for (std::size_t column = 0; column < cells.size(); ++column) {
      if (column != row) rest += mix(column, cells[column].verdict);
    }
    for (std::size_t i = 0; i < all_verdicts.size(); ++i) {
      hashes_[row][i] = rest + mix(row, all_verdicts[i]);
      ++sizes_[hashes_[row][i]];
    }
  }

  /// Rows by group, in the order of each group's first row.
  std::vector<std::vector<std::size_t>> groups() const {
    std::vector<std::vector<std::size_t>> groups;
    std::unordered_map<Hash, std::size_t> known;
    for (std::size_t row = 0; row < hashes_.size(); ++row) {
      const Hash best =
          *std::max_element(hashes_[row].begin(), hashes_[row].end(),
                            [&](Hash a, Hash b) { return sizes_.at(a) < sizes_.at(b); });
      const auto [at, is_new] = known.try_emplace(best, groups.size());
      if (is_new) groups.emplace_back();
      groups[at->second].push_back(row);
    }
    return groups;
  }

 private:
  /// A sum of well-mixed numbers: the cell of one column can be exchanged without the others.
  static Hash mix(std::size_t column, Verdict verdict) {
    Hash x = column * 4 + static_cast<std::size_t>(verdict) + 0x9e3779b97f4a7c15;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return x ^ x >> 31;
  }

  std::vector<std::array<Hash, 4>> hashes_;
  std::unordered_map<Hash, std::size_t> sizes_;
};

std::string some_names(const std::vector<std::string>& names,
                       const std::vector<std::size_t>& rows) {
  std::string text;
  for (std::size_t i = 0; i < rows.size() && i < shown_names; ++i) {
    text += (i > 0 ? ", " : "") + names[rows[i]];
  }
  if (rows.size() > shown_names) text += fmt::format(" and {} more", rows.size() - shown_names);
  return text;
}

void write_group(std::ostream& out, const std::vector<std::string>& names,
                 const std::vector<std::size_t>& group, const std::vector<Cell>& cells,
                 const Palette& palette) {
  fmt::print(out, "from {}:\n", palette.place(some_names(names, group)));
  std::map<std::pair<Verdict, reach::ViaSet>, std::vector<std::size_t>> kinds;
  for (std::size_t column = 0; column < cells.size(); ++column) {
    if (column != group.front()) {
      kinds[{cells[column].verdict, cells[column].via}].push_back(column);
    }
  }
  for (auto kind = kinds.rbegin(); kind != kinds.rend(); ++kind) {
    const auto& [verdict, via] = kind->first;
    fmt::print(out, "  {:>6} {}{}: {}\n", kind->second.size(), palette.verdict(verdict),
               via.empty() ? "" : " via " + via_text(via), some_names(names, kind->second));
  }
}

void write_grouped(std::ostream& out, const std::vector<std::string>& names, const Matrix& matrix,
                   const Palette& palette) {
  Groups groups(names.size());
  Totals totals;
  std::vector<Cell> cells;
  for (std::size_t row = 0; row < names.size(); ++row) {
    matrix.row(row, cells);
    groups.add(row, cells);
    for (std::size_t column = 0; column < cells.size(); ++column) {
      if (column != row) totals.add(cells[column].verdict);
    }
  }
  for (const auto& group : groups.groups()) {
    matrix.row(group.front(), cells);
    write_group(out, names, group, cells, palette);
  }
  out << '\n';
  totals.write(out, matrix, palette);
}

std::vector<std::string> names_of(const Matrix& matrix) {
  std::vector<std::string> names;
  for (const reach::Endpoint& end : matrix.ends) names.push_back(printable(end.name));
  return names;
}

/// What passes from one class to another, or among its own members; nothing for a single one.
const Cell* cell_between(const std::vector<Cell>& row, const reach::MatrixClass& from,
                         const reach::MatrixClass& to) {
  if (&from != &to) return &row[to.members.front()];
  return to.members.size() > 1 ? &row[to.members[1]] : nullptr;
}

void write_class_table(std::ostream& out, const Matrix& matrix, const MatrixClasses& classes,
                       const Palette& palette) {
  out << "     ";
  for (std::size_t column = 1; column <= classes.size(); ++column) {
    fmt::print(out, " {:>2}", column);
  }
  out << '\n';
  std::set<const Symbol*> used;
  std::vector<Cell> cells;
  for (const reach::MatrixClass& from : classes) {
    matrix.row(from.members.front(), cells);
    fmt::print(out, "{:>3}  ", &from - classes.data() + 1);
    for (const reach::MatrixClass& to : classes) {
      const Cell* const cell = cell_between(cells, from, to);
      if (cell == nullptr) {
        out << "  -";
        continue;
      }
      const Symbol& symbol = symbol_of(*cell);
      out << "  " << palette.verdict(symbol.verdict, std::string_view(&symbol.letter, 1));
      used.insert(&symbol);
    }
    out << '\n';
  }
  write_legend(out, used);
}

/// The classes by number, those that follow one another as a range: "1, 4-7".
std::string numbers_of(const std::vector<std::size_t>& classes) {
  std::string text;
  for (std::size_t i = 0; i < classes.size();) {
    std::size_t last = i;
    while (last + 1 < classes.size() && classes[last + 1] == classes[last] + 1) ++last;
    text += (text.empty() ? "" : ", ") + std::to_string(classes[i] + 1);
    if (last > i) text += (last > i + 1 ? "-" : ", ") + std::to_string(classes[last] + 1);
    i = last + 1;
  }
  return text;
}

void write_class_paragraphs(std::ostream& out, const Matrix& matrix, const MatrixClasses& classes,
                            const Palette& palette) {
  std::vector<Cell> cells;
  for (const reach::MatrixClass& from : classes) {
    matrix.row(from.members.front(), cells);
    std::map<std::pair<Verdict, reach::ViaSet>, std::vector<std::size_t>> kinds;
    for (std::size_t to = 0; to < classes.size(); ++to) {
      const Cell* const cell = cell_between(cells, from, classes[to]);
      if (cell != nullptr) kinds[{cell->verdict, cell->via}].push_back(to);
    }
    fmt::print(out, "from class {}:\n", &from - classes.data() + 1);
    for (auto kind = kinds.rbegin(); kind != kinds.rend(); ++kind) {
      const auto& [verdict, via] = kind->first;
      fmt::print(out, "  {}{}: class {}\n", palette.verdict(verdict),
                 via.empty() ? "" : " via " + via_text(via), numbers_of(kind->second));
    }
  }
}

}  // namespace

void write_matrix(std::ostream& out, const Run& run, const Matrix& matrix, Style style) {
  const Palette palette(style.colour);
  const std::vector<std::string> names = names_of(matrix);
  if (names.size() <= largest_table) {
    write_table(out, names, matrix, palette);
  } else {
    write_grouped(out, names, matrix, palette);
  }
  write_assumptions(out, run, palette);
}

void write_classes(std::ostream& out, const Run& run, const Matrix& matrix,
                   const MatrixClasses& classes, Style style) {
  const Palette palette(style.colour);
  const std::vector<std::string> names = names_of(matrix);
  fmt::print(out, "{} of {} that behave alike\n\n", count_of(classes.size(), "class"),
             ends_of(matrix));
  for (const reach::MatrixClass& each : classes) {
    fmt::print(out, "{:>3}  {:>5}  {}\n", &each - classes.data() + 1, each.members.size(),
               palette.place(some_names(names, each.members)));
  }
  out << '\n';
  if (classes.size() <= largest_table) {
    write_class_table(out, matrix, classes, palette);
  } else {
    write_class_paragraphs(out, matrix, classes, palette);
  }
  write_assumptions(out, run, palette);
}

}  // namespace hairpin::report::text
