#include "app/window/dialogs/gallery.h"

#include <imgui.h>
#include <misc/cpp/imgui_stdlib.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "app/theme/palette.h"
#include "app/theme/theme.h"
#include "app/views/draw/text.h"
#include "app/views/words/set_words.h"
#include "app/widgets/text.h"
#include "app/window/document/scene_file.h"
#include "app/window/state/app_state.h"
#include "core/files/image/png.h"

namespace alphabar {
namespace {

constexpr float aspect = 320.0F / 200.0F;

float padding() { return grid(1); }

/// A scene's title and note, set for a card of this width, in the language of the gallery.
struct CardWords {
  WordsLook title_look, note_look;
  SetWords title, note;
  float height() const { return title.size.y + grid(0.75F) + note.size.y; }
};

CardWords set_card(const SceneWords& words, float width, const AppState& app,
                   FormulaSheet& formulas) {
  const Palette colors = palette(app.session.scene().view.theme);
  CardWords card;
  card.title_look = {app.fonts.strong, nullptr, 0, rgb(colors.text)};
  card.note_look = {app.fonts.text, app.fonts.strong, 0, rgb(colors.quiet)};
  card.title = set_words(words.title, width, card.title_look, formulas);
  card.note = set_words(words.note, width, card.note_look, formulas);
  return card;
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

float Gallery::card_height(const AppState& app, std::size_t index, float width) {
  const float inner = width - 2 * padding();
  const CardWords words =
      set_card(words_of(scenes_[index].scene, app.settings.language), inner, app, *formulas_);
  return padding() * 3 + inner / aspect + words.height();
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
  const CardWords words =
      set_card(words_of(shipped.scene, app.settings.language), inner, app, *formulas_);
  draw_words(*list, at, words.title, words.title_look, *formulas_);
  at.y += words.title.size.y + grid(0.75F);
  draw_words(*list, at, words.note, words.note_look, *formulas_);
}

std::vector<std::size_t> Gallery::found() const {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < scenes_.size(); ++i) {
    const Scene& scene = scenes_[i].scene;
    std::string words = scenes_[i].name + " " + scene.title + " " + scene.note;
    words.append(" ").append(scenes_[i].topic->title);
    for (const TopicTitle& other : scenes_[i].topic->translations)
      words.append(" ").append(other.title);
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
      height = std::max(height, card_height(app, shown[i], width));
    for (std::size_t i = first; i < last; ++i) {
      if (i > first) ImGui::SameLine(0, between);
      card(app, shown[i], width, height);
    }
  }
}

/// The scenes of each topic under its title; a topic's word above leads to it.
void Gallery::topics(AppState& app, const std::vector<std::size_t>& shown) {
  const std::string& language = app.settings.language;
  const auto of = [&](const Topic& topic) {
    std::vector<std::size_t> scenes;
    std::ranges::copy_if(shown, std::back_inserter(scenes),
                         [&](std::size_t i) { return scenes_[i].topic == &topic; });
    return scenes;
  };
  const Topic* asked = nullptr;
  const float room = ImGui::GetContentRegionAvail().x;
  float used = 0;
  for (const Topic& topic : shipped_topics()) {
    if (of(topic).empty()) continue;
    const std::string& title = title_of(topic, language);
    const float width = text_size(title).x + 2 * ImGui::GetStyle().FramePadding.x;
    const float after = used + grid(1) + width;
    const bool beside = used > 0 && after <= room;
    if (beside) ImGui::SameLine(0, grid(1));
    used = beside ? after : width;
    if (ImGui::SmallButton(title.c_str())) asked = &topic;
  }
  ImGui::BeginChild("scenes");
  for (const Topic& topic : shipped_topics()) {
    const std::vector<std::size_t> scenes = of(topic);
    if (scenes.empty()) continue;
    ImGui::Dummy({0, grid(0.5F)});
    if (asked == &topic) ImGui::SetScrollHereY(0);
    ImGui::PushFont(app.fonts.strong, ImGui::GetStyle().FontSizeBase * 1.2F);
    ImGui::TextUnformatted(title_of(topic, language).c_str());
    ImGui::PopFont();
    cards(app, scenes);
  }
  ImGui::EndChild();
}

void Gallery::draw(AppState& app) {
  if (!app.show_gallery) return;
  load_pictures();
  if (!formulas_) formulas_ = std::make_unique<FormulaSheet>();
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
    topics(app, shown);
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
