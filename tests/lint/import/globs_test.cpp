#include "import/globs.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/support/catch.hpp"

using namespace hairpin::import;

namespace {

namespace fs = std::filesystem;

/// A tree of empty files that is removed at the end of the test.
class Tree {
 public:
  Tree() : root_((fs::temp_directory_path() / "hairpin-globs-XXXXXX").string()) {
    REQUIRE(mkdtemp(root_.data()) != nullptr);
    for (const char* name : {"a.json", "x/b.json", "x/y/c.json", "x/y/d.txt", "x/[z]/e.json"}) {
      fs::create_directories((fs::path(root_) / name).parent_path());
      std::ofstream(fs::path(root_) / name) << "[]";
    }
    fs::create_directory_symlink(root_, fs::path(root_) / "x/loop");
  }
  ~Tree() { fs::remove_all(root_); }

  /// The matches below the root, with a blank after each.
  std::string matches(const std::string& pattern) const {
    std::string names;
    for (const std::string& path : glob_paths(root_ + "/" + pattern).paths) {
      REQUIRE(path.starts_with(root_ + "/"));
      names += path.substr(root_.size() + 1) + ' ';
    }
    return names;
  }
  const std::string& root() const { return root_; }

 private:
  std::string root_;
};

}  // namespace

TEST_CASE("two stars match any number of folders, and one star a part of a name") {
  const Tree tree;
  const auto [pattern, names] = GENERATE(table<std::string, std::string>({
      {"*.json", "a.json "},
      {"*/*.json", "x/b.json "},
      {"x/*", "x/[z] x/b.json x/loop x/y "},
      {"**/*.json", "a.json x/[z]/e.json x/b.json x/loop/a.json x/y/c.json "},
      {"x/**/c.json", "x/y/c.json "},
      {"x/y/**", "x/y/c.json x/y/d.txt "},
      {"**/y/**/*.json", "x/y/c.json "},
      {"**/nowhere.json", ""},
      {"nowhere/**/*.json", ""},
      // Not a part of its own: like one star.
      {"x/y/**.json", "x/y/c.json "},
  }));
  CAPTURE(pattern);
  CHECK(tree.matches(pattern) == names);
}

TEST_CASE("two stars at the start begin in the working directory") {
  const Tree tree;
  const fs::path before = fs::current_path();
  fs::current_path(tree.root());
  const std::vector<std::string> found = glob_paths("**/c.json").paths;
  const std::vector<std::string> dotted = glob_paths("./**/c.json").paths;
  fs::current_path(before);
  CHECK(found == std::vector<std::string>{"x/y/c.json"});
  CHECK(dotted == std::vector<std::string>{"./x/y/c.json"});
}
