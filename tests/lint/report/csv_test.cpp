#include "report/csv.hpp"

#include <sstream>

#include "tests/lint/report/sample_run.hpp"
#include "tests/support/catch.hpp"

namespace hairpin::report {
namespace {

using test::SampleRun;

TEST_CASE("the matrix as a table has a header and one line per ordered pair") {
  const SampleRun sample;
  std::ostringstream out;
  csv::write_matrix(out, sample.run(), sample.matrix());
  const std::string dev(sample.ids.text(sample.id("dev")));
  const std::string prod(sample.ids.text(sample.id("prod")));
  CHECK(out.str() == "from,to,verdict,via\n" + dev + "," + prod + ",reachable,msee\n" + prod + "," +
                         dev + ",isolated,\n");
}

TEST_CASE("routes as a table") {
  const SampleRun sample;
  std::ostringstream out;
  csv::write_routes(out, sample.run(), sample.routes());
  CHECK(out.str() ==
        "prefix,nextHopType,nextHop,source,state,origin,via\n"
        "10.10.0.0/16,VirtualNetworkGateway,10.1.0.4,VirtualNetworkGateway,Active," +
            std::string(sample.ids.text(sample.id("prod"))) + ",msee\n");
}

TEST_CASE("hostile names stay in their field") {
  SampleRun sample;
  auto routes = sample.routes();
  routes.routes[0].next_hop = {"=cmd(\"a,b\")\n"};
  std::ostringstream out;
  csv::write_routes(out, sample.run(), routes);
  CHECK(out.str().find("\"'=cmd(\"\"a,b\"\")\\x0a\"") != std::string::npos);
}

}  // namespace
}  // namespace hairpin::report
