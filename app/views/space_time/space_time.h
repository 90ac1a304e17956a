#pragma once

#include <imgui.h>

#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "app/session/latest_worker.h"
#include "app/views/draw/formula_sheet.h"
#include "app/views/draw/identity.h"
#include "app/views/draw/view_colors.h"
#include "core/figures/space_time_data.h"
#include "core/gl/texture.h"

namespace alphabar {

/// The 1D process over time: p_t of the data's first coordinate as a heat map, many paths of every
/// lane and, standing out, the ones from a chosen x_T. All of it is made on a thread of its own.
/// Made, used and destroyed with its OpenGL context current.
class SpaceTime {
 public:
  using MakeEngine = std::function<std::unique_ptr<Engine>()>;
  explicit SpaceTime(MakeEngine make_engine) : make_engine_(std::move(make_engine)) {}

  /// Fills what is left of the current ImGui window. Dragging at the noisy edge moves x_T in
  /// `view`; pressing elsewhere asks for a time: the position that shows it is returned. `playback`
  /// says what is shown and in what unit the time is told. `wait`: this frame is a picture, so it
  /// waits for everything to be made.
  std::optional<double> draw(const Runs& runs, const PlaybackSpec& playback, ViewSpec& view,
                             const ViewColors& colors, bool wait);

  std::shared_ptr<const SpaceTimePicture> picture() const;  ///< the newest; null before the first
  ImVec4 plane() const { return plane_; }  ///< on screen in the last frame: min x, min y, max, max

 private:
  /// What a picture was made for.
  struct Key {
    Identity process;  ///< every change of what the lanes run makes it anew
    double start = 0;
    bool forward = false;
    bool operator==(const Key&) const = default;
  };
  void ask(const Runs& runs, const ViewSpec& view, bool wait);
  void make(const Runs& runs, const Key& key, std::stop_token stop);
  void draw_heat(const SpaceTimeDensity& density, const ViewColors& colors, const ImVec2& min,
                 const ImVec2& max);

  MakeEngine make_engine_;
  std::unique_ptr<Engine> engine_;  // the worker's, as the next
  Key made_;
  Key asked_;
  mutable std::mutex mutex_;  // of the next
  std::shared_ptr<const SpaceTimePicture> picture_;

  std::shared_ptr<const SpaceTimeDensity> drawn_;  // what the texture shows
  ViewColors drawn_colors_;
  std::optional<GlTexture> texture_;
  FormulaSheet sheet_;
  ImVec4 plane_{};
  bool dragging_start_ = false;

  LatestWorker worker_;  // last: it stops before the rest goes
};

}  // namespace alphabar
