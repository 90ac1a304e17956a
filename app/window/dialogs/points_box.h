#pragma once

#include <array>
#include <cstdint>
#include <filesystem>

#include "app/window/notice.h"
#include "core/io/points/points_csv.h"

namespace alphabar {

struct AppState;

/// A table of points of which somebody has to say how it is to be read, as far as it is said.
struct PointsDraft {
  std::filesystem::path file;
  PointsUndecided question;
  int chosen = 0;  ///< of its readings
  std::array<int, 3> columns{0, 1,
                             0};  ///< x and y of its columns from 0; the class from 1, 0: none
  int keep = DataSpec::most;      ///< points, where there are too many
  std::uint64_t seed = 1;         ///< of that choice
};

/// Reads a table of points beside the frames. Its points take the place of the scene's data, in one
/// step of undo, and a notice says how they were understood; where somebody has to decide,
/// app.points asks; what cannot be read is told in a notice.
void open_points(AppState& app, const std::filesystem::path& file,
                 const PointsOptions& options = {});

/// That notice.
Notice understood_points(const std::filesystem::path& file, const std::string& understood);

/// The box that asks how app.points is to be read. Drawn once a frame.
void points_box(AppState& app);

}  // namespace alphabar
