#include "engine/fingerprint.hpp"

#include "engine/rule.hpp"
#include "tests/support/catch.hpp"

namespace hairpin::engine {
namespace {

class Sample {
 public:
  Sample() {
    finding.rule = &rule;
    finding.location.resource = ids.intern("/subscriptions/S/gw");
    finding.location.property = "properties.x";
    finding.identity = {"/a", "/b"};
  }
  std::string print() const { return fingerprint(finding, ids); }

  ResourceIds ids;
  Rule rule{"HP101", "name", "", Severity::error, "", "", nullptr};
  Finding finding;
};

TEST_CASE("a fingerprint is FNV-1a with 128 bits over its fields with their lengths") {
  // 5:HP101 10:/resources 1:p 2:id, worked out with integers of any size.
  Sample sample;
  sample.finding.location = {{}, sample.ids.intern("/resources"), "P", ""};
  sample.finding.identity = {"ID"};
  CHECK(sample.print() == "4ad86221b04041e7bcbe458ec902d253");
}

TEST_CASE("case, order, lines and texts do not change a fingerprint") {
  const Sample plain;
  Sample other;
  other.ids = ResourceIds();
  other.finding.location.resource = other.ids.intern("/SUBSCRIPTIONS/s/GW/");
  other.finding.location.where = {FileIndex(std::size_t{3}), 1, 99};
  other.finding.location.property = "PROPERTIES.X";
  other.finding.identity = {"/B", "/A"};
  other.finding.message = "something else";
  other.finding.level = Severity::note;
  other.finding.affected.pairs = 7;
  CHECK(other.print() == plain.print());
}

TEST_CASE("rule, resource, property and causes each make another fingerprint") {
  const Sample plain;
  Sample rule, resource, property, cause, fewer, joined;
  rule.rule.id = "HP102";
  resource.finding.location.resource = resource.ids.intern("/other");
  property.finding.location.property = "properties.y";
  cause.finding.identity = {"/a", "/c"};
  fewer.finding.identity = {"/a"};
  joined.finding.identity = {"/a/b"};
  for (const Sample* other : {&rule, &resource, &property, &cause, &fewer, &joined}) {
    CHECK(other->print() != plain.print());
  }
}

TEST_CASE("which item of a list comes first does not change a fingerprint") {
  Sample first, second, other;
  first.finding.location.property = "properties.addressSpace.addressPrefixes[0]";
  second.finding.location.property = "properties.addressSpace.addressPrefixes[12]";
  other.finding.location.property = "properties.addressSpace.addressPrefix";
  CHECK(first.print() == second.print());
  CHECK(first.print() != other.print());
}

TEST_CASE("a finding about no resource has a fingerprint too") {
  Sample sample;
  sample.finding.location.resource = {};
  CHECK(sample.print().size() == 32);
}

}  // namespace
}  // namespace hairpin::engine
