#include "terraform/configuration.hpp"

#include <utility>

#include "base/text.hpp"

namespace hairpin::terraform {

std::string without_indices(std::string_view address) {
  std::string plain;
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < address.size(); ++i) {
    const char c = address[i];
    if (quoted) {
      if (c == '\\') ++i;
      quoted = c != '"';
    } else if (c == '"') {
      quoted = true;
    } else if (c == '[') {
      ++depth;
    } else if (c == ']') {
      --depth;
    } else if (depth == 0) {
      plain += c;
    }
  }
  return plain;
}

Configuration::Configuration(const Value& document) {
  const Value& configuration = document["configuration"];
  providers_ = configuration["provider_config"];
  add(configuration["root_module"], nullptr, "", {});
}

void Configuration::add(const Value& module, const ModuleConfiguration* parent, std::string path,
                        const Value& call) {
  ModuleConfiguration& known = modules_.emplace_back();
  known.path = std::move(path);
  known.parent = parent;
  known.call = call;
  known.outputs = module["outputs"];
  by_path_[known.path] = &known;
  for (const Value& resource : module["resources"].items()) {
    const std::string address = cat({known.path, resource["address"].text()});
    by_address_[address] = &resources_.emplace_back(
        ResourceConfiguration{&known, resource["expressions"], resource["for_each_expression"],
                              resource["provider_config_key"].text()});
  }
  // Modules nest as deep as the document does, which its reader bounds.
  for (const Member& inner : module["module_calls"].members()) {
    add(inner.value["module"], &known, cat({known.path, "module.", inner.key, "."}),
        inner.value["expressions"]);
  }
}

const ResourceConfiguration* Configuration::resource(std::string_view address) const {
  const auto found = by_address_.find(without_indices(address));
  return found == by_address_.end() ? nullptr : found->second;
}

const ModuleConfiguration* Configuration::module(const std::string& path) const {
  const auto found = by_path_.find(path);
  return found == by_path_.end() ? nullptr : found->second;
}

}  // namespace hairpin::terraform
