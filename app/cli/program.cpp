#include "app/cli/program.h"

#include <cstdio>
#include <exception>

#include "app/cli/commands.h"
#include "core/base/error.h"

namespace alphabar {
namespace {

constexpr int done = 0, work_failed = 1, request_wrong = 2;

int report(int code, const char* what) {
  std::fprintf(stderr, "alphabar: %s\n", what);
  return code;
}

}  // namespace

int run_program(int argc, char** argv) {
  CLI::App program("Alphabar: an interactive explorer of diffusion samplers", "alphabar");
  program.set_version_flag("--version", std::string("alphabar ") + ALPHABAR_VERSION);
  program.require_subcommand(0, 1);
  add_run_command(program);
  add_schedule_command(program);
  add_plan_command(program);
  add_likelihood_command(program);
  add_sweep_command(program);
  add_objectives_command(program);
  add_unet_command(program);
  add_unet_server_command(program);
  add_images_command(program);
  add_train_unet_command(program);
  add_shot_command(program);
  add_render_command(program);
  add_bench_command(program);
  add_list_command(program);
  add_window(program);
  try {
    program.parse(argc, argv);
    return done;
  } catch (const CLI::CallForHelp& call) {
    return program.exit(call);
  } catch (const CLI::CallForVersion& call) {
    return program.exit(call);
  } catch (const CLI::ParseError& error) {
    return report(request_wrong, (std::string(error.what()) + "; see alphabar --help").c_str());
  } catch (const BadRequest& error) {
    return report(request_wrong, error.what());
  } catch (const std::bad_alloc&) {
    return report(work_failed, "out of memory: take fewer particles or keep fewer rows");
  } catch (const std::exception& error) {
    return report(work_failed, error.what());
  }
}

}  // namespace alphabar
