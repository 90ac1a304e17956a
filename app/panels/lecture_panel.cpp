#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "app/panels/panels.h"
#include "app/theme/theme.h"
#include "app/widgets/icon_button.h"
#include "app/widgets/property.h"
#include "core/lecture/stage.h"

namespace alphabar {
namespace {

/// One line: name, place, a cross. `remove` is set where the cross was clicked.
bool bookmark_line(Bookmark& mark, bool& remove) {
  const float gap = grid(0.5F), place = grid(8), cross = icon_button_size();
  ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - place - cross - 2 * gap);
  bool changed = ImGui::InputTextWithHint("##name", "bookmark", &mark.name);
  help_on_hover("What is to be seen at this moment");
  ImGui::SameLine(0, gap);
  constexpr double low = 0, high = 1;
  ImGui::SetNextItemWidth(place);
  changed |= ImGui::DragScalar("##place", ImGuiDataType_Double, &mark.position, 0.002F, &low, &high,
                               "%.3f");
  help_on_hover("Where it is on the time slider: 0 is x_T, 1 the end");
  ImGui::SameLine(0, gap);
  remove = icon_button("##remove", Icon::remove, "Remove this bookmark");
  return changed;
}

/// A text of several lines, as high as it has lines (up to ten).
bool page(const char* id, const char* hint, std::string& words) {
  const auto lines = std::clamp<std::ptrdiff_t>(std::ranges::count(words, '\n') + 2, 3, 10);
  const ImVec2 size{-1, static_cast<float>(lines) * ImGui::GetTextLineHeight() + grid(1.5F)};
  const bool changed = ImGui::InputTextMultiline(id, &words, size, ImGuiInputTextFlags_WordWrap);
  help_on_hover(hint);
  return changed;
}

/// Title, note and language of one text. `remove`: null where it cannot be removed.
bool words_in(std::string& lang, std::string& title, std::string& note_words, bool* remove) {
  bool changed = text({"##title", "title", "Shown above the particles in a lecture, and in files."},
                      title, "untitled");
  note("What there is to see, in Markdown; formulas between dollars.");
  changed |= page("##note", "**bold**, *slanted*, - lists, $\\bar\\alpha_t$", note_words);
  std::string typed = lang;
  if (text({"##lang", "language", "Of both, as a tag: en, zh, zh-Hant, de ..."}, typed, "en") &&
      is_language_tag(typed)) {
    lang = typed;
    changed = true;
  }
  if (remove) *remove = ImGui::SmallButton("Remove this language");
  return changed;
}

/// Names and cards in another language; left empty they stay as they are.
bool phrases(const std::vector<std::string>& own, Translation& other) {
  if (own.empty()) return false;
  bool changed = false;
  note("Lanes, bookmarks and cards:");
  for (const std::string& words : own) {
    ImGui::PushID(words.c_str());
    std::string said = other.words.contains(words) ? other.words.at(words) : std::string();
    ImGui::SetNextItemWidth(-1);
    if (ImGui::InputTextWithHint("##said", words.c_str(), &said)) {
      changed = true;
      if (said.empty())
        other.words.erase(words);
      else
        other.words[words] = said;
    }
    help_on_hover((words + ", in this language").c_str());
    ImGui::PopID();
  }
  return changed;
}

bool languages(Scene& scene) {
  bool changed = words_in(scene.lang, scene.title, scene.note, nullptr);
  const std::vector<std::string> own = words_to_translate(scene);
  std::optional<std::size_t> gone;
  for (std::size_t i = 0; i < scene.translations.size(); ++i) {
    ImGui::PushID(static_cast<int>(i));
    ImGui::Separator();
    bool remove = false;
    Translation& other = scene.translations[i];
    changed |= words_in(other.lang, other.title, other.note, &remove);
    changed |= phrases(own, other);
    if (remove) gone = i;
    ImGui::PopID();
  }
  if (gone)
    scene.translations.erase(scene.translations.begin() + static_cast<std::ptrdiff_t>(*gone));
  const bool room = scene.translations.size() < Scene::most_translations;
  if (room && ImGui::SmallButton("Add a language")) {
    const bool has_chinese = language_fit(scene.lang, "zh") > 0 ||
                             std::ranges::any_of(scene.translations, [](const Translation& t) {
                               return language_fit(t.lang, "zh") > 0;
                             });
    scene.translations.push_back({has_chinese ? "en" : "zh", "", ""});
    changed = true;
  }
  changed |= choice({"##note_place", "note stands",
                     "In a lecture and while presenting: above the panels or beside them."},
                    scene.view.note_place, ViewSpec().note_place);
  return changed || gone.has_value();
}

std::string slider_name(const StageSlider& slider) {
  std::string name = stage_title(slider);
  if (slider.lane >= 0) name.append(", lane ").append(std::to_string(slider.lane + 1));
  return name;
}

/// All that would change something in this scene.
std::vector<StageSlider> possible_sliders(const Scene& scene) {
  std::vector<StageSlider> possible;
  for (const auto& entry : listed(StageValue()))
    for (int lane = -1; lane < static_cast<int>(scene.lanes.size()); ++lane) {
      const StageSlider slider{entry.kind, lane};
      const bool of_lanes = entry.kind == StageValue::eta || entry.kind == StageValue::steps;
      if ((lane < 0 || of_lanes) && stage_applies(scene, slider)) possible.push_back(slider);
    }
  return possible;
}

bool stage_list(Scene& scene) {
  bool changed = false;
  note("Sliders on the slide, for the class to see:");
  for (const StageSlider& slider : possible_sliders(scene)) {
    bool on = std::ranges::count(scene.view.stage, slider) > 0;
    const bool room = on || scene.view.stage.size() < ViewSpec::most_stage;
    ImGui::BeginDisabled(!room);
    if (ImGui::Checkbox((slider_name(slider) + "##stage").c_str(), &on))
      changed |= toggle_stage(scene.view, slider);
    ImGui::EndDisabled();
  }
  return changed;
}

/// Where the arrow of a card ends.
bool target_fields(Card& card) {
  bool changed = choice({"##target", "points to", "Where the card's arrow ends; it moves with it."},
                        card.target, Card().target);
  if (card.target == CardTarget::point) {
    changed |= number({"##x", "x\u2081", "In data units."}, card.point[0], {-10, 10, 0});
    changed |= number({"##y", "x\u2082", "In data units."}, card.point[1], {-10, 10, 0});
  }
  if (card.target == CardTarget::particle)
    changed |= number({"##particle", "particle", "Counted from 0; click one to see its number."},
                      card.index, {0, 255, 0});
  if (card.target == CardTarget::component)
    changed |= number({"##component", "component", "Of the data, counted from 0."}, card.index,
                      {0, 63, 0});
  return changed;
}

bool card_fields(Card& card, int lanes, bool& remove) {
  const float gap = grid(0.5F);
  ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - icon_button_size() - gap);
  bool changed =
      ImGui::InputTextWithHint("##words", "words, **Markdown**, $formulas$", &card.words);
  ImGui::SameLine(0, gap);
  remove = icon_button("##remove", Icon::remove, "Remove this card");
  changed |= target_fields(card);
  changed |=
      number({"##across", "across", "Its middle, from the pane's left (0) to its right (1)."},
             card.at[0], {0, 1, Card().at[0], "%.2f"});
  changed |= number({"##down", "down", "Its middle, from the pane's top (0) to its foot (1)."},
                    card.at[1], {0, 1, Card().at[1], "%.2f"});
  int lane = card.lane + 1;
  if (lanes > 1 &&
      number({"##lane", "lane", "In whose pane it is."}, lane, {1, double(lanes), 1})) {
    card.lane = lane - 1;
    changed = true;
  }
  changed |= number({"##from", "from", "It is shown from this place on the time slider on."},
                    card.from, {0, 1, 0, "%.2f"});
  changed |= number({"##until", "until", "It is shown up to this place on the time slider."},
                    card.until, {0, 1, 1, "%.2f"});
  return changed;
}

/// The cards over the panes.
bool card_list(Scene& scene) {
  bool changed = false;
  std::optional<std::size_t> gone;
  ImGui::PushID("cards");
  for (std::size_t i = 0; i < scene.cards.size(); ++i) {
    ImGui::PushID(static_cast<int>(i));
    bool remove = false;
    changed |= card_fields(scene.cards[i], static_cast<int>(scene.lanes.size()), remove);
    if (remove) gone = i;
    ImGui::Separator();
    ImGui::PopID();
  }
  if (gone) scene.cards.erase(scene.cards.begin() + static_cast<std::ptrdiff_t>(*gone));
  if (scene.cards.size() < Scene::most_cards && ImGui::SmallButton("Add a card")) {
    Card card;
    card.words = "**Here**";
    card.at = {0.25, 0.15};
    card.target = CardTarget::component;
    scene.cards.push_back(card);
    changed = true;
  }
  help_on_hover("Words over a pane, with an arrow to a point, a particle or a component.");
  ImGui::PopID();
  return changed || gone.has_value();
}

}  // namespace

bool lecture_panel(Scene& scene) {
  bool changed = languages(scene);
  changed |= stage_list(scene);
  changed |= card_list(scene);
  std::optional<std::size_t> gone;
  ImGui::PushID("bookmarks");
  for (std::size_t i = 0; i < scene.bookmarks.size(); ++i) {
    ImGui::PushID(static_cast<int>(i));
    bool remove = false;
    changed |= bookmark_line(scene.bookmarks[i], remove);
    if (remove) gone = i;
    ImGui::PopID();
  }
  ImGui::PopID();
  if (gone) scene.bookmarks.erase(scene.bookmarks.begin() + static_cast<std::ptrdiff_t>(*gone));
  if (scene.bookmarks.empty())
    note("Ctrl+B marks the moment that is shown; Page Up and Page Down step through the marks.");
  return changed || gone.has_value();
}

}  // namespace alphabar
