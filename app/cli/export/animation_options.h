#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/cli/export/figure_options.h"
#include "app/export/animation.h"

namespace CLI {
class App;
}

namespace alphabar {

/// What a command line says of an animation, beside its size and what it shares with a figure.
struct AnimationOptions {
  AnimationSpec spec;
  std::optional<double> rest;
  std::string frames = ":";
  bool clips = false, bare = false;
};

void add_animation_options(CLI::App& command, AnimationOptions& options);

/// A size for a place: "slide", "square" ...; or "WxH" in pixels. Throws BadRequest.
void read_animation_size(const std::string& text, AnimationSpec& spec);

/// What was asked for; empty size: the usual one. Numbered pictures do not stay at the end by
/// default. Throws BadRequest where check() does.
AnimationSpec animation_spec(const AnimationOptions& options, const FigureOptions& shared,
                             const std::string& size, bool numbered);

}  // namespace alphabar
