#pragma once

#include "report/sarif.hpp"

namespace hairpin::cli {

/// The Azure DevOps pipeline run around this process, from its environment. What is absent, or not
/// of the form that the service takes, keeps its neutral value.
report::sarif::Pipeline pipeline_of_environment();

}  // namespace hairpin::cli
