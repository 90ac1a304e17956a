#pragma once

#include <map>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/derive/derived.h"
#include "core/figures/plots/curve_data.h"
#include "core/scene/plot_spec.h"

namespace alphabar {

/// How much a line stands out. A lane's lines are in its hue.
enum class Ink { main, second, faint };

/// One curve of a plot.
struct PlotLine {
  std::string name;  ///< in the numbers under the mouse, and as a column of a CSV
  Curve curve;
  Ink ink = Ink::main;
  int lane = -1;               ///< -1: of the process, not of a lane
  std::string label = {};      ///< written beside the curve; empty: none
  std::vector<int> rows = {};  ///< of a lane's line: the row of the plan that each point shows
  double (*at)(const Level&) = nullptr;  ///< the exact value at a level, where the level says it
  std::string reference = {};  ///< whose line it is, the name of the reference; empty: the scene's

  /// "A: name" of a reference's line.
  std::string full_name() const { return reference.empty() ? name : reference + ": " + name; }
};

/// What one plot draws, made once for what ran.
struct PlotData {
  std::string symbol, meaning;  ///< the title
  std::vector<PlotLine> lines;  ///< in the order of drawing
  int title_values = 0;         ///< the values of the last `title_values` lines are in the title
  double low = 1, high = 0;     ///< of the value axis where it is linear; low > high: as needed
  double reach = 0;             ///< a logarithmic value axis reaches so high at least
  bool zero_line = false;
  bool always_log = false;
  std::string none;  ///< why there is nothing to draw
};

/// A kind of plot. One table says what there is: the panel draws it, its menu offers it.
struct PlotInfo {
  PlotKind kind;
  PlotData (*make)(const Derived&) = nullptr;  ///< null where it takes more than a moment:
  /// on a thread of its own. Throws Cancelled.
  PlotData (*make_slowly)(const Derived&, std::stop_token) = nullptr;
  bool of_lanes = false;     ///< what is slow reads the lanes; else the process and the data alone
  const char* symbol = "";   ///< its title until then
  const char* meaning = "";  ///< behind it

  // Of its text (core/scene/plot_spec.h).
  const char* name = plot_text(kind).title;
  const char* help = plot_text(kind).help;
  bool has_log = plot_text(kind).has_log;
  bool starts_log = plot_text(kind).starts_log;
};

/// Plots that take more than a moment, of one scene.
struct SlowPlots {
  Derived of;
  std::map<PlotKind, PlotData> data;  ///< those that are there

  /// Leaves out what is not of `derived`: all where process or data differ, and what is of_lanes
  /// where they do.
  void keep(const Derived& derived);
};

/// The plot of a kind that is made at once, with the lines of the reference that is shown where
/// they differ: before the others, over the same axis.
PlotData plot_of(PlotKind kind, const Derived& derived);

/// What a slow plot shows until it is there.
PlotData pending_data(PlotKind kind);

std::span<const PlotInfo> plot_kinds();
const PlotInfo& plot_info(PlotKind kind);

/// The lines as a table: one column of times for lines that share them, then a column a line; a
/// time of its own before a line that has one.
std::string plot_csv(const PlotData& data);

}  // namespace alphabar
