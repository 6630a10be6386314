#include <sys/stat.h>

#include "tests/lint/cli/program.hpp"
#include "tests/support/catch.hpp"

namespace hairpin::test {
namespace {

struct Place : Workplace {
  Place() { write("leak.scn", leaking_scenario); }
};

TEST_CASE("a plain output file takes the place of standard output") {
  const Place place;
  const Outcome outcome = place.run("check leak.scn --output report.txt --quiet");
  CHECK(outcome.status == 1);
  CHECK(outcome.out == "");
  const std::string report = place.read("report.txt");
  CHECK(report.find("leak.scn:4:50: error: ") == 0);
  CHECK(report.find("verdict: ") != std::string::npos);
  CHECK(place.listing() == "leak.scn report.txt");
}

TEST_CASE("several formats are written beside what standard output gets") {
  const Place place;
  const Outcome outcome = place.run("check leak.scn --output sarif=a.sarif --output json=a.json");
  CHECK(outcome.out.find("leak.scn:4:50: error: ") == 0);
  CHECK(place.read("a.sarif").find("\"version\": \"2.1.0\"") != std::string::npos);
  CHECK(place.read("a.json").find("\"findings\"") != std::string::npos);
  CHECK(place.listing() == "a.json a.sarif leak.scn");
}

TEST_CASE("SARIF names inputs from the root of the repository on, wherever hairpin runs") {
  const Place place;
  place.write("repository/.git/HEAD", "");
  place.write("repository/exports/leak.scn", leaking_scenario);
  const auto uri_of = [&](const std::string& command) {
    const std::string text = place.run("check " + command + " --format sarif").out;
    const std::string key = "\"uri\":\"";
    const std::size_t start = text.find(key, text.find("\"artifactLocation\"")) + key.size();
    return text.substr(start, text.find('"', start) - start);
  };
  CHECK(uri_of("leak.scn") == "leak.scn");
  CHECK(uri_of("- < leak.scn") == "stdin");
  CHECK(place.run_in("repository/exports", "check leak.scn --format sarif")
            .out.find("\"uri\":\"exports/leak.scn\"") != std::string::npos);
  const std::string outside =
      place.run_in("repository/exports", "check ../../leak.scn --format sarif").out;
  CHECK(outside.find("\"uri\":\"file:///") != std::string::npos);
  CHECK(outside.find("\"workingDirectory\"") != std::string::npos);
}

TEST_CASE("a report can be named like anything when it has a path") {
  const Place place;
  CHECK(place.run("matrix leak.scn --output ./a=b").status == 0);
  CHECK(place.has("a=b"));
}

TEST_CASE("an output that cannot be written ends with 2, the reason, and no trace") {
  const Place place;
  const auto [arguments, reason] = GENERATE(table<std::string, std::string>({
      {"> /dev/full", "cannot write standard output: No space left on device"},
      {"--format json > /dev/full", "cannot write standard output: No space left on device"},
      {">&-", "cannot write standard output: Bad file descriptor"},
      {"--output /dev/full", "cannot write /dev/full: No space left on device"},
      {"--output nowhere/report.txt", "cannot write nowhere/report.txt: No such file"},
      {"--output .", "cannot write .: "},
  }));
  for (const std::string command :
       {"check leak.scn", "matrix leak.scn", "reach leak.scn --from dev --to prod"}) {
    CAPTURE(command, arguments);
    const Outcome outcome = place.run(command + " " + arguments);
    CHECK(outcome.status == 2);
    INFO(outcome.error);
    CHECK(outcome.error.find(reason) != std::string::npos);
    CHECK(place.listing() == "leak.scn");
  }
}

TEST_CASE("a reader that goes away is a failed write") {
  const Place place;
  // The shell's status is that of the program: it writes its own into a file.
  place.run("--help > /dev/null; (sleep 0.2; '" HAIRPIN_PROGRAM
            "' check leak.scn 2> why; echo $? > status) | true; sleep 0.5");
  CHECK(place.read("status") == "2\n");
  CHECK(place.read("why").find("Broken pipe") != std::string::npos);
}

TEST_CASE("an old report stays until the new one is whole, with its rights and its link") {
  const Place place;
  place.write("real.txt", "old");
  place.run("--help > /dev/null; chmod 640 real.txt; ln -s real.txt link.txt");
  CHECK(place.run("check leak.scn --output link.txt --quiet").status == 1);
  CHECK(place.read("real.txt").find("leak.scn:4:50: error: ") == 0);
  const Outcome rights = place.run("--help > /dev/null; stat -c %a%F link.txt real.txt > shown");
  CHECK(place.read("shown") == "777symbolic link\n640regular file\n");
}

TEST_CASE("an output below a file that is closed first is not written into an input") {
  const Place place;
  CHECK(place.run("check leak.scn <&- >&-").status == 2);
  CHECK(place.read("leak.scn") == leaking_scenario);
}

TEST_CASE("a secret is shown in no output") {
  const Place place;
  place.write("estate.json", R"([
  {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v",
   "type": "microsoft.network/virtualnetworks", "name": "v",
   "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": []}},
  {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/connections/c",
   "type": "microsoft.network/connections", "name": "c",
   "properties": {"connectionType": "ExpressRoute", "authorizationKey": "hunter2", "sharedKey": "hunter2", "peer": {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/expressRouteCircuits/far"}}}
])");
  for (const std::string format : {"text", "json", "sarif", "sarif --sarif-profile full",
                                   "sarif --sarif-profile azuredevops"}) {
    CAPTURE(format);
    const Outcome outcome = place.run("check estate.json --format " + format);
    // The finding stands on the very line of the secrets.
    CHECK(outcome.out.find("far") != std::string::npos);
    CHECK(outcome.out.find("hunter2") == std::string::npos);
    CHECK(outcome.error.find("hunter2") == std::string::npos);
  }
  CHECK(place.run("check estate.json").out.find(R"("sharedKey": "***")") != std::string::npos);
}

}  // namespace
}  // namespace hairpin::test
