#include "app/views/particles/pane_layout.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "app/views/draw/print_notes.h"

namespace alphabar {
namespace {

/// How panes share a space: in columns, each so wide, and rows, each with its caption above.
struct Tiling {
  int columns = 1, rows = 1;
  float width = 0, height = 0, caption = 0;  // of a plane, and of the words above it

  float side() const { return std::min(width, height); }
};

float tallest(const std::vector<Caption>& captions, float width, const CaptionStyle& style) {
  float height = 0;
  for (const Caption& words : captions)
    height = std::max(height, draw_caption(nullptr, {0, 0}, width, words, style));
  return height > 0 ? height + std::round(0.3F * ImGui::GetFontSize()) : 0;
}

/// The space that panes share: between two of them, and below each.
struct Room {
  ImVec2 size;
  float gap, below;
};

Tiling tiling(int columns, const std::vector<Caption>& captions, const CaptionStyle& style,
              const Room& room) {
  Tiling t{.columns = columns};
  t.rows = (static_cast<int>(captions.size()) + columns - 1) / columns;
  t.width = std::floor((room.size.x - room.gap * static_cast<float>(columns - 1)) /
                       static_cast<float>(columns));
  t.caption = tallest(captions, t.width, style);
  t.height = std::floor(room.size.y / static_cast<float>(t.rows) - t.caption - room.below);
  return t;
}

/// The one whose planes have the largest smaller side, and few lines of words, of those where no
/// word is cut and words take no more than `most` of a row's height; none where there is no such.
std::optional<Tiling> best_tiling(const std::vector<Caption>& captions, const CaptionStyle& style,
                                  const Room& room, float most) {
  float widest = 0;
  for (const Caption& words : captions) widest = std::max(widest, widest_piece(words, style));
  std::optional<Tiling> best;
  for (int columns = 1; columns <= static_cast<int>(captions.size()); ++columns) {
    const Tiling t = tiling(columns, captions, style, room);
    if (t.width < widest || t.caption > most * room.size.y / static_cast<float>(t.rows)) continue;
    if (!best || t.side() - 0.25F * t.caption > best->side() - 0.25F * best->caption) best = t;
  }
  return best;
}

/// A wide and low plane shows little but empty ground at its sides: it is as wide as it needs be,
/// or as its words above it do, in the middle of its room.
void narrow(PaneLayout& layout, const CaptionStyle& style) {
  constexpr float widest_shape = 2.2F;
  const float before = layout.plane.x, step = ImGui::GetFontSize();
  float width = std::floor(widest_shape * layout.plane.y);
  for (const Caption& words : layout.captions)
    width = std::max(width, std::ceil(widest_piece(words, style)));
  while (width < before && tallest(layout.captions, width, style) > layout.caption) width += step;
  if (width >= before) return;
  layout.plane.x = width;
  layout.left += std::floor((before - width) * static_cast<float>(layout.columns) / 2);
}

/// All but the lanes' names goes.
void keep_names(std::vector<Caption>& captions) {
  for (Caption& words : captions) {
    std::erase_if(words, [](const auto& pieces) { return !pieces.front().title; });
    for (auto& pieces : words) pieces.resize(1);
  }
}

}  // namespace

PaneLayout empty_layout() {
  const float font = ImGui::GetFontSize();
  return {
      .left = std::round(2.6F * font), .gap = std::round(font), .below = std::round(1.6F * font)};
}

Box PaneLayout::plane_of(std::size_t pane, const ImVec2& corner) const {
  const int index = static_cast<int>(pane);
  const auto column = static_cast<float>(index % columns),
             line = static_cast<float>(index / columns);
  return {{corner.x + left + column * (plane.x + gap),
           corner.y + line * (plane.y + caption + below) + caption},
          plane};
}

PaneLayout lay_out(std::size_t panes, const ImVec2& size, const CaptionStyle& style,
                   const CaptionParts& parts, const SayOfPane& say) {
  PaneLayout layout = empty_layout();
  const Room room{{size.x - layout.left, size.y}, layout.gap, layout.below};
  layout.captions.resize(panes);
  layout.names.resize(panes);
  Tiling tiles = *best_tiling(layout.captions, style, room, 1);
  const float most = tiles.side();
  const auto fits = [&](float share) {
    const auto found = best_tiling(layout.captions, style, room, share);
    // On a page, whose height follows from the planes, words go sooner.
    const float least = on_paper() ? 0.75F : 0.9F - share;
    const bool good = found && found->side() > least * most;
    if (good) tiles = *found;
    return good;
  };
  const auto say_all = [&](const CaptionParts& said) {
    for (std::size_t i = 0; i < panes; ++i) layout.captions[i] = say(i, said);
  };
  // Where words take too much of the room the picture says more: first the time goes, which the
  // transport tells too, then the distance, then all but the names; these go into the pictures.
  say_all(parts);
  if (!fits(0.3F)) say_all({.time = {}, .metric = parts.metric});
  if (!fits(0.4F)) say_all({});
  if (!fits(0.4F)) keep_names(layout.captions);
  if (!fits(0.5F)) std::swap(layout.captions, layout.names);
  layout.caption = tiles.caption;
  layout.columns = tiles.columns;
  layout.plane = {tiles.width, tiles.height};
  narrow(layout, style);
  return layout;
}

}  // namespace alphabar
