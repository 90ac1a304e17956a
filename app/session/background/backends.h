#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "core/derive/derived.h"
#include "core/engine/engine.h"
#include "core/engine/unet/device.h"
#include "core/runs/net_outline.h"
#include "core/runs/runs.h"

namespace alphabar {

/// The engine that moves particles, and why it was taken. It is made, used and destroyed on the
/// worker's thread; `retire` is called there after it is gone (a GPU context is let go of).
struct LaneBackend {
  std::unique_ptr<Engine> engine;
  std::string reason;
  std::function<void()> retire;
};

/// Lanes of pictures to make.
struct PictureJob {
  const Scene& scene;
  const Process& process;
  bool low_priority;  ///< to the window
  std::stop_token stop;
  std::stop_token end;  ///< the session ends: what cannot be asked to stop otherwise ends at once
  std::function<void(std::shared_ptr<const PictureRuns>)> publish;  ///< a snapshot, row by row
  Device device = Device::automatic;                                ///< of the net
  std::function<void(double)> reading = {};  ///< the share of the net's weights that was read
};

/// Who does the work of a session; a test gives its own. Each may throw BadRequest, Failed or
/// Cancelled.
struct Backends {
  std::function<LaneBackend()> make_engine;              ///< called once, on the worker's thread
  std::function<void(const PictureJob&)> make_pictures;  ///< empty: there is no filmstrip
  /// Looks into the net of the newest of them, on a thread of its own; null: it is another by now.
  std::function<std::shared_ptr<const NetInside>(const PictureMoment&)> look_inside = {};
  /// The engine of sweeps, on a thread of low priority; called once, there. Empty: nothing is
  /// measured.
  std::function<std::unique_ptr<Engine>()> make_measuring_engine = {};
  MakeModel make_model = alphabar::make_model;  ///< what the lanes ask
  bool low_priority = false;  ///< long work, to a window that somebody looks at (lower_priority())
};

}  // namespace alphabar
