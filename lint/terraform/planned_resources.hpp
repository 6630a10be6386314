#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/value.hpp"
#include "terraform/resolver.hpp"

namespace hairpin::terraform {

/// What a plan makes of one Azure resource.
struct PlannedResource {
  enum class Kind : std::uint8_t {
    create,
    update,  // also of what stays as it is: the plan knows all that Terraform manages of it
    keep,    // of a data source: it is there, managed by somebody else
    remove,
    clear,  // these properties of it are taken away
    doubt,  // something becomes of it that is not known
  };
  Kind kind = Kind::create;
  std::string_view id;
  std::string_view type;   // "Microsoft.Network/virtualNetworks"
  std::string_view title;  // its address, where people can read it; else empty
  std::string_view location;
  Value properties;  // without envelopes, unless `is_body`
  Value tags;
  bool is_body = false;     // the properties are a whole body as ARM takes it (azapi)
  std::string_view reason;  // of a doubt
  SourceSpan where;         // the address in the plan
};

/// All that a plan says about the Azure network.
struct PlannedNetwork {
  std::vector<PlannedResource> resources;
  /// Resources of the plan that are nothing to the network, by type.
  std::vector<std::string_view> passed_over;
  /// Values that must not be shown.
  std::vector<SourceSpan> sensitive;
  /// Resources that are for others by name, in a subscription that nothing tells: these may be in
  /// the estate under ids that are not known here.
  std::vector<SourceSpan> unplaced;
  /// Why the plan cannot be used; empty if it can.
  std::string refusal;
  SourceSpan refusal_where;
};

/// The value of JSON that stands in a string; nothing if it is none.
using ReadInside = std::function<std::optional<Value>(const Value& string)>;

/// Reads a plan as `terraform show -json` prints it, its `planned_values`, or a module of these.
/// `azurerm_*` resources become what the attribute map says, `azapi_*` what their body says. Ids
/// that are known after the apply only are made from names; everything else of that kind becomes an
/// unknown value. `subscription_of_group` is asked for subscriptions that the plan does not tell.
/// Resources follow each other in the order of the plan, parts merged into their
/// owners. All views point into `document` and `arena`.
PlannedNetwork read_planned_network(const Value& document, ValueArena& arena,
                                    const ReadInside& read_inside,
                                    const SubscriptionOfGroup& subscription_of_group);

}  // namespace hairpin::terraform
