#pragma once

#include <imgui.h>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/views/draw/view_colors.h"
#include "app/views/pictures/picture_atlas.h"
#include "core/runs/runs.h"

namespace alphabar {

/// What a row of the strip shows.
enum class Film { x, x0_hat, eps_hat };

struct FilmstripStyle {
  bool interactive = true;      ///< answers the mouse
  bool header = true;           ///< net, class and sampler above the pictures
  TimeUnit unit = TimeUnit::t;  ///< of the times below
  bool eps = false;             ///< a third row, eps_hat, where the height has room for it
  ImFont* strong = nullptr;     ///< of the header; null: the current font
  std::string class_name;       ///< of spec.label; empty: its number
};

/// The net, the class asked for and the sampler, in one line.
std::string filmstrip_title(const PictureRun& run, const PicturesSpec& spec,
                            const std::string& class_name);

/// The UNet's pictures, step by step from x_T at the left: x_t, x0_hat and, if wanted, eps_hat.
/// As many steps as fit the width, spread evenly; the current one takes the place of its nearest
/// neighbour and is framed in the colour of the time.
class Filmstrip {
 public:
  /// Fills `size` points of the current ImGui window at the cursor. A click asks for the position
  /// of that step, which is returned; hovering shows it large. A context of OpenGL is current;
  /// pictures are uploaded once, as they come.
  std::optional<double> draw(const Runs& runs, double position, const PicturesSpec& spec,
                             const ViewColors& colors, const ImVec2& size,
                             const FilmstripStyle& style = {});

  /// Draws one picture, as uploaded for the last frame; sharp: its pixels as squares. False where
  /// it is not there yet.
  bool image(ImDrawList& list, Film film, int row, const ImVec2& min, const ImVec2& size,
             bool sharp = false) const;
  int current() const { return current_; }  ///< the row of PictureRun::x that is framed

  /// Of the last frame, for tests: columns shown, which row of PictureRun::x a column shows, and
  /// the screen rectangle of a picture (min x, min y, max x, max y).
  int columns() const { return static_cast<int>(column_rows_.size()); }
  int row_of(int column) const { return column_rows_.at(static_cast<std::size_t>(column)); }
  ImVec4 cell(Film film, int column) const;
  int uploads() const;  ///< pictures uploaded since the beginning

 private:
  void upload(const Runs& runs, bool eps);
  void reset(const PictureRun& run);
  void draw_notices(const ImVec2& at, float width, const ViewColors& colors,
                    const FilmstripStyle& style) const;
  int index_of(Film film, int row) const;
  void enlarge(const Runs& runs, int row, bool eps, const ViewColors& colors) const;

  std::shared_ptr<const PictureRun> run_;
  int picture_ = 0;  // which of the pictures that were made at once
  int uploaded_picture_ = 0;
  std::array<PictureAtlas, 3> atlases_;
  std::array<bool, 3> made_{};
  std::vector<int> evaluation_;  // of each row of x: the one made there, or the last one before it
  std::vector<Level> levels_;    // of each row of x
  std::vector<int> column_rows_;
  ImVec2 origin_{0, 0};
  float thumb_w_ = 0, thumb_h_ = 0, pitch_x_ = 0, pitch_y_ = 0;
  int films_ = 0, current_ = 0;
};

}  // namespace alphabar
