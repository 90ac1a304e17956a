#include "app/window/exporting/export_preview.h"

#include <algorithm>
#include <cmath>

#include "app/export/animation.h"

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

void ExportPreview::paint(const Shown& shown, const ImVec2& pixels) {
  AnimationSpec small = shown.spec;
  const double ratio = double{pixels.x} / shown.spec.width;
  small.width = std::max(16, static_cast<int>(pixels.x));
  small.height = std::max(16, static_cast<int>(pixels.y));
  small.type = ratio * type_size(shown.spec);
  if (!painter_ || small != small_) painter_ = std::make_unique<AnimationPainter>(small_ = small);
  const Scene scene = animated_scene(*shown.scene, small);
  const Image image = painter_->paint(scene, *shown.runs, shown.position);
  fill(texture_, image.width, image.height, image.pixels.data());
}

void ExportPreview::draw(const Shown& shown, const ImVec2& box) {
  const double ratio =
      std::min(double{box.x} / shown.spec.width, double{box.y} / shown.spec.height);
  const ImVec2 size{std::floor(static_cast<float>(ratio * shown.spec.width)),
                    std::floor(static_cast<float>(ratio * shown.spec.height))};
  constexpr double pause = 0.3;  // seconds between two pictures while something moves
  const double now = ImGui::GetTime();
  const bool changed = !painted_ || !(*painted_ == shown) || size.x != size_.x;
  if (changed && (when_ < 0 || now - when_ > pause)) {
    paint(shown, size);
    painted_ = shown;
    size_ = size;
    when_ = now;
  }
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  const ImVec2 min{std::round(corner.x + 0.5F * (box.x - size.x)), corner.y};
  const ImVec2 max{min.x + size.x, min.y + size.y};
  if (shown.spec.paper == Paper::transparent) draw_squares(list, min, max);
  if (painted_) list.AddImage(ImTextureRef(static_cast<ImTextureID>(texture_.id())), min, max);
  list.AddRect(min, max, ImGui::GetColorU32(ImGuiCol_Border));
  ImGui::Dummy({box.x, size.y});
}

}  // namespace alphabar
