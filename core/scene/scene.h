#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/scene/data.h"
#include "core/scene/guidance_spec.h"
#include "core/scene/process_spec.h"
#include "core/scene/sampler_spec.h"

namespace alphabar {

/// One sampler's run, side by side with the others.
struct LaneSpec {
  std::string name;     ///< shown above its pane; empty: the sampler's own name
  SamplerSpec sampler;
  bool operator==(const LaneSpec&) const = default;
};

/// The filmstrip: pictures made by a UNet with the scene's process.
struct PicturesSpec {
  std::string model = "fashion-mnist";  ///< a folder of assets/models, or a path
  SamplerSpec sampler;                  ///< by default DDIM, 50 steps, eta 0
  int label = -1;                       ///< class asked for; -1: none
  double scale = 1;                     ///< classifier-free guidance; 1: plain conditional
  int count = 1;                        ///< pictures at once, 1..64
  bool operator==(const PicturesSpec&) const = default;
};

enum class Theme { dark, light, projector };

/// How the scene is looked at. Nothing here changes what runs.
struct ViewSpec {
  Vec2 center{0, 0};       ///< camera, in data units
  double half_height = 3;  ///< data units from the middle to the nearest edges of a pane, > 0
  bool density = true;     ///< p_t behind the particles
  bool trails = true;      ///< of the tracked particles
  int tracked = 32;        ///< particles 0 .. tracked - 1 leave trails, 0..256
  bool arrows = false;     ///< the score at the current level
  bool chords = false;     ///< from x_t of each tracked particle to its x0_hat
  bool pictures = true;    ///< the filmstrip is shown
  bool log_axes = false;   ///< curves that span decades
  Theme theme = Theme::dark;
  double font_scale = 1;   ///< 0.5..4
  bool operator==(const ViewSpec&) const = default;
};

/// What playing does at the end of a pass.
enum class Repeat { once, loop, ping_pong };

/// In what the time is told, beside the number of the step.
enum class TimeUnit {
  t,        ///< the process's own time
  sigma,    ///< s / a
  log_snr,  ///< 2 log(a / s)
  step,     ///< the step alone
};

/// How time passes on screen.
struct PlaybackSpec {
  double position = 0;  ///< 0: x_T, 1: the end of every lane
  double seconds = 6;   ///< of one pass at speed 1, > 0
  Repeat repeat = Repeat::loop;
  TimeUnit unit = TimeUnit::t;
  bool operator==(const PlaybackSpec&) const = default;
};

/// Everything that is on screen, as a value: what is saved, undone, replayed and exported.
struct Scene {
  std::string title;
  DataSpec data;
  ProcessSpec process;
  std::vector<LaneSpec> lanes;  ///< 1..4
  GuidanceSpec guidance;
  bool paired = true;  ///< all lanes share x_T and the noise
  std::uint64_t seed = 1;
  int particles = 20000;  ///< 1..10,000,000
  PicturesSpec pictures;
  ViewSpec view;
  PlaybackSpec playback;

  bool operator==(const Scene&) const = default;
};

/// What a newcomer sees: eight clusters, the reverse SDE beside the probability-flow ODE.
Scene default_scene();

/// Throws BadRequest naming the part, the field, its value and its range. A scene that passes can be
/// run: every plan can be built.
void check(const Scene& scene);

}  // namespace alphabar
