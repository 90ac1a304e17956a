#pragma once

#include "app/window/state/app_state.h"

namespace alphabar {

// The panels of pictures.

void pictures_window(AppState& app, Scene& scene, const Runs& runs);       ///< lanes, as filmstrips
void picture_batch_window(AppState& app, Scene& scene, const Runs& runs);  ///< all, at one step
void picture_detail_window(AppState& app, Scene& scene, const Runs& runs);  ///< one, large
void picture_plane_window(AppState& app, Scene& scene, const Runs& runs);   ///< as points
void net_window(AppState& app, Scene& scene, const Runs& runs);             ///< what makes them
void time_embedding_window(AppState& app, Scene& scene, const Runs& runs);  ///< its times

}  // namespace alphabar
