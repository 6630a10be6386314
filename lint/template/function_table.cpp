#include "template/function_table.hpp"

#include <algorithm>
#include <vector>

#include "base/text.hpp"

namespace hairpin::arm {
namespace {

bool by_name(const Function& a, const Function& b) { return less_folded(a.name, b.name); }

std::vector<Function> gather() {
  std::vector<Function> all;
  for (const std::span<const Function> family :
       {array_functions(), object_functions(), container_functions(), string_functions(),
        format_functions(), encoding_functions(), number_functions(), logic_functions(),
        date_functions(), cidr_functions(), hash_functions(), lambda_functions(), id_functions(),
        scope_functions(), name_functions(), runtime_functions()}) {
    all.insert(all.end(), family.begin(), family.end());
  }
  std::sort(all.begin(), all.end(), by_name);
  return all;
}

}  // namespace

std::span<const Function> all_functions() {
  static const std::vector<Function> all = gather();
  return all;
}

const Function* find_function(std::string_view name) {
  const std::span<const Function> all = all_functions();
  const auto found = std::lower_bound(
      all.begin(), all.end(), name,
      [](const Function& function, auto wanted) { return less_folded(function.name, wanted); });
  if (found != all.end() && equal_folded(found->name, name)) return &*found;
  // Each resource type may bring list functions of its own.
  constexpr std::string_view any_list = "list*";
  if (starts_with_folded(name, "list") && name.size() > 4) return find_function(any_list);
  return nullptr;
}

}  // namespace hairpin::arm
