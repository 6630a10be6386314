#pragma once

#include "base/value.hpp"
#include "import/import_state.hpp"
#include "import/resource_change.hpp"

namespace hairpin::import {

/// What a Terraform plan (or its planned values alone) makes of Azure resources. `file` is where
/// the plan stands. What the plan marks as sensitive is hidden in all that is shown of the file.
/// Resources that are nothing to the network are counted in the state.
StatedChanges read_terraform_plan(const Value& plan, FileIndex file, ImportState& state);

}  // namespace hairpin::import
