#include "core/runs/net_outline.h"

#include <algorithm>

#include "core/runs/picture_rows.h"

namespace alphabar {

PictureMoment moment_shown(const Runs& runs, const Scene& scene) {
  const std::shared_ptr<const PictureRun>& run = runs.pictures->lanes.front();
  return {run, row_at(runs, *run, scene.playback.position),
          std::min(scene.view.picture, run->pictures - 1)};
}

}  // namespace alphabar
