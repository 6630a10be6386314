/// Writes a Resource Graph export of an invented estate, for measuring and for trying hairpin on
/// something large: `estate_generator --preset target --output estate.json`.
#include "tests/support/estate_generator.hpp"

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>

namespace {

using hairpin::test::EstateSize;

struct Arguments {
  EstateSize size;
  std::string output = "-";
};

/// The size that `--preset` names, found before the other options are read, which then change it.
EstateSize starting_size(int argc, char** argv) {
  CLI::App only_preset;
  std::string preset;
  only_preset.allow_extras();
  only_preset.set_help_flag();
  only_preset.add_option("--preset", preset);
  try {
    only_preset.parse(argc, argv);
  } catch (const CLI::ParseError&) {
    return {};  // the full parser says what is wrong
  }
  return hairpin::test::estate_preset(preset).value_or(EstateSize{});
}

bool write_to(std::ostream& out, const EstateSize& size) {
  hairpin::test::write_estate(size, out);
  return static_cast<bool>(out.flush());
}

bool write(const Arguments& arguments) {
  if (arguments.output == "-") return write_to(std::cout, arguments.size);
  std::ofstream file(arguments.output, std::ios::binary);
  return write_to(file, arguments.size);
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments{.size = starting_size(argc, argv)};
  std::string preset;
  CLI::App app{"Writes a Resource Graph export of an invented estate"};
  app.add_option("--preset", preset, "target: 190 MB, 4,000 VNets; tenth: 19 MB; large: 2 GB")
      ->check(CLI::IsMember({"target", "tenth", "large"}));
  app.add_option("--hubs", arguments.size.hubs, "hub VNets, each with a gateway");
  app.add_option("--spokes-per-hub", arguments.size.spokes_per_hub);
  app.add_option("--circuits", arguments.size.circuits, "shared by the hubs in turn");
  app.add_option("--nics-per-vnet", arguments.size.nics_per_vnet);
  app.add_option("--nsgs", arguments.size.network_security_groups);
  app.add_option("--route-tables", arguments.size.route_tables);
  app.add_option("--global-reach", arguments.size.global_reach_links, "links between circuits");
  app.add_option("--firewalls", arguments.size.firewalls, "in the first hubs");
  app.add_option("--seed", arguments.size.seed, "GUIDs, tags and gateway settings");
  app.add_option("--indent", arguments.size.indent, "spaces per level; 0: all on one line")
      ->check(CLI::Range(0, 8));
  app.add_option("--output", arguments.output, "file; - is standard output");
  CLI11_PARSE(app, argc, argv);

  if (const std::string_view sentence = refusal(arguments.size); !sentence.empty()) {
    std::cerr << "estate_generator: " << sentence << '\n';
    return 2;
  }
  if (!write(arguments)) {
    std::cerr << "estate_generator: cannot write " << arguments.output << '\n';
    return 2;
  }
}
