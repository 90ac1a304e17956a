#include <imgui.h>
#include <imgui_stdlib.h>

#include <optional>

#include "app/panels/panels.h"
#include "app/theme/theme.h"
#include "app/widgets/icon_button.h"
#include "app/widgets/property.h"

namespace alphabar {
namespace {

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

}  // namespace

bool cards_panel(Scene& scene) {
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

}  // namespace alphabar
