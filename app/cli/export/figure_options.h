#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/cli/arguments/scene_argument.h"
#include "app/export/figure/figure.h"

namespace CLI {
class App;
}

namespace alphabar {

/// What a command line says of a figure, beside its size.
struct FigureOptions {
  FigureSpec spec;
  std::optional<std::string> view;
  std::optional<double> at, type;
  std::optional<Theme> theme;
  std::optional<Paper> paper;
};

void add_figure_options(CLI::App& command, FigureOptions& options);

/// Whether these outputs are of a figure, not of an animation. Throws BadRequest where they are of
/// both.
bool is_figure(const std::vector<std::string>& outputs, const FigureOptions& options);

/// What was asked for, `size` as typed; empty: the usual one. Throws BadRequest.
FigureSpec figure_spec(const FigureOptions& options, const std::string& size, const Scene& scene);

/// Runs what a figure shows and draws it into every file. Throws BadRequest, Failed, Cancelled.
void render_figures(const SceneArgument& given, const FigureSpec& spec,
                    const std::vector<std::string>& outputs, const std::stop_token& stop);

}  // namespace alphabar
