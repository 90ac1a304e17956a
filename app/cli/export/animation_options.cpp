#include "app/cli/export/animation_options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <tuple>

#include "app/cli/arguments/add_word.h"
#include "app/cli/arguments/sizes.h"

namespace alphabar {
namespace {

constexpr const char* group = "Animation";

struct Size {
  const char* name;
  int width, height;
};

constexpr std::array sizes{Size{"slide", 1920, 1080}, Size{"hd", 1280, 720},
                           Size{"square", 1080, 1080}, Size{"column", 992, 744},
                           Size{"small", 480, 480}};

}  // namespace

void add_animation_options(CLI::App& command, AnimationOptions& options) {
  AnimationSpec& spec = options.spec;
  const auto number = [&](const char* name, auto& value, const char* help) {
    command.add_option(name, value, help)->group(group);
  };
  add_word<Subject>(
      command, "--what", spec.subject,
      "lanes (default), curves, beside (lanes and curves), filmstrip, or the whole window")
      ->group(group);
  number("--fps", spec.fps, "frames a second, 30 by default");
  number("--seconds", spec.seconds, "of the pass; the scene's by default");
  number("--from", spec.from, "where it begins on the time slider, 0 by default");
  number("--to", spec.to, "where it ends there, 1 by default");
  number("--rest", options.rest, "seconds that the last state stays, 1 by default, 0 for .png");
  number("--rest-first", spec.rest_first, "seconds that the first state stays, 0 by default");
  number("--stops", spec.stops, "seconds that it stays at each bookmark, 0 by default");
  add_word<Pace>(command, "--even-in", spec.pace,
                 "what passes evenly: rows (default), t, sigma or log_snr")
      ->group(group);
  command.add_flag("--eased", spec.eased, "start and end slowly")->group(group);
  add_word<Ending>(command, "--ending", spec.ending,
                   "at the end it stays (default), goes back, or is a loop without a seam")
      ->group(group);
  command.add_flag("--bare", options.bare, "without the title and the time above")->group(group);
  command.add_flag("--numbers", spec.numbers, "with the table of the followed particle's numbers")
      ->group(group);
  command
      .add_flag("--present", spec.presenting, "the window as the class sees it while presenting")
      ->group(group);
  command
      .add_flag("--clips", options.clips, "a file from each bookmark to the next: OUT-1, OUT-2 ...")
      ->group(group);
  number("--frames", options.frames, "A:B, frames A to B - 1; all by default");
}

void read_animation_size(const std::string& text, AnimationSpec& spec) {
  const auto found = std::ranges::find(sizes, text, &Size::name);
  if (found == sizes.end()) {
    std::tie(spec.width, spec.height) = parse_size(text);
    return;
  }
  spec.width = found->width;
  spec.height = found->height;
}

AnimationSpec animation_spec(const AnimationOptions& options, const FigureOptions& shared,
                             const std::string& size, bool numbered) {
  AnimationSpec spec = options.spec;
  spec.rest = options.rest.value_or(numbered ? 0 : spec.rest);
  spec.header = !options.bare;
  spec.lane = shared.spec.lane;
  spec.type = shared.type;
  spec.theme = shared.theme;
  spec.paper = shared.paper.value_or(spec.paper);
  if (!size.empty()) read_animation_size(size, spec);
  read_frames(options.frames, spec);
  return spec;
}

}  // namespace alphabar
