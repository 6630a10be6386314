#include "terraform/value_tree.hpp"

#include "tests/support/catch.hpp"

using namespace hairpin;
using namespace hairpin::terraform;

namespace {

class Tree {
 public:
  Tree& put(std::string_view path, std::vector<std::size_t> items, std::string_view leaf) {
    tree_.put(parse_steps(path), items, Value::string(leaf, {}));
    return *this;
  }
  std::string json() { return to_json(tree_.build(arena_, {})); }
  ValueTree& tree() { return tree_; }

 private:
  ValueArena arena_;
  ValueTree tree_;
};

}  // namespace

TEST_CASE("leaves grow into objects and lists") {
  Tree tree;
  tree.put("subnet.id", {}, "s")
      .put("rules[].name", {0}, "a")
      .put("rules[].name", {1}, "b")
      .put("rules[].ports[].from", {1, 0}, "1")
      .put("rules[].ports[].from", {1, 1}, "2");
  CHECK(tree.json() == R"({"subnet":{"id":"s"},"rules":[{"name":"a"},)"
                       R"({"name":"b","ports":[{"from":"1"},{"from":"2"}]}]})");
}

TEST_CASE("what was put first stays") {
  Tree tree;
  tree.put("a", {}, "1").put("a", {}, "2").put("a.b", {}, "3").put("a[].b", {}, "4");
  CHECK(tree.json() == R"({"a":"1"})");
}

TEST_CASE("a list that nothing names has one item") {
  CHECK(Tree().put("ipConfigurations[].subnet.id", {}, "s").json() ==
        R"({"ipConfigurations":[{"subnet":{"id":"s"}}]})");
}

TEST_CASE("several blocks share a list") {
  Tree tree;
  tree.put("collections[network].name", {0}, "n0")
      .put("collections[nat].name", {0}, "t0")
      .put("collections[network].name", {1}, "n1");
  CHECK(tree.json() == R"({"collections":[{"name":"n0"},{"name":"t0"},{"name":"n1"}]})");
}

TEST_CASE("new items stand behind those that are there, and a star means all of these") {
  Tree tree;
  tree.put("ips[].name", {0}, "a").put("ips[].name", {1}, "b");
  tree.put("ips[*].groups[+].id", {0}, "g").put("ips[*].groups[+].id", {1}, "h");
  CHECK(tree.json() == R"({"ips":[{"name":"a","groups":[{"id":"g"},{"id":"h"}]},)"
                       R"({"name":"b","groups":[{"id":"g"},{"id":"h"}]}]})");
}

TEST_CASE("a list may be empty") {
  Tree tree;
  tree.tree().put_list(parse_steps("routes[]"), {}, {});
  CHECK(tree.json() == R"({"routes":[]})");
  CHECK(tree.tree().size_of(parse_steps("routes[]")) == 0);
}
