#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/diagnostic.hpp"
#include "import/resource_table.hpp"

namespace hairpin::import {

/// Says whose value each `bad_value` is about: the resource around its place, and the path of the
/// property from there, as the input writes it, such as
/// "properties.addressSpace.addressPrefixes[1]". What stands in no resource keeps neither.
///
/// To be called after `ResourceTable::sort_by_role`. Nothing is computed while nothing is wrong; else
/// n log n in the resources, plus the text between each value and the start of its property.
void attribute(Diagnostics& diagnostics, const ResourceTable& resources, const SourceMap& sources,
               ResourceIds& ids);

/// How one gets from the JSON value that `text` starts with to the value at `target`:
/// ".subnet.id", "[2].name"; "" for the value itself. Also for JSON that stands escaped in a
/// string.
std::string json_path(std::string_view text, std::size_t target);

}  // namespace hairpin::import
