#include "app/window/lecture/lecture_list.h"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <string>

#include "app/theme/theme.h"
#include "app/widgets/icon_button.h"
#include "app/widgets/property.h"
#include "app/widgets/text.h"
#include "app/window/document/lecture_show.h"
#include "app/window/document/scene_file.h"
#include "app/window/state/command.h"

namespace alphabar {
namespace {

void beginning(AppState& app) {
  note(
      "A lecture is a list of scenes with the moments at which they stop. Page Up and Page Down, "
      "or a clicker, go through it.");
  command_button("Begin with this scene", "lecture.add", app);
  ImGui::SameLine();
  command_button("Open ...", "file.open", app);
}

/// A slide's place in the list can be taken and given by dragging.
void drag_to_move(AppState& app, std::size_t slide) {
  constexpr const char* kind = "slide";
  if (ImGui::BeginDragDropSource()) {
    ImGui::SetDragDropPayload(kind, &slide, sizeof slide);
    ImGui::Text("Slide %zu", slide + 1);
    ImGui::EndDragDropSource();
  }
  if (!ImGui::BeginDragDropTarget()) return;
  if (const ImGuiPayload* payload = ImGui::AcceptDragDropPayload(kind)) {
    const std::size_t from = *static_cast<const std::size_t*>(payload->Data);
    app.after_frame.push_back([from, slide](AppState& later) { move_slide(later, from, slide); });
  }
  ImGui::EndDragDropTarget();
}

void slide_menu(AppState& app, std::size_t slide) {
  if (!ImGui::BeginPopupContextItem("menu")) return;
  const std::size_t count = app.lecture.lecture->slides.size();
  const auto moves_to = [&](const char* name, std::size_t to, bool enabled) {
    if (ImGui::MenuItem(name, nullptr, false, enabled))
      app.after_frame.push_back([=](AppState& later) { move_slide(later, slide, to); });
  };
  moves_to("Move up", slide - 1, slide > 0);
  moves_to("Move down", slide + 1, slide + 1 < count);
  if (ImGui::MenuItem("Remove"))
    app.after_frame.push_back([=](AppState& later) { remove_slide(later, slide); });
  ImGui::EndPopup();
}

void moment_lines(AppState& app, std::size_t slide) {
  const Scene& scene = app.lecture.lecture->slides[slide].scene;
  if (scene.bookmarks.empty()) return;
  ImGui::Indent(grid(3));
  const double here = app.session.scene().playback.position;
  constexpr double near = 1e-6;
  for (const double position : moments_of(scene)) {
    ImGui::PushID(static_cast<int>(std::lround(position * 1e6)));
    std::string name = in_language(scene, app.settings.language, moment_name(scene, position));
    if (name.empty()) name = fmt::format("{:.0f} %", 100 * position);
    const bool current = slide_shown(app) == slide && std::abs(here - position) < near;
    if (ImGui::Selectable((name + "###moment").c_str(), current))
      app.after_frame.push_back([=](AppState& later) { show_moment(later, {slide, position}); });
    ImGui::PopID();
  }
  ImGui::Unindent(grid(3));
}

void slide_line(AppState& app, std::size_t slide, ImFont* strong) {
  const Slide& shown = app.lecture.lecture->slides[slide];
  const bool current = slide_shown(app) == slide;
  const std::string minutes =
      shown.minutes > 0 ? fmt::format("{:g} min", shown.minutes) : std::string();
  const float room = ImGui::GetContentRegionAvail().x, right = text_size(minutes).x + grid(1);
  const std::string name =
      fmt::format("{}  {}", slide + 1, slide_name(shown, app.settings.language));
  const std::string words = fitted(name, room - right - grid(1));
  if (current) ImGui::PushFont(strong, 0);
  if (ImGui::Selectable((words + "###slide").c_str(), current))
    app.after_frame.push_back([=](AppState& later) {
      const auto& slides = later.lecture.lecture->slides;
      show_moment(later, {slide, moments_of(slides[slide].scene).front()});
    });
  if (current) ImGui::PopFont();
  slide_menu(app, slide);
  drag_to_move(app, slide);
  if (!minutes.empty()) {
    ImGui::SameLine(ImGui::GetCursorPosX() + room - right);
    ImGui::TextDisabled("%s", minutes.c_str());
  }
}

/// What is said of the slide on screen.
void slide_fields(AppState& app, std::size_t slide) {
  Slide& shown = app.lecture.lecture->slides[slide];
  bool changed = text({"##slide_name", "name", "In this list; empty: the scene's title."},
                      shown.name, words_of(shown.scene, app.settings.language).title.c_str());
  changed |= number({"##minutes", "minutes", "Planned for this slide; 0: none."}, shown.minutes,
                    {0, 60, 0, "%.3g"});
  shown.minutes = std::clamp(shown.minutes, 0.0, 600.0);
  note("Notes for you, in Markdown; the class does not see them.");
  const ImVec2 size{-1, std::max(grid(9), ImGui::GetContentRegionAvail().y - grid(5))};
  changed |= ImGui::InputTextMultiline("##notes", &shown.notes, size, ImGuiInputTextFlags_WordWrap);
  app.lecture.changed |= changed;
}

void change_line(AppState& app) {
  if (!slide_is_changed(app)) return;
  note("Changed on screen, not in the lecture:");
  command_button("Keep", "lecture.keep", app);
  ImGui::SameLine();
  command_button("Throw away", "lecture.drop", app);
}

void clock_line(AppState& app) {
  ImGui::AlignTextToFramePadding();
  ImGui::TextDisabled("%s", elapsed_text(app).c_str());
  help_on_hover("Since the clock was started, against what is planned.");
  ImGui::SameLine();
  ImGui::TextDisabled("%s", clock_text(app).c_str());
  ImGui::SameLine();
  if (ImGui::SmallButton("Start clock")) app.lecture.began = std::chrono::steady_clock::now();
}

double seconds_gone(const AppState& app) {
  if (app.still) return 0;  // a picture tells no time
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - app.lecture.began)
      .count();
}

}  // namespace

std::string elapsed_text(const AppState& app) {
  const auto seconds = static_cast<long>(seconds_gone(app));
  const long hours = seconds / 3600, minutes = seconds / 60 % 60;
  return hours > 0 ? fmt::format("{}:{:02}:{:02}", hours, minutes, seconds % 60)
                   : fmt::format("{}:{:02}", minutes, seconds % 60);
}

std::string clock_text(const AppState& app) {
  if (!app.lecture.lecture || minutes_of(*app.lecture.lecture) <= 0) return "";
  const double planned = minutes_of(*app.lecture.lecture);
  const double due = minutes_before(*app.lecture.lecture, app.lecture.slide) +
                     app.lecture.lecture->slides[app.lecture.slide].minutes;
  const double over = seconds_gone(app) / 60 - due;
  if (over <= 0) return fmt::format("of {:g} min", planned);
  return fmt::format("of {:g} min, {:.0f} min late", planned, std::ceil(over));
}

void lecture_slides(AppState& app, ImFont* strong) {
  for (std::size_t slide = 0; slide < app.lecture.lecture->slides.size(); ++slide) {
    ImGui::PushID(static_cast<int>(slide));
    slide_line(app, slide, strong);
    moment_lines(app, slide);
    ImGui::PopID();
  }
}

void lecture_list(AppState& app) {
  if (!app.lecture.lecture) return beginning(app);
  LectureState& state = app.lecture;
  app.lecture.changed |= text({"##lecture_title", "lecture", "The lecture's title."},
                              state.lecture->title, "untitled");
  command_button("Add this", "lecture.add", app);
  ImGui::SameLine();
  command_button(state.changed ? "Save *" : "Save", "lecture.save", app);
  ImGui::SameLine();
  command_button("Close", "lecture.close", app);
  if (state.before) {
    ImGui::SameLine();
    if (ImGui::Button("Take back removal"))
      app.after_frame.push_back([](AppState& later) { take_back_removal(later); });
  }
  clock_line(app);
  const float fields = slide_shown(app) ? grid(30) : grid(3);
  const float list = std::max(grid(14), ImGui::GetContentRegionAvail().y - fields);
  if (ImGui::BeginChild("slides", {0, list}, ImGuiChildFlags_Borders))
    lecture_slides(app, app.fonts.strong);
  ImGui::EndChild();
  change_line(app);
  if (const auto slide = slide_shown(app))
    slide_fields(app, *slide);
  else
    note("On screen is a scene that is not in the lecture.");
}

}  // namespace alphabar
