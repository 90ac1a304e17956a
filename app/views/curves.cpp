#include "app/views/curves.h"

#include <implot.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string>

#include "app/session/cursor.h"
#include "app/views/captions.h"
#include "app/views/curve_data.h"
#include "app/views/text.h"

namespace alphabar {
namespace {

/// What all three plots share in one frame.
struct Board {
  const Runs& runs;
  const ViewSpec& view;
  const ViewColors& colors;
  ImFont* strong;
  ProcessCurves curves;
  std::vector<Level> levels;  // of the leading lane
  Level now;
  bool sigma_time;                   // time is sigma: its axis is logarithmic
  std::optional<double> asked_time;  // by the mouse
  float stroke;
};

ImPlotSpec line_spec(const Rgb& color, float alpha, float weight) {
  ImPlotSpec spec;
  spec.LineColor = vec4(color, alpha);
  spec.LineWeight = weight;
  return spec;
}

void plot(const char* id, const Curve& curve, const ImPlotSpec& spec) {
  if (!curve.empty())
    ImPlot::PlotLine(id, curve.x.data(), curve.y.data(), static_cast<int>(curve.x.size()), spec);
}

void plot_dot(const Board& board, double x, double y, const Rgb& color) {
  if (!std::isfinite(x) || !std::isfinite(y)) return;
  const ImVec2 at = ImPlot::PlotToPixels(x, y);
  ImPlot::PushPlotClipRect(8);
  ImDrawList& list = *ImPlot::GetPlotDrawList();
  const float r = 3.2F * board.stroke;
  list.AddCircleFilled(at, r + 1.5F, packed(board.colors.ground));
  list.AddCircleFilled(at, r, packed(color));
  ImPlot::PopPlotClipRect();
}

/// Symbol and meaning at the left, the value now at the right. Returns the height used.
float draw_title(const Board& board, const char* symbol, const char* meaning,
                 const std::string& value, float width) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float font = ImGui::GetFontSize();
  const float value_width = value.empty() ? 0 : text_size(value).x;
  ImGui::PushFont(board.strong, 0);
  const float symbol_width = draw_text(list, at, symbol, packed(board.colors.text)).x;
  ImGui::PopFont();
  const float gap = 0.6F * font;
  draw_text(list, {at.x + symbol_width + gap, at.y},
            fitted(meaning, width - symbol_width - value_width - 2 * gap),
            packed(board.colors.muted));
  draw_text(list, {at.x + width, at.y}, value, packed(board.colors.accent), {1, 0});
  const float height = std::round(1.15F * font);
  ImGui::SetCursorScreenPos({at.x, at.y + height});
  return height;
}

/// Opens a plot with the shared time axis; `last` has its labels.
bool begin_plot(const Board& board, const char* id, const ImVec2& size, bool last) {
  constexpr ImPlotFlags flags = ImPlotFlags_NoTitle | ImPlotFlags_NoLegend | ImPlotFlags_NoMenus |
                                ImPlotFlags_NoBoxSelect | ImPlotFlags_NoMouseText |
                                ImPlotFlags_NoInputs;
  if (!ImPlot::BeginPlot(id, size, flags)) return false;
  constexpr ImPlotAxisFlags axis = ImPlotAxisFlags_NoHighlight | ImPlotAxisFlags_NoMenus |
                                   ImPlotAxisFlags_NoSideSwitch;
  ImPlot::SetupAxes(nullptr, nullptr,
                    axis | (last ? 0 : ImPlotAxisFlags_NoTickLabels), axis);
  if (board.sigma_time) {
    ImPlot::SetupAxisScale(ImAxis_X1, ImPlotScale_Log10);
    ImPlot::SetupAxisLimits(ImAxis_X1, board.curves.t_min, board.curves.t_max, ImPlotCond_Always);
  } else {
    const double margin = 0.015 * (board.curves.t_max - board.curves.t_min);
    ImPlot::SetupAxisLimits(ImAxis_X1, board.curves.t_min - margin, board.curves.t_max + margin,
                            ImPlotCond_Always);
    ImPlot::SetupAxisFormat(ImAxis_X1, "%g");
  }
  return true;
}

/// The line of the current time, the time under the mouse and what a press asks for. Between
/// BeginPlot and EndPlot; `read` appends one line of text for a time.
template <class Read>
void end_plot(Board& board, Read read) {
  ImPlotSpec now = line_spec(board.colors.accent, 1, 1.4F * board.stroke);
  const double t = board.now.t;
  ImPlot::PlotInfLines("##now", &t, 1, now);
  const ImVec2 corner = ImPlot::GetPlotPos(), size = ImPlot::GetPlotSize();
  const bool hovered = ImGui::IsWindowHovered() &&
                       ImGui::IsMouseHoveringRect(corner, {corner.x + size.x, corner.y + size.y});
  const double time = std::clamp(ImPlot::GetPlotMousePos().x, board.curves.t_min,
                                 board.curves.t_max);
  ImPlot::PushPlotClipRect();
  if (hovered && !ImGui::IsMouseDown(ImGuiMouseButton_Left)) {
    const float x = ImPlot::PlotToPixels(time, 0).x;
    ImPlot::GetPlotDrawList()->AddLine({x, corner.y}, {x, corner.y + size.y},
                                       packed(board.colors.muted, 0.6F));
  }
  ImPlot::PopPlotClipRect();
  ImPlot::EndPlot();
  // A button over the plot: it keeps the mouse while it drags.
  const ImVec2 after = ImGui::GetCursorScreenPos();
  ImGui::SetCursorScreenPos(corner);
  ImGui::InvisibleButton("scrub", {std::max(size.x, 1.0F), std::max(size.y, 1.0F)});
  if (ImGui::IsItemActive()) board.asked_time = time;
  if (ImGui::IsItemHovered() && !ImGui::IsItemActive()) {
    const Level level = board.runs.process->at(time);
    ImGui::BeginTooltip();
    ImGui::TextUnformatted(time_text(*board.runs.process, level).c_str());
    read(time, level);
    ImGui::EndTooltip();
  }
  ImGui::SetCursorScreenPos(after);
  ImGui::Dummy({0, 0});
}

void row_text(const char* name, double value, const Rgb* color = nullptr) {
  if (!std::isfinite(value)) return;
  if (color) ImGui::PushStyleColor(ImGuiCol_Text, packed(*color));
  ImGui::Text("%s  %s", name, number_text(value, 4).c_str());
  if (color) ImGui::PopStyleColor();
}

void process_plot(Board& board, float width, float height) {
  const Process& process = *board.runs.process;
  const ViewColors& colors = board.colors;
  const ProcessCurves& c = board.curves;
  const float strong = 2 * board.stroke, weak = 1.2F * board.stroke;
  switch (level_form(process)) {
    case LevelForm::alpha_bar: {
      const double value = value_at(c.alpha_bar, board.now.t);
      height -= draw_title(board, "\u1FB1(t)", "share of signal in x\u209C", number_text(value),
                           width);
      if (!begin_plot(board, "##alpha_bar", {width, height}, false)) return;
      if (board.view.log_axes) {
        ImPlot::SetupAxisScale(ImAxis_Y1, ImPlotScale_Log10);
        const double low = c.alpha_bar.empty() ? 1e-5 : std::max(c.alpha_bar.y.back(), 1e-9);
        ImPlot::SetupAxisLimits(ImAxis_Y1, 0.7 * low, 1.4, ImPlotCond_Always);
      } else {
        ImPlot::SetupAxisLimits(ImAxis_Y1, -0.03, 1.03, ImPlotCond_Always);
      }
      plot("##a", c.signal, line_spec(colors.muted, 0.55F, weak));
      plot("##s", c.noise, line_spec(colors.muted, 0.55F, weak));
      plot("##alpha_bar", c.alpha_bar, line_spec(colors.curve, 1, strong));
      const double t = c.t_min + 0.06 * (c.t_max - c.t_min);
      const double high = value_at(c.signal, t), low = value_at(c.noise, t);
      if (!board.view.log_axes && std::isfinite(high) && std::isfinite(low)) {
        const auto label = [&](double at, double value_there, const char* text, float dy) {
          const ImVec2 p = ImPlot::PlotToPixels(at, value_there);
          draw_text(*ImPlot::GetPlotDrawList(), {p.x, p.y + dy}, text, packed(colors.muted),
                    {0, 0.5F});
        };
        const double end = c.t_max - 0.3 * (c.t_max - c.t_min), font = ImGui::GetFontSize();
        label(end, value_at(c.noise, end), "\u221A(1\u2212\u1FB1)", static_cast<float>(0.9 * font));
        const double middle = c.t_min + 0.5 * (c.t_max - c.t_min);
        label(middle, value_at(c.signal, middle), "  \u221A\u1FB1", static_cast<float>(-0.4 * font));
      }
      plot_dot(board, board.now.t, value, colors.curve);
      return end_plot(board, [&](double time, const Level&) {
        row_text("\u1FB1", value_at(c.alpha_bar, time));
        row_text("\u221A\u1FB1", value_at(c.signal, time));
        row_text("\u221A(1\u2212\u1FB1)", value_at(c.noise, time));
      });
    }
    case LevelForm::sigma: {
      height -= draw_title(board, "\u03C3(t)", "noise in x\u209C",
                           number_text(board.now.sigma()), width);
      if (!begin_plot(board, "##sigma", {width, height}, false)) return;
      ImPlot::SetupAxisScale(ImAxis_Y1, ImPlotScale_Log10);
      if (!c.sigma.empty()) {
        const auto [low, high] = std::minmax_element(c.sigma.y.begin(), c.sigma.y.end());
        ImPlot::SetupAxisLimits(ImAxis_Y1, std::max(*low, 1e-6) * 0.8, *high * 1.25,
                                ImPlotCond_Always);
      }
      plot("##sigma", c.sigma, line_spec(colors.curve, 1, strong));
      plot_dot(board, board.now.t, board.now.sigma(), colors.curve);
      return end_plot(board, [&](double, const Level& level) {
        row_text("\u03C3", level.sigma());
      });
    }
    case LevelForm::signal_noise: {
      height -= draw_title(board, "a(t), s(t)", "signal and noise in x\u209C",
                           number_text(board.now.a) + ", " + number_text(board.now.s), width);
      if (!begin_plot(board, "##a_s", {width, height}, false)) return;
      ImPlot::SetupAxisLimits(ImAxis_Y1, -0.03, 1.03, ImPlotCond_Always);
      plot("##a", c.signal, line_spec(colors.curve, 1, strong));
      plot("##s", c.noise, line_spec(colors.muted, 1, strong));
      plot_dot(board, board.now.t, board.now.a, colors.curve);
      plot_dot(board, board.now.t, board.now.s, colors.muted);
      return end_plot(board, [&](double, const Level& level) {
        row_text("a", level.a);
        row_text("s", level.s);
      });
    }
  }
}

void noise_plot(Board& board, double position, float width, float height) {
  constexpr std::array<double, 4> etas{0.25, 0.5, 0.75, 1};
  const ViewColors& colors = board.colors;
  std::array<Curve, etas.size()> fan;
  double top = 1e-6, low = 1e300;
  const auto widen = [&](const Curve& curve) {
    for (const double y : curve.y) {
      top = std::max(top, y);
      if (y > 0) low = std::min(low, y);
    }
  };
  for (std::size_t i = 0; i < etas.size(); ++i) {
    fan[i] = ddim_sigma_curve(board.levels, etas[i]);
    widen(fan[i]);
  }
  std::vector<Curve> lanes;
  for (const LaneRun& lane : board.runs.lanes) {
    lanes.push_back(noise_curve(lane.plan));
    widen(lanes.back());
  }
  height -= draw_title(board, "\u03C3\u209C(\u03B7)", "noise added in a step", "", width);
  // The lanes' names in their hues, each with what it adds now.
  const float font = ImGui::GetFontSize();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float gap = 1.2F * font;
  float wanted = -gap;
  for (const LaneRun& lane : board.runs.lanes) wanted += text_size(lane.title).x + gap;
  const float squeeze = std::min(1.0F, width / std::max(wanted, 1.0F));
  float left = at.x;
  for (std::size_t i = 0; i < board.runs.lanes.size(); ++i) {
    const std::string& title = board.runs.lanes[i].title;
    const float room = text_size(title).x * squeeze + 0.5F;
    draw_text(list, {left, at.y}, fitted(title, room), packed(colors.lane(i)));
    left += room + gap * squeeze;
  }
  ImGui::SetCursorScreenPos({at.x, at.y + std::round(1.15F * font)});
  height -= std::round(1.15F * font);

  if (!begin_plot(board, "##noise", {width, height}, false)) return;
  if (board.view.log_axes && low < top) {
    ImPlot::SetupAxisScale(ImAxis_Y1, ImPlotScale_Log10);
    ImPlot::SetupAxisLimits(ImAxis_Y1, 0.7 * low, 1.4 * top, ImPlotCond_Always);
  } else {
    ImPlot::SetupAxisLimits(ImAxis_Y1, -0.06 * top, 1.1 * top, ImPlotCond_Always);
  }
  for (std::size_t i = 0; i < fan.size(); ++i)
    plot(("##fan" + std::to_string(i)).c_str(), fan[i],
         line_spec(colors.muted, i + 1 == fan.size() ? 0.7F : 0.4F, board.stroke));
  for (std::size_t i = 0; i < lanes.size(); ++i)
    plot(("##lane" + std::to_string(i)).c_str(), lanes[i],
         line_spec(colors.lane(i), 1, 2 * board.stroke));
  float above = -1e9F;
  for (std::size_t i = fan.size(); i-- > 0;) {  // from the highest down, where there is room
    if (fan[i].empty()) continue;
    const ImVec2 end = ImPlot::PlotToPixels(fan[i].x.front(), fan[i].y.front());
    if (end.y - above < 1.2F * font) continue;
    char text[24];
    std::snprintf(text, sizeof text, i + 1 == fan.size() ? "\u03B7 = %g" : "%g", etas[i]);
    draw_text(*ImPlot::GetPlotDrawList(), {end.x - 0.4F * font, end.y + 0.35F * font}, text,
              packed(colors.muted), {1, 0});
    above = end.y;
  }
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    const Cursor place = cursor(board.runs, i, position);
    if (place.plan_row < 0) continue;
    const Row& row = board.runs.lanes[i].plan.rows[static_cast<std::size_t>(place.plan_row)];
    if (row.snr == 0) plot_dot(board, row.from.t, std::abs(row.c_z), colors.lane(i));
  }
  end_plot(board, [&](double time, const Level&) {
    for (std::size_t i = 0; i < lanes.size(); ++i) {
      const Rgb color = colors.lane(i);
      row_text(board.runs.lanes[i].title.c_str(), value_at(lanes[i], time), &color);
    }
    row_text("\u03C3\u209C(1)", value_at(fan.back(), time));
  });
}

void snr_plot(Board& board, float width, float height) {
  const Curve& curve = board.curves.log_snr;
  const double value = log_snr(board.now);
  const std::string unit = board.sigma_time ? "\u03C3" : "t";
  height -= draw_title(board, "\u03BB(t)", "log of signal to noise", number_text(value), width);
  if (!begin_plot(board, "##snr", {width, height}, true)) return;
  if (!curve.empty()) {
    const auto [low, high] = std::minmax_element(curve.y.begin(), curve.y.end());
    const double margin = 0.05 * std::max(*high - *low, 1e-6);
    ImPlot::SetupAxisLimits(ImAxis_Y1, *low - margin, *high + margin, ImPlotCond_Always);
  }
  const double zero = 0;
  ImPlotSpec level = line_spec(board.colors.muted, 0.4F, board.stroke);
  level.Flags = ImPlotInfLinesFlags_Horizontal;
  ImPlot::PlotInfLines("##zero", &zero, 1, level);
  plot("##snr", curve, line_spec(board.colors.curve, 1, 2 * board.stroke));
  plot_dot(board, board.now.t, value, board.colors.curve);
  end_plot(board, [&](double, const Level& there) { row_text("\u03BB", log_snr(there)); });
}

}  // namespace

std::optional<double> draw_curves(const Runs& runs, double position, const ViewSpec& view,
                                  const ViewColors& colors, const ImVec2& size, ImFont* strong) {
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  if (!runs.process || runs.process->spec().kind == ProcessKind::clean) {
    ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + size.x);
    ImGui::TextDisabled("No noise process: the run stays on clean data.");
    ImGui::PopTextWrapPos();
    ImGui::SetCursorScreenPos(corner);
    ImGui::Dummy(size);
    return std::nullopt;
  }
  Board board{.runs = runs,
              .view = view,
              .colors = colors,
              .strong = strong,
              .curves = process_curves(*runs.process),
              .levels = leading_levels(runs),
              .now = {},
              .sigma_time = runs.process->spec().kind == ProcessKind::edm,
              .asked_time = {},
              .stroke = colors.stroke * std::max(1.0F, ImGui::GetFontSize() / 18)};
  board.now = level_at(board.levels, row_at(position, board.levels.size()));

  const float font = ImGui::GetFontSize(), axis = 2.2F * font;
  const float width = size.x - 0.9F * font;  // half of the last tick's label lies beyond the plot
  const float each = std::floor((size.y - axis) / 3);
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  ImPlot::PushStyleVar(ImPlotStyleVar_PlotMinSize, ImVec2(40, 30));
  ImGui::PushID("curves");
  if (each > 3.5F * font && size.x > 6 * font && ImPlot::BeginAlignedPlots("##curves", true)) {
    const auto at = [&](float row, auto draw) {
      ImGui::SetCursorScreenPos({corner.x, corner.y + row * each});
      ImGui::PushID(static_cast<int>(row));
      draw();
      ImGui::PopID();
    };
    const float space = 0.5F * font;
    at(0, [&] { process_plot(board, width, each - space); });
    at(1, [&] { noise_plot(board, position, width, each - space); });
    at(2, [&] { snr_plot(board, width, each + axis - 1.1F * font); });
    ImPlot::EndAlignedPlots();
    draw_text(*ImGui::GetWindowDrawList(), {corner.x + width, corner.y + size.y},
              board.sigma_time            ? "noise level \u03C3"
              : runs.process->discrete() ? "timestep t"
                                         : "time t",
              packed(colors.muted), {1, 1});
  }
  ImGui::PopID();
  ImPlot::PopStyleVar();
  ImGui::PopStyleVar();
  ImGui::SetCursorScreenPos(corner);
  ImGui::Dummy(size);
  if (!board.asked_time) return std::nullopt;
  return position_of(row_at_time(board.levels, *board.asked_time).value(), board.levels.size());
}

}  // namespace alphabar
