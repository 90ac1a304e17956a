#pragma once

#include "app/panels/panels.h"

namespace alphabar {

/// A lane's sampler, what it has of its own in place of the scene's, and the button that makes
/// lanes of it over the values of one number. True where that changed the scene, whose lanes may
/// then be others.
bool lane_details(Scene& scene, std::size_t lane, LaneDraft& draft);

}  // namespace alphabar
