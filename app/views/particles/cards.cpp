#include "app/views/particles/cards.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "app/views/draw/text.h"
#include "app/views/particles/pane.h"
#include "app/views/particles/particles.h"
#include "app/views/particles/plane.h"
#include "app/views/particles/render/lane_marks.h"
#include "app/views/words/set_words.h"

namespace alphabar {
namespace {

/// The lane that a card is for, of those that there are.
std::size_t lane_of(const Runs& runs, const Card& card) {
  return std::min(static_cast<std::size_t>(card.lane), runs.scene->lanes.size() - 1);
}

/// The layer of a lane of the scene in a pane; null: it is not there.
const Layer* layer_of(const Runs& runs, const Pane& pane, const PaneFrame& frame,
                      std::size_t lane) {
  const std::size_t first = frame.layers.size() - pane.lanes.size();
  for (std::size_t i = 0; i < pane.lanes.size(); ++i)
    if (runs.lanes[pane.lanes[i]].index == lane) return &frame.layers[first + i];
  return nullptr;
}

/// What a card points to, in data units; nothing where it is not there.
std::optional<Vec2> target_of(const Runs& runs, const Card& card, const Layer& layer) {
  const auto index = static_cast<std::size_t>(card.index);
  switch (card.target) {
    case CardTarget::none: return std::nullopt;
    case CardTarget::point: return card.point;
    case CardTarget::particle:
      if (!layer.run || index >= layer.run->particles) return std::nullopt;
      return state_at(*layer.run, index, layer.row);
    case CardTarget::component: {
      const auto components =
          components_of(data_of(*runs.scene, runs.scene->lanes[lane_of(runs, card)]));
      if (index >= components.size()) return std::nullopt;
      const Vec2& mean = components[index].mean;
      return Vec2{layer.level.a * mean[0], layer.level.a * mean[1]};
    }
  }
  return std::nullopt;
}

/// From the edge of a plate to `to`, with a head.
void draw_arrow(ImDrawList& list, const ImVec2& min, const ImVec2& max, const ImVec2& to,
                ImU32 color) {
  const ImVec2 from{std::clamp(to.x, min.x, max.x), std::clamp(to.y, min.y, max.y)};
  const float dx = to.x - from.x, dy = to.y - from.y, length = std::hypot(dx, dy);
  const float font = ImGui::GetFontSize(), head = 0.6F * font;
  if (length < head) return;
  const ImVec2 way{dx / length, dy / length};
  const ImVec2 tip{to.x - 0.25F * font * way.x, to.y - 0.25F * font * way.y};
  const ImVec2 foot{tip.x - head * way.x, tip.y - head * way.y};
  list.AddLine(from, foot, color, 0.13F * font);
  list.AddTriangleFilled(tip, {foot.x - 0.5F * head * way.y, foot.y + 0.5F * head * way.x},
                         {foot.x + 0.5F * head * way.y, foot.y - 0.5F * head * way.x}, color);
}

}  // namespace

void Cards::draw(ImDrawList& list, const Runs& runs, const Pane& pane, const PaneFrame& frame,
                 double position, const Plane& plane, const PaneStyle& style) {
  for (const Card& card : style.cards) {
    if (position < card.from || position > card.until || card.words.empty()) continue;
    const Layer* layer = layer_of(runs, pane, frame, lane_of(runs, card));
    if (!layer) continue;
    if (!formulas_) formulas_ = std::make_unique<FormulaSheet>();
    const float font = ImGui::GetFontSize(), margin = 0.5F * font;
    const auto& [corner, size] = plane.box;
    const WordsLook look{nullptr, style.strong, 0, frame.colors.text};
    const SetWords words =
        set_words(card.words, std::max(0.45F * size.x, 8 * font), look, *formulas_);
    const ImVec2 box{words.size.x + 2 * margin, words.size.y + 2 * margin};
    const auto place = [&](double share, float room, float length) {
      const float most = std::max(room - length, 0.0F);
      return std::round(std::clamp(static_cast<float>(share) * room - length / 2, 0.0F, most));
    };
    const ImVec2 min{corner.x + place(card.at[0], size.x, box.x),
                     corner.y + place(card.at[1], size.y, box.y)};
    const ImVec2 max{min.x + box.x, min.y + box.y};
    list.PushClipRect(corner, plane.box.max(), true);
    if (const auto target = target_of(runs, card, *layer))
      draw_arrow(list, min, max, plane.on_screen(*target), packed(frame.colors.text));
    list.AddRectFilled(min, max, packed(frame.colors.ground, 0.92F), margin);
    list.AddRect(min, max, packed(frame.colors.muted), margin, 0.07F * font);
    draw_words(list, {min.x + margin, min.y + margin}, words, look, *formulas_);
    list.PopClipRect();
  }
}

}  // namespace alphabar
