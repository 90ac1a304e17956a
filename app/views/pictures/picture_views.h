#pragma once

#include "app/views/pictures/net_diagram.h"
#include "app/views/pictures/picture_batch.h"
#include "app/views/pictures/picture_detail.h"
#include "app/views/pictures/picture_lanes.h"
#include "app/views/pictures/time_embedding.h"

namespace alphabar {

/// What the panels of pictures keep between frames.
struct PictureViews {
  PictureLanes lanes;
  PictureBatch batch;
  PictureDetail detail;
  NetDiagram net;
  TimeEmbeddingMap embedding;
};

}  // namespace alphabar
