#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "base/text.hpp"
#include "import/admin_configurations.hpp"
#include "import/network_builder.hpp"
#include "import/rule_words.hpp"

/// The admin rules of network managers, and where they count. [10.16-10.19]
namespace hairpin::import {
namespace {

using Exemption = AdminConfigurations::Exemption;

enum class Access : std::uint8_t { allow, always_allow, deny, unrecognised };
enum class Direction : std::uint8_t { inbound, outbound, unrecognised };

constexpr std::pair<std::string_view, Access> accesses[] = {
    {"Allow", Access::allow}, {"AlwaysAllow", Access::always_allow}, {"Deny", Access::deny}};
constexpr std::pair<std::string_view, Direction> directions[] = {{"Inbound", Direction::inbound},
                                                                 {"Outbound", Direction::outbound}};

constexpr std::int64_t before_all = std::numeric_limits<std::int64_t>::min();

std::pair<std::string_view, std::string_view> words_of(AdminDoubt doubt) {
  switch (doubt) {
    case AdminDoubt::deployment:
      return {"the input does not tell where its configuration is deployed",
              "add the rows of type microsoft.network/effectivesecurityadminrules from Resource "
              "Graph (networkresources)"};
    case AdminDoubt::membership:
      return {"the input does not tell whether policy puts the VNet into its network group",
              "add the rows of type microsoft.network/networkgroupmemberships from Resource Graph "
              "(networkresources)"};
    case AdminDoubt::content:
      return {"the input does not hold the rules as they were deployed",
              "add the snapshots of rules and rule collections from Resource Graph "
              "(networkresources)"};
    case AdminDoubt::services:
      return {"the input does not tell whether the VNet holds services that keep such rules away",
              "export the subnets with their delegations, and the configuration itself"};
    case AdminDoubt::order:
      return {"the input does not tell which of several rules comes first",
              "give the rules different priorities, and export the network managers"};
    case AdminDoubt::none:
      break;
  }
  return {};
}

}  // namespace

/// Puts the rules that are in force on each VNet into the network.
class AdminRuleBuilder {
 public:
  AdminRuleBuilder(const ResourceTable& resources, ResourceIds& ids, ImportLog& log,
                   RuleStore& store, model::Network& network)
      : resources_(resources),
        ids_(ids),
        log_(log),
        store_(store),
        network_(network),
        configurations_(resources, ids, log) {}

  void run() {
    if (configurations_.empty()) return;
    find_services();
    for (model::Vnet& vnet : network_.vnets) vnet.admin_rules = rules_for(vnet);
  }

 private:
  /// A rule as it reads, wherever it is in force.
  struct Reading {
    Access access = Access::unrecognised;
    Direction direction = Direction::unrecognised;
    std::int64_t priority = before_all;
    model::Rule rule;   // without its effect
    std::string doubt;  // empty: all of it is certain
    SourceSpan where;
  };

  void find_services();
  void note_service(const Resource& service, std::set<ResourceId>& gateways);
  void read_subnet(const Resource& resource, const std::set<ResourceId>& gateways);
  Certainty hosts(const model::Vnet& vnet) const;

  model::AdminRulesIndex rules_for(const model::Vnet& vnet);
  void weigh(std::vector<AdminConfigurations::Stage>& stages, Certainty exempt);
  bool depends_on_order(const std::vector<AdminConfigurations::Stage>& stages);
  void doubt_equal_priorities(AdminConfigurations::Stage& stage);
  model::AdminStage filters_of(const AdminConfigurations::Stage& stage);
  void add(const AdminChoice& choice, std::vector<StatedRule>& inbound,
           std::vector<StatedRule>& outbound);
  RuleNumber numbered(const AdminChoice& choice, const Reading& reading, Access access);

  const Reading& reading(const Resource* rule);
  Reading read(const Resource& resource);
  void add_side(const Value& items, RuleWords& words, model::AddressMatch& match,
                SourceSpan where) const;

  const ResourceTable& resources_;
  ResourceIds& ids_;
  ImportLog& log_;
  RuleStore& store_;
  model::Network& network_;
  AdminConfigurations configurations_;
  std::map<const Resource*, Reading> readings_;
  std::map<std::tuple<const Resource*, Access, bool>, RuleNumber> numbers_;
  std::map<std::vector<std::vector<AdminChoice>>, model::AdminRulesIndex> known_;
  std::map<ResourceId, Certainty> hosts_;  // VNets with services that keep admin rules away
};

// Services that keep rules away [10.18]

void AdminRuleBuilder::find_services() {
  std::set<ResourceId> gateways;  // subnets of application gateways
  for (const Resource* const service : resources_.of(ResourceRole::exempting_service)) {
    note_service(*service, gateways);
  }
  for (const Resource* const subnet : resources_.of(ResourceRole::subnet)) {
    read_subnet(*subnet, gateways);
  }
}

void AdminRuleBuilder::note_service(const Resource& service, std::set<ResourceId>& gateways) {
  const auto id_of = [&](const Value& value) { return read_id(value, ids_, log_).value; };
  for (const Value& configuration : as_items(service.properties["gatewayIPConfigurations"])) {
    if (const ResourceId subnet = id_of(configuration["subnet"]["id"])) gateways.insert(subnet);
  }
  if (const ResourceId subnet = id_of(service.properties["subnetId"])) {
    hosts_[ids_.parent(subnet)] = Certainty::yes;
  }
  const Value& workspace = service.properties["parameters"]["customVirtualNetworkId"]["value"];
  if (const ResourceId vnet = id_of(workspace)) hosts_[vnet] = Certainty::yes;
}

void AdminRuleBuilder::read_subnet(const Resource& resource, const std::set<ResourceId>& gateways) {
  const model::SubnetIndex index = network_.subnet(resource.id);
  if (!index) return;
  model::Subnet& subnet = network_.subnets[index];
  const Value& delegations = resource.properties["delegations"];
  const bool stated = is_list_of_objects(delegations);
  const auto delegated_to = [&](std::string_view service) {
    const auto items = as_items(delegations);
    return std::any_of(items.begin(), items.end(), [&](const Value& item) {
      return equal_folded(item["serviceName"].text(), service);
    });
  };
  if (subnet.vnet) {
    Certainty& known = hosts_[network_.vnets[subnet.vnet].id];
    const bool hosting = delegated_to("Microsoft.Sql/managedInstances") ||
                         delegated_to("Microsoft.Databricks/workspaces");
    // Azure writes the list even where it is empty, as it does with that of the peerings. [2.1]
    known = std::max(known, hosting ? Certainty::yes : stated ? Certainty::no : Certainty::perhaps);
  }
  const bool has_gateway =
      gateways.contains(resource.id) ||
      !as_items(resource.properties["applicationGatewayIPConfigurations"]).empty();
  if (!has_gateway) return;
  // Only gateways with network isolation take such rules, and those need the delegation.
  const bool isolated = !stated || delegated_to("Microsoft.Network/applicationGateways");
  subnet.admin_coverage = isolated ? model::AdminCoverage::unknown : model::AdminCoverage::exempt;
}

Certainty AdminRuleBuilder::hosts(const model::Vnet& vnet) const {
  const auto known = hosts_.find(vnet.id);
  if (known != hosts_.end()) return known->second;
  return vnet.in_input ? Certainty::no : Certainty::perhaps;
}

// What is in force on a VNet

model::AdminRulesIndex AdminRuleBuilder::rules_for(const model::Vnet& vnet) {
  std::vector<AdminConfigurations::Stage> stages = configurations_.stages(vnet);
  weigh(stages, hosts(vnet));
  if (stages.empty()) return {};
  for (AdminConfigurations::Stage& stage : stages) doubt_equal_priorities(stage);
  if (depends_on_order(stages)) {
    // One list of rules that perhaps match can be tried in any order.
    AdminConfigurations::Stage merged = std::move(stages.front());
    for (std::size_t i = 1; i < stages.size(); ++i) {
      merged.choices.insert(merged.choices.end(), stages[i].choices.begin(),
                            stages[i].choices.end());
    }
    for (AdminChoice& choice : merged.choices) {
      if (choice.doubt == AdminDoubt::none) choice.doubt = AdminDoubt::order;
    }
    stages = {std::move(merged)};
  }
  std::vector<std::vector<AdminChoice>> key;
  for (const auto& stage : stages) key.push_back(stage.choices);
  const auto [known, is_new] = known_.try_emplace(std::move(key));
  if (!is_new) return known->second;
  model::AdminRules rules;
  for (const auto& stage : stages) rules.stages.push_back(filters_of(stage));
  return known->second = network_.admin_rules.add(std::move(rules));
}

/// Takes away what does not count where services keep rules away. Of several managers the setting
/// of the highest one holds for all. [10.18]
void AdminRuleBuilder::weigh(std::vector<AdminConfigurations::Stage>& stages, Certainty exempt) {
  if (exempt == Certainty::no || stages.empty()) return;
  Exemption common = stages.front().exemption;
  for (const auto& stage : stages) {
    if (stage.exemption != common) common = Exemption::unknown;
  }
  const auto weight = [&](const AdminChoice& choice) {
    if (common == Exemption::all_rules) return Certainty::yes;
    const Access access = choice.rule ? reading(choice.rule).access : Access::unrecognised;
    const bool allows = common == Exemption::only_allow && access == Access::allow;
    if (allows) return Certainty::yes;
    const bool kept_away = common == Exemption::no_rules ||
                           (common == Exemption::only_allow && access == Access::deny);
    return kept_away && exempt == Certainty::yes ? Certainty::no : Certainty::perhaps;
  };
  for (auto& stage : stages) {
    std::erase_if(stage.choices,
                  [&](const AdminChoice& choice) { return weight(choice) == Certainty::no; });
    for (AdminChoice& choice : stage.choices) {
      const bool certain = choice.doubt != AdminDoubt::none || weight(choice) == Certainty::yes;
      if (!certain) choice.doubt = AdminDoubt::services;
    }
  }
  std::erase_if(stages, [](const auto& stage) { return stage.choices.empty(); });
}

/// Whether managers whose order is not known could undo each other's rules: who denies, and who
/// always allows. To allow is only to pass on. [10.17]
bool AdminRuleBuilder::depends_on_order(const std::vector<AdminConfigurations::Stage>& stages) {
  std::set<std::optional<int>> ranks;
  for (const auto& stage : stages) ranks.insert(stage.rank);
  if (ranks.size() == stages.size() && !ranks.contains(std::nullopt)) return false;
  if (stages.size() < 2) return false;
  const auto may_be = [&](Access wanted) {
    return std::any_of(stages.begin(), stages.end(), [&](const auto& stage) {
      return std::any_of(stage.choices.begin(), stage.choices.end(), [&](const AdminChoice& each) {
        const Access access = each.rule ? reading(each.rule).access : Access::unrecognised;
        return access == wanted || access == Access::unrecognised;
      });
    });
  };
  return may_be(Access::always_allow) && may_be(Access::deny);
}

/// Priorities are unique in a collection alone. [10.17]
void AdminRuleBuilder::doubt_equal_priorities(AdminConfigurations::Stage& stage) {
  std::map<std::pair<std::int64_t, Direction>, std::set<Access>> effects;
  const auto place = [&](const AdminChoice& choice) {
    const Reading& read = reading(choice.rule);
    return std::pair(read.priority, read.direction);
  };
  for (const AdminChoice& choice : stage.choices) {
    if (choice.rule) effects[place(choice)].insert(reading(choice.rule).access);
  }
  for (AdminChoice& choice : stage.choices) {
    if (!choice.rule || choice.doubt != AdminDoubt::none) continue;
    if (effects[place(choice)].size() > 1) choice.doubt = AdminDoubt::order;
  }
}

model::AdminStage AdminRuleBuilder::filters_of(const AdminConfigurations::Stage& stage) {
  std::vector<StatedRule> inbound, outbound;
  for (const AdminChoice& choice : stage.choices) add(choice, inbound, outbound);
  model::AdminStage filters;
  filters.configuration = stage.configuration;
  filters.inbound = store_.filter(std::move(inbound), network_.rule_sets);
  filters.outbound = store_.filter(std::move(outbound), network_.rule_sets);
  return filters;
}

void AdminRuleBuilder::add(const AdminChoice& choice, std::vector<StatedRule>& inbound,
                           std::vector<StatedRule>& outbound) {
  const Reading read = choice.rule ? reading(choice.rule) : Reading{};
  const ResourceId id =
      choice.rule ? id_before(choice.rule->id, "/snapshots/", ids_) : choice.configuration;
  const std::string_view name = ids_.name(id);
  std::optional<model::Missing> doubt;
  if (choice.doubt != AdminDoubt::none) {
    const auto [why, remedy] = words_of(choice.doubt);
    const std::string what = choice.rule ? cat({"security admin rule ", name, " is in force here"})
                                         : cat({"the rules of ", name, " stop anything here"});
    doubt = {id, cat({"whether ", what, " is not certain: ", why}), std::string(remedy), read.where,
             choice.doubt == AdminDoubt::services ? "10.18" : "10.19"};
  } else if (!read.doubt.empty()) {
    doubt = {id, cat({"what security admin rule ", name, " matches is not certain: ", read.doubt}),
             "correct the rule, or export it again", read.where, "0.3"};
  }
  for (const Access access : {Access::allow, Access::always_allow, Access::deny}) {
    if (read.access != access && read.access != Access::unrecognised) continue;
    const StatedRule stated{{read.priority},
                            numbered(choice, read, access),
                            {id, model::admin_rule_access, name, read.where},
                            doubt};
    if (read.direction != Direction::outbound) inbound.push_back(stated);
    if (read.direction != Direction::inbound) outbound.push_back(stated);
  }
}

RuleNumber AdminRuleBuilder::numbered(const AdminChoice& choice, const Reading& read,
                                      Access access) {
  const bool certain = choice.doubt == AdminDoubt::none && read.rule.certain;
  const auto [known, is_new] = numbers_.try_emplace({choice.rule, access, certain});
  if (!is_new) return known->second;
  model::Rule rule = choice.rule ? read.rule : unknown_rule(false);
  rule.allow = access != Access::deny;
  rule.always = access == Access::always_allow;
  rule.certain = certain;
  return known->second = store_.add(std::move(rule));
}

// One rule

const AdminRuleBuilder::Reading& AdminRuleBuilder::reading(const Resource* rule) {
  const auto [known, is_new] = readings_.try_emplace(rule);
  if (is_new) known->second = read(*rule);
  return known->second;
}

AdminRuleBuilder::Reading AdminRuleBuilder::read(const Resource& resource) {
  const PropertyReader read(resource.properties, resource.where, ids_, log_);
  Reading found;
  found.where = resource.where;
  found.access =
      read.choice("access", accesses, Access::unrecognised).value_or(Access::unrecognised);
  found.direction = read.choice("direction", directions, Direction::unrecognised)
                        .value_or(Direction::unrecognised);
  const Setting<std::int64_t> priority = read.integer("priority");
  found.priority = priority.value_or(before_all);
  RuleWords words(log_);
  add_side(read["sources"], words, found.rule.source, resource.where);
  add_side(read["destinations"], words, found.rule.destination, resource.where);
  const auto services = words.services(read["protocol"], words.ports({}, read["sourcePortRanges"]),
                                       words.ports({}, read["destinationPortRanges"]));
  found.rule.surely = services.surely;
  found.rule.perhaps = services.perhaps;
  found.doubt = words.doubt();
  if (words.doubt_where()) found.where = words.doubt_where();
  const bool settled = found.access != Access::unrecognised && priority.is_set() &&
                       found.direction != Direction::unrecognised;
  if (!settled) {
    found.rule.certain = false;
    found.doubt = "its access, direction or priority cannot be read";
  }
  return found;
}

void AdminRuleBuilder::add_side(const Value& items, RuleWords& words, model::AddressMatch& match,
                                SourceSpan where) const {
  for (const Value& item : as_items(items)) {
    const bool of_group = equal_folded(item["addressPrefixType"].text(), "NetworkGroup");
    if (of_group) {
      // The addresses are those that the members had when the rule was deployed.
      words.add_unknown("the addresses of its network groups are not in the input", item.where(),
                        match);
    } else {
      words.add_addresses(item["addressPrefix"], match);
    }
  }
  if (match == model::AddressMatch{}) words.add_unknown("it names no addresses", where, match);
  match.perhaps -= match.surely;
}

void NetworkBuilder::build_admin_rules() {
  AdminRuleBuilder(resources_, ids_, log_, rule_store_, network_).run();
}

}  // namespace hairpin::import
