#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "import/scenario_sketch.hpp"

namespace hairpin::import {
namespace {

constexpr std::string_view default_table = "defaultRouteTable";

class HubNames {
 public:
  HubNames(Sketch& sketch, Diagnostics& faults) : sketch_(sketch), faults_(faults) {}

  void resolve() {
    split_connections();
    for (const Sketch::Hub& hub : sketch_.hubs) {
      find(sketch_.wans, hub.wan, "Virtual WAN");
      once(sketch_.hubs, hub.name, "hub");
    }
    for (const Sketch::Wan& wan : sketch_.wans) once(sketch_.wans, wan.name, "Virtual WAN");
    for (const Sketch::HubTable& table : sketch_.hub_tables) {
      find(sketch_.hubs, table.name.first, "hub");
    }
    for (const Sketch::HubGateway& gateway : sketch_.hub_gateways) {
      find(sketch_.hubs, gateway.hub, "hub");
      once(sketch_.hub_gateways, gateway.name, "hub gateway");
    }
    for (Sketch::HubConnection& connection : sketch_.hub_connections) resolve(connection);
    for (const Sketch::HubRoute& route : sketch_.hub_routes) resolve(route);
  }

 private:
  /// `circuit ... connects` names gateways of VNets and of hubs alike.
  void split_connections() {
    std::vector<Sketch::Connection> others;
    for (const Sketch::Connection& connection : sketch_.connections) {
      if (known(sketch_.hub_gateways, connection.gateway) == nullptr) {
        others.push_back(connection);
        continue;
      }
      Sketch::HubConnection hub;
      hub.from = connection.gateway;
      hub.to = connection.circuit;
      hub.of_circuit = true;
      hub.where = connection.where;
      sketch_.hub_connections.push_back(std::move(hub));
    }
    sketch_.connections = std::move(others);
  }

  void resolve(Sketch::HubConnection& connection) {
    Word hub = connection.to;
    if (connection.of_circuit) {
      const auto* gateway = find(sketch_.hub_gateways, connection.from, "hub gateway");
      find(sketch_.circuits, connection.to, "circuit");
      if (gateway == nullptr) return;
      hub = gateway->hub;
    } else {
      find(sketch_.vnets, connection.from, "VNet");
    }
    if (find(sketch_.hubs, hub, "hub") == nullptr) return;
    if (!connection.table.first.empty()) resolve(connection.table, hub);
    for (StatementCursor::Path& table : connection.propagates_to) resolve(table, hub);
  }

  /// TABLE is one of the connection's own hub.
  void resolve(StatementCursor::Path& table, const Word& hub) {
    if (table.second.empty()) {
      table.second = table.first;
      table.first = {hub.text, table.where};
    }
    if (find(sketch_.hubs, table.first, "hub") == nullptr) return;
    if (equal_folded(table.second.text, default_table)) return;
    const bool described = std::any_of(
        sketch_.hub_tables.begin(), sketch_.hub_tables.end(), [&](const Sketch::HubTable& other) {
          return equal_folded(other.name.first.text, table.first.text) &&
                 equal_folded(other.name.second.text, table.second.text);
        });
    if (described) return;
    fault(table.where, cat({"hub '", table.first.text, "' has no table '", table.second.text, "'"}),
          cat({"add 'hub-table ", table.first.text, "/", table.second.text, "'"}));
  }

  void resolve(const Sketch::HubRoute& route) {
    const auto* hub = find(sketch_.hubs, route.table.first, "hub");
    if (hub == nullptr || equal_folded(hub->firewall.text, route.to.text)) return;
    find(sketch_.vnets, route.to, "VNet");
  }

  template <class List>
  static const typename List::value_type* known(const List& list, const Word& name) {
    const auto found = std::find_if(list.begin(), list.end(), [&](const auto& element) {
      return equal_folded(element.name.text, name.text);
    });
    return found == list.end() ? nullptr : &*found;
  }

  template <class List>
  const typename List::value_type* find(const List& list, const Word& name, std::string_view what) {
    if (const auto* found = known(list, name)) return found;
    std::vector<std::string_view> names;
    for (const auto& element : list) names.push_back(element.name.text);
    const std::string_view nearest = nearest_word(name.text, names);
    fault(name.where, cat({"no ", what, " is named '", printable(name.text), "'"}),
          nearest.empty() ? cat({"add a line that describes this ", what})
                          : cat({"did you mean '", nearest, "'?"}));
    return nullptr;
  }

  template <class List>
  void once(const List& list, const Word& name, std::string_view what) {
    if (known(list, name)->name.where.offset == name.where.offset) return;
    fault(name.where, cat({"the ", what, " '", name.text, "' is described a second time"}),
          "give it another name, or put both into one line");
  }

  void fault(SourceSpan where, std::string statement, std::string hint) {
    if (faults_.size() >= most_scenario_faults) return;
    faults_.push_back({Diagnostic::Kind::unusable, where, std::move(statement), std::move(hint)});
  }

  Sketch& sketch_;
  Diagnostics& faults_;
};

}  // namespace

void resolve_hubs(Sketch& sketch, Diagnostics& faults) { HubNames(sketch, faults).resolve(); }

}  // namespace hairpin::import
