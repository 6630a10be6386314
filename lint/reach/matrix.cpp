#include "reach/matrix.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <utility>

#include "base/text.hpp"

namespace hairpin::reach {
namespace {

void add_sites(const model::Network& network, std::vector<Endpoint>& ends) {
  for (const model::Circuit& circuit : network.circuits) {
    if (!circuit.in_input) continue;
    Endpoint end;
    end.id = circuit.id;
    end.name = cat({"onprem:", circuit.name});
    end.site_of = network.circuits.index_of(circuit);
    ends.push_back(std::move(end));
  }
  for (const model::VpnSite& site : network.vpn_sites) {
    if (!site.in_input) continue;
    Endpoint end;
    end.id = site.id;
    end.name = cat({"onprem:", site.name});
    end.vpn_site = network.vpn_sites.index_of(site);
    ends.push_back(std::move(end));
  }
}

/// Two sums of well-mixed numbers, so that the cell of one column can be exchanged without the
/// others, and that no two different sums are ever likely to meet.
struct Digest {
  std::array<std::uint64_t, 2> lanes{};

  void add(std::size_t place, const Cell& cell) {
    for (std::size_t lane = 0; lane < lanes.size(); ++lane) {
      std::uint64_t x = place * 2 + lane + 0x9e3779b97f4a7c15;
      x = mixed(x) ^ cell_number(cell);
      lanes[lane] += mixed(x);
    }
  }
  auto operator<=>(const Digest&) const = default;

 private:
  static std::uint64_t cell_number(const Cell& cell) {
    std::uint64_t number = static_cast<std::uint64_t>(cell.verdict) + 1;
    for (unsigned via = 0; via <= static_cast<unsigned>(Via::onprem); ++via) {
      number = number * 2 + (cell.via.contains(static_cast<Via>(via)) ? 1 : 0);
    }
    return number;
  }
  static std::uint64_t mixed(std::uint64_t x) {
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return x ^ x >> 31;
  }
};

bool operator<(const Cell& a, const Cell& b) {
  return std::pair(a.verdict, a.via) < std::pair(b.verdict, b.via);
}

constexpr std::size_t place_of_row(std::size_t column) { return 2 * column; }
constexpr std::size_t place_of_column(std::size_t row) { return 2 * row + 1; }

}  // namespace

Matrix matrix_of(const Reachability& reach, bool include_on_premises) {
  Matrix matrix;
  for (const model::VnetIndex vnet : reach.endpoints()) matrix.ends.push_back(reach.endpoint(vnet));
  const std::size_t vnets = matrix.ends.size();
  if (include_on_premises) add_sites(reach.routing().network(), matrix.ends);
  matrix.row = [&reach, vnets, ends = matrix.ends](std::size_t from, std::vector<Cell>& cells) {
    cells.clear();
    if (from < vnets) reach.row(ends[from].vnet, cells);
    while (cells.size() < ends.size()) {
      const std::size_t to = cells.size();
      cells.push_back(to == from ? Cell{Verdict::reachable, {}} : reach.cell(ends[from], ends[to]));
    }
  };
  return matrix;
}

/// The cells of an end, in its row and in its column, are one digest; its own cell, which says
/// nothing, is left open. Two ends are alike if there is a cell that, put there for both, makes
/// their digests equal: it is the one between them, since each has it where the other has its own.
/// An end has such a cell in common with one class only.
std::vector<MatrixClass> classes_of(const Matrix& matrix) {
  const std::size_t size = matrix.ends.size();
  std::vector<Digest> digests(size);
  std::set<Cell, bool (*)(const Cell&, const Cell&)> kinds(operator<);
  std::vector<Cell> cells;
  for (std::size_t row = 0; row < size; ++row) {
    matrix.row(row, cells);
    for (std::size_t column = 0; column < size; ++column) {
      if (column == row) continue;
      digests[row].add(place_of_row(column), cells[column]);
      digests[column].add(place_of_column(row), cells[column]);
      kinds.insert(cells[column]);
    }
  }
  const auto completed = [&](std::size_t end, const Cell& own) {
    Digest digest = digests[end];
    digest.add(place_of_row(end), own);
    digest.add(place_of_column(end), own);
    return digest;
  };
  std::vector<MatrixClass> classes;
  std::vector<bool> placed(size, false);
  for (const Cell& kind : kinds) {
    std::map<Digest, std::vector<std::size_t>> alike;
    for (std::size_t end = 0; end < size; ++end) {
      if (!placed[end]) alike[completed(end, kind)].push_back(end);
    }
    for (auto& [digest, members] : alike) {
      if (members.size() < 2) continue;
      for (const std::size_t member : members) placed[member] = true;
      classes.push_back({std::move(members)});
    }
  }
  for (std::size_t end = 0; end < size; ++end) {
    if (!placed[end]) classes.push_back({{end}});
  }
  std::sort(classes.begin(), classes.end(), [](const MatrixClass& a, const MatrixClass& b) {
    return a.members.front() < b.members.front();
  });
  return classes;
}

}  // namespace hairpin::reach
