#include "app/window/lecture/lecturer_view.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <string>

#include "app/session/bookmarks.h"
#include "app/theme/theme.h"
#include "app/views/draw/text.h"
#include "app/views/words/set_words.h"
#include "app/widgets/property.h"
#include "app/widgets/time_slider.h"
#include "app/window/document/lecture_show.h"
#include "app/window/lecture/lecture_list.h"
#include "app/window/state/command.h"

namespace alphabar {
namespace {

/// Words over the width that there is.
void words(const LecturerTools& tools, const std::string& markdown, float size, ImGuiCol color) {
  if (markdown.empty()) return;
  const WordsLook look{tools.fonts.text, tools.fonts.strong, ImGui::GetStyle().FontSizeBase * size,
                       rgb(ImGui::GetStyleColorVec4(color))};
  const SetWords set = set_words(markdown, ImGui::GetContentRegionAvail().x, look, tools.formulas);
  draw_words(*ImGui::GetWindowDrawList(), ImGui::GetCursorScreenPos(), set, look, tools.formulas);
  ImGui::Dummy({set.size.x, set.size.y + grid(0.5F)});
}

void heading(const LecturerTools& tools, const std::string& line, float size) {
  ImGui::PushFont(tools.fonts.strong, ImGui::GetStyle().FontSizeBase * size);
  ImGui::TextWrapped("%s", line.c_str());
  ImGui::PopFont();
}

void buttons(const LecturerTools& tools) {
  AppState& app = tools.app;
  command_button("Back", "time.previous_bookmark", app);
  ImGui::SameLine();
  command_button("Next", "time.next_bookmark", app);
  ImGui::SameLine();
  command_button("Play", "time.play", app);
  ImGui::SameLine(0, grid(3));
  command_button("Present", "view.present", app);
  for (const auto& [label, id] : {std::pair{"Hold", "view.freeze"},
                                  {"Black", "view.black"},
                                  {"White", "view.white"},
                                  {"Pointer", "view.pointer"}}) {
    ImGui::SameLine();
    command_button(label, id, app);
  }
  ImGui::SameLine();
  ImGui::SetNextItemWidth(grid(26));
  const auto chosen = static_cast<std::size_t>(app.presenter.monitor);
  const bool there = app.presenter.monitor >= 0 && chosen < app.monitors.size();
  if (begin_combo("##monitor", there ? app.monitors[chosen].c_str() : "its own screen")) {
    if (ImGui::Selectable("its own screen", !there)) app.presenter.monitor = -1;
    for (std::size_t i = 0; i < app.monitors.size(); ++i)
      if (ImGui::Selectable(app.monitors[i].c_str(), there && i == chosen))
        app.presenter.monitor = static_cast<int>(i);
    ImGui::EndCombo();
  }
  help_on_hover("The monitor or projector that the class looks at, while presenting.");
}

void clock(const LecturerTools& tools) {
  heading(tools, elapsed_text(tools.app) + "  " + clock_text(tools.app), 1.6F);
}

std::string slide_line(const AppState& app) {
  const auto slide = slide_shown(app);
  const Scene& scene = app.session.scene();
  const std::string& title = words_of(scene, app.settings.language).title;
  if (!slide) return title;
  const auto& slides = app.lecture.lecture->slides;
  return fmt::format("{} of {}: {}", *slide + 1, slides.size(),
                     slide_name(slides[*slide], app.settings.language));
}

std::string said(const AppState& app, const std::string& name) {
  return in_language(app.session.scene(), app.settings.language, name);
}

/// Of the slide and the moment on screen.
void notes_now(const LecturerTools& tools) {
  AppState& app = tools.app;
  heading(tools, slide_line(app), 1.3F);
  const Bookmark* mark = current_bookmark(app.session.scene());
  if (mark && !mark->name.empty())
    words(tools, "**" + said(app, mark->name) + "**", 1.1F, ImGuiCol_Text);
  if (mark) words(tools, mark->note, 1.2F, ImGuiCol_Text);
  if (const auto slide = slide_shown(app))
    words(tools, app.lecture.lecture->slides[*slide].notes, 1.2F, ImGuiCol_Text);
  words(tools, words_of(app.session.scene(), app.settings.language).note, 1, ImGuiCol_TextDisabled);
}

void next_and_list(const LecturerTools& tools) {
  AppState& app = tools.app;
  note("Next");
  if (const auto coming = coming_moment(app)) {
    const bool same = next_bookmark(app.session.scene()) != nullptr;
    const std::string name =
        same ? said(app, next_bookmark(app.session.scene())->name)
             : slide_name(app.lecture.lecture->slides[coming->slide], app.settings.language);
    heading(tools, name.empty() ? fmt::format("{:.0f} %", 100 * coming->position) : name, 1.1F);
    if (const auto picture = tools.pictures.of(*coming)) {
      const float width = ImGui::GetContentRegionAvail().x;
      ImGui::Image(ImTextureRef(static_cast<ImTextureID>(picture->texture)),
                   {width, width / picture->aspect});
    }
  } else {
    note("This is the end.");
  }
  ImGui::Separator();
  if (app.lecture.lecture) lecture_slides(app, tools.fonts.strong);
}

}  // namespace

void lecturer_view(const LecturerTools& tools) {
  AppState& app = tools.app;
  const ViewSpec& view = app.session.scene().view;
  if (app.lecture.lecture)
    tools.pictures.follow(*app.lecture.lecture,
                          {app.settings.language, view.theme, view.font_scale}, ImGui::GetTime());
  const ImGuiViewport* viewport = ImGui::GetMainViewport();
  ImGui::SetNextWindowPos(viewport->Pos);
  ImGui::SetNextWindowSize(viewport->Size);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {grid(2), grid(1.5F)});
  const bool open =
      ImGui::Begin("Lecturer", nullptr,
                   ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                       ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus);
  ImGui::PopStyleVar();
  if (open) {
    clock(tools);
    buttons(tools);
    ImGui::Separator();
    const float left = ImGui::GetContentRegionAvail().x * 0.64F;
    if (ImGui::BeginChild("notes", {left, 0})) notes_now(tools);
    ImGui::EndChild();
    ImGui::SameLine(0, grid(2));
    if (ImGui::BeginChild("next", {0, 0})) next_and_list(tools);
    ImGui::EndChild();
  }
  ImGui::End();
}

}  // namespace alphabar
