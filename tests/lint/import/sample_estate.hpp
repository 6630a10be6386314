#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace hairpin::import {

using Json = nlohmann::ordered_json;

/// A small estate that touches every family of the model, as ARM resources with their properties
/// in an envelope.
std::vector<Json> sample_resources();

/// The sample in one of the dresses that exports wear. Each name of `dress_names` is one.
struct Dressed {
  std::string name;
  std::vector<std::string> files;
};
std::vector<Dressed> sample_in_every_dress();

}  // namespace hairpin::import
