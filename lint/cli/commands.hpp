#pragma once

#include "cli/console.hpp"
#include "cli/exit_status.hpp"
#include "cli/options.hpp"

/// One function, and one file, per command.
namespace hairpin::cli {

ExitStatus check(const Options& options, const Console& console);
ExitStatus reach(const Options& options, const Console& console);
ExitStatus matrix(const Options& options, const Console& console);
ExitStatus diff(const Options& options, const Console& console);
ExitStatus routes(const Options& options, const Console& console);
ExitStatus expand(const Options& options, const Console& console);
ExitStatus rules(const Options& options, const Console& console);
ExitStatus schema(const Options& options, const Console& console);

}  // namespace hairpin::cli
