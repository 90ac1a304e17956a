#include "app/window/exporting/export_preview.h"

#include <algorithm>
#include <cmath>

#include "app/export/animation.h"
#include "app/widgets/property.h"
#include "core/base/error.h"

namespace alphabar {
namespace {

/// Squares behind what is transparent.
void draw_squares(ImDrawList& list, const ImVec2& min, const ImVec2& max) {
  constexpr float side = 8;
  constexpr ImU32 light = IM_COL32(250, 250, 250, 255), dark = IM_COL32(205, 205, 205, 255);
  list.AddRectFilled(min, max, light);
  for (int row = 0; min.y + static_cast<float>(row) * side < max.y; ++row)
    for (int column = row % 2; min.x + static_cast<float>(column) * side < max.x; column += 2) {
      const ImVec2 at{min.x + static_cast<float>(column) * side,
                      min.y + static_cast<float>(row) * side};
      list.AddRectFilled(at, {std::min(at.x + side, max.x), std::min(at.y + side, max.y)}, dark);
    }
}

}  // namespace

void ExportPreview::paint_animation(const Shown& shown, const ImVec2& pixels) {
  AnimationSpec small = shown.spec;
  const double ratio = double{pixels.x} / shown.spec.width;
  small.width = std::max(16, static_cast<int>(pixels.x));
  small.height = std::max(16, static_cast<int>(pixels.y));
  small.type = ratio * type_size(shown.spec);
  if (!painter_ || small != small_) painter_ = std::make_unique<AnimationPainter>(small_ = small);
  const Scene scene = animated_scene(*shown.scene, small);
  const Image image = painter_->paint(scene, *shown.runs, shown.position);
  fill(texture_, image.width, image.height, image.pixels.data());
  size_ = pixels;
}

void ExportPreview::paint_figure(const Shown& shown, const ImVec2& box) {
  if (!figure_ || !painted_ || !(*painted_ == shown)) {
    figure_.reset();
    figure_ = std::make_unique<FigurePreview>(shown.scene, shown.runs, *shown.figure);
  }
  const double high = std::min(double{box.y}, double{box.x} / figure_->aspect());
  const Image image = figure_->paint(std::max(16, static_cast<int>(high)));
  whole_ = figure_->whole();
  fill(texture_, image.width, image.height, image.pixels.data());
  size_ = {static_cast<float>(image.width), static_cast<float>(image.height)};
}

void ExportPreview::paint(const Shown& shown, const ImVec2& box) {
  if (shown.figure) return paint_figure(shown, box);
  figure_.reset();
  whole_ = true;
  const double ratio =
      std::min(double{box.x} / shown.spec.width, double{box.y} / shown.spec.height);
  paint_animation(shown, {std::floor(static_cast<float>(ratio * shown.spec.width)),
                          std::floor(static_cast<float>(ratio * shown.spec.height))});
}

void ExportPreview::draw(const Shown& shown, const ImVec2& box) {
  constexpr double pause = 0.3;  // seconds between two pictures while something moves
  const double now = ImGui::GetTime();
  const bool changed = !painted_ || !(*painted_ == shown) || box.x != box_.x || box.y != box_.y;
  if ((changed || !whole_) && (when_ < 0 || now - when_ > pause)) {
    when_ = now;
    problem_.clear();
    try {
      paint(shown, box);
    } catch (const BadRequest& problem) {
      figure_.reset();
      whole_ = true;
      problem_ = problem.what();
    }
    painted_ = shown;
    box_ = box;
  }
  if (!problem_.empty()) return note(problem_.c_str());
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  const ImVec2 min{std::round(corner.x + 0.5F * (box.x - size_.x)), corner.y};
  const ImVec2 max{min.x + size_.x, min.y + size_.y};
  const Paper paper = shown.figure ? shown.figure->paper : shown.spec.paper;
  if (paper == Paper::transparent) draw_squares(list, min, max);
  if (painted_) list.AddImage(ImTextureRef(static_cast<ImTextureID>(texture_.id())), min, max);
  list.AddRect(min, max, ImGui::GetColorU32(ImGuiCol_Border));
  ImGui::Dummy({box.x, size_.y});
}

}  // namespace alphabar
