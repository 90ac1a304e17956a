#include "app/views/pictures/net_diagram.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "app/views/draw/box.h"
#include "app/views/draw/text.h"
#include "app/views/pictures/picture_batch.h"
#include "core/base/text.h"

namespace alphabar {
namespace {

std::string size_of(const NetBlock& block) {
  return std::to_string(block.width) + " \u00D7 " + std::to_string(block.height);
}

/// "4.2 ms".
std::string time_of(double seconds) {
  return seconds < 0.9995 ? short_text(1e3 * seconds, 3) + " ms" : short_text(seconds, 3) + " s";
}

/// A block as it is asked at a moment.
struct Shown {
  const BlockInside* inside = nullptr;  ///< null: it is not known
  const PictureAtlas* maps = nullptr;
  double share = 0;  ///< of the time of all blocks
};

/// What stands below a block: that it attends, too, where there is room beside the time.
std::string words_below(const NetBlock& block, const Shown& shown, float room) {
  const std::string time = shown.inside ? ", " + time_of(shown.inside->seconds) : "";
  const std::string all = block.name + (block.attentions > 0 ? ", attention" : "") + time;
  return text_size(all).x <= room ? all : block.name + time;
}

/// Maps of a block in a box, from its top left, `side` points high each. Returns how many.
int draw_maps(const Shown& shown, const ImVec2& min, const ImVec2& max, float side) {
  const BlockInside& block = *shown.inside;
  const float wide = side * static_cast<float>(block.width) / static_cast<float>(block.height);
  constexpr float gap = 2;
  constexpr float rounding = 1e-3F;  // one that fits exactly does
  const int columns = static_cast<int>((max.x - min.x + gap) / (wide + gap) + rounding);
  const int rows = static_cast<int>((max.y - min.y + gap) / (side + gap) + rounding);
  const int count = std::min(block.maps, std::max(columns, 0) * std::max(rows, 0));
  const float left =
      min.x + 0.5F * (max.x - min.x - static_cast<float>(columns) * (wide + gap) + gap);
  for (int i = 0; i < count; ++i) {
    const ImVec2 at{left + static_cast<float>(i % columns) * (wide + gap),
                    min.y + static_cast<float>(i / columns) * (side + gap)};
    draw_cell(*shown.maps, i, at, {at.x + wide, at.y + side});
  }
  return count;
}

void tell(const NetBlock& block, const Shown& shown) {
  ImGui::BeginTooltip();
  std::string words = block.name + ": " + std::to_string(block.channels) + " channels at " +
                      size_of(block) + "\n" + std::to_string(block.resnets) + " residual blocks";
  if (block.attentions > 0) words += ", " + std::to_string(block.attentions) + " with attention";
  words += "\n" + grouped_digits(block.parameters) +
           " parameters\nThe time enters every residual block.";
  if (shown.inside) {
    const BlockInside& inside = *shown.inside;
    words += "\nA pass for one picture takes " + time_of(inside.seconds) + ", " +
             std::to_string(std::lround(100 * shown.share)) + " % of the blocks' time.\n" +
             std::to_string(inside.maps) + " of its channels at this step, " +
             std::to_string(inside.width) + " \u00D7 " + std::to_string(inside.height) +
             ", black to white \u00B13 of their root mean square:";
  }
  ImGui::TextUnformatted(words.c_str());
  if (shown.inside) {
    const float side = 4 * ImGui::GetFontSize();
    const float wide =
        side * static_cast<float>(shown.inside->width) / static_cast<float>(shown.inside->height);
    const ImVec2 min = ImGui::GetCursorScreenPos(), size{4 * (wide + 2), 4 * (side + 2)};
    draw_maps(shown, min, {min.x + size.x, min.y + size.y}, side);
    ImGui::Dummy(size);
  }
  ImGui::EndTooltip();
}

/// Where the blocks stand: in columns from the input to the output, as high as their pictures.
class Diagram {
 public:
  Diagram(const NetOutline& net, const std::vector<Shown>& shown, const ViewColors& colors,
          const Box& box)
      : net_(net), shown_(shown), corner_(box.min), size_(box.size), colors_(colors) {
    for (const auto* part : {&net.down, &net.middle, &net.up})
      for (const NetBlock& block : *part) blocks_.push_back(&block);
    pitch_ = size_.x / static_cast<float>(std::max<std::size_t>(blocks_.size(), 1));
    for (const NetBlock* block : blocks_) {
      most_channels_ = std::max(most_channels_, block->channels);
      highest_ = std::max(highest_, block->height);
    }
  }

  /// Returns how many maps it shows.
  int draw() const {
    skips();
    time();
    int maps = 0;
    for (std::size_t i = 0; i < blocks_.size(); ++i) maps += block(i);
    return maps;
  }

 private:
  float line() const { return ImGui::GetFontSize(); }
  /// The bodies stand on one line, below which two lines of words and the time's line lie.
  float ground() const { return corner_.y + size_.y - 4.6F * line(); }
  float middle(std::size_t i) const { return corner_.x + pitch_ * (static_cast<float>(i) + 0.5F); }
  float height(const NetBlock& block) const {
    // Sizes halve from block to block: their logarithm leaves the smallest visible.
    const float share = (1 + std::log2(static_cast<float>(block.height))) /
                        (1 + std::log2(static_cast<float>(highest_)));
    return std::max(0.6F * line(), share * (ground() - corner_.y - 1.2F * line()));
  }
  float width(const NetBlock& block) const {
    const float share = static_cast<float>(block.channels) / static_cast<float>(most_channels_);
    return std::max(0.5F * line(), 0.7F * pitch_ * share);
  }

  int block(std::size_t i) const {
    const NetBlock& block = *blocks_[i];
    const Shown shown = i < shown_.size() ? shown_[i] : Shown();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float w = width(block), h = height(block), x = middle(i);
    const ImVec2 min{x - 0.5F * w, ground() - h}, max{x + 0.5F * w, ground()};
    const bool attends = block.attentions > 0;
    list.AddRectFilled(min, max, packed(mix(colors_.ground, colors_.curve, attends ? 0.75F : 0.4F)),
                       3);
    list.AddRect(min, max, packed(colors_.curve), 3, colors_.stroke);
    int maps = 0;
    if (shown.inside) {
      // As large as four fit across, where there is room.
      const float inset = 3, across = w - 2 * inset;
      const float side = std::min({std::max(0.24F * across, 1.6F * line()), across, h - 2 * inset});
      if (side >= 0.8F * line())
        maps =
            draw_maps(shown, {min.x + inset, min.y + inset}, {max.x - inset, max.y - inset}, side);
    }
    const float room = pitch_ - 4;
    draw_text(list, {x, ground() + 0.3F * line()},
              fitted(std::to_string(block.channels) + " at " + size_of(block), room),
              packed(colors_.text), {0.5F, 0});
    draw_text(list, {x, ground() + 1.4F * line()}, fitted(words_below(block, shown, room), room),
              packed(colors_.muted), {0.5F, 0});
    ImGui::SetCursorScreenPos({x - 0.5F * pitch_, corner_.y});
    ImGui::PushID(static_cast<int>(i));
    ImGui::InvisibleButton("block", {pitch_, size_.y});
    if (ImGui::IsItemHovered()) tell(block, shown);
    ImGui::PopID();
    return maps;
  }

  /// From each block on the way down to its mirror.
  void skips() const {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const std::size_t levels = std::min(net_.down.size(), net_.up.size());
    for (std::size_t i = 0; i < levels; ++i) {
      const std::size_t to = blocks_.size() - 1 - i;
      const float y =
          ground() - std::min(height(*blocks_[i]), height(*blocks_[to])) + 0.4F * line();
      list.AddLine({middle(i), y}, {middle(to), y}, packed(colors_.muted, 0.6F), colors_.stroke);
    }
  }

  /// The line of the time, with an arrow into every block.
  void time() const {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float y = corner_.y + size_.y - 1.6F * line();
    const std::string words =
        "t \u2192 " + std::to_string(net_.time_features) + " features \u2192 " +
        std::to_string(net_.time_channels) + " channels" +
        (net_.classes > 0 ? " + class (" + std::to_string(net_.classes) + ")" : "");
    list.AddLine({middle(0), y}, {middle(blocks_.size() - 1), y}, packed(colors_.accent),
                 colors_.stroke);
    for (std::size_t i = 0; i < blocks_.size(); ++i)
      list.AddLine({middle(i), y}, {middle(i), y - 0.4F * line()}, packed(colors_.accent),
                   colors_.stroke);
    draw_text(list, {corner_.x + 0.5F * size_.x, y + 0.2F * line()},
              fitted(words + " \u2192 every residual block", size_.x), packed(colors_.muted),
              {0.5F, 0});
  }

  const NetOutline& net_;
  const std::vector<Shown>& shown_;
  ImVec2 corner_, size_;
  const ViewColors& colors_;
  std::vector<const NetBlock*> blocks_;
  float pitch_ = 1;
  int most_channels_ = 1, highest_ = 1;
};

}  // namespace

/// Each map over three of their root mean square, so that one large number hides no other.
void NetDiagram::fill(const std::shared_ptr<const NetInside>& inside) {
  if (inside_ == inside) return;
  inside_ = inside;
  atlases_.clear();
  if (!inside) return;
  for (const BlockInside& block : inside->blocks) {
    PictureAtlas& atlas = *atlases_.emplace_back(std::make_unique<PictureAtlas>());
    atlas.reset(std::max(block.maps, 1), 1, block.height, block.width);
    double squares = 0;
    for (const float value : block.activations) squares += double{value} * value;
    const double mean =
        squares / std::max<double>(1, static_cast<double>(block.activations.size()));
    const auto scale = static_cast<float>(1 / (3 * std::sqrt(std::max(mean, 1e-24))));
    const auto area =
        static_cast<std::size_t>(block.height) * static_cast<std::size_t>(block.width);
    for (int i = 0; i < block.maps; ++i)
      atlas.put(i, std::span(block.activations).subspan(static_cast<std::size_t>(i) * area, area),
                scale);
  }
}

void NetDiagram::draw(const NetOutline* net, const std::shared_ptr<const NetInside>& inside,
                      const ViewColors& colors, ImFont* strong, const ImVec2& size) {
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float font = ImGui::GetFontSize();
  shown_ = 0;
  if (!net || net->down.empty() || size.x < 16 * font || size.y < 9 * font) {
    draw_text(
        list, {corner.x + 0.5F * size.x, corner.y + 0.5F * size.y},
        fitted(net ? "Too little room for the network." : "The network appears here.", size.x),
        packed(colors.muted), {0.5F, 0.5F});
    ImGui::Dummy(size);
    return;
  }
  fill(inside);
  double all = 0;
  std::vector<Shown> shown;
  if (inside)
    for (const BlockInside& block : inside->blocks) all += block.seconds;
  for (std::size_t i = 0; i < atlases_.size(); ++i)
    shown.push_back({&inside->blocks[i], atlases_[i].get(), inside->blocks[i].seconds / all});
  ImGui::PushFont(strong, 0);
  const float name = draw_text(list, corner, net->name, packed(colors.text)).x;
  ImGui::PopFont();
  std::string words = grouped_digits(net->parameters) + " parameters, " +
                      std::to_string(net->in_channels) +
                      (net->in_channels == 1 ? " channel of " : " channels of ") +
                      std::to_string(net->width) + " \u00D7 " + std::to_string(net->height) +
                      " in, " + std::to_string(net->out_channels) + " out";
  if (inside)
    words += "; state " + std::to_string(inside->of.row) + " of lane " +
             std::to_string(inside->of.run->lane + 1) + ", picture " +
             std::to_string(inside->of.picture + 1) + ": " + time_of(all) + " in the blocks";
  draw_text(list, {corner.x + name + font, corner.y}, fitted(words, size.x - name - font),
            packed(colors.muted));
  shown_ = Diagram(*net, shown, colors,
                   {{corner.x, corner.y + 1.8F * font}, {size.x, size.y - 1.8F * font}})
               .draw();
  ImGui::SetCursorScreenPos(corner);
  ImGui::Dummy(size);
}

}  // namespace alphabar
