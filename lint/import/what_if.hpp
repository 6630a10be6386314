#pragma once

#include "base/value.hpp"
#include "import/resource_change.hpp"

namespace hairpin::import {

/// What `az deployment ... what-if --no-pretty-print`, the REST call or PowerShell answer: the
/// object that holds `changes`, or the one around its `properties`. Keys count without case.
/// Texts that are whole expressions are unknown values: a what-if does not evaluate them. What it
/// says of single properties (`delta`) is not read, since it reports defaults that a template
/// leaves out as deleted; the resource before and after says it without that noise.
StatedChanges read_what_if(const Value& answer, ValueArena& arena);

/// What `bicep snapshot` writes: the resources that a deployment would leave, as
/// `predictedResources`.
StatedChanges read_bicep_snapshot(const Value& snapshot, ValueArena& arena);

}  // namespace hairpin::import
