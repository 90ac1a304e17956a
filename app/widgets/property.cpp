#include "app/widgets/property.h"

#include <imgui.h>
#include <imgui_internal.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <cmath>

#include "app/theme/theme.h"

namespace alphabar {
namespace {

float label_width() { return grid(12.5F); }

/// The label; afterwards the next item stands at the right and fills the line.
void begin(const Property& property) {
  const float left = ImGui::GetCursorPosX();
  ImGui::AlignTextToFramePadding();
  ImGui::TextDisabled("%s", property.label);
  help_on_hover(property.help);
  ImGui::SameLine(left + label_width());
  ImGui::SetNextItemWidth(-1);
}

/// Right click on the item before.
bool reset_asked() {
  return ImGui::IsItemHovered() && ImGui::IsMouseReleased(ImGuiMouseButton_Right);
}

template <class Value>
bool finish(const Property& property, Value& value, const Value& reset, bool changed) {
  if (reset_asked() && value != reset) {
    value = reset;
    changed = true;
  }
  help_on_hover(property.help);
  return changed;
}

}  // namespace

bool number(const Property& property, double& value, const NumberRange& range) {
  begin(property);
  const ImGuiSliderFlags flags =
      (range.logarithmic ? ImGuiSliderFlags_Logarithmic : 0) | ImGuiSliderFlags_NoRoundToFormat;
  const float speed = static_cast<float>((range.high - range.low) / 400);
  const double before = value;
  const bool typing = ImGui::TempInputIsActive(ImGui::GetID(property.id));
  bool changed = ImGui::DragScalar(property.id, ImGuiDataType_Double, &value, speed, &range.low,
                                   &range.high, range.format, flags);
  if (changed && !typing && value != before) {
    // A dragged number is a round one: four significant digits.
    const double unit = std::pow(10, std::floor(std::log10(std::max(std::abs(value), 1e-12))) - 3);
    value = std::clamp(std::round(value / unit) * unit, range.low, range.high);
  }
  return finish(property, value, range.reset, changed);
}

bool number(const Property& property, int& value, const NumberRange& range) {
  begin(property);
  const int low = static_cast<int>(range.low), high = static_cast<int>(range.high);
  const bool changed =
      ImGui::DragInt(property.id, &value, range.logarithmic ? 0.5F : 0.2F, low, high, "%d",
                     range.logarithmic ? ImGuiSliderFlags_Logarithmic : 0);
  return finish(property, value, static_cast<int>(range.reset), changed);
}

bool number(const Property& property, std::uint64_t& value, std::uint64_t reset) {
  begin(property);
  const bool changed = ImGui::DragScalar(property.id, ImGuiDataType_U64, &value, 0.1F);
  return finish(property, value, reset, changed);
}

bool toggle(const Property& property, bool& value, bool reset) {
  begin(property);
  const bool changed = ImGui::Checkbox(property.id, &value);
  return finish(property, value, reset, changed);
}

bool text(const Property& property, std::string& value, const char* hint) {
  begin(property);
  const bool changed = ImGui::InputTextWithHint(property.id, hint, &value);
  return finish(property, value, std::string(), changed);
}

bool choice(const Property& property, int& value, std::span<const char* const> names, int reset) {
  begin(property);
  const bool known = value >= 0 && value < static_cast<int>(names.size());
  bool changed = false;
  if (ImGui::BeginCombo(property.id, known ? names[static_cast<std::size_t>(value)] : "",
                        ImGuiComboFlags_HeightLarge)) {
    for (int i = 0; i < static_cast<int>(names.size()); ++i) {
      if (ImGui::Selectable(names[static_cast<std::size_t>(i)], i == value)) {
        changed = value != i;
        value = i;
      }
      if (i == value) ImGui::SetItemDefaultFocus();
    }
    ImGui::EndCombo();
  }
  return finish(property, value, reset, changed);
}

bool section(const char* title) {
  ImGui::Dummy({0, grid(0.5F)});
  ImGui::PushStyleColor(ImGuiCol_Header, ImVec4(0, 0, 0, 0));
  const bool open = ImGui::CollapsingHeader(title, ImGuiTreeNodeFlags_DefaultOpen);
  ImGui::PopStyleColor();
  return open;
}

void note(const char* words) {
  ImGui::PushStyleColor(ImGuiCol_Text, ImGui::GetStyleColorVec4(ImGuiCol_TextDisabled));
  ImGui::TextWrapped("%s", words);
  ImGui::PopStyleColor();
}

void help_on_hover(const char* help) {
  if (help == nullptr || *help == '\0' || !ImGui::IsItemHovered(ImGuiHoveredFlags_ForTooltip))
    return;
  if (!ImGui::BeginTooltip()) return;
  ImGui::PushTextWrapPos(grid(44));
  ImGui::TextUnformatted(help);
  ImGui::PopTextWrapPos();
  ImGui::EndTooltip();
}

}  // namespace alphabar
