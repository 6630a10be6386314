#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "reach/reachability.hpp"

namespace hairpin::reach {

/// Verdicts between all ordered pairs of ends. Rows are asked for one at a time: the whole matrix
/// of a large estate never exists in memory.
struct Matrix {
  std::vector<Endpoint> ends;
  /// Fills `cells` with the verdicts from one end to each of `ends`, in their order; its own cell
  /// says nothing.
  std::function<void(std::size_t from, std::vector<Cell>& cells)> row;
};

/// All VNets of the input, sorted by folded id; then, if wanted, the on-premises sides of circuits
/// and the VPN sites that the input holds, in the order of the input. A row costs one walk for each
/// site, and what `Reachability::row` costs. `reach` must outlive the matrix.
Matrix matrix_of(const Reachability& reach, bool include_on_premises = false);

/// Ends that nobody can tell apart by the matrix: they reach the same others in the same ways, are
/// reached by the same, and stand alike to one another.
struct MatrixClass {
  std::vector<std::size_t> members;  // rows of the matrix, ascending; the first stands for all
};

/// All ends in classes, ordered by their first members. Asks for each row once; memory is linear in
/// the ends.
std::vector<MatrixClass> classes_of(const Matrix& matrix);

}  // namespace hairpin::reach
