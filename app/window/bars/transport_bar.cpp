#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>

#include "app/theme/theme.h"
#include "app/widgets/icon_button.h"
#include "app/widgets/property.h"
#include "app/widgets/time_slider.h"
#include "app/window/bars/bars.h"
#include "app/window/bars/presenter.h"
#include "app/window/document/scene_file.h"
#include "app/window/state/command.h"
#include "core/base/path_text.h"
#include "core/figures/captions.h"
#include "core/runs/cursor.h"

namespace alphabar {
namespace {

void recent_menu(AppState& app) {
  if (!ImGui::BeginMenu("Open recent", !app.settings.recent.empty())) return;
  for (const std::string& file : app.settings.recent) {
    const std::filesystem::path path = path_of(file);
    if (ImGui::MenuItem((shown(path.filename()) + "###" + file).c_str()))
      app.after_frame.push_back([path](AppState& later) { open_scene(later, path); });
    help_on_hover(shown(path).c_str());
  }
  ImGui::EndMenu();
}

void menu(AppState& app) {
  ImGui::PushFont(app.fonts.strong, 0);
  if (ImGui::Button("Alphabar##menu")) ImGui::OpenPopup("menu");
  ImGui::PopFont();
  help_on_hover("Menu");
  if (!ImGui::BeginPopup("menu")) return;
  for (const Menu part :
       {Menu::file, Menu::edit, Menu::time, Menu::view, Menu::lecture, Menu::panels, Menu::help}) {
    if (!ImGui::BeginMenu(menu_name(part))) continue;
    if (part == Menu::file) recent_menu(app);
    for (const Command& command : commands()) {
      if (command.menu != part) continue;
      menu_item(command, app);
    }
    ImGui::EndMenu();
  }
  ImGui::EndPopup();
}

/// A button for a command of the table: its sign, its help and its key.
void button(AppState& app, const char* id, Icon icon, ButtonState state = {}) {
  const Command& command = *find_command(id);
  std::string tooltip = command.name;
  if (command.keys != 0) tooltip += "  (" + keys_text(command.keys) + ")";
  state.enabled = !command.enabled || command.enabled(app);
  if (icon_button(command.id.c_str(), icon, tooltip, state)) run_after_frame(command, app);
  ImGui::SameLine(0, 0);
}

void gap(float width) {
  ImGui::SameLine(0, 0);
  ImGui::Dummy({grid(width), 0});
  ImGui::SameLine(0, 0);
}

/// "step 72 / 100   t = 280", in a field as wide as its widest text so that nothing moves.
void clock(AppState& app, const Scene& scene, const Runs& runs) {
  if (runs.lanes.empty()) return;
  const Cursor at = cursor(runs, 0, scene.playback.position);
  const std::string last = std::to_string(at.steps - 1);
  const std::string row = std::to_string(at.step.row + (at.step.fraction >= 0.5 ? 1 : 0));
  ImGui::AlignTextToFramePadding();
  const float start = ImGui::GetCursorPosX();
  const float number = ImGui::CalcTextSize(last.c_str()).x;
  ImGui::TextDisabled("step");
  ImGui::SameLine(0, grid(0.75F));
  ImGui::SetCursorPosX(ImGui::GetCursorPosX() + number - ImGui::CalcTextSize(row.c_str()).x);
  ImGui::TextUnformatted(row.c_str());
  ImGui::SameLine(0, 0);
  ImGui::TextDisabled(" / %s", last.c_str());
  ImGui::SameLine(0, grid(2));
  const TimeUnit unit = scene.playback.unit;
  if (runs.process && unit != TimeUnit::step) {
    const std::string time = time_text(leading_process(runs), at.level, unit, at.step.value());
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    if (ImGui::InvisibleButton("unit",
                               {ImGui::CalcTextSize(time.c_str()).x, ImGui::GetFrameHeight()}))
      run_after_frame(*find_command("time.unit"), app);
    ImGui::GetWindowDrawList()->AddText({corner.x, corner.y + ImGui::GetStyle().FramePadding.y},
                                        ImGui::GetColorU32(ImGuiCol_Text), time.c_str());
    help_on_hover(find_command("time.unit")->help);
  }
  ImGui::SameLine(start + number * 2 + ImGui::CalcTextSize("step  /   t = 0.0000").x + grid(3));
}

void speed(PlaybackSpec& playback) {
  ImGui::SetNextItemWidth(grid(8.5F));
  if (begin_combo("##speed", seconds_text(playback.seconds).c_str())) {
    for (const double seconds : pass_seconds)
      if (ImGui::Selectable(seconds_text(seconds).c_str(), seconds == playback.seconds))
        playback.seconds = seconds;
    ImGui::EndCombo();
  }
  help_on_hover(
      "How long a pass takes, here and in an animation: comma slower, period faster, N six "
      "seconds.");
}

void seed(Scene& scene) {
  ImGui::AlignTextToFramePadding();
  ImGui::TextDisabled("seed");
  ImGui::SameLine(0, grid(0.75F));
  ImGui::SetNextItemWidth(grid(8));
  ImGui::DragScalar("##transport_seed", ImGuiDataType_U64, &scene.seed, 0.1F);
  if (ImGui::IsItemHovered() && ImGui::IsMouseReleased(ImGuiMouseButton_Right)) scene.seed = 1;
  help_on_hover("Of x_T and of every noise; drag it, or click and type. Ctrl+R: the next one.");
}

void slider(AppState& app, Scene& scene, const Runs& runs, float width) {
  const std::size_t rows = leading_levels(runs).size();
  std::vector<Bookmark> marks = scene.bookmarks;
  for (Bookmark& mark : marks) mark.name = in_language(scene, app.settings.language, mark.name);
  if (time_slider("##time", scene.playback.position, {rows, width, scene.view.theme, marks}))
    app.playback.playing = false;
  help_on_hover(
      "Time: the start of the run at the left (x_T; of an inversion the data), its end at the "
      "right. Shift: whole steps.");
}

/// Opens the export box; while one runs, how far it is.
void export_button(AppState& app) {
  const ExportProcess& job = app.exporting;
  const bool runs = job.state() == ExportProcess::State::running;
  const int percent = job.total() > 0 ? 100 * job.done() / job.total() : 0;
  const std::string label = (runs ? std::to_string(percent) + " %" : "Export") + "###export";
  if (ImGui::Button(label.c_str(), {grid(9), 0}))
    run_after_frame(*find_command("file.export"), app);
  help_on_hover(runs ? "An animation is being made"
                     : "Make an animation of the lanes or the pictures");
}

void gallery_button(AppState& app) {
  if (ImGui::Button("Gallery", {grid(9), 0})) run_after_frame(*find_command("file.gallery"), app);
  help_on_hover("Scenes that each make one point  (Ctrl+G)");
}

/// Leaves `room` pixels at the right of the slider, the clock included.
void slider_and_clock(AppState& app, Scene& scene, const Runs& runs, float room) {
  slider(app, scene, runs, ImGui::GetContentRegionAvail().x - room);
  gap(2);
  clock(app, scene, runs);
}

}  // namespace

void transport_bar(AppState& app, Scene& scene, const Runs& runs) {
  const ImGuiViewport* viewport = ImGui::GetMainViewport();
  const bool two_rows = viewport->Size.x < grid(160);
  const float line = ImGui::GetFrameHeight();
  const float height = grid(2) + line + (two_rows ? line + grid(0.5F) : 0);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {grid(2), grid(1)});
  if (begin_bar(app, "Transport", ImGuiDir_Up, height)) {
    menu(app);
    gap(1);
    button(app, "edit.undo", Icon::undo);
    button(app, "edit.redo", Icon::redo);
    gap(2);
    button(app, "time.first", Icon::first);
    button(app, "time.back", Icon::back);
    button(app, "time.play", app.playback.playing ? Icon::pause : Icon::play);
    button(app, "time.forward", Icon::forward);
    button(app, "time.last", Icon::last);
    const Repeat repeat = scene.playback.repeat;
    button(app, "time.repeat", repeat == Repeat::ping_pong ? Icon::ping_pong : Icon::loop,
           {.on = repeat != Repeat::once});
    gap(2);
    // What has no room is in the menu or in the scene's panel too.
    const float room = ImGui::GetWindowWidth() - ImGui::GetCursorPosX();
    const bool seeds = room > grid(45.5F), speeds = room > grid(31), scenes = room > grid(21);
    const float right = seeds ? grid(45.5F) : speeds ? grid(31) : scenes ? grid(21) : grid(11);
    const float time = grid(28);
    if (!two_rows) slider_and_clock(app, scene, runs, right + time);
    ImGui::SameLine(std::max(ImGui::GetCursorPosX(), ImGui::GetWindowWidth() - right));
    if (speeds) {
      speed(scene.playback);
      gap(1.5F);
    }
    if (seeds) {
      seed(scene);
      gap(1.5F);
    }
    if (scenes) {
      gallery_button(app);
      gap(1);
    }
    export_button(app);
    if (two_rows) slider_and_clock(app, scene, runs, time);
  }
  ImGui::End();
  ImGui::PopStyleVar();
}

}  // namespace alphabar
