#include "core/figures/plots/plot_table.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "core/figures/captions.h"
#include "core/figures/plots/guidance_data.h"
#include "core/figures/plots/measured_plots.h"
#include "core/figures/plots/objective_plots.h"
#include "core/files/arrays/csv.h"
#include "core/plan/invariants.h"
#include "core/process/clock.h"
#include "core/runs/cursor.h"

namespace alphabar {
namespace {

double share_of_signal(const Level& l) { return l.a * l.a / (l.a * l.a + l.s * l.s); }
double signal_of(const Level& l) { return l.a; }
double noise_of(const Level& l) { return l.s; }
double sigma_of(const Level& l) { return l.sigma(); }

/// A curve over its process's own time, over that of the plots' axis: the scene's process.
Curve on_axis(const Derived& derived, const Process& own, Curve curve) {
  if (&own != derived.process.get())
    for (double& t : curve.x) t = time_on(*derived.process, own, own.at(t));
  return curve;
}

/// Before the lines of the scene's process those of lanes that have one of their own.
template <class CurveOf>
void add_own_curves(PlotData& data, const Derived& derived, const CurveOf& curve_of) {
  std::vector<PlotLine> own;
  for (std::size_t i = 0; i < derived.lanes.size(); ++i) {
    const Lane& lane = derived.lanes[i];
    if (lane.process != derived.process)
      own.push_back({.name = lane.title,
                     .curve = on_axis(derived, *lane.process, curve_of(*lane.process)),
                     .lane = static_cast<int>(i)});
  }
  data.lines.insert(data.lines.begin(), own.begin(), own.end());
}

PlotData sigma_data(const Derived& derived) {
  PlotData data;
  data.symbol = "\u03C3(t)";
  data.meaning =
      derived.process->variance_exploding() ? "noise in x\u209C" : "noise to signal, s / a";
  data.lines = {
      {.name = "\u03C3", .curve = process_curves(*derived.process).sigma, .at = sigma_of}};
  data.title_values = 1;
  add_own_curves(data, derived, [](const Process& own) { return process_curves(own).sigma; });
  return data;
}

PlotData level_data(const Derived& derived) {
  const LevelForm form = level_form(*derived.process);
  if (form == LevelForm::sigma) {
    PlotData data = sigma_data(derived);
    data.always_log = true;
    return data;
  }
  ProcessCurves c = process_curves(*derived.process);
  PlotData data;
  data.low = -0.03;
  data.high = 1.03;
  if (form == LevelForm::alpha_bar) {
    data.symbol = "\u1FB1(t)";
    data.meaning = "share of signal in x\u209C";
    data.lines = {{.name = "\u221A\u1FB1",
                   .curve = c.signal,
                   .ink = Ink::second,
                   .label = "\u221A\u1FB1",
                   .at = signal_of},
                  {.name = "\u221A(1\u2212\u1FB1)",
                   .curve = c.noise,
                   .ink = Ink::second,
                   .label = "\u221A(1\u2212\u1FB1)",
                   .at = noise_of},
                  {.name = "\u1FB1", .curve = c.alpha_bar, .at = share_of_signal}};
    data.title_values = 1;
    add_own_curves(data, derived, [](const Process& own) { return process_curves(own).alpha_bar; });
  } else {
    data.symbol = "a(t), s(t)";
    data.meaning = "signal, noise in x\u209C";
    data.lines = {{.name = "a", .curve = c.signal, .label = "a", .at = signal_of},
                  {.name = "s", .curve = c.noise, .label = "s", .at = noise_of}};
    data.title_values = 2;
    add_own_curves(data, derived, [](const Process& own) { return process_curves(own).signal; });
    add_own_curves(data, derived, [](const Process& own) { return process_curves(own).noise; });
  }
  return data;
}

PlotData lambda_data(const Derived& derived) {
  PlotData data;
  data.symbol = "\u03BB(t)";
  data.meaning = "log(a / s), half the log SNR";
  data.lines = {{.name = "\u03BB", .curve = process_curves(*derived.process).lambda, .at = lambda}};
  data.title_values = 1;
  data.zero_line = true;
  add_own_curves(data, derived, [](const Process& own) { return process_curves(own).lambda; });
  return data;
}

PlotData beta_data(const Derived& derived) {
  const Process& process = *derived.process;
  PlotData data;
  data.symbol = process.discrete() ? "\u03B2\u209C" : "g\u00B2(t)";
  data.meaning = process.discrete() ? "noise of one forward step" : "noise put in per time";
  data.lines = {{.name = data.symbol, .curve = beta_curve(process)}};
  data.title_values = 1;
  add_own_curves(data, derived, beta_curve);
  return data;
}

/// A line a lane and part of its rows.
template <class Value>
PlotLine lane_line(const Derived& derived, std::size_t lane, const char* part, Value value) {
  const Lane& of = derived.lanes[lane];
  PlotLine line{.name = of.title, .curve = {}, .lane = static_cast<int>(lane)};
  if (*part) line.name.append(", ").append(part);
  for (std::size_t i = 0; i < of.plan->rows.size(); ++i) {
    const Row& row = of.plan->rows[i];
    if (row.report == Report::none || row.snr > 0) continue;
    const std::size_t before = line.curve.x.size();
    line.curve.add(time_on(*derived.process, *of.process, row.from), value(row));
    if (line.curve.x.size() > before) line.rows.push_back(static_cast<int>(i));
  }
  return line;
}

PlotData noise_data(const Derived& derived) {
  constexpr std::array etas{0.25, 0.5, 0.75, 1.0};
  PlotData data;
  data.symbol = "\u03C3\u209C(\u03B7)";
  data.meaning = "noise added in a step";
  const std::vector<Level> levels = leading_levels(derived);
  for (const double eta : etas) {
    char text[24];
    std::snprintf(text, sizeof text, eta == 1 ? "\u03B7 = %g" : "%g", eta);
    char name[32];
    std::snprintf(name, sizeof name, "\u03C3\u209C(%g)", eta);
    data.lines.push_back(
        {.name = name,
         .curve = on_axis(derived, leading_process(derived), ddim_sigma_curve(levels, eta)),
         .ink = eta == 1 ? Ink::second : Ink::faint,
         .label = text});
  }
  for (std::size_t i = 0; i < derived.lanes.size(); ++i)
    data.lines.push_back(
        lane_line(derived, i, "", [](const Row& row) { return std::abs(row.c_z); }));
  return data;
}

PlotData coefficients_data(const Derived& derived) {
  PlotData data;
  data.symbol = "x\u0302\u2080, \u03B5\u0302, z";
  data.meaning = "shares in the next state";
  data.zero_line = true;
  for (std::size_t i = 0; i < derived.lanes.size(); ++i) {
    const auto part = [&](const char* name, Ink ink, auto value) {
      PlotLine line = lane_line(derived, i, name, value);
      line.ink = ink;
      if (i == 0) line.label = std::string(name);
      data.lines.push_back(std::move(line));
    };
    part("x\u0302\u2080", Ink::main, [](const Row& row) { return shares(row).signal; });
    part("\u03B5\u0302", Ink::second, [](const Row& row) { return shares(row).direction; });
    part("z", Ink::faint, [](const Row& row) { return row.c_z; });
  }
  return data;
}

PosteriorCurves posterior_of(const Derived& derived) {
  const Process& process = leading_process(derived);
  PosteriorCurves curves = posterior_curves(process, leading_levels(derived));
  for (Curve* curve : {&curves.of_x0, &curves.of_x, &curves.small, &curves.large})
    *curve = on_axis(derived, process, std::move(*curve));
  return curves;
}

PlotData posterior_data(const Derived& derived) {
  PlotData data;
  data.symbol = "\u03C3\u209C\u00B2";
  data.meaning = "variance of a reverse step";
  const PosteriorCurves curves = posterior_of(derived);
  data.lines = {{.name = "large", .curve = curves.large, .ink = Ink::second, .label = "large"},
                {.name = "small", .curve = curves.small, .label = "small"}};
  data.title_values = 1;
  return data;
}

PlotData posterior_mean_data(const Derived& derived) {
  PlotData data;
  data.symbol = "\u03BC\u0303";
  data.meaning = "posterior mean: of x\u2080, x\u209C";
  const PosteriorCurves curves = posterior_of(derived);
  data.lines = {
      {.name = "of x\u209C", .curve = curves.of_x, .ink = Ink::second, .label = "x\u209C"},
      {.name = "of x\u2080", .curve = curves.of_x0, .label = "x\u2080"}};
  data.title_values = 1;
  return data;
}

PlotData invariants_data(const Derived& derived) {
  PlotData data;
  data.symbol = "\u0394";
  data.meaning = "miss of signal and noise";
  data.reach = 1e-6;  // what is less is the rounding of the plan
  for (std::size_t i = 0; i < derived.lanes.size(); ++i) {
    const auto part = [&](const char* name, Ink ink, double Miss::*which) {
      // Exactly 0 has no logarithm: what double precision cannot tell from it stands for it.
      PlotLine line = lane_line(derived, i, name, [which](const Row& row) {
        return row.c_s != 0 ? std::nan("") : std::max(std::abs(miss(row).*which), 1e-17);
      });
      line.ink = ink;
      if (i == 0) line.label = std::string(name);
      data.lines.push_back(std::move(line));
    };
    part("signal", Ink::second, &Miss::signal);
    part("noise", Ink::main, &Miss::noise);
  }
  return data;
}

PlotData flow_coefficients_data(const Derived& derived) {
  PlotData data;
  data.symbol = "c(\u03B5\u0302)";
  data.meaning = "of DDIM, of the VP flow";
  if (!derived.process->discrete()) {
    data.none = "The two are compared on a discrete process.";
    return data;
  }
  FlowCoefficients c = flow_coefficients(*derived.process);
  data.lines = {{.name = "VP flow, Euler",
                 .curve = std::move(c.flow),
                 .ink = Ink::second,
                 .label = "VP flow"},
                {.name = "DDIM, \u03B7 = 0", .curve = std::move(c.ddim), .label = "DDIM"}};
  data.title_values = 1;
  return data;
}

constexpr std::array table{
    PlotInfo{.kind = PlotKind::level, .make = level_data},
    PlotInfo{.kind = PlotKind::noise, .make = noise_data},
    PlotInfo{.kind = PlotKind::lambda, .make = lambda_data},
    PlotInfo{.kind = PlotKind::beta, .make = beta_data},
    PlotInfo{.kind = PlotKind::sigma, .make = sigma_data},
    PlotInfo{.kind = PlotKind::coefficients, .make = coefficients_data},
    PlotInfo{.kind = PlotKind::posterior, .make = posterior_data},
    PlotInfo{.kind = PlotKind::posterior_mean, .make = posterior_mean_data},
    PlotInfo{.kind = PlotKind::invariants, .make = invariants_data},
    PlotInfo{.kind = PlotKind::flow_coefficients, .make = flow_coefficients_data},
    PlotInfo{.kind = PlotKind::bound,
             .make_slowly = bound_data,
             .symbol = "L\u209C\u208B\u2081",
             .meaning = "bound and simple loss"},
    PlotInfo{.kind = PlotKind::weights, .make = weights_data},
    PlotInfo{.kind = PlotKind::guidance, .make = guidance_data},
    PlotInfo{.kind = PlotKind::matching,
             .make_slowly = matching_data,
             .symbol = "J(\u03C3)",
             .meaning = "denoising loss, Fisher"},
    PlotInfo{.kind = PlotKind::local_error,
             .make_slowly = local_error_data,
             .of_lanes = true,
             .symbol = "\u03B4, \u03A3\u03B4, \u0394",
             .meaning = "error of a step, sum, global"},
    PlotInfo{.kind = PlotKind::lane_distance,
             .make_slowly = lane_distance_data,
             .of_lanes = true,
             .symbol = "|x \u2212 x'|",
             .meaning = "from the first lane, rms"},
};
static_assert(in_order(table));

}  // namespace

std::span<const PlotInfo> plot_kinds() { return table; }

const PlotInfo& plot_info(PlotKind kind) { return entry_of(plot_kinds(), kind); }

PlotData plot_of(PlotKind kind, const Derived& derived) {
  const PlotInfo& info = plot_info(kind);
  if (!info.make) return pending_data(kind);
  PlotData data = info.make(derived);
  if (!derived.reference) return data;
  const Derived& reference = *derived.reference;
  std::vector<PlotLine> before;
  for (PlotLine& line : info.make(reference).lines) {
    if (line.ink == Ink::faint && line.lane < 0) continue;
    line.curve = on_axis(derived, *reference.process, std::move(line.curve));
    const auto same = std::ranges::find_if(data.lines, [&](const PlotLine& now) {
      return now.curve.x == line.curve.x && now.curve.y == line.curve.y;
    });
    if (same != data.lines.end()) continue;
    line.reference = reference.scene->title;
    line.label.clear();
    line.rows.clear();
    line.at = nullptr;
    line.lane = -1;
    before.push_back(std::move(line));
  }
  data.lines.insert(data.lines.begin(), before.begin(), before.end());
  return data;
}

void SlowPlots::keep(const Derived& derived) {
  const bool same_data = of.process == derived.process && of.target == derived.target;
  const bool same = same_data && same_lanes(of, derived);
  std::erase_if(data, [&](const auto& made) {
    return !same && (!same_data || plot_info(made.first).of_lanes);
  });
  of = derived;
}

PlotData pending_data(PlotKind kind) {
  PlotData data;
  data.symbol = plot_info(kind).symbol;
  data.meaning = plot_info(kind).meaning;
  data.none = "being computed ...";
  return data;
}

std::string plot_csv(const PlotData& data) {
  std::vector<CsvColumn> columns;
  std::size_t rows = 0;
  const std::vector<double>* times = nullptr;
  for (const PlotLine& line : data.lines) {
    if (!times || *times != line.curve.x) {
      columns.push_back({times ? "t (" + line.full_name() + ")" : "t", line.curve.x});
      times = &line.curve.x;
    }
    columns.push_back({line.full_name(), line.curve.y});
    rows = std::max(rows, line.curve.x.size());
  }
  if (columns.empty()) return "";
  for (CsvColumn& column : columns) column.values.resize(rows, std::nan(""));
  return csv_text(columns);
}

}  // namespace alphabar
