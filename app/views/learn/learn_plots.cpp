#include "app/views/learn/learn_plots.h"

#include <implot.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "app/views/draw/plot_parts.h"
#include "app/views/draw/print_notes.h"
#include "app/views/draw/text.h"
#include "core/base/text.h"
#include "core/figures/captions.h"

namespace alphabar {
namespace {

/// From the lowest to the highest of what is taken.
struct Range {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  void take(double value) {
    if (!std::isfinite(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  bool empty() const { return !(low <= high); }
};

/// Room for a plot below the title at the cursor; half of the last label of an axis lies beyond it.
ImVec2 room_below(const ImVec2& corner, const ImVec2& size) {
  return {size.x - 1.5F * ImGui::GetFontSize(),
          size.y - (ImGui::GetCursorScreenPos().y - corner.y)};
}
bool too_small(const ImVec2& room) {
  return room.x < 6 * ImGui::GetFontSize() || room.y < 4 * ImGui::GetFontSize();
}

/// An axis of values, logarithmic where they are all above 0.
bool set_value_axis(const Range& range, float height) {
  const bool log = range.low > 0;
  if (log) {
    const double low = range.low / 1.15, high = std::max(range.high * 1.15, low * 1.5);
    ImPlot::SetupAxisScale(ImAxis_Y1, ImPlotScale_Log10);
    ImPlot::SetupAxisLimits(ImAxis_Y1, low, high, ImPlotCond_Always);
    set_log_ticks(ImAxis_Y1, low, high, height, 1.7F * ImGui::GetFontSize());
  } else {
    const double margin =
        std::max({0.06 * (range.high - range.low), 0.02 * std::abs(range.high), 0.01});
    ImPlot::SetupAxisLimits(ImAxis_Y1, range.low - margin, range.high + margin, ImPlotCond_Always);
    ImPlot::SetupAxisFormat(ImAxis_Y1, "%g");
  }
  return log;
}

void plot_line(const char* id, const std::vector<double>& x, const std::vector<double>& y,
               const ImPlotSpec& spec) {
  ImPlot::PlotLine(id, x.data(), y.data(), static_cast<int>(std::min(x.size(), y.size())), spec);
}

}  // namespace

void draw_losses(const LossHistory& losses, std::optional<double> least, const ViewColors& colors,
                 const ImVec2& size, ImFont* strong) {
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  const float stroke = plot_stroke(colors);
  const std::string now = losses.train.empty() ? "" : number_text(losses.train.back());
  plot_title({"J", "loss against steps", now, colors.muted}, colors, strong, size.x);
  std::vector<PlotName> names{{"batches, smoothed", colors.curve}, {"held out", colors.lane(0)}};
  if (least) names.push_back({"least of any net " + number_text(*least), colors.muted});
  plot_names(names, size.x);
  const ImVec2 room = room_below(corner, size);
  Range range;
  for (const auto* list : {&losses.train, &losses.held_out})
    for (const double value : *list) range.take(value);
  if (least) range.take(*least);
  if (!too_small(room) && !range.empty() && ImPlot::BeginPlot("##losses", room, plot_flags)) {
    ImPlot::SetupAxes(nullptr, nullptr, plot_axis_flags, plot_axis_flags);
    ImPlot::SetupAxisLimits(ImAxis_X1, 0, std::max(losses.step.back() * 1.02, 10.0),
                            ImPlotCond_Always);
    ImPlot::SetupAxisFormat(ImAxis_X1, "%g");
    set_value_axis(range, room.y);
    if (least)
      ImPlot::PlotInfLines("##least", &*least, 1, [&] {
        ImPlotSpec spec = line_spec(colors.muted, 1, 1.4F * stroke);
        spec.Flags = ImPlotInfLinesFlags_Horizontal;
        return spec;
      }());
    plot_line("##train", losses.step, losses.train, line_spec(colors.curve, 0.8F, 1.3F * stroke));
    // It is asked for now and then, and stays as it is between.
    std::vector<double> step, held;
    for (std::size_t i = 0; i < losses.step.size(); ++i)
      if (i == 0 || losses.held_out[i] != losses.held_out[i - 1]) {
        step.push_back(losses.step[i]);
        held.push_back(losses.held_out[i]);
      }
    plot_line("##held", step, held, line_spec(colors.lane(0), 1, 2 * stroke));
    if (losses.step.size() == 1)
      plot_dot(colors, losses.step[0], losses.held_out[0], colors.lane(0));
    const ImVec2 inner_corner = ImPlot::GetPlotPos(), inner = ImPlot::GetPlotSize();
    const double at = ImPlot::GetPlotMousePos().x;
    end_plot();
    ImGui::SetCursorScreenPos(inner_corner);
    ImGui::InvisibleButton("losses", {std::max(inner.x, 1.0F), std::max(inner.y, 1.0F)});
    if (ImGui::IsItemHovered()) {
      const auto found = std::ranges::lower_bound(losses.step, at);
      const auto i = static_cast<std::size_t>(
          std::min(found - losses.step.begin(), std::ptrdiff_t(losses.step.size()) - 1));
      ImGui::SetTooltip("step %.0f\nbatches  %s\nheld out  %s", losses.step[i],
                        number_text(losses.train[i]).c_str(),
                        number_text(losses.held_out[i]).c_str());
    }
  }
  ImGui::SetCursorScreenPos(corner);
  ImGui::Dummy(size);
}

void draw_asked_levels(const AskedLevels& asked, const ViewColors& colors, const ImVec2& size,
                       ImFont* strong) {
  constexpr std::size_t parts = AskedLevels::parts;
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  plot_title({"\u03C3", "levels asked", "", colors.muted}, colors, strong, size.x);
  plot_names({{grouped_digits(static_cast<double>(asked.draws)) + " draws", colors.muted}}, size.x);
  const ImVec2 room = room_below(corner, size);
  // The outline of the bars, in percent, from the lower left corner to the lower right one.
  std::vector<double> sigma, percent;
  const double draws = std::max(1.0, static_cast<double>(asked.draws));
  double highest = 0;
  for (std::size_t i = 0; i < parts; ++i) {
    const double share = 100 * static_cast<double>(asked.count[i]) / draws;
    highest = std::max(highest, share);
    for (const std::size_t end : {i, i + 1}) {
      const double at = static_cast<double>(end) / static_cast<double>(parts);
      sigma.push_back(asked.low * std::pow(asked.high / asked.low, at));
      percent.push_back(share);
    }
  }
  if (!too_small(room) && ImPlot::BeginPlot("##asked", room, plot_flags)) {
    ImPlot::SetupAxes(nullptr, nullptr, plot_axis_flags, plot_axis_flags);
    ImPlot::SetupAxisScale(ImAxis_X1, ImPlotScale_Log10);
    ImPlot::SetupAxisLimits(ImAxis_X1, asked.low, asked.high, ImPlotCond_Always);
    set_log_ticks(ImAxis_X1, asked.low, asked.high, room.x, 3 * ImGui::GetFontSize());
    ImPlot::SetupAxisLimits(ImAxis_Y1, 0, std::max(1.08 * highest, 1.0), ImPlotCond_Always);
    ImPlot::SetupAxisFormat(ImAxis_Y1, "%g%%");
    ImPlot::PlotShaded("##bars", sigma.data(), percent.data(), static_cast<int>(sigma.size()), 0,
                       line_spec(colors.curve, 0.35F, 1));
    plot_line("##outline", sigma, percent, line_spec(colors.curve, 0.9F, plot_stroke(colors)));
    end_plot();
  }
  ImGui::SetCursorScreenPos(corner);
  ImGui::Dummy(size);
}

void draw_score_errors(const ScoreErrors& errors, const ViewColors& colors, const ImVec2& size,
                       ImFont* strong) {
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  const float stroke = plot_stroke(colors), font = ImGui::GetFontSize();
  plot_title({"\u03C3", "error of the score, in \u03B5", "", colors.muted}, colors, strong, size.x);
  plot_names({{"net - exact", colors.lane(0)}, {"exact itself", colors.muted}}, size.x);
  const ImVec2 room = room_below(corner, size);
  Range range;
  for (const auto* list : {&errors.error, &errors.exact})
    for (const double value : *list) range.take(std::max(value, 1e-4));
  if (!too_small(room) && !range.empty() && ImPlot::BeginPlot("##errors", room, plot_flags)) {
    const double low = errors.sigma.front(), high = errors.sigma.back();
    ImPlot::SetupAxes(nullptr, nullptr, plot_axis_flags, plot_axis_flags);
    ImPlot::SetupAxisScale(ImAxis_X1, ImPlotScale_Log10);
    ImPlot::SetupAxisLimits(ImAxis_X1, low, high, ImPlotCond_Always);
    set_log_ticks(ImAxis_X1, low, high, room.x, 3 * font);
    set_value_axis(range, room.y);
    const double ends[]{errors.low, errors.high};
    ImPlot::PlotInfLines("##trained", ends, errors.low < errors.high ? 2 : 1,
                         line_spec(colors.faint, 1, 1.4F * stroke));
    plot_line("##exact", errors.sigma, errors.exact, line_spec(colors.muted, 1, 1.4F * stroke));
    plot_line("##error", errors.sigma, errors.error, line_spec(colors.lane(0), 1, 2 * stroke));
    end_plot();
  }
  ImGui::SetCursorScreenPos(corner);
  ImGui::Dummy(size);
}

namespace {

/// A square inside the room, with the camera's view over it.
struct MapFrame {
  ImVec2 corner;
  float side;
  Camera camera;
  ImVec2 pixel(const Vec2& x) const {
    const double unit = side / (2 * camera.half_height);
    return {corner.x + side / 2 + static_cast<float>((x[0] - camera.center[0]) * unit),
            corner.y + side / 2 - static_cast<float>((x[1] - camera.center[1]) * unit)};
  }
};

void draw_cells(const NetMapPicture& picture, const MapFrame& frame, const ViewColors& colors,
                double top) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  constexpr int n = NetMapPicture::cells;
  const float cell = frame.side / n;
  for (int row = 0; row < n; ++row)
    for (int column = 0; column < n; ++column) {
      const double value = picture.value[static_cast<std::size_t>(row * n + column)];
      const double share = std::isfinite(value) ? std::clamp(value / top, 0.0, 1.0) : 1;
      // Whole pixels, as the edges of neighbours would shine through one another.
      // On a page, whose pixels are finer, the next cell covers where they would.
      const float over = on_paper() && row + 1 < n && column + 1 < n ? 0.5F : 0;
      const auto place = [&](int i) { return std::floor(static_cast<float>(i) * cell); };
      const float bottom = std::floor(frame.corner.y + frame.side);
      const float left = std::floor(frame.corner.x);
      list.AddRectFilled({left + place(column), bottom - place(row + 1) - over},
                         {left + place(column + 1) + over, bottom - place(row)},
                         packed(heat(colors, static_cast<float>(share))));
    }
}

/// Lines of equal energy, one every half: in each square of four cells' middles the straight parts
/// between the places on its edges where a line passes (marching squares).
void draw_energy_lines(const NetMapPicture& picture, const MapFrame& frame,
                       const ViewColors& colors, double top) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  constexpr int n = NetMapPicture::cells;
  constexpr double step = 0.5;
  const float cell = frame.side / n;
  const auto middle = [&](int row, int column) {
    return ImVec2{frame.corner.x + (static_cast<float>(column) + 0.5F) * cell,
                  frame.corner.y + frame.side - (static_cast<float>(row) + 0.5F) * cell};
  };
  constexpr int rows[]{0, 0, 1, 1}, columns[]{0, 1, 1, 0};
  for (int row = 0; row + 1 < n; ++row)
    for (int column = 0; column + 1 < n; ++column) {
      double value[4];
      for (int k = 0; k < 4; ++k)
        value[k] =
            picture.value[static_cast<std::size_t>((row + rows[k]) * n + column + columns[k])];
      const auto [low, high] = std::minmax({value[0], value[1], value[2], value[3]});
      for (double level = std::ceil(low / step) * step; level < std::min(high, top);
           level += step) {
        ImVec2 crossed[4];
        int count = 0;
        for (int k = 0; k < 4; ++k) {
          const int next = (k + 1) % 4;
          if ((value[k] < level) == (value[next] < level)) continue;
          const auto share = static_cast<float>((level - value[k]) / (value[next] - value[k]));
          const ImVec2 from = middle(row + rows[k], column + columns[k]);
          const ImVec2 to = middle(row + rows[next], column + columns[next]);
          crossed[count++] = {from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)};
        }
        for (int k = 0; k + 1 < count; k += 2)
          list.AddLine(crossed[k], crossed[k + 1], packed(colors.contour, 0.8F), colors.stroke);
      }
    }
}

void draw_arrows(const NetMapPicture& picture, const MapFrame& frame, const ViewColors& colors,
                 double top) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float longest = 0.9F * frame.side / NetMapPicture::arrows_across;
  const ImU32 color = packed(colors.text, 0.8F);
  for (std::size_t i = 0; i < picture.at.size(); ++i) {
    const Vec2& arrow = picture.arrow[i];
    const double length = std::hypot(arrow[0], arrow[1]);
    if (!(length > 0) || !std::isfinite(length)) continue;
    const float shown = longest * static_cast<float>(std::min(1.0, length / top));
    if (shown < 1) continue;
    const ImVec2 from = frame.pixel(picture.at[i]);
    const ImVec2 way{static_cast<float>(arrow[0] / length), -static_cast<float>(arrow[1] / length)};
    const ImVec2 to{from.x + way.x * shown, from.y + way.y * shown};
    list.AddLine(from, to, color, colors.stroke);
    const float head = std::min(0.35F * shown, 0.25F * longest);
    list.AddTriangleFilled(
        to, {to.x - head * (way.x + 0.5F * way.y), to.y - head * (way.y - 0.5F * way.x)},
        {to.x - head * (way.x - 0.5F * way.y), to.y - head * (way.y + 0.5F * way.x)}, color);
  }
}

void draw_dots(const std::vector<Vec2>& points, const MapFrame& frame, ImU32 color, float radius) {
  constexpr std::size_t most = 600;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  for (std::size_t i = 0; i < std::min(points.size(), most); ++i)
    list.AddCircleFilled(frame.pixel(points[i]), radius, color, 6);
}

const char* meaning_of(NetMap what) {
  switch (what) {
    case NetMap::net: return "the net's score, in \u03B5";
    case NetMap::exact: return "the exact score, in \u03B5";
    case NetMap::difference: return "net - exact, in \u03B5";
    case NetMap::energy: break;
  }
  return "energy, a line every 1/2";
}

}  // namespace

void draw_net_map(const NetMapPicture& picture, const MapPoints& points, const ViewColors& colors,
                  const ImVec2& size, ImFont* strong) {
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  const bool energy = picture.spec.what == NetMap::energy;
  // Scores are about 1 in eps where there is anything; energies matter near their lowest.
  const double top = energy ? 8 : picture.spec.what == NetMap::difference ? 1 : 3;
  const std::string value = "\u03C3 = " + number_text(picture.sigma) + ", to " + number_text(top);
  plot_title({energy ? "E" : "s", meaning_of(picture.spec.what), value, colors.muted, true}, colors,
             strong, size.x);
  const ImVec2 room = room_below(corner, size);
  if (!too_small(room)) {
    MapFrame frame{ImGui::GetCursorScreenPos(), std::min(room.x, room.y), picture.spec.camera};
    frame.corner.x += (room.x - frame.side) / 2;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.PushClipRect(frame.corner, {frame.corner.x + frame.side, frame.corner.y + frame.side},
                      true);
    draw_cells(picture, frame, colors, top);
    if (energy) draw_energy_lines(picture, frame, colors, top);
    const float dot = 1.3F * colors.stroke;
    draw_dots(points.data, frame, packed(colors.muted, 0.8F), dot);
    draw_dots(points.negatives, frame, packed(colors.lane(1), 0.9F), 1.5F * dot);
    draw_arrows(picture, frame, colors, top);
    list.PopClipRect();
  }
  ImGui::SetCursorScreenPos(corner);
  ImGui::Dummy(size);
}

}  // namespace alphabar
