#include "tests/lint/template/expansion.hpp"

#include "tests/support/catch.hpp"

namespace hairpin::arm {

const ExpandedResource& Expanded::resource(std::string_view name) const {
  for (const ExpandedResource& resource : expansion.resources) {
    if (resource.name.ends_with(name)) return resource;
  }
  INFO(problems());
  FAIL("there is no resource " << name << " among " << names());
  return expansion.resources.front();
}

std::string Expanded::names() const {
  std::string names;
  for (const ExpandedResource& resource : expansion.resources) {
    names += (names.empty() ? "" : ", ") + std::string(resource.name);
  }
  return names;
}

std::string Expanded::json() const {
  std::string text;
  for (const ExpandedResource& resource : expansion.resources)
    text += to_json(resource.body) + "\n";
  return text;
}

std::string Expanded::problems() const {
  std::string text;
  for (const Diagnostic& problem : expansion.diagnostics) {
    if (problem.where) {
      const Position at = sources->position(problem.where);
      text += std::to_string(at.line) + ":" + std::to_string(at.column) + ": ";
    }
    text += problem.statement + "\n";
  }
  return text;
}

std::string Expanded::marked() const {
  if (expansion.diagnostics.empty()) return {};
  return std::string(sources->text(expansion.diagnostics.front().where));
}

Expanded expand_text(std::string_view text, const Setup& setup) {
  Expanded expanded;
  const auto add = [&](const std::string& name, std::string_view content) {
    const auto owner = std::make_shared<const std::string>(content);
    const FileIndex file = expanded.sources->add(name, *owner, owner);
    return TemplateFile{file, *owner};
  };
  ExpandRequest request;
  request.main = add("main.json", text);
  if (!setup.parameter_file.empty()) {
    request.parameter_files.push_back(add("main.parameters.json", setup.parameter_file));
  }
  request.parameters = setup.parameters;
  request.surroundings = setup.surroundings;
  request.limits = setup.limits;
  request.linked = [&](std::string_view path) -> std::optional<TemplateFile> {
    const auto found = setup.linked.find(std::string(path));
    if (found == setup.linked.end()) return std::nullopt;
    return add(found->first, found->second);
  };
  expanded.expansion = expand(request, *expanded.arena);
  return expanded;
}

std::string template_with(std::string_view members) {
  return R"({"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
"contentVersion": "1.0.0.0",
)" + std::string(members) +
         "}";
}

Surroundings usual_surroundings() {
  Surroundings surroundings;
  surroundings.subscription = "00000000-0000-0000-0000-000000000001";
  surroundings.resource_group = "examplegroup";
  return surroundings;
}

std::string evaluate_text(std::string_view expression, std::string_view variables,
                          const Setup& setup) {
  const std::string text = template_with("\"variables\": {" + std::string(variables) +
                                         R"(}, "resources": [{"type": "A.B/c", "name": "n",
"properties": {"results": [)" + json_string("[" + std::string(expression) + "]") +
                                         "]}}]");
  Setup placed = setup;
  if (placed.surroundings.subscription.empty()) placed.surroundings = usual_surroundings();
  const Expanded expanded = expand_text(text, placed);
  for (const Diagnostic& problem : expanded.expansion.diagnostics) {
    if (problem.kind != Diagnostic::Kind::conflict) return "error: " + problem.statement;
  }
  const Value& results = expanded.resource("n").body["properties"]["results"];
  return to_json(results.items().front());
}

}  // namespace hairpin::arm
