#pragma once

#include "core/files/json/json_fields.h"
#include "core/scene/data.h"

namespace alphabar {

/// What a scene's file says of data: a preset's name alone; components; or points [[x, y], ...] and
/// their classes, each of which may be packed (packed_numbers.h). More than DataSpec::most points
/// are written so.
void fields(JsonFields& f, DataSpec& data);

}  // namespace alphabar
