#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "model/network.hpp"

namespace hairpin::test {

/// A network together with what its views point into.
struct SketchedNetwork {
  model::Network network;
  ResourceIds ids;
  std::deque<std::string> texts;
  /// Lines that could not be applied: a misspelt word, a name that no other line declares.
  std::vector<std::string> problems;
};

/// Builds `model::Network` values directly, past the importer, from lines that name every property
/// they set; what a line leaves out is unset. One element per line, so that a differing network can
/// be printed, shrunk line by line, and pasted into a test. The lines may stand in any order:
///
///     manager m1                                    # what managers have in force on some VNets
///     admin m1 in|out allow|deny|always [lower] [from=P|vnet|internet] [to=...] [port=443]
///     [perhaps]
///                                         # in the order of the lines; `lower`: a second manager's
///     vnet h1 10.0.0.0/16 [summary=P,P] [mentioned] [peerings-unstated] [managed=M]
///     subnet h1/app 10.0.1.0/24 [table=T] [nsg=N] [exempt|exempt-unknown]
///                                                   # reserved names are reserved [1.5]
///     peer s1 h1 [state=connected] [access=yes] [forwarded=yes] [transit=yes]
///     [remote-gateways=yes]
///                [sync=remote_not_in_sync] [synced=P,P] [local=a,b remote=c,d] [ipv6-only]
///     joined g1 a,b,c [perhaps=b,c] [apart=c] [perhaps]   # connected group; apart: not in force
///     mesh a b                                      # both sides of a plain peering
///     spoke s1 h1                                   # both sides, with gateway transit
///     gateway g1 h1 [vpn] [remote-vnets=yes|no] [virtual-wan=yes|no] [admin=no] [bgp=yes|no]
///                [asn=N] [active=yes|no] [at=ADDRESS]
///     vsite w1 [P ...] [at=ADDRESS]                 # a local network gateway
///     tunnel g1 w1|g2 [bgp=yes|no] [state=Failed] [nat]      # the connection object of g1
///                [local=P,P remote=P,P]
///     server r1 h1 [branches=yes|no|unreadable]
///     bgp-peer n1 r1 10.0.1.4 [announces=P,P|nothing]
///     circuit c1 [mentioned] [provider=Provisioned] [private=yes|no|unset|none] [no-peerings]
///                [place=tokyo] [tenant=t] [port=p]
///     connect g1 c1 [state=Succeeded] [status=Connected] [fast-path=yes]
///     reach c1 c2 [status=connected|connecting|disconnected|unrecognised] [peered]
///     site c1 [advertises=P,P] [transit=c2,c3]
///     table t1 [propagation=no]
///     route t1 10.0.0.0/8 appliance=ADDRESS|gateway|local|internet|none|unrecognised
///                                                 # or: unrecognised appliance=ADDRESS
///     nsg n1                                        # with default rules
///     rule n1 in|out allow|deny [from=P|vnet|internet] [to=P|vnet|internet] [port=443] [perhaps]
///                                         # before the default rules, in the order of the lines
///     nic n1 h1/app 10.0.1.4 [forwarding=yes|no] [nsg=N]
///     balancer b1 h1/app 10.0.1.5 [backends=n1,n2] [backends-lacking]
///     firewall f1 h1/AzureFirewallSubnet 10.0.2.4 [rules]    # without `rules` it passes all
///     permit f1 allow|deny [from=P] [to=P] [port=443] [perhaps]
///     wan w1 [type=standard|basic|unrecognised]
///     hub u1 10.250.0.0/23 w1 [prefers=as_path] [route-maps] [intent=private,internet]
///         [rules|firewall-unknown]   # what inspects is a firewall f-u1, otherwise an appliance
///     hub-table u1/rt [labels=a,b]               # every hub has u1/defaultRouteTable
///     hub-gateway ug1 u1 [non-wan=yes|no]
///     hub-vnet v1 u1 [table=rt] [ids=u1/rt,u2/rt] [labels=a,b] [security=yes|no] [in-map]
///              [out-map] [state=Succeeded] [unknown] [static=P@ADDRESS] [stay] [override]
///     hub-circuit ug1 c1                           # the same options, but for the static routes
///     hub-route u1/rt P firewall|VNET
///     policies s1/app enabled|disabled|routes|groups|unreadable     # of private endpoints in it
///     link-service p1 v1 [balancer=B] [nat=P,P] [nowhere]  # nowhere: may be in any VNet
///     endpoint e1 s1/app [ADDRESS] [service=P] [nowhere]
///                [state=pending|rejected|disconnected|unset|unreadable]      # else approved
///     unmodelled [h1]
///     assume virtual-wan=yes|no
///     assume remote-vnets=yes|no   |   assume forwards=yes|no pattern=GLOB
///     truncated
///
/// `peer`, `mesh` and `spoke` are connected, with access allowed, unless they say otherwise. A flag
/// or state may be `unreadable`: it is there, and is nothing that means anything.
SketchedNetwork sketch(const std::vector<std::string>& lines);
SketchedNetwork sketch(std::string_view text);

}  // namespace hairpin::test
