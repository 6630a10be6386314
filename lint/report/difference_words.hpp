#pragma once

#include <string>
#include <vector>

#include "report/answers.hpp"

/// How reports for people tell what two estates differ in.
namespace hairpin::report {

/// "3 pairs became reachable, 1 pair ceased to be"
std::string totals(const reach::Difference& difference);
/// "3 pairs became reachable"
std::string headline(const reach::DifferenceCause& cause);
/// One line for each fact that the ways stand on, with what the other estate has in its place.
std::vector<std::string> reasons(const Differences& differences,
                                 const reach::DifferenceCause& cause);
/// "spoke1 > hub > spoke2"
std::string path_of(const reach::DifferenceCause& cause);
/// The pairs of a cause, in their order.
std::vector<const reach::ChangedPair*> pairs_of(const Differences& differences,
                                                const reach::DifferenceCause& cause);
/// The last name in an id.
std::string_view last_name(std::string_view id);

}  // namespace hairpin::report
