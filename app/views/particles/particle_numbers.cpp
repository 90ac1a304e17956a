#include "app/views/particles/particle_numbers.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/views/draw/text.h"
#include "app/views/particles/render/lane_marks.h"
#include "core/figures/captions.h"
#include "core/model/denoiser.h"
#include "core/model/mixture.h"
#include "core/model/point.h"

namespace alphabar {
namespace {

struct Line {
  std::string name;
  std::string value;
};

float plate_line_height() { return 1.15F * ImGui::GetFontSize(); }

std::string pair_text(const Vec2& v) {
  std::string text = "(";
  return text.append(number_text(v[0])).append(", ").append(number_text(v[1])).append(")");
}

/// What is said of each lane, the same lines for all.
std::vector<std::vector<Line>> lines_of(const std::vector<ParticleNumbers>& lanes) {
  const bool guided = std::ranges::any_of(lanes, &ParticleNumbers::guided);
  std::vector<std::vector<Line>> all;
  for (const ParticleNumbers& lane : lanes) {
    std::vector<Line>& lines = all.emplace_back();
    lines.push_back({"x\u209C", pair_text(lane.x)});
    lines.push_back({"x\u0302\u2080", pair_text(lane.x0_hat)});
    if (guided)
      lines.push_back({"x\u0302\u2080 guided", lane.guided ? pair_text(lane.guided_x0_hat) : ""});
    lines.push_back({"\u03B5\u0302", pair_text(lane.eps_hat)});
    lines.push_back({"score", pair_text(lane.score)});
    lines.push_back({"log p\u209C", std::isnan(lane.log_p) ? "unknown" : number_text(lane.log_p)});
  }
  return all;
}

using ColoredLines = std::vector<std::pair<Line, Rgb>>;

/// What a plate says, and its size: without its margin, in two columns.
struct Plate {
  ColoredLines lines;
  float names = 0;  // width of the first column
  ImVec2 size;
};

/// With the first `most` lines of each lane at most.
Plate plate_of(std::size_t particle, const std::vector<ParticleNumbers>& lanes, std::size_t most) {
  const float font = ImGui::GetFontSize();
  Plate plate;
  plate.lines.push_back({{"particle " + std::to_string(particle), ""}, {}});
  const float title = text_size(plate.lines.front().first.name).x;
  float values = title;
  const std::vector<std::vector<Line>> all = lines_of(lanes);
  for (std::size_t lane = 0; lane < lanes.size(); ++lane)
    for (std::size_t i = 0; i < std::min(all[lane].size(), most); ++i) {
      const Line& line = all[lane][i];
      plate.names = std::max(plate.names, text_size(line.name).x + 0.8F * font);
      values = std::max(values, text_size(line.value).x);
      plate.lines.push_back({line, lanes[lane].color});
    }
  plate.size = {std::max(plate.names + values, title),
                plate_line_height() * static_cast<float>(plate.lines.size())};
  return plate;
}

}  // namespace

ParticleNumbers particle_numbers(const Layer& layer, const std::string& lane,
                                 std::size_t particle) {
  ParticleNumbers numbers;
  numbers.lane = lane;
  numbers.color = layer.hue;
  numbers.x = state_at(*layer.run, particle, layer.row);
  const Point x = point_of(numbers.x);
  const GuidedSplitBatch asked =
      layer.model->guided_split_batch(x, layer.level, batch_guidance(layer.guide, layer.weight));
  numbers.x0_hat = vec2_of(asked.plain.x0_hat.col(0));
  numbers.eps_hat = vec2_of(asked.plain.eps_hat.col(0));
  numbers.score = vec2_of(asked.plain.score.col(0));
  const Eigen::VectorXd log_p = layer.model->log_density_batch(x, layer.level);
  if (log_p.size() > 0) numbers.log_p = log_p[0];
  numbers.guided = layer.weight != 0;
  if (numbers.guided) numbers.guided_x0_hat = vec2_of(asked.guided.x0_hat.col(0));
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
    const std::vector<std::vector<Line>> texts = lines_of(lanes);
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
  const float font = ImGui::GetFontSize(), pad = 0.5F * font;
  Plate plate;
  ImVec2 outer;
  bool fits = false;
  for (const std::size_t most : {std::size_t{99}, std::size_t{2}, std::size_t{1}}) {
    plate = plate_of(particle, lanes, most);
    outer = {plate.size.x + 2 * pad, plate.size.y + 2 * pad};
    const bool small = outer.x * outer.y <= 0.25F * size.x * size.y;  // the picture is seen
    fits = small && outer.x <= 0.9F * size.x && outer.y <= 0.6F * size.y;
    if (fits) break;
  }
  if (!fits) return;
  const Vec2 pixel = plane.camera.to_pixel(lanes.front().x, plane.width(), plane.height());
  const bool left = pixel[0] > 0.5 * double{size.x}, top = pixel[1] > 0.5 * double{size.y};
  ImVec2 at{left ? min.x + pad : min.x + size.x - outer.x - pad,
            top ? min.y + pad : min.y + size.y - outer.y - pad};
  list.AddRectFilled(at, {at.x + outer.x, at.y + outer.y}, packed(colors.ground, 0.88F),
                     0.3F * font);
  at = {at.x + pad, at.y + pad};
  for (std::size_t i = 0; i < plate.lines.size(); ++i) {
    const auto& [line, color] = plate.lines[i];
    const bool of_lane = i > 0 && lanes.size() > 1;
    draw_text(list, at, line.name, packed(colors.muted));
    draw_text(list, {at.x + plate.names, at.y}, line.value, packed(of_lane ? color : colors.text));
    at.y += plate_line_height();
  }
}

}  // namespace alphabar
