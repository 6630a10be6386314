#pragma once

#include <algorithm>
#include <utility>
#include <vector>

namespace hairpin {

enum class SetOperation { unite, intersect, subtract };

/// Set operations by name, so that a layer can apply one to whatever lies below it.
template <class Set>
Set combined(const Set& a, const Set& b, SetOperation operation) {
  switch (operation) {
    case SetOperation::unite:
      return a | b;
    case SetOperation::intersect:
      return a & b;
    case SetOperation::subtract:
      break;
  }
  return a - b;
}

/// A set of pairs, cut by the first part: for each group of keys, the second parts that go with
/// them. Rows have disjoint keys and distinct, non-empty insides, and are sorted: one spelling per
/// set, so equality is memberwise. A set of tuples is a layer of layers.
///
/// `Key` and `Inside` are sets themselves, with |, &, -, empty() and ==; a key has ranges(). An
/// operation costs the product of the row numbers of both sides, which are the distinct insides and
/// therefore few, however many keys there are.
template <class Key, class Inside>
class LayeredSet {
 public:
  struct Row {
    Key keys;
    Inside inside;
    bool operator==(const Row&) const = default;
  };

  LayeredSet() = default;
  LayeredSet(Key keys, Inside inside) { put(std::move(keys), std::move(inside)); }

  LayeredSet operator|(const LayeredSet& other) const { return with(other, SetOperation::unite); }
  LayeredSet operator&(const LayeredSet& other) const {
    return with(other, SetOperation::intersect);
  }
  LayeredSet operator-(const LayeredSet& other) const {
    return with(other, SetOperation::subtract);
  }

  bool empty() const { return rows_.empty(); }
  const std::vector<Row>& rows() const { return rows_; }
  Key keys() const {
    Key all;
    for (const Row& row : rows_) all |= row.keys;
    return all;
  }
  bool operator==(const LayeredSet&) const = default;

 private:
  LayeredSet with(const LayeredSet& other, SetOperation operation) const {
    LayeredSet result;
    std::vector<Key> unmet;  // of the other side's rows
    for (const Row& theirs : other.rows_) unmet.push_back(theirs.keys);
    for (const Row& ours : rows_) {
      Key alone = ours.keys;
      for (std::size_t i = 0; i < unmet.size() && !alone.empty(); ++i) {
        Key both = alone & unmet[i];
        if (both.empty()) continue;
        alone = alone - both;
        unmet[i] = unmet[i] - both;
        result.put(std::move(both), combined(ours.inside, other.rows_[i].inside, operation));
      }
      if (operation != SetOperation::intersect) result.put(std::move(alone), ours.inside);
    }
    if (operation == SetOperation::unite) {
      for (std::size_t i = 0; i < unmet.size(); ++i) {
        result.put(std::move(unmet[i]), other.rows_[i].inside);
      }
    }
    result.sort();
    return result;
  }

  /// The keys are in no row yet.
  void put(Key keys, Inside inside) {
    if (keys.empty() || inside.empty()) return;
    for (Row& row : rows_) {
      if (row.inside != inside) continue;
      row.keys |= keys;
      return;
    }
    rows_.push_back({std::move(keys), std::move(inside)});
  }

  void sort() {
    std::sort(rows_.begin(), rows_.end(), [](const Row& a, const Row& b) {
      return a.keys.ranges().front().first < b.keys.ranges().front().first;
    });
  }

  std::vector<Row> rows_;
};

}  // namespace hairpin
