#include <filesystem>
#include <string>

#include "tests/lint/cli/program.hpp"
#include "tests/support/catch.hpp"

/// What a change does to an estate: check --snapshot, and diff.
namespace hairpin::test {
namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

struct ChangedPlace : Workplace {
  ChangedPlace() {
    write("leak.scn", leaking_scenario);
    write("closed.scn", closed_scenario);
  }
};

TEST_CASE("a finding that the snapshot has already is no news") {
  const ChangedPlace place;
  const Outcome brought = place.run("check leak.scn --snapshot closed.scn");
  CHECK(brought.status == 1);
  CHECK(has(brought.out, "[HP101 msee-hairpin]"));
  CHECK(has(brought.error, "fixed by the change: "));
  CHECK(has(brought.error, "[HP106 shared-circuit]"));

  const Outcome kept = place.run("check leak.scn --snapshot leak.scn");
  CHECK(kept.status == 0);
  CHECK(has(kept.out, "[HP101 msee-hairpin, unchanged]"));
  CHECK_FALSE(has(kept.error, "fixed by the change"));

  const Outcome quiet = place.run("check leak.scn --snapshot leak.scn --only-new");
  CHECK(quiet.status == 0);
  CHECK(quiet.out == "");
  CHECK(place.run("check leak.scn --snapshot closed.scn --only-new").status == 1);
}

TEST_CASE("reports tell what is new") {
  const ChangedPlace place;
  const std::string fresh = place.run("check leak.scn --snapshot closed.scn --format json").out;
  CHECK(has(fresh, R"("state":"new")"));
  CHECK_FALSE(has(fresh, R"("state":"unchanged")"));
  CHECK(has(fresh, R"("fixed": [)"));
  const std::string stale = place.run("check leak.scn --snapshot leak.scn --format json").out;
  CHECK(has(stale, R"("state":"unchanged")"));
  CHECK_FALSE(has(stale, R"("state":"new")"));
  // Without a snapshot there is nothing to compare with.
  CHECK(has(place.run("check leak.scn --format json").out, R"("state":"new")"));
}

TEST_CASE("an estate that is laid over itself brings nothing about and mends nothing") {
  namespace fs = std::filesystem;
  const Workplace place;
  std::size_t findings = 0;
  for (const fs::directory_entry& estate : fs::directory_iterator(HAIRPIN_SOURCE_DIR "/samples")) {
    if (!estate.is_directory()) continue;
    std::string inputs, snapshots;
    for (const fs::directory_entry& file : fs::directory_iterator(estate)) {
      if (file.path().extension() != ".json") continue;
      inputs += " '" + file.path().string() + "'";
      snapshots += " --snapshot '" + file.path().string() + "'";
    }
    const Outcome outcome = place.run("check" + inputs + snapshots + " --format json");
    INFO(estate.path().string());
    CHECK(outcome.status == 0);
    CHECK_FALSE(has(outcome.out, R"("state":"new")"));
    CHECK_FALSE(has(outcome.error, "fixed by the change"));
    findings += has(outcome.out, R"("state":"unchanged")") ? 1 : 0;
  }
  CHECK(findings > 5);
}

TEST_CASE("a new finding stands at the change, though what decides is in the snapshot") {
  const Workplace place;
  place.write("before.scn",
              "vnet     prod     10.10.0.0/16\n"
              "vnet     dev      10.20.0.0/16\n"
              "gateway  gw-prod  in prod   accepts on-premises, remote-vnets\n"
              "gateway  gw-dev   in dev    accepts on-premises, remote-vnets\n"
              "circuit  er1      connects gw-dev\n"
              "circuit  er2      connects gw-prod\n"
              "on-premises er1   advertises nothing\n"
              "on-premises er2   advertises nothing\n");
  const std::string start =
      "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/scenario/providers/"
      "Microsoft.Network/";
  const std::string id = start + "connections/second";
  place.write("change.json", R"({"status": "Succeeded", "changes": [{"resourceId": ")" + id +
                                 R"(", "changeType": "Create", "after": {"id": ")" + id +
                                 R"(", "type": "Microsoft.Network/connections", "properties": {
  "connectionType": "ExpressRoute",
  "virtualNetworkGateway1": {"id": ")" +
                                 start + R"(virtualNetworkGateways/gw-prod"},
  "peer": {"id": ")" + start + R"(expressRouteCircuits/er1"}}}}]})");
  const Outcome outcome = place.run("check change.json --snapshot before.scn --only-new");
  INFO(outcome.out);
  CHECK(outcome.status == 1);
  CHECK(outcome.out.find("change.json:") == 0);
  CHECK(has(outcome.out, "[HP101 msee-hairpin]"));
  CHECK(has(outcome.out, "note: what decides stands here, and is unchanged"));
  CHECK(place.run("check before.scn").status == 0);
}

TEST_CASE("diff names the pairs that changed, and why") {
  const ChangedPlace place;
  const Outcome opened = place.run("diff closed.scn leak.scn");
  CHECK(opened.status == 0);
  CHECK(has(opened.out, "1 pair became reachable, 0 pairs ceased to be"));
  CHECK(has(opened.out, "now: gw-dev: properties.allowRemoteVnetTraffic is true (leak.scn:4:50)"));
  CHECK(has(opened.out,
            "before: gw-dev: properties.allowRemoteVnetTraffic is false (closed.scn:4:29)"));
  CHECK(has(opened.out, "dev to prod: reachable, was isolated"));

  const Outcome closed = place.run("diff leak.scn closed.scn --format markdown");
  CHECK(has(closed.out, "## 0 pairs became reachable, 1 pair ceased to be\n"));
  CHECK(has(closed.out, "| dev | prod | reachable | isolated |"));

  CHECK(has(place.run("diff leak.scn leak.scn").out, "nothing changed"));
  CHECK(place.run("diff leak.scn").status == 2);
  CHECK(place.run("diff leak.scn closed.scn leak.scn").status == 2);
}

TEST_CASE("VNets that come or go bring or take their pairs") {
  const Workplace place;
  place.write("one.scn", "vnet a 10.0.0.0/16\n");
  place.write("two.scn", "vnet a 10.0.0.0/16\nvnet b 10.1.0.0/16\npeering a <-> b\n");
  const Outcome more = place.run("diff one.scn two.scn");
  CHECK(has(more.out, "2 pairs became reachable, 0 pairs ceased to be"));
  CHECK(has(more.out, "now: b is there (two.scn:2:6)"));
  const Outcome less = place.run("diff two.scn one.scn --format json");
  CHECK(has(less.out,
            R"("verdict":"isolated","via":[],"before":{"verdict":"reachable","via":["peering"]})"));
}

}  // namespace
}  // namespace hairpin::test
