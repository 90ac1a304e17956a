#pragma once

#include "core/scene/scene.h"

namespace alphabar {

/// What a slider of the slide may be; the ends are what a class wants to see, a file may say more.
struct StageRange {
  double low, high;
  bool logarithmic, whole;
  const char* format;  ///< of its number, for printf with a double
};
StageRange stage_range(const Scene& scene, const StageSlider& slider);

/// "η": what the slider is called, before whose it is.
const char* stage_title(const StageSlider& slider);

/// Whether the slider changes anything in this scene.
bool stage_applies(const Scene& scene, const StageSlider& slider);

/// Its number: of several lanes the first one's. The slider applies.
double stage_value(const Scene& scene, const StageSlider& slider);

/// Sets it, in all lanes that the slider is for. Lanes with fewer timesteps than steps follow.
void set_stage_value(Scene& scene, const StageSlider& slider, double value);

/// Puts a slider on the slide, or takes it away; false: there is no room for it.
bool toggle_stage(ViewSpec& view, const StageSlider& slider);

}  // namespace alphabar
