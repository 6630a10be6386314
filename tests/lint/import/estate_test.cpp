#include "import/estate.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/text.hpp"
#include "tests/lint/import/network_dump.hpp"
#include "tests/lint/import/sample_estate.hpp"
#include "tests/support/catch.hpp"

using namespace hairpin;
using namespace hairpin::import;

namespace {

namespace fs = std::filesystem;

Estate import_text(std::string text, bool allow_empty = true) {
  const auto kept = std::make_shared<const std::string>(std::move(text));
  const InputText input{"in.json", *kept, kept};
  ImportOptions options;
  options.allow_empty = allow_empty;
  return import_texts({&input, 1}, options);
}

const std::string start = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/";

/// A VNet with these properties.
std::string vnet(std::string_view properties, std::string_view name = "v") {
  return cat({R"({"id":")", start, "virtualNetworks/", name,
              R"(","type":"Microsoft.Network/virtualNetworks","properties":{)", properties, "}}"});
}

/// A folder that is removed at the end of the test.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / "hairpin-import-XXXXXX") {
    std::string pattern = path_.string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~Folder() { fs::remove_all(path_); }
  std::string write(const std::string& name, std::string_view text) const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
    return (path_ / name).string();
  }
  std::string path(const std::string& name = "") const { return (path_ / name).string(); }

 private:
  fs::path path_;
};

}  // namespace

TEST_CASE("an input that cannot be used says where and why") {
  const auto [text, problem] = GENERATE(table<std::string, std::string>({
      {"", "1:1: unusable: the input is empty\n"},
      {" \n\n", "1:1: unusable: the input is empty\n"},
      {"{\"value\": [", "1:12: unusable: this is not JSON: expected a value: the text ends here\n"},
      {"[1, 2]", "1:2: unusable: no kind of input that hairpin knows: this is a number\n"},
      {"{\"a\": 1, \"b\": {}}",
       "1:1: unusable: no kind of input that hairpin knows: this is an object with the keys a and "
       "b\n"},
      {"\"text\"", "1:1: unusable: no kind of input that hairpin knows: this is a string\n"},
      {"{} x",
       "1:4: unusable: this is not JSON: expected the end of the text, or another resource\n"},
  }));
  INFO(text);
  const Estate estate = import_text(text);
  CHECK(list_problems(estate) == problem);
  CHECK_FALSE(estate.usable());
}

TEST_CASE("garbage in what is passed over is noticed") {
  const std::string good =
      "[" + vnet(R"("addressSpace":{"addressPrefixes":["10.0.0.0/16"]},"x":{"y":[1,{"z":null}]})") +
      "]";
  REQUIRE(import_text(good).usable());
  for (std::size_t at = good.find("\"x\""); at < good.size(); ++at) {
    INFO(at);
    CHECK_FALSE(import_text(good.substr(0, at)).usable());
    std::string broken = good;
    broken[at] = '?';
    const bool in_text = good[at - 1] == '"' && good[at + 1] == '"';  // inside a key
    CHECK(import_text(broken).usable() == in_text);
  }
}

TEST_CASE("what cannot be read as it stands is reported and kept as far as it is sound") {
  const auto [properties, problem, space] = GENERATE(table<std::string, std::string, std::string>({
      {R"("addressSpace":{"addressPrefixes":["10.0.0.1/16"]})", "10.0.0.1/16 has host bits set",
       "10.0.0.0/16"},
      {R"("addressSpace":{"addressPrefixes":["10.0.0.0/33","10.1.0.0/16"]})",
       "10.0.0.0/33 is no IP prefix, and is left out", "10.1.0.0/16"},
      {R"("addressSpace":{"addressPrefixes":[5,"10.1.0.0/16"]})",
       "expected an IP prefix, found a number", "10.1.0.0/16"},
      {R"("addressSpace":{"addressPrefixes":{}})",
       "expected a list (an array) of IP prefixes, found an object", ""},
      {R"("addressSpace":{"addressPrefixes":"10.0.0.0/16 10.1.0.0/16"})", "",
       "10.0.0.0/16, 10.1.0.0/16"},
      {R"("addressSpace":7)", "addressSpace should be an object, and is a number", ""},
      {R"("subnets":["x"])", "an item of subnets should be an object, and is a string", ""},
      {R"("subnets":"x")", "subnets should be a list (an array of objects), and is a string", ""},
      {R"("virtualNetworkPeerings":3)",
       "virtualNetworkPeerings should be a list (an array of objects), and is a number", ""},
      {R"("addressSpace":null)", "", ""},
  }));
  INFO(properties);
  const Estate estate = import_text(vnet(properties));
  CHECK(estate.usable());
  const std::string problems = list_problems(estate);
  if (problem.empty()) {
    CHECK(problems == "");
  } else {
    CHECK(problems.find("bad value: " + problem) != problems.npos);
  }
  REQUIRE(estate.network.vnets.size() == 1);
  std::string found;
  for (const auto& prefix : estate.network.vnets[model::VnetIndex(0)].address_space) {
    found += (found.empty() ? "" : ", ") + prefix.value.to_string();
  }
  CHECK(found == space);
}

TEST_CASE("a toggle is what it says, and nothing else is guessed") {
  const auto [value, set, problems] = GENERATE(table<std::string, std::optional<bool>, int>({
      {"true", true, 0},
      {"false", false, 0},
      {"\"True\"", true, 0},
      {"\"false\"", false, 0},
      {"null", std::nullopt, 0},
      {"0", std::nullopt, 1},
      {"\"yes\"", std::nullopt, 1},
      {"[]", std::nullopt, 1},
      {"{}", std::nullopt, 1},
  }));
  INFO(value);
  const std::string text = cat({R"({"id":")", start, R"(virtualNetworkGateways/g","gatewayType":)",
                                R"("ExpressRoute","allowRemoteVnetTraffic":)", value, "}"});
  const Estate estate = import_text(text);
  REQUIRE(estate.network.gateways.size() == 1);
  const auto& toggle = estate.network.gateways[model::GatewayIndex(0)].allow_remote_vnet_traffic;
  CHECK(toggle.value == set);
  CHECK(static_cast<int>(estate.diagnostics.size()) == problems);
  // What is not there stands where the resource stands.
  const std::string_view where = estate.sources.text(toggle.where);
  CHECK(where == (value == "null" ? cat({"\"", start, "virtualNetworkGateways/g\""}) : value));
}

TEST_CASE("the later of two records of one resource counts, and what only one states is kept") {
  const std::string first =
      vnet(R"("addressSpace":{"addressPrefixes":["10.0.0.0/16"]},)"
           R"("summarizedGatewayPrefixes":{"addressPrefixes":["10.0.0.0/8"]})");
  const std::string second = vnet(R"("addressSpace":{"addressPrefixes":["10.9.0.0/16"]})");
  const InputText inputs[] = {{"a.json", first}, {"b.json", second}};
  const Estate estate = import_texts(inputs);
  CHECK(list_problems(estate) == "1:7: conflict: v is given twice and differs in addressSpace\n");
  CHECK(estate.usable());
  const auto& vnet = estate.network.vnets[model::VnetIndex(0)];
  REQUIRE(vnet.address_space.size() == 1);
  CHECK(vnet.address_space[0].value.to_string() == "10.9.0.0/16");
  CHECK(vnet.summarized_gateway_prefixes.size() == 1);
  CHECK(estate.network.coverage.resources == 1);
}

TEST_CASE("the later of two equal keys counts, with a note") {
  const Estate estate = import_text(vnet(
      R"("addressSpace":{"addressPrefixes":["10.0.0.0/16"],"AddressPrefixes":["10.1.0.0/16"]})"));
  CHECK(list_problems(estate).find("conflict: the key AddressPrefixes stands twice") !=
        std::string::npos);
  const auto& vnet = estate.network.vnets[model::VnetIndex(0)];
  REQUIRE(vnet.address_space.size() == 1);
  CHECK(vnet.address_space[0].value.to_string() == "10.1.0.0/16");
}

TEST_CASE("an export of which pages are missing is incomplete") {
  const std::string row = vnet("");
  const auto [text, cut] = GENERATE_COPY(table<std::string, bool>({
      {R"({"totalRecords":1,"count":1,"data":[)" + row + "]}", false},
      {R"({"totalRecords":3,"count":1,"data":[)" + row + "]}", true},
      {R"({"count":1,"data":[)" + row + R"(],"skip_token":"t","total_records":1})", false},
      {R"({"count":1,"data":[)" + row + R"(],"skip_token":"t","total_records":2})", true},
      {R"({"count":1,"data":[)" + row + R"(],"skip_token":"t","total_records":2}
          {"count":1,"data":[)" +
           vnet("", "w") + R"(],"skip_token":null,"total_records":2})",
       false},
      {R"({"count":2,"data":[)" + row + "]}", true},
      {R"({"data":[)" + row + R"(],"resultTruncated":"true"})", true},
      {R"({"data":[)" + row + R"(],"resultTruncated":true})", true},
      {R"({"data":[)" + row + R"(],"resultTruncated":"false"})", false},
      {R"({"data":[)" + row + R"(],"$skipToken":"t"})", true},
      {R"({"value":[)" + row + R"(],"nextLink":""})", false},
      {R"({"value":[)" + row + R"(],"nextLink":"https://next"})", true},
      {R"({"value":[)" + row + R"(],"nextLink":"https://next"} {"value":[)" + vnet("", "w") + "]}",
       false},
      {R"([{"Data":[)" + row + R"(],"SkipToken":"t","Count":1}])", true},
  }));
  INFO(text);
  const Estate estate = import_text(text);
  CHECK(estate.usable());
  CHECK(estate.network.coverage.truncated == cut);
  const std::string problems = list_problems(estate);
  CHECK((problems.find("incomplete: the export") != problems.npos) == cut);
  if (cut) CHECK(estate.network.coverage.truncated_where);
}

TEST_CASE("values that PowerShell cut off are refused with the remedy") {
  const auto text = GENERATE_COPY(
      as<std::string>{}, vnet(R"("addressSpace":"@{addressPrefixes=System.Object[]}")"),
      vnet(R"("subnets":["@{name=a; id=b}"])"),
      R"({"id":")" + start + R"(virtualNetworks/v","properties":"@{addressSpace=x}"})");
  const Estate estate = import_text("[" + text + "]");
  CHECK_FALSE(estate.usable());
  CHECK(estate.diagnostics.at(0).hint.find("ConvertTo-Json -Depth 100") != std::string::npos);
}

TEST_CASE("an estate without a virtual network is refused unless that is asked for") {
  const std::string text = R"([{"id":"/subscriptions/s/resourceGroups/g/providers/)"
                           R"(Microsoft.Compute/virtualMachines/m"},{"id":"/subscriptions/s/)"
                           R"(resourceGroups/g/providers/Microsoft.Compute/disks/d"}])";
  CHECK(list_problems(import_text(text, false)) ==
        "unusable: nothing to analyse: no virtual network among 2 resources "
        "(1 microsoft.compute/disks and 1 microsoft.compute/virtualmachines)\n");
  CHECK(import_text(text, true).usable());
  CHECK_FALSE(import_text("[]", false).usable());
  CHECK(import_text("[]", true).usable());
  CHECK(import_text(vnet(""), false).usable());
}

TEST_CASE("folders, globs, standard input and what is missing") {
  const Folder folder;
  folder.write("exports/a.json", vnet("", "a"));
  folder.write("exports/deep/b.JSON", vnet("", "b"));
  folder.write("exports/readme.txt", "not an input");
  const auto import_paths = [](std::vector<std::string> paths, ImportOptions options = {}) {
    return import_estate(paths, options);
  };
  CHECK(import_paths({folder.path("exports")}).network.vnets.size() == 2);
  CHECK(import_paths({folder.path("exports/*.json")}).network.vnets.size() == 1);
  CHECK(import_paths({folder.path("exports/a.json"), folder.path("exports/a.json")})
            .diagnostics.empty());

  ImportOptions options;
  const std::string piped = vnet("", "piped");
  options.standard_input = piped;
  const Estate from_pipe = import_paths({"-"}, options);
  CHECK(from_pipe.network.vnets.size() == 1);
  CHECK(from_pipe.inputs.at(0).name == "<stdin>");

  const auto refused = [&](const std::string& path, std::string_view reason) {
    const Estate estate = import_paths({path});
    CHECK_FALSE(estate.usable());
    const std::string problems = list_problems(estate);
    INFO(problems);
    CHECK(problems.find(reason) != problems.npos);
  };
  refused(folder.path("missing.json"), "No such file or directory");
  refused(folder.path("no-*.json"), "no file matches");
  fs::create_directory(folder.path("empty"));
  refused(folder.path("empty"), "the folder holds no *.json and no *.scn file");
}

/// Root reads everything: as long as this lives, the test is nobody in particular.
class WithoutRoot {
 public:
  WithoutRoot() : before_(geteuid()) {
    if (before_ == 0) REQUIRE(seteuid(65534) == 0);
  }
  ~WithoutRoot() {
    if (before_ == 0 && seteuid(before_) != 0) std::abort();
  }
  WithoutRoot(const WithoutRoot&) = delete;
  WithoutRoot& operator=(const WithoutRoot&) = delete;

 private:
  uid_t before_;
};

TEST_CASE("a folder that cannot be read is named and the rest is read") {
  const Folder folder;
  folder.write("a.json", vnet("", "a"));
  folder.write("hidden/b.json", vnet("", "b"));
  fs::permissions(folder.path(), fs::perms(0755));
  fs::permissions(folder.path("hidden"), fs::perms::none);
  for (const std::string& path : {folder.path(), folder.path("**/*.json")}) {
    INFO(path);
    const std::vector<std::string> paths = {path};
    const WithoutRoot nobody;
    const Estate estate = import_estate(paths);
    CHECK_FALSE(estate.usable());
    CHECK(estate.network.vnets.size() == 1);
    CHECK(list_problems(estate).find("hidden: Permission denied: what the folder holds is not "
                                     "analysed") != std::string::npos);
  }
  fs::permissions(folder.path("hidden"), fs::perms(0755));
}

TEST_CASE("one bad file does not hide the others") {
  const Folder folder;
  const std::vector<std::string> paths = {folder.write("a.json", "{\"value\": ["),
                                          folder.write("b.json", vnet(""))};
  const Estate estate = import_estate(paths);
  CHECK_FALSE(estate.usable());
  CHECK(estate.network.vnets.size() == 1);
  CHECK(estate.diagnostics.size() == 1);
}

TEST_CASE("in a folder, files of another kind are a note as long as one is usable") {
  const Folder folder;
  folder.write("package.json", R"({"name": "x", "version": "1"})");
  const std::vector<std::string> path = {folder.path()};
  CHECK_FALSE(import_estate(path).usable());
  folder.write("vnets.json", vnet(""));
  const Estate estate = import_estate(path);
  CHECK(estate.usable());
  CHECK(list_problems(estate) ==
        "1:1: conflict: left out: no kind of input that hairpin knows: this is an object with the "
        "keys name and version\n");
}

TEST_CASE("a circuit's route table tells what its on-premises side announces") {
  const std::string circuit = cat({R"({"id":")", start, R"(expressRouteCircuits/c"})"});
  const std::string routes = R"({"value":[
      {"network":"10.50.0.0/16","nextHop":"1.1.1.1","locPrf":"","weight":0,"path":"65001"},
      {"network":"10.60.0.0/16","nextHop":"1.1.1.1","locPrf":"","weight":0,"path":"65001 65010 ?"},
      {"network":"10.0.0.0/16","nextHop":"1.1.1.1","locPrf":"100","weight":0,"path":"65515"},
      {"network":"10.1.0.0/16","nextHop":"1.1.1.1","locPrf":"","weight":0,"path":"12076 12076 65520"}]})";
  const std::string one = "[" + vnet("") + "," + circuit + "]";
  const InputText inputs[] = {{"circuits.json", one}, {"routes.json", routes}};
  const Estate estate = import_texts(inputs);
  CHECK(list_problems(estate) == "");
  const std::string text = dump(estate);
  CHECK(text.find("expressroutecircuits/c advertises=10.50.0.0/16,10.60.0.0/16,\n") != text.npos);

  const std::string two = "[" + vnet("") + "," + circuit + "," +
                          cat({R"({"id":")", start, R"(expressRouteCircuits/d"}])"});
  const InputText ambiguous[] = {{"circuits.json", two}, {"routes.json", routes}};
  const Estate unclear = import_texts(ambiguous);
  CHECK(unclear.usable());
  CHECK(list_problems(unclear).find("does not say which circuit") != std::string::npos);
  CHECK(unclear.network.sites.empty());
}

TEST_CASE("an estate keeps what it holds when it is moved") {
  const std::vector<Dressed> dresses = sample_in_every_dress();
  const InputText input{"a.json", dresses.front().files.front()};
  Estate estate = import_texts({&input, 1});
  const std::string before = dump(estate);
  const Estate moved = std::move(estate);
  CHECK(dump(moved) == before);
}

TEST_CASE("secrets are not kept") {
  const std::string text =
      "[" + vnet(R"("x":1)") + "," +
      cat({R"({"id":")", start,
           R"(virtualNetworks/t","tags":{"password":"hunter2","env":"prod"}})"}) +
      "]";
  const Estate estate = import_text(text);
  const std::string all = dump(estate);
  CHECK(all.find("env=prod") != all.npos);
  CHECK(all.find("hunter2") == all.npos);
}

TEST_CASE("complaints about one file are limited") {
  std::string text = "[";
  for (int i = 0; i < 3000; ++i) {
    text += (i > 0 ? "," : "") +
            vnet(R"("addressSpace":{"addressPrefixes":["x"]})", "v" + std::to_string(i));
  }
  const Estate estate = import_text(text + "]");
  CHECK(estate.network.vnets.size() == 3000);
  CHECK(estate.diagnostics.size() == 201);
  CHECK(list_problems(estate).find("2800 more problems of this kind") != std::string::npos);
}
