#include "app/views/particles/particle_numbers.h"

#include <algorithm>
#include <array>

#include "app/views/draw/text.h"
#include "app/views/particles/render/lane_marks.h"
#include "core/figures/captions.h"
#include "core/model/guided_model.h"
#include "core/model/mixture.h"

namespace alphabar {
namespace {

struct Line {
  std::string name;
  std::string value;
};

std::string pair_text(const Vec2& v) {
  std::string text = "(";
  return text.append(number_text(v[0])).append(", ").append(number_text(v[1])).append(")");
}

/// What is told of one lane, the same lines for all.
std::vector<Line> lines_of(const ParticleNumbers& lane, bool guided) {
  std::vector<Line> lines{{"x\u209C", pair_text(lane.x)},
                          {"x\u0302\u2080", pair_text(lane.x0_hat)},
                          {"\u03B5\u0302", pair_text(lane.eps_hat)},
                          {"score", pair_text(lane.score)},
                          {"log p\u209C", number_text(lane.log_p)}};
  if (guided)
    lines.insert(lines.begin() + 2,
                 {"x\u0302\u2080 guided", lane.guided ? pair_text(lane.guided_x0_hat) : ""});
  return lines;
}

bool any_guided(const std::vector<ParticleNumbers>& lanes) {
  return std::ranges::any_of(lanes, &ParticleNumbers::guided);
}

}  // namespace

ParticleNumbers particle_numbers(const PaneFrame& frame, const Layer& layer,
                                 const std::string& lane, std::size_t particle) {
  ParticleNumbers numbers;
  numbers.lane = lane;
  numbers.color = layer.hue;
  numbers.x = state_at(*layer.run, particle, layer.row);
  const GuidedModel asked(*frame.model, layer.level, frame.guide, layer.weight);
  const Split plain = asked.plain(numbers.x);
  numbers.x0_hat = plain.x0_hat;
  numbers.eps_hat = plain.eps_hat;
  numbers.score = plain.score;
  numbers.log_p = frame.model->log_density(numbers.x, layer.level);
  numbers.guided = layer.weight != 0;
  if (numbers.guided) numbers.guided_x0_hat = asked(numbers.x).x0_hat;
  return numbers;
}

void particle_tooltip(std::size_t particle, const std::vector<ParticleNumbers>& lanes) {
  if (lanes.empty() || !ImGui::BeginTooltip()) return;
  const int columns = static_cast<int>(lanes.size()) + 1;
  if (ImGui::BeginTable("numbers", columns, ImGuiTableFlags_SizingFixedFit)) {
    ImGui::TableNextColumn();
    ImGui::TextDisabled("particle %zu", particle);
    for (const ParticleNumbers& lane : lanes) {
      ImGui::TableNextColumn();
      ImGui::TextColored(vec4(lane.color), "%s", lane.lane.c_str());
    }
    std::vector<std::vector<Line>> texts;
    for (const ParticleNumbers& lane : lanes) texts.push_back(lines_of(lane, any_guided(lanes)));
    for (std::size_t i = 0; i < texts.front().size(); ++i) {
      ImGui::TableNextColumn();
      ImGui::TextDisabled("%s", texts.front()[i].name.c_str());
      for (const std::vector<Line>& text : texts) {
        ImGui::TableNextColumn();
        ImGui::TextUnformatted(text[i].value.c_str());
      }
    }
    ImGui::EndTable();
  }
  ImGui::EndTooltip();
}

void draw_particle_plate(ImDrawList& list, std::size_t particle,
                         const std::vector<ParticleNumbers>& lanes, const Plane& plane,
                         const ViewColors& colors) {
  if (lanes.empty()) return;
  const auto& [min, size] = plane.box;
  const float font = ImGui::GetFontSize(), line_height = 1.15F * font, pad = 0.5F * font;
  std::vector<std::pair<Line, Rgb>> lines;
  float names = 0;
  ImVec2 plate;
  for (const std::size_t most : {std::size_t{99}, std::size_t{2}, std::size_t{1}}) {
    lines = {{{"particle " + std::to_string(particle), ""}, colors.text}};
    names = 0;
    float values = text_size(lines.front().first.name).x;
    for (const ParticleNumbers& lane : lanes) {
      std::vector<Line> told = lines_of(lane, any_guided(lanes));
      told.resize(std::min(told.size(), most));
      for (const Line& line : told) {
        names = std::max(names, text_size(line.name).x + 0.8F * font);
        values = std::max(values, text_size(line.value).x);
        lines.push_back({line, lanes.size() > 1 ? lane.color : colors.text});
      }
    }
    plate = {std::max(names + values, text_size(lines.front().first.name).x) + 2 * pad,
             line_height * static_cast<float>(lines.size()) + 2 * pad};
    const bool small = plate.x * plate.y <= 0.4F * size.x * size.y;  // the picture is seen
    if (small && plate.x <= 0.9F * size.x && plate.y <= 0.6F * size.y) break;
    lines.clear();
  }
  if (lines.empty()) return;
  const Vec2 pixel = plane.camera.to_pixel(lanes.front().x, plane.width(), plane.height());
  const bool left = pixel[0] > 0.5 * double{size.x}, top = pixel[1] > 0.5 * double{size.y};
  ImVec2 at{left ? min.x + pad : min.x + size.x - plate.x - pad,
            top ? min.y + pad : min.y + size.y - plate.y - pad};
  list.AddRectFilled(at, {at.x + plate.x, at.y + plate.y}, packed(colors.ground, 0.88F),
                     0.3F * font);
  at = {at.x + pad, at.y + pad};
  for (const auto& [line, color] : lines) {
    draw_text(list, at, line.name, packed(colors.muted));
    draw_text(list, {at.x + names, at.y}, line.value, packed(color));
    at.y += line_height;
  }
}

}  // namespace alphabar
