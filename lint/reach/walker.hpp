#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "reach/outcome.hpp"
#include "reach/places.hpp"
#include "route/fib.hpp"
#include "route/routing.hpp"

namespace hairpin::reach {

/// Pushes sets of destination addresses through the forwarding tables: from the source's subnet,
/// through gateways, MSEEs, appliances and on-premises sites, to the VNets that own them. [14.6]
/// Loops are cut: no path asks the same table or the same circuit twice. A question that takes too
/// much is answered in part, and then nothing is left isolated. Steps and
/// drop facts stay valid until `clear`.
class Walker {
 public:
  explicit Walker(route::Routing& routing);
  Walker(const Walker&) = delete;
  Walker& operator=(const Walker&) = delete;

  /// Where packets from a subnet (none: from anywhere in `context.vnet`) end, by destination.
  /// Addresses that lead nowhere have outcomes only if a configuration drops them.
  std::vector<Outcome> walk(const route::FibContext& context, model::SubnetIndex subnet,
                            const PrefixSet& destinations);
  /// To which VNets of the universe packets get, in any order, a VNet several times if there are
  /// several ways. For the many questions of a survey: what happens behind a circuit or an
  /// appliance is computed once and shared by all who send packets there. `wanted` is a part of the
  /// universe, which must be the same for all surveys of this walker.
  std::vector<Arrival> survey(const route::FibContext& context, model::SubnetIndex subnet,
                              const PrefixSet& wanted, const Universe& universe);
  /// The same as `walk` for packets that on-premises sends into a circuit.
  std::vector<Outcome> walk_from_site(model::CircuitIndex circuit, const PrefixSet& destinations);

  /// The same for packets that a VPN site, or the point-to-site clients of a gateway, send.
  std::vector<Outcome> walk_from_site(model::VpnSiteIndex site, const PrefixSet& destinations);
  std::vector<Outcome> walk_from_clients(model::GatewayIndex gateway,
                                         const PrefixSet& destinations);

  /// Frees the steps of all former walks.
  void clear();
  /// What the walks since the last `clear` took: one for each stop of each path. A measure of cost
  /// that does not depend on the machine.
  std::size_t work() const { return steps_.size(); }
  /// What the ways of outcomes and arrivals stand for.
  const Checkpoints& checkpoints() const { return checkpoints_; }
  Checkpoints& checkpoints() { return checkpoints_; }

 private:
  static constexpr int longest_path = 16 * 4;  // steps: a table, a gateway, a circuit and a gateway
  struct Packet;
  struct Onward;
  using Outcomes = std::vector<Outcome>;

  // One table each: split the addresses by what the table does with them, and follow.
  Outcomes through_table(const route::FibContext& context, Packet packet);
  Outcomes ask_table(const route::MatchTable& fib, const route::FibContext& context, Packet packet);
  Outcomes through_msee(route::RouterIndex circuit, Packet packet);
  Outcomes ask_msee(route::RouterIndex circuit, Packet packet);
  Outcomes through_gateway(const route::Session& announced_by, route::RouterIndex gateway,
                           Packet packet);
  Outcomes through_site(const Prefix& announced, route::RouterIndex circuit, Packet packet);
  Outcomes hand_on_to_owners(const Prefix& announced, route::RouterIndex circuit,
                             const Packet& packet);
  /// What a circuit holds that a customer's router passes on to it, in the order in which that
  /// router prefers it: longer prefixes first, of equal ones the shorter AS path. [C31]
  using Preference = std::tuple<int, route::Arrival, route::ConditionSet>;
  std::map<Preference, PrefixSet> held_by(const route::Session& session, const Prefix& announced);
  struct NextHop;
  Outcomes through_hop(const NextHop& hop, model::VnetIndex near, bool from_gateway, Packet packet);
  Outcomes through_mates(const NextHop& hop, model::VnetIndex near, Packet packet);
  Outcomes out_of_reach(const NextHop& hop, Packet packet);
  Outcomes through_appliance(const model::UserRoute& route, model::VnetIndex near,
                             bool from_gateway, Packet packet);
  Outcomes through_address(const NextHop& hop, model::VnetIndex at, Packet packet);
  const model::ConfigFact* assumed_not_to_forward(ResourceId forwarder);
  Outcomes take_out(const Address& address, model::VnetIndex vnet, Packet& packet);
  Outcomes through_forwarder(model::ForwarderIndex forwarder, Packet packet);
  Outcomes through_balancer(const model::Forwarder& balancer, Packet packet);
  bool may_be_at_peer(model::VnetIndex near, Packet& packet);
  Outcomes through_any_gateway(model::VnetIndex vnet, Packet packet);
  Outcomes through_circuits(model::VnetIndex vnet, Packet packet);
  Outcomes through_vpn_gateways(model::VnetIndex vnet, Packet packet);
  Outcomes arrive(model::VnetIndex hub, const Step& step, Packet packet);

  // VPN and Route Servers. See tunnels.cpp.
  Outcomes take_branch(const route::FibContext& context, const route::Candidate& chosen,
                       Packet packet);
  Outcomes go_on(route::BranchIndex index, model::VnetIndex vnet, Packet packet);
  Outcomes into_vpn_gateway(route::RouterIndex gateway, Packet packet);
  Outcomes through_tunnel(route::BranchIndex index, Packet packet);
  Outcomes through_peer(const route::BranchRoute& route, model::VnetIndex near, bool from_gateway,
                        Packet packet);
  Outcomes end_at_vpn_site(const route::BranchRoute& route, Packet packet);
  Outcomes end_at_clients(const route::BranchRoute& route, Packet packet);
  std::vector<Packet> selected(const model::Connection& connection, bool outbound,
                               const PrefixSet& sources, Packet packet, Outcomes& dropped);
  std::vector<Packet> selected_by_both(const route::Tunnel& tunnel, const PrefixSet& sources,
                                       Packet packet, Outcomes& dropped);
  PrefixSet senders_of(const Packet& packet) const;

  // Virtual WAN. See hubs.cpp.
  struct HubVisit;
  Outcomes through_hub(const HubVisit& visit, Packet packet);
  Outcomes ask_hub(const HubVisit& visit, Packet packet);
  Outcomes through_hub_firewall(model::HubIndex hub, const model::HubNextHop& firewall,
                                bool from_circuit, Packet packet);
  Outcomes take_at_hub(const HubVisit& visit, const route::Candidate& chosen, Packet packet);
  Outcomes leave_hub(const route::Route& route, Packet packet);
  Outcomes leave_on_circuit(const route::Candidate& chosen, Packet packet);
  Outcomes enter_hub(const route::Candidate& announced, Packet packet);
  PlaceIndex place(const HubVisit& visit);

  PlaceIndex place(const route::FibContext& context);
  PlaceIndex place(route::RouterIndex router);  // a circuit, or a VPN gateway
  // Ways that were walked before. See shortcuts.cpp.
  /// What became of some packets from one place on.
  struct Shortcut {
    PrefixSet addresses;
    std::vector<Outcome> outcomes;  // as if the packets had started there; steps included
    const Step* start = nullptr;    // the steps of the outcomes lie behind this one
    int depth = 0;                  // steps before the place
    int deepest = 0;                // how far behind it the last place was asked
    Places asked;                   // where packets came, or would have come a second time
    Places passed;                  // those of them that lay before the place
  };
  /// Where ways meet: a circuit, or a table as the packets of one source come to it.
  struct Junction {
    route::FibContext context = {};
    route::RouterIndex circuit = {};
    model::VnetIndex source = {};
    model::SubnetIndex subnet = {};
    model::SubnetIndex sender = {};
    model::ForwarderIndex forwarder = {};
    bool after_appliance = false;
    bool no_transit = false;
    bool no_branch = false;
    auto operator<=>(const Junction&) const = default;
  };
  static Junction junction_of(const route::FibContext& context, route::RouterIndex circuit,
                              const Packet& packet);
  using Follow = std::function<Outcomes(Packet)>;
  Outcomes walk_once(const Junction& junction, Packet packet, const Follow& follow);
  bool leads_on(const Shortcut& known, const Packet& packet) const;
  Outcomes take_shortcut(const Shortcut& known, Packet& packet);
  const Step* relaid(const Step* last, const Step* start, const Packet& packet);
  void note_question(PlaceIndex place, int depth);
  /// The outcome of a way that began where the packet is, for the packet; but for the steps.
  Outcome behind(const Packet& packet, const Outcome& outcome);

  // The tables that the present question asks. See tables.cpp.
  /// Tables for some destinations, as they were asked for.
  struct Tables {
    PrefixSet destinations;
    route::Evidence evidence = route::Evidence::kept;
    std::map<route::FibContext, std::unique_ptr<route::MatchTable>> fibs;
    std::map<route::RouterIndex, std::unique_ptr<route::MatchTable>> msees;
    std::map<std::pair<route::RouterIndex, bool>, std::unique_ptr<route::MatchTable>> hubs;
    std::size_t size = 0;  // candidates in all of them
  };
  void lay_tables(const PrefixSet& destinations);
  const route::MatchTable& table(const route::FibContext& context);
  const route::MatchTable& table(route::RouterIndex circuit);
  const route::MatchTable& table(const HubVisit& visit);
  route::ConditionSet both(route::ConditionSet a, route::ConditionSet b) {
    return routing_.conditions().both(a, b, tables_->evidence);
  }

  // What a survey shares. See onward.cpp.
  void begin_survey(const Universe& universe);
  struct Survey;
  Outcomes reuse(const Onward& onward, Packet& packet);
  void report(const Outcome& shared, const Packet& packet, const PrefixSet& addresses);
  const Onward& onward_from(route::RouterIndex circuit);
  const Onward& onward_from(const route::FibContext& context, const Packet& packet);
  std::shared_ptr<const Onward> walk_for_all(const std::function<Outcomes()>& walk);
  std::shared_ptr<Onward> make_onward(const Outcomes& outcomes, const Universe& universe) const;

  // One chosen route each.
  Outcomes take_from_table(const route::FibContext& context, const route::Candidate& chosen,
                           Packet packet);
  Outcomes take_unrecognised(const route::FibContext& context, const route::Candidate& chosen,
                             Packet packet);
  Outcomes take_user_route(const route::FibContext& context, const route::Candidate& chosen,
                           Packet packet);
  Outcomes take_learned(const route::Candidate& chosen, Packet packet);
  Outcomes take_at_msee(const route::Candidate& chosen, Packet packet);
  Outcomes take_at_gateway(const route::FibContext& context, const route::Candidate& chosen,
                           Packet packet);

  /// Why the appliance does not forward; null if it does. [3.11, 9.1]
  const model::ConfigFact* refusal_to_forward(const model::Forwarder& forwarder);
  Outcomes deliver(model::VnetIndex vnet, Packet packet);
  Outcomes drop(Packet packet, const model::ConfigFact* by);
  Outcomes drop_by_route(Packet packet, const model::UserRoute& route);

  /// Follows all alternatives of a match and keeps what holds in each of them.
  using Take = std::function<Outcomes(const route::Candidate&, Packet)>;
  Outcomes follow(const route::MatchTable& table, const route::Match& match, Packet packet,
                  const Take& take);
  Outcomes follow_alternative(const route::MatchTable& table, const route::Alternative& alternative,
                              const Packet& packet, const Take& take);
  Outcomes combine(std::vector<Outcomes> worlds, route::ConditionSet doubts);
  Outcomes in_all_worlds(Outcome proven, const std::vector<Outcomes>& worlds);
  route::ConditionSet ambiguity(const route::MatchTable& table,
                                const route::Alternative& alternative);

  /// Conditions of crossing a peering from `near` to `far` [C2, C19]; false if the packet is
  /// dropped because its subnet does not take part. [2.16]
  bool cross_peering(model::VnetIndex near, model::VnetIndex far, bool exempt, Packet& packet);
  /// Through a connected group, where addresses that several members have get nowhere. [10.25]
  Outcomes through_group(const route::Candidate& chosen, model::VnetIndex near, Packet packet);
  /// Where filters are: at the appliance that the packets have come to, and where a peering refuses
  /// access. [C16, C2]
  void check_at_appliance(Packet& packet);
  void refuse_at_sender(model::PeeringIndex side, Packet& packet);
  bool is_guarded(const Packet& packet) const;
  model::ForwarderIndex guarded_like(model::ForwarderIndex forwarder) const;
  void doubt(Packet& packet, route::ConditionSet conditions);
  void doubt(Packet& packet, model::Missing missing);
  void doubt_unknown_table(const route::FibContext& context, Packet& packet);
  const Step* push(Packet& packet, Step step);
  bool visits(const Packet& packet, PlaceIndex place);
  Outcomes anywhere(Packet packet);
  void admit_gaps(Packet packet, Outcomes& outcomes);
  bool exhausted();
  std::size_t steps_of_question() const { return steps_.size() - steps_for_all_; }
  bool uses_gateway_of(model::VnetIndex spoke, model::VnetIndex hub) const;
  const PrefixSet& space(model::VnetIndex vnet) const { return spaces_[vnet.value]; }
  const model::ConfigFact* keep(model::ConfigFact fact);

  route::Routing& routing_;
  const model::Network& network_;
  const route::RouteGraph& graph_;
  route::Fibs fibs_;
  std::vector<PrefixSet> spaces_;  // address space by VNet
  Checkpoints checkpoints_;
  std::map<std::tuple<model::SubnetIndex, model::SecurityGroupIndex, model::FirewallIndex>,
           model::ForwarderIndex>
      guarded_;  // of the appliances that the same filters guard, the first
  std::unordered_multimap<std::uint64_t, model::ForwarderIndex> forwarders_;  // by address, folded
  bool gave_up_ = false;                                 // the present question took too much
  bool lacks_ways_ = false;                              // ... or what it reused did
  std::map<Junction, std::vector<Shortcut>> shortcuts_;  // of the present question
  Shortcut* being_made_ = nullptr;                       // the innermost one
  std::map<std::pair<route::FibContext, route::RouterIndex>, PlaceIndex> places_;
  Survey* survey_ = nullptr;       // while there is one
  std::size_t kept_outcomes_ = 0;  // in the two maps that follow
  std::map<route::RouterIndex, std::shared_ptr<const Onward>> behind_circuit_;
  std::map<std::tuple<route::FibContext, model::SubnetIndex, model::ForwarderIndex>,
           std::shared_ptr<const Onward>>
      behind_appliance_;
  std::deque<Tables> question_tables_;  // for the destinations of questions since `clear`
  Tables survey_tables_;
  Tables* tables_ = &survey_tables_;
  std::deque<Step> steps_;
  std::size_t steps_for_all_ = 0;  // of them those that no single question answers for
  std::deque<model::ConfigFact> facts_;
};

}  // namespace hairpin::reach
