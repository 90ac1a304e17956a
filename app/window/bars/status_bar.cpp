#include <imgui.h>
#include <imgui_internal.h>

#include <cstdio>
#include <string>

#include "app/theme/theme.h"
#include "app/views/pictures/picture_lanes.h"
#include "app/widgets/property.h"
#include "app/window/bars/bars.h"
#include "app/window/bars/presenter.h"
#include "app/window/layout/panel_table.h"
#include "app/window/state/command.h"

namespace alphabar {
namespace {

/// 1.23e8 as "123 M".
std::string short_number(double value) {
  char text[32];
  const char* unit = "";
  if (value >= 1e9) {
    value /= 1e9;
    unit = " G";
  } else if (value >= 1e6) {
    value /= 1e6;
    unit = " M";
  } else if (value >= 1e3) {
    value /= 1e3;
    unit = " k";
  }
  std::snprintf(text, sizeof text, value < 10 ? "%.1f%s" : "%.0f%s", value, unit);
  return text;
}

/// One after the other from the left; each is left out where there is no room for it.
class Line {
 public:
  /// `end`: where it stops, in the window's coordinates.
  explicit Line(float end) : end_(end) {}

  void item(const std::string& words, const char* help) {
    const float width = ImGui::CalcTextSize(words.c_str()).x;
    if (!first_) ImGui::SameLine(0, grid(3));
    if (ImGui::GetCursorPosX() + width > end_) return;
    first_ = false;
    ImGui::TextDisabled("%s", words.c_str());
    help_on_hover(help);
  }

 private:
  float end_;
  bool first_ = true;
};

/// Whether a panel has a switch here: those that a key shows and hides. The others are in the menu.
bool has_switch(const Panel& panel) { return !panel.always && panel.key != ImGuiKey_None; }

/// All panels as a list, where there is no room for switches side by side.
float panel_menu(AppState& app) {
  const char* words = "Panels ...";
  const float start = ImGui::GetCursorPosX(), width = ImGui::CalcTextSize(words).x;
  const float left = start + ImGui::GetContentRegionAvail().x - width;
  ImGui::SetCursorPosX(left);
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  if (ImGui::InvisibleButton("panels", {width, ImGui::GetTextLineHeight()}))
    ImGui::OpenPopup("choose panels");
  ImGui::GetWindowDrawList()->AddText(corner, ImGui::GetColorU32(ImGuiCol_Text), words);
  if (ImGui::BeginPopup("choose panels")) {
    for (const Panel& panel : panels())
      if (!panel.always) menu_item(*find_command(command_id(panel)), app);
    ImGui::EndPopup();
  }
  ImGui::SameLine(0, 0);
  ImGui::SetCursorPosX(start);
  return left;
}

/// Such switches, at the right. Returns where the first one starts.
float panel_switches(AppState& app, const ViewSpec& view) {
  const float start = ImGui::GetCursorPosX(), between = grid(2);
  float left = start + ImGui::GetContentRegionAvail().x;
  for (const Panel& panel : panels())
    if (has_switch(panel)) left -= ImGui::CalcTextSize(panel.name).x + between;
  if (left < start) return panel_menu(app);
  float x = left + between;
  for (const Panel& panel : panels()) {
    if (!has_switch(panel)) continue;
    const Command& command = *find_command(command_id(panel));
    const ImVec2 size{ImGui::CalcTextSize(panel.name).x, ImGui::GetTextLineHeight()};
    ImGui::SetCursorPosX(x);
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    if (ImGui::InvisibleButton(command.id.c_str(), size)) run_after_frame(command, app);
    const bool on = is_shown(panel, view) || ImGui::IsItemHovered();
    ImGui::GetWindowDrawList()->AddText(
        corner, ImGui::GetColorU32(on ? ImGuiCol_Text : ImGuiCol_TextDisabled), panel.name);
    const std::string keys = keys_text(command.keys);
    help_on_hover((std::string(command.help) + (keys.empty() ? "" : "  (" + keys + ")")).c_str());
    ImGui::SameLine(0, 0);
    x += size.x + between;
  }
  ImGui::SetCursorPosX(start);
  return left;
}

}  // namespace

void status_bar(AppState& app, const Runs& runs) {
  const float height = ImGui::GetTextLineHeight() + grid(1);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {grid(2), grid(0.5F)});
  if (begin_bar(app, "Status", ImGuiDir_Down, height)) {
    Line line(panel_switches(app, app.session.scene().view));
    const std::string reason = runs.engine_reason.empty() ? "" : ": " + runs.engine_reason;
    const std::string full = runs.engine + reason;
    const bool fits = ImGui::CalcTextSize(full.c_str()).x < ImGui::GetContentRegionAvail().x * 0.4F;
    if (!runs.engine.empty())
      line.item(fits ? full : runs.engine,
                ("What moves the particles, and why it was chosen" + reason).c_str());
    if (!app.still && app.session.particle_steps_per_second() > 0)
      line.item(short_number(app.session.particle_steps_per_second()) + " particle-steps/s",
                "Of the last run: particles times steps, per second");
    for (const Lane& lane : runs.lanes)
      line.item(lane.title + ": NFE " + std::to_string(lane.plan->evaluations()),
                "Evaluations of the model that the lane's run takes");
    if (!app.still && app.frame_seconds > 0) {
      char text[32];
      std::snprintf(text, sizeof text, "%.1f ms a frame", app.frame_seconds * 1e3);
      line.item(text, "Time to draw one frame");
    }
    if (!app.still && app.session.lanes_busy())
      line.item("running " + std::to_string(static_cast<int>(app.session.progress() * 100)) + " %",
                "The newest edit is being run; what is shown is the last run that is whole");
    if (!app.still && app.session.pictures_busy())
      line.item("pictures " + (runs.pictures ? making_text(*runs.pictures) : "\u2026"),
                "The network is making the pictures");
  }
  ImGui::End();
  ImGui::PopStyleVar();
}

}  // namespace alphabar
