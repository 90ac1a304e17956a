#pragma once

#include <imgui.h>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/views/draw/box.h"
#include "app/views/draw/view_colors.h"
#include "app/views/pictures/picture_atlas.h"
#include "core/runs/cursor.h"
#include "core/runs/picture_rows.h"
#include "core/runs/runs.h"

namespace alphabar {

/// What a row of the strip shows; difference: x0_hat less that of the first lane at the same noise.
enum class StripRow { x, x0_hat, eps_hat, difference };

struct FilmstripStyle {
  ViewColors colors;
  bool interactive = true;      ///< answers the mouse
  bool header = true;           ///< net, class and sampler above the pictures
  TimeUnit unit = TimeUnit::t;  ///< of the times below
  /// From the most wanted; as many are shown as the height has room for, in their own order.
  std::vector<StripRow> rows{StripRow::x0_hat, StripRow::x};
  std::size_t lane = 0;      ///< which of runs.pictures->lanes
  int picture = 0;           ///< of those made together
  std::string title{};       ///< of the header, in place of net, class and sampler
  std::optional<Rgb> hue{};  ///< of a lane beside others: a chip before its title
  ImFont* strong = nullptr;  ///< of the header; null: the current font
  std::string class_name{};  ///< of spec.label; empty: its number
};

/// What the user asked for.
struct FilmstripEdits {
  std::optional<double> position;
  std::optional<int> picture;
};

/// The net, the class asked for and the sampler, in one line.
std::string filmstrip_title(const PictureRun& run, const std::string& class_name);

/// A lane of the UNet's pictures, step by step from x_T at the left.
/// As many steps as fit the width, spread evenly; the current one takes the place of its nearest
/// neighbour and is framed in the colour of the time.
class Filmstrip {
 public:
  /// Fills `size` points of the current ImGui window at the cursor. A click asks for the position
  /// of that step; hovering shows it large. A context of OpenGL is current; pictures are uploaded
  /// once, as they come.
  FilmstripEdits draw(const Runs& runs, double position, const ImVec2& size,
                      const FilmstripStyle& style);

  /// Draws one picture, as uploaded for the last frame, into the current ImGui window. False where
  /// it is not there yet.
  bool image(StripRow strip_row, int row, const Box& box, Texels texels) const;
  int current() const { return current_; }  ///< the row of PictureRun::x that is framed

  /// Of the last frame, for tests: columns shown, which row of PictureRun::x a column shows, and
  /// the screen rectangle of a picture (min x, min y, max x, max y).
  int columns() const { return static_cast<int>(column_rows_.size()); }
  int row_of(int column) const { return column_rows_.at(static_cast<std::size_t>(column)); }
  ImVec4 cell(StripRow strip_row, int column) const;
  int uploads() const;  ///< pictures uploaded since the beginning

 private:
  void upload(const Runs& runs, const FilmstripStyle& style);
  void reset(const PictureRun& run);
  bool upload_one(StripRow strip_row, int row);
  std::vector<float> difference(int row) const;
  int index_of(StripRow strip_row, int row) const;
  int rows() const { return static_cast<int>(levels_.size()); }

  /// Where everything lies; false where there is no room for a picture.
  bool lay_out(const ImVec2& corner, const ImVec2& size, const FilmstripStyle& style);
  /// Which row each column shows, and which of them is current.
  void spread_rows(const Cursor& place);
  void draw_header(const ImVec2& corner, float width, const FilmstripStyle& style,
                   FilmstripEdits& edits) const;
  void draw_notices(const ImVec2& at, float width, const FilmstripStyle& style) const;
  void draw_pictures(const ViewColors& colors) const;
  void draw_times(const Runs& runs, const FilmstripStyle& style) const;
  std::optional<double> interact(const Runs& runs, const FilmstripStyle& style) const;
  void enlarge(const Runs& runs, int row, const FilmstripStyle& style) const;

  std::shared_ptr<const PictureRun> run_, first_;  // what is shown, and what it differs from
  int picture_ = 0;                                // which of the pictures that were made at once
  std::array<PictureAtlas, 4> atlases_;
  std::vector<StripRow> shown_;  // from above
  std::vector<int> evaluation_;  // of each row of x: the one made there, or the last one before it
  std::vector<Level> levels_;    // of each row of x
  std::vector<int> column_rows_;
  ImVec2 origin_{0, 0};
  float thumb_w_ = 0, thumb_h_ = 0, pitch_x_ = 0, pitch_y_ = 0;
  float below_ = 0;                 // the pictures: where the times begin
  std::optional<float> notices_y_;  // where what the run has to say stands
  int current_ = 0, current_column_ = 0;
};

}  // namespace alphabar
