#include "app/views/draw/plot_parts.h"

#include <fmt/format.h>
#include <implot_internal.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "app/views/draw/text.h"
#include "core/figures/captions.h"

namespace alphabar {
namespace {

std::string log_tick_text(double value) {
  const double digit = value / std::pow(10, std::floor(std::log10(value) + 1e-9));
  const bool one_digit = std::abs(digit - std::round(digit)) < 1e-6;
  const std::string text = one_digit ? number_text(value, 1) : fmt::format("{:.3g}", value);
  return text.starts_with("1\u00B7") ? text.substr(3) : text;
}

/// The part of a segment inside a box, as shares of its length; empty: the second is not above.
std::pair<double, double> inside(const ImVec2& from, const ImVec2& to, const ImVec2& min,
                                 const ImVec2& max) {
  double enter = 0, leave = 1;
  for (std::size_t axis = 0; axis < 2; ++axis) {
    const double start = from[axis], run = to[axis] - start;
    const auto share = [&](double edge) {
      if (run != 0) return (edge - start) / run;
      return edge < start ? -HUGE_VAL : HUGE_VAL;
    };
    const double a = share(min[axis]), b = share(max[axis]);
    enter = std::max(enter, std::min(a, b));
    leave = std::min(leave, std::max(a, b));
  }
  return {enter, leave};
}

}  // namespace

float plot_stroke(const ViewColors& colors) {
  return colors.stroke * std::max(1.0F, ImGui::GetFontSize() / 18);
}

ImPlotSpec line_spec(const Rgb& color, float alpha, float weight) {
  ImPlotSpec spec;
  spec.LineColor = spec.FillColor = vec4(color, alpha);
  spec.LineWeight = weight;
  return spec;
}

namespace {

/// Multiples of the finest 1, 2 or 5 times a power of ten of which [low, high] has at most `most`;
/// where it has none of that, the first of the next finer.
std::vector<double> even_ticks(double low, double high, std::size_t most) {
  std::vector<double> finer;
  for (int k = static_cast<int>(std::floor(std::log10(high - low))) - 2;; ++k)
    for (const double digit : {1.0, 2.0, 5.0}) {
      const double step = digit * std::pow(10, k);
      std::vector<double> ticks;
      for (double i = std::ceil(low / step); i <= std::floor(high / step); ++i)
        ticks.push_back(i * step);
      if (ticks.empty()) return {finer.begin(), finer.begin() + static_cast<std::ptrdiff_t>(most)};
      if (ticks.size() <= most) return ticks;
      finer = std::move(ticks);
    }
}

}  // namespace

std::vector<double> log_ticks(double low, double high, int most) {
  const auto room = static_cast<std::size_t>(std::max(most, 1));
  const int first = static_cast<int>(std::floor(std::log10(low) - 1e-9));
  const int last = static_cast<int>(std::ceil(std::log10(high) + 1e-9));
  const auto inside = [&](double value) {
    return value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9);
  };
  std::vector<double> fine;
  for (int k = first; k <= last; ++k)
    for (const double digit : {1.0, 2.0, 5.0})
      if (inside(digit * std::pow(10, k))) fine.push_back(digit * std::pow(10, k));
  if (fine.size() < 2 && high < 10 * low)  // too little of a decade
    if (auto even = even_ticks(low, high, room); even.size() > fine.size()) return even;
  if (fine.size() <= room) return fine;
  for (int every = 1; every <= last - first; ++every) {
    std::vector<double> powers;
    for (int k = first; k <= last; ++k)
      if (k % every == 0 && inside(std::pow(10, k))) powers.push_back(std::pow(10, k));
    if (!powers.empty() && powers.size() <= room) return powers;
  }
  fine.resize(room);
  return fine;
}

void set_log_ticks(ImAxis axis, double low, double high, float pixels, float room) {
  if (!(low > 0 && high > low)) return;
  const auto ticks = log_ticks(low, high, static_cast<int>(pixels / room));
  std::vector<std::string> texts;
  for (const double tick : ticks) texts.push_back(log_tick_text(tick));
  std::vector<const char*> labels;
  for (const std::string& text : texts) labels.push_back(text.c_str());
  ImPlot::SetupAxisTicks(axis, ticks.data(), static_cast<int>(ticks.size()), labels.data());
}

void draw_dashed(ImDrawList& list, std::span<const ImVec2> points, std::span<const float> dashes,
                 ImU32 color, float weight) {
  const ImVec2 low = list.GetClipRectMin(), high = list.GetClipRectMax();
  const ImVec2 min{low.x - weight, low.y - weight}, max{high.x + weight, high.y + weight};
  const double diagonal = std::hypot(max.x - min.x, max.y - min.y);
  const double period = std::accumulate(dashes.begin(), dashes.end(), 0.0);
  double along = 0;  // of the line up to `from`, less whole periods
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    const ImVec2 from = points[i], to = points[i + 1];
    const double length = std::hypot(double{to.x} - from.x, double{to.y} - from.y);
    if (!std::isfinite(length) || length == 0) continue;
    const auto [enter, leave] = inside(from, to, min, max);
    const double start = enter * length;
    const auto at = [&](double s) {
      const double u = (start + s) / length;
      return ImVec2{static_cast<float>(std::lerp(double{from.x}, double{to.x}, u)),
                    static_cast<float>(std::lerp(double{from.y}, double{to.y}, u))};
    };
    const double shown = std::min((leave - enter) * length, diagonal);  // more: it was rounded
    std::size_t dash = 0;
    double left = dashes[0] - std::fmod(along + start, period);
    for (double done = 0; done < shown;) {
      while (left < 0.01)
        left += dashes[++dash % dashes.size()];  // of a pixel: less may not add up
      const double end = std::min(done + left, shown);
      if (dash % 2 == 0) list.AddLine(at(done), at(end), color, weight);
      left -= end - done;
      done = end;
    }
    along = std::fmod(along + length, period);
  }
}

void plot_title(const PlotTitle& title, const ViewColors& colors, ImFont* strong, float width) {
  const auto& [symbol, meaning, value, value_color, may_wrap] = title;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float font = ImGui::GetFontSize(), gap = 0.6F * font;
  const float value_width = value.empty() ? 0 : text_size(value).x;
  ImGui::PushFont(strong, 0);
  const float symbol_width = draw_text(list, at, symbol, packed(colors.text)).x;
  ImGui::PopFont();
  const float line = std::round(1.15F * font), room = width - symbol_width - value_width - 2 * gap;
  const bool wraps = may_wrap && text_size(meaning).x > room;
  if (wraps)
    draw_text(list, {at.x, at.y + line}, fitted(meaning, width), packed(colors.muted));
  else
    draw_text(list, {at.x + symbol_width + gap, at.y}, fitted(meaning, room), packed(colors.muted));
  draw_text(list, {at.x + width, at.y}, value, packed(value_color), {1, 0});
  ImGui::SetCursorScreenPos({at.x, at.y + (wraps ? 2 : 1) * line});
}

void plot_names(const std::vector<PlotName>& names, float width) {
  const float font = ImGui::GetFontSize(), line = std::round(1.15F * font);
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  ImVec2 at = corner;
  for (const PlotName& name : names) {
    const float wide = std::min(text_size(name.text).x, width);
    if (at.x > corner.x && at.x + wide > corner.x + width) at = {corner.x, at.y + line};
    draw_text(*ImGui::GetWindowDrawList(), at, fitted_name(name.text, width), packed(name.hue));
    at.x += wide + 1.2F * font;
  }
  ImGui::SetCursorScreenPos({corner.x, at.y + line});
}

void plot_dot(const ViewColors& colors, double x, double y, const Rgb& color, float radius) {
  if (!std::isfinite(x) || !std::isfinite(y)) return;
  const float stroke = plot_stroke(colors);
  const ImVec2 at = ImPlot::PlotToPixels(x, y);
  ImPlot::PushPlotClipRect(8);
  ImDrawList& list = *ImPlot::GetPlotDrawList();
  list.AddCircleFilled(at, radius * stroke + 1.5F, packed(colors.ground));
  list.AddCircleFilled(at, radius * stroke, packed(color));
  ImPlot::PopPlotClipRect();
}

namespace {

/// As ImPlot places them: below the plot, or at the left of it.
void note_tick_labels(ImPlotAxis& axis, const ImPlotPlot& plot) {
  if (!axis.Enabled || !axis.HasTickLabels()) return;
  const ImVec2 gap = ImPlot::GetStyle().LabelPadding;
  const bool lies = axis.Vertical == false;
  const float low = lies ? plot.PlotRect.Min.x : plot.PlotRect.Min.y;
  const float high = lies ? plot.PlotRect.Max.x : plot.PlotRect.Max.y;
  for (int i = 0; i < axis.Ticker.TickCount(); ++i) {
    const ImPlotTick& tick = axis.Ticker.Ticks[i];
    if (!tick.ShowLabel || tick.PixelPos < low - 1 || tick.PixelPos > high + 1) continue;
    const ImVec2& size = tick.LabelSize;
    const ImVec2 min = lies ? ImVec2{tick.PixelPos - 0.5F * size.x, axis.Datum1 + gap.y}
                            : ImVec2{axis.Datum1 - gap.x - size.x, tick.PixelPos - 0.5F * size.y};
    note_drawn(*ImGui::GetWindowDrawList(), axis.Ticker.GetText(tick), min,
               {min.x + size.x, min.y + size.y});
  }
}

}  // namespace

void end_plot() {
  ImPlot::SetupLock();  // ticks have their places from here on
  ImPlotPlot& plot = *ImPlot::GetCurrentPlot();
  note_tick_labels(plot.XAxis(0), plot);
  note_tick_labels(plot.YAxis(0), plot);
  ImPlot::EndPlot();
}

}  // namespace alphabar
