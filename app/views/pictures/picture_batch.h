#pragma once

#include <imgui.h>

#include <memory>
#include <optional>
#include <vector>

#include "app/views/draw/box.h"
#include "app/views/draw/view_colors.h"
#include "app/views/pictures/picture_atlas.h"
#include "core/runs/picture_rows.h"
#include "core/runs/runs.h"

namespace alphabar {

/// All pictures that were made together, of every lane, at the current step. A click takes one, to
/// be looked at in the other panels; it is framed.
class PictureBatch {
 public:
  /// Fills `size` points of the current ImGui window at the cursor. A context of OpenGL is current.
  std::optional<int> draw(const Runs& runs, double position, int picture, const ImVec2& size,
                          const ViewColors& colors);

 private:
  struct Grid {
    PictureAtlas atlas;
    const float* of = nullptr;  // whose pictures are in it
    int index = -1;
    PictureRows rows = PictureRows::x0_hat;
  };
  void fill(Grid& grid, const PictureRun& run, int row) const;
  static std::optional<int> draw_lane(const PictureAtlas& atlas, const PictureRun& run, int picture,
                                      const Box& box, const ViewColors& colors);

  PictureRows rows_ = PictureRows::x0_hat;
  std::vector<std::unique_ptr<Grid>> grids_;
};

/// Buttons for what of the pictures is shown: x_t, x0_hat, eps_hat. True: another one now.
bool choose_rows(PictureRows& rows);

/// Of a state, the index of what is shown of it.
int index_at(const PictureRun& run, PictureRows rows, int row);

/// Draws a cell of an atlas, its pixels as squares.
void draw_cell(const PictureAtlas& atlas, int index, const ImVec2& min, const ImVec2& max);

}  // namespace alphabar
