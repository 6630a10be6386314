#pragma once

#include <cstdio>
#include <cstdlib>

namespace hairpin {

/// Stops the program when one of our own assumptions is wrong. On in release builds too: a wrong
/// "isolated" costs the user more than an aborted run. Never for input errors (those are
/// `Diagnostic`s). `sentence` says what should have held.
inline void ensure(bool condition, const char* sentence) {
  if (condition) return;
  std::fprintf(stderr, "hairpin: internal error: %s\n", sentence);
  std::abort();
}

}  // namespace hairpin
