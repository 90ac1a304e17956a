#include "app/window/bars/caption.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "app/session/bookmarks.h"
#include "app/theme/theme.h"
#include "app/views/draw/text.h"
#include "app/views/words/markdown.h"
#include "app/views/words/set_words.h"
#include "app/widgets/property.h"
#include "app/widgets/text.h"
#include "app/window/document/scene_file.h"

namespace alphabar {
namespace {

constexpr ImGuiWindowFlags bar_flags =
    int{ImGuiWindowFlags_NoDecoration} | int{ImGuiWindowFlags_NoSavedSettings};

/// How much larger a lecture's title is than its note.
constexpr float title_larger = 1.4F;

Rgb style_color(ImGuiCol color) { return rgb(ImGui::GetStyleColorVec4(color)); }

FormulaSheet& formulas(AppState& app) {
  if (!app.note_formulas) app.note_formulas = std::make_unique<FormulaSheet>();
  return *app.note_formulas;
}

/// All that a caption says, set for a width. Type sizes as PushFont takes them; the rest in pixels.
struct Caption {
  WordsLook title_look, note_look, mark_look;
  SetWords title, note, mark;
  float mark_width = 0;   ///< of the widest bookmark: nothing moves with time
  float mark_height = 0;  ///< of the highest
  float head() const { return std::max(title.size.y, mark_height); }
  int lines() const { return title.lines + note.lines; }
};

void set_marks(AppState& app, const Scene& scene, float room, Caption& caption) {
  const Bookmark* now = current_bookmark(scene);
  for (const Bookmark& mark : scene.bookmarks) {
    SetWords set = set_words(markdown_of(in_language(scene, app.settings.language, mark.name)),
                             room, caption.mark_look, formulas(app));
    caption.mark_width = std::max(caption.mark_width, std::ceil(set.size.x));
    caption.mark_height = std::max(caption.mark_height, set.size.y);
    if (&mark == now) caption.mark = std::move(set);
  }
}

enum class MarkAt { right, below };

/// At `share` of the usual size, in `room` pixels.
Caption caption_at(AppState& app, const Scene& scene, float share, float room, MarkAt mark_at) {
  Caption caption;
  const auto& [title, note] = words_of(scene, app.settings.language);
  const float size = ImGui::GetStyle().FontSizeBase * share;
  caption.title_look = {app.fonts.strong, nullptr, size * title_larger, style_color(ImGuiCol_Text)};
  caption.note_look = {app.fonts.text, app.fonts.strong, size, style_color(ImGuiCol_Text)};
  caption.mark_look = {app.fonts.text, app.fonts.strong, size, style_color(ImGuiCol_Text)};
  set_marks(app, scene, mark_at == MarkAt::right ? room * 0.4F : room, caption);
  const float aside =
      mark_at == MarkAt::right && caption.mark_width > 0 ? caption.mark_width + grid(4) : 0;
  caption.title = set_words(markdown_of(title), room - aside, caption.title_look, formulas(app));
  caption.note = set_words(note, room, caption.note_look, formulas(app));
  return caption;
}

/// In smaller type if need be; what is longer still takes more.
template <class Fits>
Caption fit_caption(AppState& app, const Scene& scene, float room, MarkAt mark_at, Fits fits) {
  Caption caption;
  for (const float share : {1.0F, 0.9F, 0.8F, 0.7F, 0.6F}) {
    caption = caption_at(app, scene, share, room, mark_at);
    if (fits(caption)) break;
  }
  return caption;
}

void draw_at(AppState& app, const ImVec2& at, const SetWords& words, const WordsLook& look) {
  draw_words(*ImGui::GetWindowDrawList(), at, words, look, formulas(app));
}

/// Title and note in one quiet line.
void caption_line(AppState& app, const Scene& scene) {
  const ImGuiStyle& style = ImGui::GetStyle();
  const auto& [title, note] = words_of(scene, app.settings.language);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {style.WindowPadding.x, grid(0.5F)});
  if (ImGui::BeginViewportSideBar("Caption", ImGui::GetMainViewport(), ImGuiDir_Up,
                                  ImGui::GetTextLineHeight() + grid(1), bar_flags)) {
    ImGui::PushFont(app.fonts.strong, 0);
    ImGui::TextUnformatted(title.c_str());
    ImGui::PopFont();
    if (!title.empty() && unsaved(app)) {  // what the title says may be true no more
      ImGui::SameLine(0, grid(1));
      ImGui::TextDisabled("(changed)");
    }
    ImGui::SameLine(0, title.empty() ? 0 : grid(2));
    const std::string words = plain_words(note);
    ImGui::TextDisabled("%s", fitted(words, ImGui::GetContentRegionAvail().x).c_str());
    help_on_hover(words.c_str());
  }
  ImGui::End();
  ImGui::PopStyleVar();
}

void caption_above(AppState& app, const Scene& scene) {
  constexpr int most = 3;        // lines, in any window,
  constexpr float high = 0.24F;  // or this share of its height
  const ImGuiViewport* viewport = ImGui::GetMainViewport();
  const float room = viewport->WorkSize.x - grid(6);
  const Caption caption = fit_caption(app, scene, room, MarkAt::right, [&](const Caption& set) {
    return set.lines() <= most || set.head() + set.note.size.y <= high * viewport->Size.y;
  });
  const float between = caption.note.lines == 0 ? 0 : grid(0.75F);
  const float height = grid(2.5F) + caption.head() + between + caption.note.size.y;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {grid(3), grid(1.25F)});
  if (ImGui::BeginViewportSideBar("Caption", ImGui::GetMainViewport(), ImGuiDir_Up, height,
                                  bar_flags)) {
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    draw_at(app, corner, caption.title, caption.title_look);
    const float lower = std::max(0.0F, (caption.title.size.y - caption.mark.size.y) / 2);
    draw_at(app, {corner.x + room - caption.mark.size.x, corner.y + lower}, caption.mark,
            caption.mark_look);
    draw_at(app, {corner.x, corner.y + caption.head() + between}, caption.note, caption.note_look);
  }
  ImGui::End();
  ImGui::PopStyleVar();
}

void caption_beside(AppState& app, const Scene& scene) {
  const ImGuiViewport* viewport = ImGui::GetMainViewport();
  const float width = std::clamp(viewport->WorkSize.x * 0.27F, grid(28), grid(56));
  const float room = width - grid(4), high = viewport->WorkSize.y - grid(6);
  const Caption caption = fit_caption(app, scene, room, MarkAt::below, [&](const Caption& set) {
    return set.title.size.y + set.note.size.y + set.mark_height + grid(4) <= high;
  });
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {grid(2), grid(2)});
  if (ImGui::BeginViewportSideBar("Caption", ImGui::GetMainViewport(), ImGuiDir_Right, width,
                                  bar_flags)) {
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    float y = corner.y;
    draw_at(app, {corner.x, y}, caption.title, caption.title_look);
    y += caption.title.size.y + grid(1.5F);
    draw_at(app, {corner.x, y}, caption.note, caption.note_look);
    y = corner.y + high + grid(2) - caption.mark.size.y;
    draw_at(app, {corner.x, y}, caption.mark, caption.mark_look);
  }
  ImGui::End();
  ImGui::PopStyleVar();
}

}  // namespace

void caption_bar(AppState& app, const Scene& scene) {
  const auto& [title, note] = words_of(scene, app.settings.language);
  if (title.empty() && note.empty()) return;
  if (!app.presenter.on && scene.view.arrangement != Arrangement::lecture) {
    if (app.layout.form == Layout::wide) caption_line(app, scene);  // else panels need the room
    return;
  }
  if (scene.view.note_place == NotePlace::beside)
    caption_beside(app, scene);
  else
    caption_above(app, scene);
}

}  // namespace alphabar
