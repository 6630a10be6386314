#include "import/read_ahead.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "base/parallel.hpp"
#include "import/estate.hpp"
#include "tests/support/catch.hpp"

namespace hairpin::import {
namespace {

constexpr int vnet_count = 6000;

std::string id_of(int number) {
  return "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v" +
         std::to_string(number);
}

std::string prefix_of(int number) {
  return "10." + std::to_string(number / 256) + "." + std::to_string(number % 256) + ".0/24";
}

/// A VNet of about 2 kB. `decoys` are objects inside it that start as an item does.
std::string vnet(int number, const std::string& separator, bool decoys) {
  std::string text = "{" + separator + "\"id\":\"" + id_of(number) + "\"," + separator +
                     "\"type\":\"microsoft.network/virtualnetworks\"," + separator +
                     "\"name\":\"v" + std::to_string(number) + "\"," + separator +
                     "\"location\":\"japaneast\"," + separator + "\"unread\":[";
  const std::string inner = id_of(number) + "/decoys/";
  for (int i = 0; i < 8; ++i) {
    text += (i > 0 ? "},{" : "{") + (decoys ? separator : std::string(" ")) + "\"id\":\"" + inner +
            std::to_string(i) + "\",\"type\":\"a/b\",\"name\":\"n\",\"location\":\"" +
            std::string(80, 'x') + "\"";
  }
  return text + "}]," + separator + R"("properties":{"addressSpace":{"addressPrefixes":[")" +
         prefix_of(number) + "\"]}}}";
}

std::string list_of_vnets(const std::string& separator, bool decoys) {
  std::string text = "{\"data\":[";
  for (int i = 0; i < vnet_count; ++i) {
    text += (i > 0 ? "," + separator : separator) + vnet(i, separator, decoys);
  }
  return text + "]}";
}

Estate read(const std::string& text) {
  const std::vector<InputText> inputs{{"estate.json", text}};
  return import_texts(inputs);
}

/// Whether each VNet is there once, in its place and with its own prefix.
bool holds_all(const Estate& estate, const std::string& text) {
  if (estate.network.vnets.size() != vnet_count) return false;
  if (estate.network.coverage.resources != vnet_count) return false;
  return std::all_of(estate.network.vnets.begin(), estate.network.vnets.end(),
                     [&](const model::Vnet& vnet) {
                       const int number = std::stoi(std::string(vnet.name.substr(1)));
                       const std::string quoted = "\"" + id_of(number) + "\"";
                       return text.substr(vnet.where.offset, vnet.where.length) == quoted &&
                              vnet.address_space.size() == 1 &&
                              vnet.address_space.front().value.to_string() == prefix_of(number);
                     });
}

TEST_CASE("a large list is read whole, however it is laid out and whatever is guessed in it") {
  const std::string separator = GENERATE(as<std::string>(), "", "\n    ");
  const bool decoys = GENERATE(false, true);
  const std::string text = list_of_vnets(separator, decoys);
  REQUIRE(text.size() > 2 * ReadAhead::least_size);
  const Estate estate = read(text);
  CHECK(estate.diagnostics.empty());
  CHECK(holds_all(estate, text));
}

TEST_CASE("stretches follow each other through a list of equal items") {
  if (worker_count() == 1) {
    WARN("one core: nothing is read ahead");
    return;
  }
  const std::string text = list_of_vnets("", false);
  const std::uint64_t first = text.find('[') + 1;
  const std::uint64_t second = first + vnet(0, "", false).size() + 1;
  ReadAhead ahead(text, FileIndex(0), first, second);
  CHECK(ahead.take(first).empty());
  const std::vector<Stretch> stretches = ahead.take(second);
  REQUIRE(stretches.size() > 2);
  std::size_t count = 0;
  for (const Stretch& stretch : stretches) count += stretch.rows.count;
  CHECK(count == vnet_count - 1);
  CHECK(stretches.back().end == text.size() - 2);
  CHECK(stretches.back().next == 0);
  CHECK(ahead.take(second).empty());
}

TEST_CASE("no stretch is taken where no item starts") {
  const std::string text = list_of_vnets("", true);
  const std::uint64_t first = text.find('[') + 1;
  const std::uint64_t second = first + vnet(0, "", true).size() + 1;
  ReadAhead ahead(text, FileIndex(0), first, second);
  CHECK(ahead.take(second + 1).empty());
  CHECK(ahead.take(text.size()).empty());
}

TEST_CASE("what is wrong in the middle of a large list is reported in its place") {
  std::string text = list_of_vnets("", false);
  const std::string broken = GENERATE(as<std::string>(), "10.11.300.0/24", "10.11.200.0/99");
  const std::string whole = "10.11.200.0/24";
  const std::size_t at = text.find(whole);
  REQUIRE(at != text.npos);
  text.replace(at, whole.size(), broken);
  const Estate estate = read(text);
  REQUIRE(estate.diagnostics.size() == 1);
  CHECK(estate.diagnostics.front().where.offset == at - 1);
}

TEST_CASE("a key given twice deep in a large list is noted, and the rest is read") {
  std::string text = list_of_vnets("", false);
  const std::size_t at = text.find("\"name\":\"v4000\"");
  text.insert(at, "\"name\":\"other\",");
  const Estate estate = read(text);
  REQUIRE(estate.diagnostics.size() == 1);
  CHECK(estate.diagnostics.front().kind == Diagnostic::Kind::conflict);
  CHECK(estate.network.vnets.size() == vnet_count);
}

TEST_CASE("a large list that breaks off says where") {
  std::string text = list_of_vnets("", false);
  const std::size_t kept = GENERATE_COPY(text.size() - 1, text.size() / 2, text.size() / 3 * 2);
  text.resize(kept);
  const Estate estate = read(text);
  REQUIRE_FALSE(estate.usable());
  CHECK(estate.diagnostics.back().where.offset + 3000 > kept);
}

TEST_CASE("a stray bracket between items of a large list is found") {
  std::string text = list_of_vnets("", false);
  const std::size_t at = text.find(vnet(4321, "", false));
  text.replace(at - 1, 1, ";");
  const Estate estate = read(text);
  REQUIRE_FALSE(estate.usable());
  CHECK(estate.diagnostics.back().where.offset == at - 1);
}

}  // namespace
}  // namespace hairpin::import
