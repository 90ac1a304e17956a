#include "app/cli/program.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <string>
#include <system_error>

#include "app/cli/arguments/standard_streams.h"
#include "app/cli/cluster/cluster_commands.h"
#include "app/cli/commands.h"
#include "app/cli/export/export_commands.h"
#include "app/cli/images/classifier_commands.h"
#include "app/cli/nets/net_commands.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/system/vector_target.h"

namespace alphabar {
namespace {

constexpr int done = 0, work_failed = 1, request_wrong = 2;

int report(int code, const std::string& what) {
  std::fprintf(stderr, "alphabar: %s\n", what.c_str());
  return code;
}

/// What a library says of an argument or a failure may hold any bytes of what was given.
std::string said_by_library(const std::exception& error) {
  constexpr std::size_t longest = 600;
  return one_line(error.what(), longest);
}

/// An option that is given means something: an empty value is a variable of a script that is not
/// set, and must not be taken for an option that was left out.
void refuse_empty_values(CLI::App& command) {
  const auto check = [](const std::string& value) {
    return value.empty() ? std::string("an empty value; allowed: one that is not, or leave it out")
                         : std::string();
  };
  for (CLI::Option* option : command.get_options())
    if (option->get_type_size_max() > 0) option->check(CLI::Validator(check, ""));
  for (CLI::App* sub : command.get_subcommands({})) refuse_empty_values(*sub);
}

/// Does the work; what it throws becomes one line and an exit code.
template <class Work>
int reported(const Work& work) {
  try {
    work();
    return done;
  } catch (const CLI::ParseError& error) {
    return report(request_wrong, said_by_library(error) + "; see alphabar --help");
  } catch (const BadRequest& error) {
    return report(request_wrong, error.what());
  } catch (const std::bad_alloc&) {
    return report(work_failed, "out of memory: take fewer particles or keep fewer rows");
  } catch (const Failed& error) {
    return report(work_failed, error.what());  // of a shader, more than a line
  } catch (const std::exception& error) {
    const auto* of_system = dynamic_cast<const std::system_error*>(&error);
    if (of_system && of_system->code() == std::errc::resource_unavailable_try_again)
      return report(work_failed,
                    "the system starts no more threads: raise the limits of memory (ulimit -v) and "
                    "of processes (ulimit -u)");
    const bool printing = std::ferror(stdout) != 0;
    return report(work_failed, (printing ? "standard output: " : "") + said_by_library(error));
  }
}

/// What --help ends with.
std::string environment_help() {
  std::string names;
  for (const std::string& name : compiled_vector_targets())
    names += (names.empty() ? "" : ", ") + name;
  return std::string("Environment:\n  ") + vector_variable +
         "             the vector instructions to use, instead of the best\n"
         "                              that the machine has: " +
         names;
}

}  // namespace

int run_program(int argc, char** argv) {
  CLI::App program("Alphabar: an interactive explorer of diffusion samplers", "alphabar");
  program.set_version_flag("--version", std::string("alphabar ") + ALPHABAR_VERSION);
  program.require_subcommand(0, 1);
  program.footer(environment_help());
  program.parse_complete_callback(choose_vector_target);  // before a command's own work
  add_run_command(program);
  add_schedule_command(program);
  add_plan_command(program);
  add_likelihood_command(program);
  add_distances_command(program);
  add_sweep_command(program);
  add_merge_command(program);
  add_search_command(program);
  add_objectives_command(program);
  add_train_command(program);
  add_score_command(program);
  add_unet_command(program);
  add_unet_server_command(program);
  add_images_command(program);
  add_train_unet_command(program);
  add_train_classifier_command(program);
  add_recognise_command(program);
  add_shot_command(program);
  add_render_command(program);
  add_link_command(program);
  add_script_command(program);
  add_word_command(program);
  add_bench_command(program);
  add_list_command(program);
  add_window(program);
  refuse_empty_values(program);
  return reported([&] {
    try {
      program.parse(argc, argv);
    } catch (const CLI::CallForHelp& call) {
      program.exit(call);
    } catch (const CLI::CallForVersion& call) {
      program.exit(call);
    }
    flush_standard_output();
  });
}

}  // namespace alphabar
