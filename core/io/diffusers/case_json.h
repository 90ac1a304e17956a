#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "core/scene/scene.h"

namespace alphabar {

/// A reference case (tests/data/golden) as a scene: its schedule, sampler and mixture in the names
/// of diffusers, k-diffusion and score_sde. One lane, at most 64 particles; what a case has not is
/// as in the default scene. Its notes, tolerances and array lists are read past.
///
/// Throws BadRequest for options that this program would not honour: clipping, thresholding, an
/// unknown schedule or sampler.
Scene scene_from_case(const nlohmann::json& document, const std::string& where);

/// Whether a document is a case of an adaptive solver (`ode-rk45`, `likelihood-rk45`), which is no
/// table: its arrays are those of the probability flow itself, between the levels that its scene's
/// lane starts and ends at. As a scene such a case is Euler's plan of that flow.
bool is_flow_case(const nlohmann::json& document);

}  // namespace alphabar
