#pragma once

#include "app/views/particles/render/marks.h"
#include "app/views/particles/render/pane_frame.h"

namespace alphabar {

/// The frame's field as arrows on a grid that stays put as the camera moves, or as streamlines with
/// a head each. An arrow's length is compressed: what matters is where it points and where it is
/// strong, and that spans decades. None where there is no model or no field, or where the field
/// vanishes everywhere.
Marks field_marks(const PaneFrame& frame);

}  // namespace alphabar
