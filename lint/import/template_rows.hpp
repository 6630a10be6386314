#pragma once

#include <set>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/resource_id.hpp"
#include "import/import_log.hpp"
#include "import/resource_types.hpp"
#include "import/rows.hpp"
#include "template/expand.hpp"

namespace hairpin::import {

/// Makes rows of expanded resources, as an export of them would give: `properties` merged, what the
/// model does not read left out. What is not known stays as an unknown value, which every reader of
/// properties takes for unreadable. Where a list, an object or a reference is not known, something
/// that connects may be missing, as if the input had been cut there. [C28]
class TemplateRows {
 public:
  /// `ids`: of the resources that other inputs gave. `alone`: there are no other inputs.
  TemplateRows(const arm::Expansion& expansion, const ResourceIds& ids, bool alone,
               ValueArena& arena, ImportLog& log);

  Rows take();
  /// The questions that rows depend on, by statement.
  const std::set<std::string_view>& questions() const { return questions_; }

 private:
  struct Open;
  void add(const arm::ExpandedResource& resource, Rows& rows);
  void state_absence(const arm::ExpandedResource& resource, Value& vnet);
  void put_fields(Open& open, const Value& object, int level);
  Value shape(const Value& value, const PropertyFilter& filter);
  Value shape_object(const Value& value, PropertyFilters filters, PropertyFilters envelope);
  void put_doubts(Open& open, SourceSpan where) const;
  bool may_be_elsewhere(const Value& value) const;
  Value doubt(const Value& value, std::string_view key) const;
  void note_gap(const Value& unknown, std::string_view key);

  const arm::Expansion& expansion_;
  const ResourceIds& ids_;
  bool alone_;
  std::set<std::string> own_ids_;  // folded
  ValueArena& arena_;
  ImportLog& log_;
  std::set<std::string_view> questions_;
  std::set<std::string_view> gaps_;
  std::string_view resource_;        // the one in work
  std::string_view whole_presence_;  // why it is not known whether it is there
  std::string_view presence_;        // the same for the object in work; empty if it does not matter
};

}  // namespace hairpin::import
