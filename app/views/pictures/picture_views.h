#pragma once

#include "app/views/pictures/picture_batch.h"
#include "app/views/pictures/picture_detail.h"
#include "app/views/pictures/picture_lanes.h"

namespace alphabar {

/// What the panels of pictures keep between frames.
struct PictureViews {
  PictureLanes lanes;
  PictureBatch batch;
  PictureDetail detail;
};

}  // namespace alphabar
