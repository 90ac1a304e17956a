#include "app/views/chain/chain_plot.h"

#include <implot.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "app/views/chain/chain_graph.h"
#include "app/views/draw/curve_labels.h"
#include "app/views/draw/plot_parts.h"
#include "app/views/draw/text.h"
#include "core/figures/captions.h"

namespace alphabar {

namespace {

/// The lowest distance that is shown.
double lowest(const ChainData& data) {
  double low = 0.3;
  for (const double d : data.apart.reshaped())
    if (d > chain_rounding) low = std::min(low, d);
  return 0.6 * low;
}

void set_up_axes(double steps, double low, float height) {
  ImPlot::SetupAxes(nullptr, nullptr, plot_axis_flags, plot_axis_flags);
  ImPlot::SetupAxisLimits(ImAxis_X1, -0.02 * steps, 1.02 * steps, ImPlotCond_Always);
  ImPlot::SetupAxisFormat(ImAxis_X1, "%g");
  ImPlot::SetupAxisScale(ImAxis_Y1, ImPlotScale_Log10);
  ImPlot::SetupAxisLimits(ImAxis_Y1, low, 1.5, ImPlotCond_Always);
  set_log_ticks(ImAxis_Y1, low, 1.5, height, 1.7F * ImGui::GetFontSize());
}

/// The curve of the start itself is the heavy one; the others lead to it in their hues.
void draw_curves(const ChainSpec& chain, const ChainData& data, const ViewColors& colors) {
  const ImVec2 corner = ImPlot::GetPlotPos(), inner = ImPlot::GetPlotSize();
  const std::size_t states = chain.p.size();
  const int started = start_state(chain);
  LabelPlaces places(corner, {corner.x + inner.x, corner.y + inner.y});
  const auto hue = [&](std::size_t k) { return k < states ? colors.classes[k] : colors.curve; };
  std::vector<ImVec2> pixels;
  for (std::size_t k = 0; k <= states; ++k) {
    if (k == states && started >= 0) continue;
    std::vector<double> x, y;
    pixels.clear();
    for (const double distance : data.apart.col(k)) {
      if (distance <= chain_rounding) break;
      x.push_back(static_cast<double>(x.size()));
      y.push_back(distance);
      pixels.push_back(ImPlot::PlotToPixels(x.back(), y.back()));
    }
    places.add(pixels, static_cast<int>(k));
    const bool heavy = k == states || static_cast<int>(k) == started;
    ImPlot::PlotLine(("##" + std::to_string(k)).c_str(), x.data(), y.data(),
                     static_cast<int>(x.size()),
                     line_spec(hue(k), 1, (heavy ? 3.0F : 1.5F) * plot_stroke(colors)));
  }
  for (std::size_t k = 0; k <= states; ++k) {
    if (k == states && started >= 0) continue;
    const std::string name = k < states ? state_name(k) : "start";
    if (const auto at = places.take(k, text_size(name)))
      draw_text(*ImPlot::GetPlotDrawList(), *at, name, packed(hue(k)));
  }
}

/// A button over the plot: it keeps the mouse while it drags.
std::optional<double> scrub(const ChainSpec& chain, const ChainData& data, const ImVec4& inside) {
  const ImVec2 inner{inside.z - inside.x, inside.w - inside.y};
  ImGui::SetCursorScreenPos({inside.x, inside.y});
  ImGui::InvisibleButton("scrub", {std::max(inner.x, 1.0F), std::max(inner.y, 1.0F)});
  const double steps = chain.steps;
  const double share = (double{ImGui::GetMousePos().x} - inside.x) / inner.x;
  const double at = std::clamp(std::round((share * 1.04 - 0.02) * steps), 0.0, steps);
  if (ImGui::IsItemHovered() && !ImGui::IsItemActive()) {
    std::string words = "n = " + number_text(at, 1);
    for (std::size_t k = 0; k < chain.p.size(); ++k)
      words += "\nfrom " + state_name(k) + "  " + number_text(data.apart(static_cast<int>(at), k));
    ImGui::SetTooltip("%s", words.c_str());
  }
  if (ImGui::IsItemActive()) return at / steps;
  return std::nullopt;
}

}  // namespace

ChainPlot draw_chain_plot(const ChainSpec& chain, const ChainData& data, int n,
                          const ViewColors& colors, const ImVec2& size) {
  ChainPlot shown;
  if (!ImPlot::BeginPlot("##plot", size, plot_flags)) return shown;
  set_up_axes(chain.steps, lowest(data), size.y);
  const ImVec2 corner = ImPlot::GetPlotPos(), inner = ImPlot::GetPlotSize();
  shown.inside = {corner.x, corner.y, corner.x + inner.x, corner.y + inner.y};
  draw_curves(chain, data, colors);
  const double now = n;
  ImPlot::PlotInfLines("##now", &now, 1, line_spec(colors.accent, 1, 1.4F * plot_stroke(colors)));
  end_plot();
  shown.asked = scrub(chain, data, shown.inside);
  return shown;
}

}  // namespace alphabar
