#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/value.hpp"

namespace hairpin::terraform {

struct ModuleConfiguration;

/// A resource block: what its arguments are made of.
struct ResourceConfiguration {
  const ModuleConfiguration* module = nullptr;
  Value expressions;
  Value for_each;                 // its expression; absent without
  std::string_view provider_key;  // "azurerm", "azurerm.hub"
};

/// A module as it is called. Modules that are called several times (`count`, `for_each`) have one
/// configuration; the address of an instance tells the call.
struct ModuleConfiguration {
  std::string path;  // "module.net.module.inner."; empty for the root
  const ModuleConfiguration* parent = nullptr;
  Value call;  // the arguments of the call, in the parent's terms
  Value outputs;
};

/// The configuration of a plan, by address without indices.
class Configuration {
 public:
  Configuration() = default;
  /// `document`: of the plan; it may lack its configuration.
  explicit Configuration(const Value& document);
  // The parts refer to each other.
  Configuration(Configuration&&) = default;
  Configuration& operator=(Configuration&&) = default;

  /// Null if there is none. `address` may hold indices.
  const ResourceConfiguration* resource(std::string_view address) const;
  const ModuleConfiguration* module(const std::string& path) const;
  Value provider(std::string_view key) const { return providers_[key]; }

 private:
  void add(const Value& module, const ModuleConfiguration* parent, std::string path,
           const Value& call);

  std::deque<ModuleConfiguration> modules_;
  std::deque<ResourceConfiguration> resources_;
  std::unordered_map<std::string, const ModuleConfiguration*> by_path_;
  std::unordered_map<std::string, const ResourceConfiguration*> by_address_;
  Value providers_;
};

/// An address without any index: "module.net.azurerm_subnet.app". Indices may hold anything,
/// brackets and dots too, in quotes.
std::string without_indices(std::string_view address);

}  // namespace hairpin::terraform
