#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "model/config_fact.hpp"
#include "route/routing.hpp"

namespace hairpin::reach {

/// Searches the route graph for the way that needs the fewest changes: the closed sessions that
/// keep one router from hearing of another. Built once per network; a question costs one shortest
/// path over the sessions.
class GuardSearch {
 public:
  explicit GuardSearch(const route::Routing& routing);
  ~GuardSearch();
  GuardSearch(const GuardSearch&) = delete;
  GuardSearch& operator=(const GuardSearch&) = delete;

  /// The guards on the least-closed way on which `listener` would hear of `announcer`. Empty: a way
  /// is open already (so something else stops the packets). None: no sequence of known sessions
  /// leads from one to the other.
  std::optional<std::vector<model::ConfigFact>> between(model::VnetIndex announcer,
                                                        model::VnetIndex listener) const;

 private:
  struct Graph;
  std::vector<model::ConfigFact> kept_apart(model::VnetIndex announcer,
                                            model::VnetIndex listener) const;
  std::unique_ptr<Graph> graph_;
  const route::Routing& routing_;
};

}  // namespace hairpin::reach
