#include "app/views/pictures/picture_batch.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "app/views/draw/print_notes.h"
#include "app/views/draw/text.h"
#include "app/views/pictures/picture_lanes.h"
#include "core/plan/timeline.h"

namespace alphabar {

bool choose_rows(PictureRows& rows) {
  const PictureRows before = rows;
  for (const auto& [kind, name] : {std::pair{PictureRows::x0_hat, "x\u0302\u2080 prediction"},
                                   std::pair{PictureRows::x, "x\u209C state"},
                                   std::pair{PictureRows::eps_hat, "\u03B5\u0302 noise"}}) {
    if (on_paper()) {
      if (kind == rows) ImGui::TextUnformatted(name);
      continue;
    }
    if (kind != PictureRows::x0_hat) ImGui::SameLine();
    if (ImGui::RadioButton(name, rows == kind)) rows = kind;
  }
  return rows != before;
}

int index_at(const PictureRun& run, PictureRows rows, int row) {
  if (rows == PictureRows::x) return row;
  const std::vector<int> evaluations = evaluations_at_rows(run.plan);
  const int made = static_cast<int>(
      run.x0.size() /
      std::max<std::size_t>(run.picture_size() * static_cast<std::size_t>(run.pictures), 1));
  return std::min(evaluations[static_cast<std::size_t>(row)], made - 1);
}

void draw_cell(const PictureAtlas& atlas, int index, const ImVec2& min, const ImVec2& max) {
  if (!atlas.has(index)) return;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const AtlasCell cell = atlas.cell(index, Texels::sharp);
  const ImGuiPlatformIO& platform = ImGui::GetPlatformIO();
  const bool sharp = platform.DrawCallback_SetSamplerNearest != nullptr;
  if (sharp) list.AddCallback(platform.DrawCallback_SetSamplerNearest, nullptr);
  list.AddImage(ImTextureRef(static_cast<ImTextureID>(atlas.texture())), min, max,
                {cell.u0, cell.v0}, {cell.u1, cell.v1});
  if (sharp) list.AddCallback(platform.DrawCallback_SetSamplerLinear, nullptr);
}

void PictureBatch::fill(Grid& grid, const PictureRun& run, int row) const {
  const int index = index_at(run, rows_, row);
  if (grid.of == run.x.data() && grid.index == index && grid.rows == rows_) return;
  const Level level = reported_levels(run.plan)[static_cast<std::size_t>(row)];
  grid.atlas.reset(run.pictures, run.channels, run.height, run.width);
  for (int i = 0; i < run.pictures; ++i)
    if (const auto picture = picture_of(run, rows_, index, i); !picture.empty())
      grid.atlas.put(i, picture, shown_scale(rows_, level));
  grid.of = run.x.data();
  grid.index = index;
  grid.rows = rows_;
}

namespace {

/// How many columns make cells the largest.
int best_columns(int count, const ImVec2& room, float aspect) {
  int best = 1;
  float largest = 0;
  for (int columns = 1; columns <= count; ++columns) {
    const int rows = (count + columns - 1) / columns;
    const float wide =
        std::min(room.x / static_cast<float>(columns), aspect * room.y / static_cast<float>(rows));
    if (wide <= largest) continue;
    largest = wide;
    best = columns;
  }
  return best;
}

}  // namespace

std::optional<int> PictureBatch::draw_lane(const PictureAtlas& atlas, const PictureRun& run,
                                           int picture, const Box& box, const ViewColors& colors) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float font = ImGui::GetFontSize(), title = 1.5F * font;
  const auto& [corner, size] = box;
  list.AddRectFilled({corner.x, corner.y + 0.2F * font},
                     {corner.x + 0.6F * font, corner.y + 0.8F * font},
                     packed(colors.lane(run.lane)), 2);
  draw_text(list, {corner.x + font, corner.y}, fitted(picture_lane_title(run), size.x - font),
            packed(colors.text));
  const float aspect = static_cast<float>(run.width) / static_cast<float>(run.height);
  const ImVec2 room{size.x, size.y - title};
  const int columns = best_columns(run.pictures, room, aspect);
  const int rows = (run.pictures + columns - 1) / columns;
  const float cell = std::floor(std::min({room.x / static_cast<float>(columns),
                                          aspect * room.y / static_cast<float>(rows), 14 * font}));
  const float high = std::floor(cell / aspect), inset = std::max(1.0F, 0.03F * cell);
  std::optional<int> asked;
  for (int i = 0; i < run.pictures; ++i) {
    const ImVec2 min{corner.x + static_cast<float>(i % columns) * cell,
                     corner.y + title + static_cast<float>(i / columns) * high};
    const ImVec2 max{min.x + cell - inset, min.y + high - inset};
    draw_cell(atlas, i, min, max);
    if (i == std::min(picture, run.pictures - 1) && !on_paper())
      list.AddRect(min, max, packed(colors.accent), 0, 2 * colors.stroke);
    ImGui::SetCursorScreenPos(min);
    ImGui::PushID(static_cast<int>(run.lane) * PicturesSpec::most_pictures + i);
    if (ImGui::InvisibleButton("picture", {max.x - min.x, max.y - min.y})) asked = i;
    const int label = class_of(run.spec, i);
    ImGui::SetItemTooltip("picture %d%s", i + 1,
                          label >= 0 ? (", class " + std::to_string(label)).c_str() : "");
    ImGui::PopID();
  }
  return asked;
}

std::optional<int> PictureBatch::draw(const Runs& runs, double position, int picture,
                                      const ImVec2& size, const ViewColors& colors) {
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  std::optional<int> asked;
  if (!runs.pictures) {
    draw_text(*ImGui::GetWindowDrawList(), {corner.x + 0.5F * size.x, corner.y + 0.5F * size.y},
              fitted("The pictures that are made together appear here.", size.x),
              packed(colors.muted), {0.5F, 0.5F});
    ImGui::Dummy(size);
    return asked;
  }
  choose_rows(rows_);
  const auto& lanes = runs.pictures->lanes;
  grids_.resize(lanes.size());
  const float font = ImGui::GetFontSize(), top = ImGui::GetCursorScreenPos().y + 0.2F * font;
  const auto count = static_cast<float>(lanes.size());
  const float gap = font, wide = (size.x - (count - 1) * gap) / count;
  const float tall = corner.y + size.y - top;
  if (wide < 2 * font || tall < 4 * font) return asked;
  for (std::size_t lane = 0; lane < lanes.size(); ++lane) {
    const PictureRun& run = *lanes[lane];
    if (!grids_[lane]) grids_[lane] = std::make_unique<Grid>();
    fill(*grids_[lane], run, row_at(runs, run, position));
    const float left = corner.x + static_cast<float>(lane) * (wide + gap);
    if (const auto one =
            draw_lane(grids_[lane]->atlas, run, picture, {{left, top}, {wide, tall}}, colors))
      asked = one;
  }
  ImGui::SetCursorScreenPos(corner);
  ImGui::Dummy(size);
  return asked;
}

}  // namespace alphabar
