#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

#include "core/base/growing_list.h"
#include "core/engine/engine.h"
#include "core/engine/unet/unet.h"
#include "core/engine/unet/unet_denoiser.h"
#include "core/plan/plan.h"
#include "core/process/process.h"
#include "core/scene/scene.h"

namespace alphabar {

/// Draws of pictures taken from outside instead of from the generator, a picture being a point of
/// [channels, height, width] numbers.
using ImageReplay = Replay;

/// One run of a plan over pictures, in batches (core/engine/batch_run.h) of a UNetDenoiser.
struct ImageRunRequest {
  const Plan* plan = nullptr;
  UNet* net = nullptr;
  NetUse use;                 ///< how it is asked
  int count = 1;              ///< pictures at once
  int height = 0, width = 0;  ///< 0: as the net's config.json says
  std::uint64_t seed = 0;
  std::uint32_t lane = 0;
  /// Class of each picture, or one for all; -1 or an empty list: no class. Where the net has
  /// classes, "no class" is the last entry of its table, and guided rows (w != 0) push from it
  /// towards the class: (x0_hat, eps_hat, score) = plain + w (guided - plain), with plain the
  /// answer for no class (Ho and Salimans 2022, eq. 6, with their w one less). w = 1 costs one
  /// evaluation, as w = 0 does.
  std::vector<std::int64_t> labels;
  const ImageReplay* replay = nullptr;
  /// Where the pictures begin, each [channels, height, width], with the generator's draws; empty:
  /// from the generator.
  std::vector<float> x_init;
  bool between = false;  ///< x_T on the arc between the generator's first two, see between_starts()
  bool keep_outputs = false;  ///< ImageRun::said too
  std::stop_token stop;       ///< asked for before every evaluation; throws Cancelled
};

/// What ran. All pictures are [row][picture][channel][height][width], C order; a copy made while
/// it runs has those that were done by then, and shares them.
struct ImageRun {
  int count = 0, channels = 0, height = 0, width = 0;
  GrowingList<float> x;        ///< row 0 is x_T, then the state after each reported row
  std::vector<int> x_rows;     ///< which plan row made each; -1 for x_T
  GrowingList<float> x0, eps;  ///< guided, one row for each evaluation of the plan
  GrowingList<float> said;     ///< what the net said, out_channels of it, where it is kept
  int out_channels = 0;
  std::vector<int> eval_rows;     ///< which plan row each evaluation belongs to
  std::vector<double> timesteps;  ///< what the net was asked with: 0 .. T - 1, or its own words

  std::size_t picture_size() const {
    return static_cast<std::size_t>(channels) * static_cast<std::size_t>(height) *
           static_cast<std::size_t>(width);
  }
};

/// Called after x_T and after every plan row with what there is so far; `done` of plan rows.
using ImageProgress = std::function<void(const ImageRun&, std::size_t done)>;

/// Runs a plan on pictures, in float with sums in double; the noise is the same at any thread
/// count: element e = (picture * channels + channel) * height * width + pixel of the draw.
///
/// A plan of any process can be run: UNetDenoiser says how the net is asked.
/// Langevin corrector rows take the mean over pictures of the norms.
///
/// Throws BadRequest for a request that does not fit together, for a plan that begins from the data
/// without a replay, and for one that check_memory refuses; Cancelled.
ImageRun run_images(const ImageRunRequest& request, const ImageProgress& progress = {});

/// Starts of pictures on the arc between a and b (spherical interpolation), [count][numbers of a]:
/// sin((1 - u) o) / sin(o) a + sin(u o) / sin(o) b, o the angle between them, u from 0 to 1 in even
/// steps (Shoemake 1985; Song, Meng, Ermon 2021, section 5.3). One alone is a.
std::vector<float> between_starts(const std::vector<float>& a, const std::vector<float>& b,
                                  int count);

/// Throws BadRequest where the run, with its replay, would need more than most_memory
/// (core/system/memory.h).
void check_memory(const ImageRunRequest& request);

/// The plan of a lane of a scene's pictures: its sampler on the scene's process, guided where it is
/// led to anything; fit_to_net() (published_run.h) puts it into the net's form.
Plan plan_of_pictures(const Process& process, const PicturesSpec& pictures, std::size_t lane = 0);

}  // namespace alphabar
