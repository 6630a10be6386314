#include "base/text.hpp"
#include "template/evaluator.hpp"
#include "template/expander.hpp"
#include "template/scope.hpp"
#include "template/target.hpp"

// Where the deployment goes, and where it runs.
namespace hairpin::arm {
namespace {

Datum literal(const Call& call, std::string_view text) { return Datum::string(text, call.where()); }

/// An object of which Azure knows more.
Datum live(const Call& call, std::vector<DatumMember> members, std::string_view key,
           std::string_view what) {
  const Datum rest = call.frame.scope->expander().unknown_surroundings(
      key, key, what, "nothing in the template can tell it", false);
  return call.work().open_object(std::move(members), *rest.unknown(), call.where(), true);
}

/// A fact about the surroundings that an option gives.
Datum given(const Call& call, const std::string& value, std::string_view key,
            std::string_view label, std::string_view what, std::string_view option) {
  if (!value.empty()) return call.text(value);
  return call.frame.scope->expander()
      .unknown_surroundings(key, label, what, cat({"give ", option}), true)
      .at(call.where());
}

Datum tenant_id(const Call& call) {
  return given(call, call.frame.scope->expander().surroundings().tenant, "tenant", "tenant",
               "the tenant", "--tenant ID");
}

Datum subscription(const Call& call) {
  Target target = call.frame.scope->target();
  target.kind = Target::Kind::subscription;
  const std::string key = cat({"subscription ", shown(target.subscription, call.work())});
  return live(call,
              {{"id", call.where(), prefix_of(target, call.work())},
               {"subscriptionId", call.where(), target.subscription},
               {"tenantId", call.where(), tenant_id(call)}},
              key, "this property of the subscription");
}

Datum resource_group(const Call& call) {
  Expander& expander = call.frame.scope->expander();
  const Target& target = call.frame.scope->target();
  if (target.kind != Target::Kind::resource_group) {
    return call.fail(0,
                     "The template function 'resourceGroup' is not expected at this location: "
                     "the deployment goes to no resource group.");
  }
  const Datum id = prefix_of(target, call.work());
  std::vector<DatumMember> members = {
      {"id", call.where(), id},
      {"name", call.where(), target.group},
      {"type", call.where(), literal(call, "Microsoft.Resources/resourceGroups")}};
  Instance* const declared = expander.find_group(target.subscription, target.group);
  if (declared != nullptr && !declared->is_existing) {
    members.push_back({"location", call.where(), expander.top_level(*declared, "location")});
    members.push_back({"tags", call.where(), expander.top_level(*declared, "tags")});
  } else {
    const bool main = call.frame.scope == &expander.main_scope();
    const std::string key = cat({"location of ", shown(id, call.work())});
    members.push_back(
        {"location", call.where(),
         given(call, main ? expander.surroundings().location : std::string(), key, "location",
               "the location of the resource group", "--location REGION")});
  }
  const std::vector<DatumMember> properties = {
      {"provisioningState", call.where(), literal(call, "Succeeded")}};
  members.push_back({"properties", call.where(), call.object(properties)});
  return live(call, std::move(members), cat({"group ", shown(id, call.work())}),
              "this property of the resource group");
}

Datum management_group(const Call& call) {
  Target target = call.frame.scope->target();
  target.kind = Target::Kind::management_group;
  return live(
      call,
      {{"id", call.where(), prefix_of(target, call.work())},
       {"name", call.where(), target.management_group},
       {"type", call.where(), literal(call, "/providers/Microsoft.Management/managementGroups")}},
      "management group", "this property of the management group");
}

Datum tenant(const Call& call) {
  const Datum id = tenant_id(call);
  const Datum path = call.work().rope({literal(call, "/tenants/"), id}, call.where());
  return live(call, {{"id", call.where(), path}, {"tenantId", call.where(), id}}, "tenant",
              "this property of the tenant");
}

Datum deployment(const Call& call) {
  const Scope& scope = *call.frame.scope;
  const Node& root = scope.root();
  const std::vector<DatumMember> link = {
      {"uri", call.where(), literal(call, "file:///template.json")}};
  const std::vector<DatumMember> content = {
      {"contentVersion", call.where(), literal(call, root.text_of("contentVersion"))}};
  const std::string key = cat({"deployment ", shown(scope.name(), call.work())});
  const Datum properties = live(call,
                                {{"provisioningState", call.where(), literal(call, "Succeeded")},
                                 {"mode", call.where(), literal(call, "Incremental")},
                                 {"template", call.where(), call.object(content)},
                                 {"templateLink", call.where(), call.object(link)}},
                                cat({key, " properties"}), "this property of the deployment");
  std::vector<DatumMember> members = {{"name", call.where(), scope.name()},
                                      {"properties", call.where(), properties}};
  if (scope.target().kind != Target::Kind::resource_group) {
    members.push_back({"location", call.where(),
                       given(call, scope.expander().surroundings().location, "deployment location",
                             "location", "the location of the deployment", "--location REGION")});
  }
  return live(call, std::move(members), key, "this property of the deployment");
}

Datum deployer(const Call& call) {
  return live(call, {{"tenantId", call.where(), tenant_id(call)}}, "deployer", "who deploys");
}

struct Setting {
  std::string_view name, value;
};
constexpr Setting endpoints[] = {
    {"name", "AzureCloud"},
    {"gallery", "https://gallery.azure.com/"},
    {"graph", "https://graph.windows.net/"},
    {"graphAudience", "https://graph.windows.net/"},
    {"portal", "https://portal.azure.com"},
    {"resourceManager", "https://management.azure.com/"},
    {"batch", "https://batch.core.windows.net/"},
    {"media", "https://rest.media.azure.net"},
    {"sqlManagement", "https://management.core.windows.net:8443/"},
    {"vmImageAliasDoc",
     "https://raw.githubusercontent.com/Azure/azure-rest-api-specs/master/arm-compute/quickstart-"
     "templates/aliases.json"},
    {"activeDirectoryDataLake", "https://datalake.azure.net/"},
};
constexpr Setting login[] = {
    {"loginEndpoint", "https://login.microsoftonline.com/"},
    {"tenant", "common"},
    {"identityProvider", "AAD"},
};
constexpr Setting suffixes[] = {
    {"acrLoginServer", ".azurecr.io"},
    {"azureDatalakeAnalyticsCatalogAndJob", "azuredatalakeanalytics.net"},
    {"azureDatalakeStoreFileSystem", "azuredatalakestore.net"},
    {"azureFrontDoorEndpointSuffix", "azurefd.net"},
    {"keyvaultDns", ".vault.azure.net"},
    {"sqlServerHostname", ".database.windows.net"},
    {"storage", "core.windows.net"},
};

std::vector<DatumMember> members_of(const Call& call, std::span<const Setting> settings) {
  std::vector<DatumMember> members;
  for (const Setting& setting : settings) {
    members.push_back({setting.name, call.where(), literal(call, setting.value)});
  }
  return members;
}

/// Of the public cloud.
Datum environment(const Call& call) {
  std::vector<DatumMember> members = members_of(call, endpoints);
  std::vector<DatumMember> authentication = members_of(call, login);
  const Datum audience = literal(call, "https://management.azure.com/");
  authentication.push_back({"audiences", call.where(), call.array({audience})});
  members.push_back({"authentication", call.where(), call.object(authentication)});
  members.push_back({"suffixes", call.where(), call.object(members_of(call, suffixes))});
  return call.object(members);
}

constexpr Function functions[] = {
    {"deployer", 0, 0, Type::object, Handling::strict, deployer},
    {"deployment", 0, 0, Type::object, Handling::strict, deployment},
    {"environment", 0, 0, Type::object, Handling::strict, environment},
    {"managementGroup", 0, 0, Type::object, Handling::strict, management_group},
    {"resourceGroup", 0, 0, Type::object, Handling::strict, resource_group},
    {"subscription", 0, 0, Type::object, Handling::strict, subscription},
    {"tenant", 0, 0, Type::object, Handling::strict, tenant},
};

}  // namespace

std::span<const Function> scope_functions() { return functions; }

}  // namespace hairpin::arm
