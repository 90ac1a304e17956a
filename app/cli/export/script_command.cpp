#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <vector>

#include "app/cli/arguments/add_word.h"
#include "app/cli/arguments/output.h"
#include "app/cli/arguments/scene_argument.h"
#include "app/cli/export/export_commands.h"
#include "core/derive/derived.h"
#include "core/files/atomic_file.h"
#include "core/files/recipe_word.h"
#include "core/io/scripts/run_script.h"

namespace alphabar {
namespace {

struct Options {
  SceneRequest scene;
  std::string out;
  Carries carries = Carries::scene;
  ScriptLibrary library = ScriptLibrary::numpy;
};

void write_script(const Options& options) {
  const SceneArgument given = read_argument(options.scene);
  check_output(options.out, {Product::script});
  const Derived derived = given.with_name([&] { return derive(given.scene); });
  std::vector<Lane> lanes;
  for (std::size_t lane = 0; lane < given.scene.lanes.size(); ++lane)
    lanes.push_back(given.with_lane(lane, [&] { return derive_lane(derived, lane); }));
  const std::filesystem::path out = options.out;
  const RunScript script = run_script(given.name, out.stem().string(), lanes, options.library);
  for (const ScriptNet& net : script.nets) {
    AtomicFile file(out.parent_path() / net.name);
    file.write(net.bytes);
    file.commit();
    std::cerr << "the weights of a net: " << net.name << ", beside it\n";
  }
  AtomicFile file(out);
  file.write(script.program +
             recipe_comment('#', recipe_for(options.out, given.scene, options.carries)));
  file.commit();
}

}  // namespace

void add_script_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand(
      "script", "Write a Python program that repeats a run, with NumPy alone or with diffusers");
  add_scene_argument(*command, options->scene, SceneNeed::required);
  add_output(*command, options->out, "where the program goes", Product::script);
  add_word<ScriptLibrary>(
      *command, "--with", options->library,
      "numpy (default): every sampler, in double; or diffusers: its schedulers, of "
      "those that make the same steps");
  add_no_scene(*command, options->carries);
  command->callback([options] { write_script(*options); });
}

}  // namespace alphabar
