#include "app/views/pictures/net_diagram.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "app/views/draw/text.h"
#include "core/base/text.h"

namespace alphabar {
namespace {

std::string size_of(const NetBlock& block) {
  return std::to_string(block.width) + " \u00D7 " + std::to_string(block.height);
}

void tell(const NetBlock& block) {
  std::string words = block.name + ": " + std::to_string(block.channels) + " channels at " +
                      size_of(block) + "\n" + std::to_string(block.resnets) + " residual blocks";
  if (block.attentions > 0) words += ", " + std::to_string(block.attentions) + " with attention";
  words += "\n" + grouped_digits(block.parameters) +
           " parameters\nThe time enters every residual block.";
  ImGui::SetTooltip("%s", words.c_str());
}

/// Where the blocks stand: in columns from the input to the output, as high as their pictures.
class Diagram {
 public:
  Diagram(const NetOutline& net, const ImVec2& corner, const ImVec2& size, const ViewColors& colors)
      : net_(net), corner_(corner), size_(size), colors_(colors) {
    for (const auto* part : {&net.down, &net.middle, &net.up})
      for (const NetBlock& block : *part) blocks_.push_back(&block);
    pitch_ = size.x / static_cast<float>(std::max<std::size_t>(blocks_.size(), 1));
    for (const NetBlock* block : blocks_) {
      most_channels_ = std::max(most_channels_, block->channels);
      highest_ = std::max(highest_, block->height);
    }
  }

  void draw() const {
    skips();
    time();
    for (std::size_t i = 0; i < blocks_.size(); ++i) block(i);
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

  void block(std::size_t i) const {
    const NetBlock& block = *blocks_[i];
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float w = width(block), h = height(block), x = middle(i);
    const ImVec2 min{x - 0.5F * w, ground() - h}, max{x + 0.5F * w, ground()};
    const bool attends = block.attentions > 0;
    list.AddRectFilled(min, max, packed(mix(colors_.ground, colors_.curve, attends ? 0.75F : 0.4F)),
                       3);
    list.AddRect(min, max, packed(colors_.curve), 3, colors_.stroke);
    const float room = pitch_ - 4;
    draw_text(list, {x, ground() + 0.3F * line()},
              fitted(std::to_string(block.channels) + " at " + size_of(block), room),
              packed(colors_.text), {0.5F, 0});
    draw_text(list, {x, ground() + 1.4F * line()},
              fitted(block.name + (attends ? ", attention" : ""), room), packed(colors_.muted),
              {0.5F, 0});
    ImGui::SetCursorScreenPos({x - 0.5F * pitch_, corner_.y});
    ImGui::PushID(static_cast<int>(i));
    ImGui::InvisibleButton("block", {pitch_, size_.y});
    if (ImGui::IsItemHovered()) tell(block);
    ImGui::PopID();
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
  ImVec2 corner_, size_;
  const ViewColors& colors_;
  std::vector<const NetBlock*> blocks_;
  float pitch_ = 1;
  int most_channels_ = 1, highest_ = 1;
};

}  // namespace

void draw_net(const NetOutline* net, const ViewColors& colors, ImFont* strong, const ImVec2& size) {
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float font = ImGui::GetFontSize();
  if (!net || net->down.empty() || size.x < 16 * font || size.y < 9 * font) {
    draw_text(
        list, {corner.x + 0.5F * size.x, corner.y + 0.5F * size.y},
        fitted(net ? "Too little room for the network." : "The network appears here.", size.x),
        packed(colors.muted), {0.5F, 0.5F});
    ImGui::Dummy(size);
    return;
  }
  ImGui::PushFont(strong, 0);
  const float name = draw_text(list, corner, net->name, packed(colors.text)).x;
  ImGui::PopFont();
  const std::string words = grouped_digits(net->parameters) + " parameters, " +
                            std::to_string(net->in_channels) +
                            (net->in_channels == 1 ? " channel of " : " channels of ") +
                            std::to_string(net->width) + " \u00D7 " + std::to_string(net->height) +
                            " in, " + std::to_string(net->out_channels) + " out";
  draw_text(list, {corner.x + name + font, corner.y}, fitted(words, size.x - name - font),
            packed(colors.muted));
  Diagram(*net, {corner.x, corner.y + 1.8F * font}, {size.x, size.y - 1.8F * font}, colors).draw();
  ImGui::SetCursorScreenPos(corner);
  ImGui::Dummy(size);
}

}  // namespace alphabar
