#include "app/window/bars/stage_bar.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "app/theme/theme.h"
#include "app/widgets/property.h"
#include "core/lecture/stage.h"

namespace alphabar {
namespace {

constexpr float larger = 1.35F;     // than the other type
constexpr double glide_time = 1.5;  // seconds

std::string label_of(const Scene& scene, const StageSlider& slider) {
  std::string label = stage_title(slider);
  if (slider.lane < 0) return label;
  const auto place = static_cast<std::size_t>(slider.lane);
  const std::string& name = scene.lanes[place].name;
  return label + ", " + (name.empty() ? "lane " + std::to_string(place + 1) : name);
}

/// Where a value is that glides, or jumps where it is not to.
void glide(StageMotion& stage, Scene& scene, double seconds) {
  if (!stage.gliding || !stage_applies(scene, *stage.gliding)) return stage.gliding.reset();
  stage.seconds += seconds;
  const double share = std::clamp(stage.seconds / glide_time, 0.0, 1.0);
  const double eased = share * share * (3 - 2 * share);
  const bool logarithmic =
      stage_range(scene, *stage.gliding).logarithmic && stage.from > 0 && stage.to > 0;
  const double value = logarithmic ? stage.from * std::pow(stage.to / stage.from, eased)
                                   : stage.from + (stage.to - stage.from) * eased;
  set_stage_value(scene, *stage.gliding, share < 1 ? value : stage.to);
  if (share >= 1) stage.gliding.reset();
}

/// One slider under its label. True: it is to be taken away.
bool stage_slider(AppState& app, Scene& scene, const StageSlider& slider, float width) {
  const StageRange range = stage_range(scene, slider);
  const double before = stage_value(scene, slider);
  double value = before;
  ImGui::BeginGroup();
  ImGui::TextUnformatted(label_of(scene, slider).c_str());
  ImGui::SetNextItemWidth(width);
  const ImGuiID id = ImGui::GetID("##value");
  const bool typing = ImGui::TempInputIsActive(id);
  const bool changed = ImGui::SliderScalar(
      "##value", ImGuiDataType_Double, &value, &range.low, &range.high, range.format,
      range.logarithmic ? ImGuiSliderFlags_Logarithmic : ImGuiSliderFlags_None);
  const bool right = ImGui::IsItemHovered() && ImGui::IsMouseReleased(ImGuiMouseButton_Right);
  help_on_hover("Drag; Ctrl and click to type; right click takes it from the slide.");
  ImGui::EndGroup();
  if (!changed || value == before) return right;
  if (typing && app.stage.glides) {
    app.stage = {true, slider, before, value, 0};
  } else {
    app.stage.gliding.reset();
    set_stage_value(scene, slider, value);
  }
  return right;
}

}  // namespace

void stage_bar(AppState& app, Scene& scene, double seconds) {
  glide(app.stage, scene, seconds);
  std::vector<StageSlider> shown;
  for (const StageSlider& slider : scene.view.stage)
    if (stage_applies(scene, slider)) shown.push_back(slider);
  if (shown.empty()) return;
  const float base = ImGui::GetStyle().FontSizeBase * larger;
  ImGui::PushFont(nullptr, base);
  const float height =
      ImGui::GetTextLineHeight() + ImGui::GetFrameHeight() + ImGui::GetStyle().ItemSpacing.y;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {grid(3), grid(1)});
  if (ImGui::BeginViewportSideBar(
          "Stage", ImGui::GetMainViewport(), ImGuiDir_Down, height + grid(2),
          int{ImGuiWindowFlags_NoDecoration} | int{ImGuiWindowFlags_NoSavedSettings})) {
    const float switch_width = ImGui::CalcTextSize("glide").x + ImGui::GetFrameHeight() + grid(3);
    const auto count = static_cast<float>(shown.size());
    const float room = ImGui::GetContentRegionAvail().x - switch_width;
    const float width = std::min(grid(60), (room - grid(3) * (count - 1)) / count);
    const ImVec2 corner = ImGui::GetCursorPos();
    for (std::size_t i = 0; i < shown.size(); ++i) {
      ImGui::SetCursorPos({corner.x + static_cast<float>(i) * (width + grid(3)), corner.y});
      ImGui::PushID(static_cast<int>(i));
      if (stage_slider(app, scene, shown[i], width)) toggle_stage(scene.view, shown[i]);
      ImGui::PopID();
    }
    ImGui::PopFont();  // of less interest to a class
    ImGui::PushFont(nullptr, base / larger);
    ImGui::SetCursorPos({corner.x + room + grid(3), corner.y + height - ImGui::GetFrameHeight()});
    ImGui::Checkbox("glide", &app.stage.glides);
    help_on_hover("A value that is typed is approached in a second and a half.");
  }
  ImGui::End();
  ImGui::PopStyleVar();
  ImGui::PopFont();
}

}  // namespace alphabar
