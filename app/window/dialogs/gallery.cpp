#include "app/window/dialogs/gallery.h"

#include <imgui.h>
#include <misc/cpp/imgui_stdlib.h>

#include <algorithm>
#include <utility>

#include "app/theme/palette.h"
#include "app/theme/theme.h"
#include "app/views/words/markdown.h"
#include "app/widgets/text.h"
#include "app/window/document/scene_file.h"
#include "app/window/state/app_state.h"
#include "core/files/image/png.h"

namespace alphabar {
namespace {

constexpr float aspect = 320.0F / 200.0F;

float padding() { return grid(1); }

float text_height_of(const std::string& words, ImFont* font, float width) {
  if (words.empty()) return 0;
  ImGui::PushFont(font, 0);
  const float height = ImGui::CalcTextSize(words.c_str(), nullptr, false, width).y;
  ImGui::PopFont();
  return height;
}

void words_at(const ImVec2& at, const std::string& words, ImFont* font, float width, ImU32 color) {
  ImGui::PushFont(font, 0);
  ImGui::GetWindowDrawList()->AddText(ImGui::GetFont(), ImGui::GetFontSize(), at, color,
                                      words.c_str(), nullptr, width);
  ImGui::PopFont();
}

}  // namespace

Gallery::Gallery() : scenes_(shipped_scenes()) {}

void Gallery::load_pictures() {
  if (!pictures_.empty()) return;
  for (const ShippedScene& scene : scenes_) {
    const GlTexture& texture = pictures_.emplace_back();
    if (scene.thumbnail.empty()) continue;  // its picture was not taken yet
    const Image image = read_png(scene.thumbnail, scene.name).image;
    fill(texture, image.width, image.height, image.pixels.data(), image.channels);
  }
}

float Gallery::card_height(std::size_t index, float width, ImFont* strong) const {
  const auto& [title, note] = words_of(scenes_[index].scene, language_);
  const float inner = width - 2 * padding();
  return padding() * 3 + inner / aspect + text_height_of(title, strong, inner) + grid(0.5F) +
         text_height_of(plain_words(note), nullptr, inner);
}

void Gallery::card(AppState& app, std::size_t index, float width, float height) {
  const ShippedScene& shipped = scenes_[index];
  const Palette colors = palette(app.session.scene().view.theme);
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  if (ImGui::InvisibleButton(shipped.name.c_str(), {width, height}))
    app.after_frame.push_back(
        [scene = shipped.scene](AppState& later) { open_shipped(later, scene); });
  const bool lit = ImGui::IsItemHovered() || ImGui::IsItemFocused();
  ImDrawList* list = ImGui::GetWindowDrawList();
  if (lit)
    list->AddRectFilled(corner, {corner.x + width, corner.y + height}, packed(colors.field),
                        grid(0.5F));
  const float inner = width - 2 * padding();
  ImVec2 at{corner.x + padding(), corner.y + padding()};
  const ImVec2 end{at.x + inner, at.y + inner / aspect};
  list->AddImageRounded(static_cast<ImTextureID>(pictures_[index].id()), at, end, {0, 0}, {1, 1},
                        IM_COL32_WHITE, grid(0.5F));
  list->AddRect(at, end, packed(colors.line), grid(0.5F));
  at.y = end.y + padding();
  const auto& [title, note] = words_of(shipped.scene, language_);
  words_at(at, title, app.fonts.strong, inner, packed(colors.text));
  at.y += text_height_of(title, app.fonts.strong, inner) + grid(0.5F);
  words_at(at, plain_words(note), nullptr, inner, packed(colors.quiet));
}

std::vector<std::size_t> Gallery::found() const {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < scenes_.size(); ++i) {
    const Scene& scene = scenes_[i].scene;
    std::string words = scenes_[i].name + " " + scene.title + " " + scene.note;
    for (const Translation& other : scene.translations)
      words.append(" ").append(other.title).append(" ").append(other.note);
    if (has_words(words, letters_)) found.push_back(i);
  }
  return found;
}

void Gallery::cards(AppState& app, const std::vector<std::size_t>& shown) {
  const float room = ImGui::GetContentRegionAvail().x, between = grid(1);
  const int columns = std::max(1, static_cast<int>((room + between) / (grid(30) + between)));
  const float width =
      (room - between * static_cast<float>(columns - 1)) / static_cast<float>(columns);
  for (std::size_t first = 0; first < shown.size(); first += static_cast<std::size_t>(columns)) {
    const std::size_t last = std::min(shown.size(), first + static_cast<std::size_t>(columns));
    float height = 0;
    for (std::size_t i = first; i < last; ++i)
      height = std::max(height, card_height(shown[i], width, app.fonts.strong));
    for (std::size_t i = first; i < last; ++i) {
      if (i > first) ImGui::SameLine(0, between);
      card(app, shown[i], width, height);
    }
  }
}

void Gallery::draw(AppState& app) {
  if (!app.show_gallery) return;
  load_pictures();
  language_ = app.settings.language;
  const ImGuiViewport* viewport = ImGui::GetMainViewport();
  ImGui::SetNextWindowPos(viewport->GetWorkCenter(), ImGuiCond_Appearing, {0.5F, 0.5F});
  ImGui::SetNextWindowSize(
      {std::min(grid(130), viewport->WorkSize.x * 0.94F), viewport->WorkSize.y * 0.92F},
      ImGuiCond_Appearing);
  if (ImGui::Begin("Gallery", &app.show_gallery,
                   ImGuiWindowFlags_NoDocking | ImGuiWindowFlags_NoCollapse |
                       ImGuiWindowFlags_NoSavedSettings)) {
    if (ImGui::IsWindowAppearing()) {
      letters_.clear();
      ImGui::SetKeyboardFocusHere();
    }
    ImGui::SetNextItemWidth(std::min(grid(40), ImGui::GetContentRegionAvail().x));
    ImGui::InputTextWithHint("##letters", "words of a name, a title or a note", &letters_);
    const bool left = ImGui::IsItemDeactivated() && ImGui::IsKeyPressed(ImGuiKey_Escape, false);
    const std::vector<std::size_t> shown = found();
    if (shown.empty()) ImGui::TextDisabled("No scene has these words.");
    cards(app, shown);
    if (left || ImGui::Shortcut(ImGuiKey_Escape)) app.show_gallery = false;
  }
  ImGui::End();
}

void open_shipped(AppState& app, const Scene& scene) {
  const ViewSpec now = app.session.scene().view;
  Scene next = scene;
  next.view.theme = now.theme;
  next.view.font_scale = now.font_scale;
  next.view.arrangement = now.arrangement;
  if (now.shows("controls"))
    next.view.show("controls");
  else
    next.view.hide("controls");
  if (!open_document(app, next)) return;
  count_as_opened(app);
  app.playback.playing = false;
  app.show_gallery = false;
}

}  // namespace alphabar
