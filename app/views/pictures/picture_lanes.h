#pragma once

#include <imgui.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/views/draw/view_colors.h"
#include "app/views/pictures/filmstrip.h"
#include "core/runs/runs.h"

namespace alphabar {

struct PictureLanesStyle {
  ViewColors colors;  ///< lane(i) for the lane with place i of the pictures
  TimeUnit unit = TimeUnit::t;
  bool large = false;  ///< eps_hat too, and the line of controls
  ImFont* strong = nullptr;
  std::string class_name{};  ///< of the picture that is shown; empty: its number
  bool busy = false;         ///< they are being made
};

/// What the user asked for.
struct PictureLanesEdits {
  std::optional<double> position;
  std::optional<int> picture;
  std::optional<bool> difference;
  bool stop = false;
};

/// The lanes of pictures as filmstrips, one below the other, with what is being made, how long it
/// takes, and which picture of the batch is looked at.
class PictureLanes {
 public:
  /// Fills `size` points of the current ImGui window at the cursor.
  PictureLanesEdits draw(const Runs& runs, double position, const ViewSpec& view,
                         const ImVec2& size, const PictureLanesStyle& style);

  const std::vector<std::unique_ptr<Filmstrip>>& strips() const { return strips_; }

 private:
  std::vector<std::unique_ptr<Filmstrip>> strips_;
};

/// How much of what is being made is there: "lane 2 of 3, 40 %, 12 s left"; empty: all of it.
std::string making_text(const PictureRuns& pictures);

/// The header of a lane beside others: "DPM-Solver++  ·  w = 3  ·  20 evaluations".
std::string picture_lane_title(const PictureRun& run);

}  // namespace alphabar
