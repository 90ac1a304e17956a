#include "app/cli/export/figure_options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <memory>

#include "app/cli/arguments/add_word.h"
#include "app/cli/arguments/output.h"
#include "app/engines/backends.h"
#include "app/engines/lane_engine.h"
#include "app/session/session.h"
#include "core/base/error.h"
#include "core/base/path_text.h"
#include "core/files/file_kind.h"
#include "core/runs/net_outline.h"

namespace alphabar {
namespace {

constexpr const char* group = "Figure";

void wait(Session& session, const std::stop_token& stop) {
  while (!session.wait(std::chrono::milliseconds(50)))
    if (stop.stop_requested()) throw Cancelled();
}

}  // namespace

void add_figure_options(CLI::App& command, FigureOptions& options) {
  FigureSpec& spec = options.spec;
  command.add_option("--view", options.view, "what a figure shows: " + figure_view_names())
      ->group(group);
  command
      .add_option("--at", options.at, "the moment, 0 (x_T) to 1 (the end); the scene's by default")
      ->group(group);
  command.add_option("--lane", spec.lane, "the only lane that is shown, from 1; all by default")
      ->group(group);
  command.add_option("--type", options.type, "size of the type in points, 8 by default")
      ->group(group);
  add_word<Theme>(command, "--theme", options.theme,
                  "colours: dark, light (of figures by default) or projector")
      ->group(group);
  add_word<Paper>(command, "--paper", options.paper,
                  "the ground: white (of figures by default), transparent, or the theme's")
      ->group(group);
  add_word<TextAs>(command, "--text", spec.text, "text (default), or paths that need no font")
      ->group(group);
  command.add_option("--dpi", spec.dpi, "of .png, and of pictures inside the others; 300")
      ->group(group);
  command
      .add_option("--vector-points", spec.most_points,
                  "particles of a pane that are drawn as circles, 20000; more become a picture")
      ->group(group);
}

bool is_figure(const std::vector<std::string>& outputs, const FigureOptions& options) {
  std::size_t figures = 0;
  const bool asked = options.view || options.at;
  for (const std::string& out : outputs)
    figures += holds(out, Product::figure) || (asked && holds(out, Product::picture)) ? 1 : 0;
  if (figures == 0 && asked)
    throw BadRequest("render", "-o", outputs.empty() ? "" : outputs.front(),
                     "a name that ends in " + joined(endings_of(Product::figure), ", ") + " or " +
                         joined(endings_of(Product::picture), ", ") + " for a figure");
  if (figures != 0 && figures != outputs.size())
    throw BadRequest("render", "-o", "figures and animations", "one of both in a call");
  return figures > 0;
}

FigureSpec figure_spec(const FigureOptions& options, const std::string& size, const Scene& scene) {
  FigureSpec spec = options.spec;
  spec.theme = options.theme.value_or(spec.theme);
  spec.paper = options.paper.value_or(spec.paper);
  spec.view = options.view.value_or(spec.view);
  spec.position = options.at.value_or(scene.playback.position);
  if (!size.empty()) read_figure_size(size, spec);
  spec.type = options.type.value_or(spec.type);
  check(scene, spec);
  return spec;
}

void render_figures(const SceneArgument& given, const FigureSpec& spec,
                    const std::vector<std::string>& outputs, const std::stop_token& stop) {
  for (const std::string& out : outputs) check_output(out, {Product::figure, Product::picture});
  const std::unique_ptr<GlContext> card = make_headless_context();
  Backends backends = default_backends();
  backends.make_engine = lane_engine(card.get());
  const Scene shown = figure_scene(given.scene, spec);
  if (!shown.view.shows("pictures")) backends.make_pictures = {};
  Session session(shown, std::move(backends));
  wait(session, stop);
  const std::shared_ptr<const Runs> runs = session.runs();
  if (shown.view.shows("pictures") && runs->pictures && spec.view == "network") {
    session.look_inside(moment_shown(*runs, shown));
    wait(session, stop);
  }
  for (const std::string& out : outputs) {
    if (stop.stop_requested()) throw Cancelled();
    const double type = draw_figure(given.scene, *runs, spec, out, session.inside());
    fmt::print("{}: {}, {:g} mm wide, type of {:g} points\n", alphabar::shown(out), spec.view,
               spec.width, std::round(10 * type) / 10);
  }
}

}  // namespace alphabar
