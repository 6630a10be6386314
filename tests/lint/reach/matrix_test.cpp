#include "reach/matrix.hpp"

#include <string>
#include <vector>

#include "route/routing.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/sketch.hpp"

using namespace hairpin;
using namespace hairpin::reach;

namespace {

/// A matrix as words, one letter per cell: r, f, u, i; for equal kinds of edges everywhere.
Matrix drawn(const std::vector<std::string>& rows) {
  Matrix matrix;
  matrix.ends.resize(rows.size());
  matrix.row = [rows](std::size_t from, std::vector<Cell>& cells) {
    cells.clear();
    for (const char letter : rows[from]) {
      const Verdict verdict = letter == 'r'   ? Verdict::reachable
                              : letter == 'u' ? Verdict::unproven
                              : letter == 'f' ? Verdict::filtered
                                              : Verdict::isolated;
      cells.push_back({verdict, {}});
    }
  };
  return matrix;
}

std::vector<std::vector<std::size_t>> classes(const Matrix& matrix) {
  std::vector<std::vector<std::size_t>> found;
  for (const MatrixClass& each : classes_of(matrix)) found.push_back(each.members);
  return found;
}
using Classes = std::vector<std::vector<std::size_t>>;

}  // namespace

TEST_CASE("ends are alike if rows and columns are, and if they stand alike to one another") {
  // A hub and three spokes that do not see each other.
  CHECK(classes(drawn({"-rrr", "r-ii", "ri-i", "rii-"})) == Classes{{0}, {1, 2, 3}});
  // ... of which two do.
  CHECK(classes(drawn({"-rrr", "r-ri", "rr-i", "rii-"})) == Classes{{0}, {1, 2}, {3}});
  // Equal rows do not make those alike whom others reach differently.
  CHECK(classes(drawn({"-ii", "r-i", "ui-"})) == Classes{{0}, {1}, {2}});
  CHECK(classes(drawn({"-ru", "i-i", "ii-"})) == Classes{{0}, {1}, {2}});
  // Two that reach each other in one direction only are not alike.
  CHECK(classes(drawn({"-r", "i-"})) == Classes{{0}, {1}});
  CHECK(classes(drawn({"-r", "r-"})) == Classes{{0, 1}});
  CHECK(classes(drawn({"-"})) == Classes{{0}});
  CHECK(classes(drawn({})).empty());
}

TEST_CASE("ends are told apart by how packets get there") {
  Matrix matrix = drawn({"-rr", "r-r", "rr-"});
  matrix.row = [row = matrix.row](std::size_t from, std::vector<Cell>& cells) {
    row(from, cells);
    if (from == 2) cells[0].via = cells[1].via = {Via::msee};
  };
  CHECK(classes(matrix) == Classes{{0, 1}, {2}});
}

TEST_CASE("on-premises sites are ends behind all VNets, if they are wanted") {
  test::SketchedNetwork sketched = test::sketch(
      "vnet h0 10.0.0.0/16\nvnet s1 10.1.0.0/16\ncircuit c0\ncircuit c1\n"
      "site c0 advertises=192.168.0.0/16\ngateway g0 h0\nconnect g0 c0\n");
  REQUIRE(sketched.problems.empty());
  route::Routing routing(sketched.network, sketched.ids);
  const Reachability reach(routing);
  CHECK(matrix_of(reach).ends.size() == 2);
  const Matrix matrix = matrix_of(reach, true);
  REQUIRE(matrix.ends.size() == 4);
  CHECK(matrix.ends[2].name == "onprem:c0");
  CHECK(matrix.ends[2].site_of);
  std::vector<Cell> cells;
  for (std::size_t from = 0; from < matrix.ends.size(); ++from) {
    matrix.row(from, cells);
    REQUIRE(cells.size() == 4);
    for (std::size_t to = 0; to < cells.size(); ++to) {
      if (to == from) continue;
      INFO(matrix.ends[from].name << " > " << matrix.ends[to].name);
      const Direction direction = reach.direction(matrix.ends[from], matrix.ends[to]);
      CHECK(cells[to].verdict == direction.verdict);
      CHECK(cells[to].via == direction.via);
    }
  }
  matrix.row(0, cells);
  CHECK(cells[2].verdict == Verdict::reachable);
  matrix.row(1, cells);
  CHECK(cells[2].verdict == Verdict::isolated);
  matrix.row(2, cells);
  CHECK(cells[0].verdict == Verdict::reachable);
  // What the other site announces nobody says.
  matrix.row(3, cells);
  CHECK(cells[0].verdict == Verdict::unproven);
}

TEST_CASE("from a site that nobody declared packets come from any address [6.15]") {
  test::SketchedNetwork sketched =
      test::sketch("vnet h0 10.0.0.0/16\ncircuit c0\ngateway g0 h0\nconnect g0 c0\n");
  REQUIRE(sketched.problems.empty());
  route::Routing routing(sketched.network, sketched.ids);
  const Reachability reach(routing);
  const Matrix matrix = matrix_of(reach, true);
  const Direction direction = reach.direction(matrix.ends[1], matrix.ends[0]);
  CHECK(direction.verdict == Verdict::unproven);
  REQUIRE_FALSE(direction.missing.empty());
  CHECK(direction.missing.front().what ==
        "what on-premises announces on circuit c0 is not declared");
  CHECK(reach.cell(matrix.ends[1], matrix.ends[0]).verdict == Verdict::unproven);
}
