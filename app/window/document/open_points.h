#pragma once

#include <filesystem>

#include "app/window/state/app_state.h"
#include "core/io/points/points_csv.h"

namespace alphabar {

/// Reads a table of points beside the frames. Its points take the place of the scene's data, in one
/// step of undo, and a notice says how they were understood; where somebody has to decide,
/// app.points asks; what cannot be read is told in a notice.
void open_points(AppState& app, const std::filesystem::path& file,
                 const PointsOptions& options = {});

/// Points that were read take the place of the scene's data, as they do there.
void use_points(AppState& app, const std::filesystem::path& file, const PointsTable& table);

/// That notice.
Notice understood_points(const std::filesystem::path& file, const std::string& understood);

}  // namespace alphabar
