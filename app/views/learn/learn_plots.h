#pragma once

#include <imgui.h>

#include <optional>

#include "app/views/draw/view_colors.h"
#include "core/figures/nets/net_figures.h"
#include "core/learn/train/asked_levels.h"
#include "core/learn/train/loss_history.h"

namespace alphabar {

// Each is drawn in `size` points of the current ImGui window at the cursor, with a title in the
// font `strong` (null: the current one). A context of ImPlot is current.

/// Loss against steps: train and held out, and the least that any net can reach. Logarithmic where
/// all of it is above 0.
void draw_losses(const LossHistory& losses, std::optional<double> least, const ViewColors& colors,
                 const ImVec2& size, ImFont* strong);

/// At which levels the net has been asked: the share of each part of log sigma.
void draw_asked_levels(const AskedLevels& asked, const ViewColors& colors, const ImVec2& size,
                       ImFont* strong);

/// sqrt(E |s (score - exact)|^2) against sigma, both logarithmic, with what there is of the score
/// and the levels that the net was trained on.
void draw_score_errors(const ScoreErrors& errors, const ViewColors& colors, const ImVec2& size,
                       ImFont* strong);

/// What is drawn over a map: in data units.
struct MapPoints {
  const std::vector<Vec2>& data;       ///< the training set, or an energy's positives
  const std::vector<Vec2>& negatives;  ///< an energy's chains
};
void draw_net_map(const NetMapPicture& picture, const MapPoints& points, const ViewColors& colors,
                  const ImVec2& size, ImFont* strong);

}  // namespace alphabar
