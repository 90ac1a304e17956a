#pragma once

#include "core/scene/scene.h"

namespace alphabar {

/// Where a process has fewer timesteps than a run or the pictures have steps, they take as many as
/// there are; where it has no noise, lanes become Langevin dynamics. True where that changed
/// something. Levels given by hand stay.
bool follow_process(Scene& scene);

/// The steps of the longest run that the scene's process is asked for, pictures included.
int most_steps(const Scene& scene);

}  // namespace alphabar
