#include "app/views/pictures/picture_detail.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "app/views/draw/print_notes.h"
#include "app/views/draw/text.h"
#include "app/views/pictures/picture_batch.h"
#include "app/views/pictures/picture_lanes.h"
#include "core/figures/captions.h"
#include "core/plan/timeline.h"

namespace alphabar {
namespace {

/// The number under the mouse, all channels of it.
void value_tooltip(const PictureRun& run, std::span<const float> picture, const ImVec2& share) {
  const int x =
      std::clamp(static_cast<int>(share.x * static_cast<float>(run.width)), 0, run.width - 1);
  const int y =
      std::clamp(static_cast<int>(share.y * static_cast<float>(run.height)), 0, run.height - 1);
  std::string words = "(" + std::to_string(x) + ", " + std::to_string(y) + ")";
  for (int c = 0; c < run.channels; ++c)
    words += "   " +
             number_text(picture[static_cast<std::size_t>((c * run.height + y) * run.width + x)]);
  ImGui::SetTooltip("%s", words.c_str());
}

}  // namespace

void PictureDetail::large(const PictureRun& run, int row, int picture, const ImVec2& min,
                          const ImVec2& size, const ViewColors& colors) {
  const int index = index_at(run, rows_, row);
  const std::span<const float> pixels = picture_of(run, rows_, index, picture);
  if (pixels.empty()) return;
  const Level level = reported_levels(run.plan)[static_cast<std::size_t>(row)];
  if (of_ != run.x.data() || index_ != index || picture_ != picture || shown_ != rows_) {
    atlas_.reset(1, run.channels, run.height, run.width);
    atlas_.put(0, pixels, shown_scale(rows_, level));
    of_ = run.x.data();
    index_ = index;
    picture_ = picture;
    shown_ = rows_;
  }
  const float scale =
      std::min(size.x / static_cast<float>(run.width), size.y / static_cast<float>(run.height));
  const float pixel = scale >= 1 ? std::floor(scale) : scale;
  const ImVec2 all{pixel * static_cast<float>(run.width), pixel * static_cast<float>(run.height)};
  draw_cell(atlas_, 0, min, {min.x + all.x, min.y + all.y});
  ImGui::GetWindowDrawList()->AddRect(min, {min.x + all.x, min.y + all.y}, packed(colors.faint));
  ImGui::SetCursorScreenPos(min);
  ImGui::InvisibleButton("large", {std::max(all.x, 1.0F), std::max(all.y, 1.0F)});
  if (!ImGui::IsItemHovered()) return;
  const ImVec2 mouse = ImGui::GetMousePos();
  value_tooltip(run, pixels, {(mouse.x - min.x) / all.x, (mouse.y - min.y) / all.y});
}

void PictureDetail::measure(const PictureRuns& pictures, int picture) {
  known_.resize(pictures.lanes.size());
  lines_.resize(pictures.lanes.size());
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const PictureRun& run = *pictures.lanes[i];
    Known& known = known_[i];
    MomentsLine& line = lines_[i];
    if (known.of != run.x.data() || known.picture != picture) {
      known = {run.x.data(), picture, 0};
      line = {};
    }
    if (known.rows == run.rows_done) continue;
    known.rows = run.rows_done;
    const std::vector<PictureMoments> more = moments_of_x0_hat(run, picture, line.moments.size());
    line.moments.insert(line.moments.end(), more.begin(), more.end());
    line.errors = round_trip_errors(run, picture);
  }
}

void PictureDetail::draw(const Runs& runs, double position, int picture, const ImVec2& size,
                         const ViewColors& colors, ImFont* strong) {
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  if (!runs.pictures) {
    draw_text(*ImGui::GetWindowDrawList(), {corner.x + 0.5F * size.x, corner.y + 0.5F * size.y},
              fitted("One picture, large, appears here.", size.x), packed(colors.muted),
              {0.5F, 0.5F});
    ImGui::Dummy(size);
    return;
  }
  const auto& lanes = runs.pictures->lanes;
  lane_ = std::clamp(lane_, 0, static_cast<int>(lanes.size()) - 1);
  choose_rows(rows_);
  const auto lane_buttons = lanes.size() > 1 && !on_paper() ? static_cast<int>(lanes.size()) : 0;
  for (int i = 0; i < lane_buttons; ++i) {
    ImGui::SameLine(0, i == 0 ? 2 * ImGui::GetFontSize() : -1);
    const std::string name = "lane " + std::to_string(lanes[static_cast<std::size_t>(i)]->lane + 1);
    if (ImGui::RadioButton(name.c_str(), lane_ == i)) lane_ = i;
  }
  const PictureRun& run = *lanes[static_cast<std::size_t>(lane_)];
  const int shown = std::clamp(picture, 0, run.pictures - 1);
  const int row = row_at(runs, run, position);
  const float font = ImGui::GetFontSize(), top = ImGui::GetCursorScreenPos().y + 0.3F * font;
  const float tall = corner.y + size.y - top;
  if (tall < 4 * font || size.x < 12 * font) return;
  const float wide = std::min(tall, 0.45F * size.x);
  large(run, row, shown, {corner.x, top}, {wide, tall}, colors);
  const float left = corner.x + wide + font, room = corner.x + size.x - left;
  const int index = index_at(run, rows_, row);
  const bool beside = room > 30 * font;  // else one above the other
  const ImVec2 plot =
      beside ? ImVec2{0.5F * (room - font), tall} : ImVec2{room, 0.5F * (tall - 0.5F * font)};
  ImGui::SetCursorScreenPos({left, top});
  draw_histogram(picture_of(run, rows_, index, shown), rows_, colors, strong, plot);
  ImGui::SetCursorScreenPos(beside ? ImVec2{left + plot.x + font, top}
                                   : ImVec2{left, top + plot.y + 0.5F * font});
  measure(*runs.pictures, shown);
  draw_moments(*runs.pictures, lines_, reported_levels(run.plan)[static_cast<std::size_t>(row)],
               colors, strong, plot);
  ImGui::SetCursorScreenPos(corner);
  ImGui::Dummy(size);
}

}  // namespace alphabar
