#include "app/window/bars/presenter.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "app/session/bookmarks.h"
#include "app/theme/theme.h"
#include "app/widgets/property.h"
#include "app/widgets/text.h"
#include "app/window/document/scene_file.h"

namespace alphabar {
namespace {

constexpr ImGuiWindowFlags bar_flags =
    int{ImGuiWindowFlags_NoDecoration} | int{ImGuiWindowFlags_NoSavedSettings};

/// Drawn over the docked panels, wherever they were clicked.
void to_front() {
  if (ImGui::IsWindowAppearing()) ImGui::BringWindowToDisplayFront(ImGui::GetCurrentWindow());
}

float caption_room() { return ImGui::GetMainViewport()->WorkSize.x - grid(6); }

/// Of a font that is current; no text, no height.
float wrapped_height(const std::string& words, float width) {
  return words.empty() ? 0 : ImGui::CalcTextSize(words.c_str(), nullptr, false, width).y;
}

void wrapped(const std::string& words, const ImVec4& color, float width) {
  if (words.empty()) return;
  ImGui::PushStyleColor(ImGuiCol_Text, color);
  ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + width);
  ImGui::TextUnformatted(words.c_str());
  ImGui::PopTextWrapPos();
  ImGui::PopStyleColor();
}

/// Type sizes as PushFont takes them; the rest in pixels.
struct Caption {
  float title_size = 0, note_size = 0;
  float title_width = 0, title_height = 0;  ///< the height is the bookmark's where that has more
  float mark_width = 0;                     ///< of the widest bookmark: nothing moves with time
  float note_height = 0;
  int lines = 0;  ///< title and note together
};

Caption caption_at(const AppState& app, const Scene& scene, float share) {
  Caption caption;
  caption.note_size = ImGui::GetStyle().FontSizeBase * share;
  caption.title_size = caption.note_size * 1.4F;
  const float room = caption_room();
  ImGui::PushFont(nullptr, caption.note_size);
  for (const Bookmark& mark : scene.bookmarks)
    caption.mark_width = std::max(caption.mark_width, ImGui::CalcTextSize(mark.name.c_str()).x);
  caption.mark_width = std::min(std::ceil(caption.mark_width), room * 0.4F);
  for (const Bookmark& mark : scene.bookmarks)
    caption.title_height =
        std::max(caption.title_height, wrapped_height(mark.name, caption.mark_width));
  caption.note_height = wrapped_height(scene.note, room);
  const float note_lines = caption.note_height / ImGui::GetTextLineHeight();
  ImGui::PopFont();
  caption.title_width = room - (caption.mark_width > 0 ? caption.mark_width + grid(4) : 0);
  ImGui::PushFont(app.fonts.strong, caption.title_size);
  const float height = wrapped_height(scene.title, caption.title_width);
  caption.lines = static_cast<int>(std::lround(note_lines + height / ImGui::GetTextLineHeight()));
  ImGui::PopFont();
  caption.title_height = std::max(caption.title_height, height);
  return caption;
}

/// At most three lines, in smaller type if need be; what is longer still takes more.
Caption fit_caption(const AppState& app, const Scene& scene) {
  constexpr int most = 3;
  Caption caption;
  for (const float share : {1.0F, 0.9F, 0.8F, 0.7F, 0.6F}) {
    caption = caption_at(app, scene, share);
    if (caption.lines <= most) break;
  }
  return caption;
}

}  // namespace

void watch_edges(AppState& app) {
  Presenter& state = app.presenter;
  if (!state.on) {
    state = {};
    return;
  }
  // What a menu or a drag has begun is not taken away under it.
  if (ImGui::IsAnyItemActive() || ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup)) return;
  const ImGuiViewport* viewport = ImGui::GetMainViewport();
  if (!ImGui::IsMousePosValid()) {
    state.bars = state.controls = false;
    return;
  }
  const ImVec2 mouse{ImGui::GetMousePos().x - viewport->Pos.x,
                     ImGui::GetMousePos().y - viewport->Pos.y};
  const float edge = grid(0.75F), below = viewport->Size.y - mouse.y;
  state.bars = mouse.y < (state.bars ? grid(13) : edge) || below < (state.bars ? grid(5) : edge);
  state.controls = mouse.x < (state.controls ? grid(40) : edge);
}

bool hides(const Presenter& presenter, const Panel& panel) {
  return presenter.on && panel.id == std::string_view("controls");
}

bool begin_bar(const AppState& app, const char* name, ImGuiDir side, float height) {
  ImGuiViewport* viewport = ImGui::GetMainViewport();
  if (!app.presenter.on)
    return ImGui::BeginViewportSideBar(name, viewport, side, height, bar_flags);
  const float top = side == ImGuiDir_Up ? 0 : viewport->Size.y - height;
  ImGui::SetNextWindowPos({viewport->Pos.x, viewport->Pos.y + top});
  ImGui::SetNextWindowSize({viewport->Size.x, height});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowMinSize, ImVec2(0, 0));
  const bool open = ImGui::Begin(name, nullptr, bar_flags | ImGuiWindowFlags_NoDocking);
  ImGui::PopStyleVar(2);
  to_front();
  return open;
}

void controls_at_the_edge(AppState& app, Scene& scene, const Runs& runs) {
  if (!app.presenter.on || !app.presenter.controls) return;
  const ImGuiViewport* viewport = ImGui::GetMainViewport();
  const float top = app.presenter.bars ? ImGui::GetFrameHeight() + grid(2) : 0;
  ImGui::SetNextWindowPos({viewport->Pos.x, viewport->Pos.y + top});
  ImGui::SetNextWindowSize({std::min(grid(38), viewport->Size.x * 0.5F), viewport->Size.y - top});
  if (ImGui::Begin("##controls", nullptr,
                   ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize |
                       ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoDocking |
                       ImGuiWindowFlags_NoSavedSettings)) {
    to_front();
    for (const Panel& panel : panels())
      if (panel.id == std::string_view("controls")) panel.draw(app, scene, runs);
  }
  ImGui::End();
}

void cover_screen(AppState& app) {
  using Cover = Presenter::Cover;
  Presenter& presenter = app.presenter;
  if (!presenter.on) presenter.cover = Cover::none;
  const ImGuiViewport* viewport = ImGui::GetMainViewport();
  if (presenter.cover != Cover::none) {
    ImGui::SetNextWindowPos(viewport->Pos);
    ImGui::SetNextWindowSize(viewport->Size);
    ImGui::PushStyleColor(ImGuiCol_WindowBg,
                          presenter.cover == Cover::black ? IM_COL32_BLACK : IM_COL32_WHITE);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);
    ImGui::Begin("##cover", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoDocking |
                     ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                     ImGuiWindowFlags_NoNav);
    to_front();
    if (ImGui::InvisibleButton("uncover", ImGui::GetContentRegionAvail()))
      presenter.cover = Cover::none;
    ImGui::End();
    ImGui::PopStyleVar(2);
    ImGui::PopStyleColor();
  } else if (presenter.on && presenter.pointer && ImGui::IsMousePosValid()) {
    const float radius = 1.5F * ImGui::GetFontSize();
    const ImVec2 at = ImGui::GetMousePos();
    const ImVec4 accent = ImGui::GetStyleColorVec4(ImGuiCol_SliderGrab);
    ImDrawList* list = ImGui::GetForegroundDrawList();
    list->AddCircleFilled(at, radius, ImGui::GetColorU32({accent.x, accent.y, accent.z, 0.18F}));
    list->AddCircle(at, radius, ImGui::GetColorU32(accent), 0, 0.22F * ImGui::GetFontSize());
  }
}

namespace {

/// Title and note in one quiet line.
void caption_line(AppState& app, const Scene& scene) {
  const ImGuiStyle& style = ImGui::GetStyle();
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {style.WindowPadding.x, grid(0.5F)});
  if (ImGui::BeginViewportSideBar("Caption", ImGui::GetMainViewport(), ImGuiDir_Up,
                                  ImGui::GetTextLineHeight() + grid(1), bar_flags)) {
    ImGui::PushFont(app.fonts.strong, 0);
    ImGui::TextUnformatted(scene.title.c_str());
    ImGui::PopFont();
    if (!scene.title.empty() && unsaved(app)) {  // what the title says may be true no more
      ImGui::SameLine(0, grid(1));
      ImGui::TextDisabled("(changed)");
    }
    ImGui::SameLine(0, scene.title.empty() ? 0 : grid(2));
    ImGui::TextDisabled("%s", fitted(scene.note, ImGui::GetContentRegionAvail().x).c_str());
    help_on_hover(scene.note.c_str());
  }
  ImGui::End();
  ImGui::PopStyleVar();
}

}  // namespace

void caption_bar(AppState& app, const Scene& scene) {
  if (scene.title.empty() && scene.note.empty()) return;
  if (!app.presenter.on && scene.view.arrangement != Arrangement::lecture) {
    if (app.layout.form == Layout::wide) caption_line(app, scene);  // else panels need the room
    return;
  }
  const Caption caption = fit_caption(app, scene);
  const float between = scene.note.empty() ? 0 : grid(0.5F);
  const float height = grid(2.5F) + caption.title_height + between + caption.note_height;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {grid(3), grid(1.25F)});
  if (ImGui::BeginViewportSideBar("Caption", ImGui::GetMainViewport(), ImGuiDir_Up, height,
                                  bar_flags)) {
    const ImVec2 corner = ImGui::GetCursorPos();
    ImGui::PushFont(app.fonts.strong, caption.title_size);
    wrapped(scene.title, ImGui::GetStyleColorVec4(ImGuiCol_Text), caption.title_width);
    const float first_line = ImGui::GetTextLineHeight();
    ImGui::PopFont();
    ImGui::PushFont(nullptr, caption.note_size);
    if (const Bookmark* mark = current_bookmark(scene)) {
      const float width =
          ImGui::CalcTextSize(mark->name.c_str(), nullptr, false, caption.mark_width).x;
      const float lower = std::max(0.0F, (first_line - ImGui::GetTextLineHeight()) / 2);
      ImGui::SetCursorPos({ImGui::GetWindowWidth() - width - grid(3), corner.y + lower});
      wrapped(mark->name, ImGui::GetStyleColorVec4(ImGuiCol_Text), caption.mark_width);
    }
    ImGui::SetCursorPos({corner.x, corner.y + caption.title_height + between});
    wrapped(scene.note, ImGui::GetStyleColorVec4(ImGuiCol_TextDisabled), caption_room());
    ImGui::Dummy({0, 0});  // where the last text is empty, the window still ends at an item
    ImGui::PopFont();
  }
  ImGui::End();
  ImGui::PopStyleVar();
}

}  // namespace alphabar
