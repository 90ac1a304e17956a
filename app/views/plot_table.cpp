#include "app/views/plot_table.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstdio>

#include "app/session/cursor.h"
#include "core/files/csv.h"
#include "core/plan/invariants.h"

namespace alphabar {
namespace {

double share_of_signal(const Level& l) { return l.a * l.a / (l.a * l.a + l.s * l.s); }
double signal_of(const Level& l) { return l.a; }
double noise_of(const Level& l) { return l.s; }
double sigma_of(const Level& l) { return l.sigma(); }

PlotData sigma_data(const Runs& runs) {
  PlotData data;
  data.symbol = "\u03C3(t)";
  data.meaning = runs.process->variance_exploding() ? "noise in x\u209C" : "noise to signal, s / a";
  data.lines = {{.name = "\u03C3", .curve = process_curves(*runs.process).sigma, .at = sigma_of}};
  data.told = 1;
  return data;
}

PlotData level_data(const Runs& runs) {
  const LevelForm form = level_form(*runs.process);
  if (form == LevelForm::sigma) {
    PlotData data = sigma_data(runs);
    data.always_log = true;
    return data;
  }
  ProcessCurves c = process_curves(*runs.process);
  PlotData data;
  data.low = -0.03;
  data.high = 1.03;
  if (form == LevelForm::alpha_bar) {
    data.symbol = "\u1FB1(t)";
    data.meaning = "share of signal in x\u209C";
    data.lines = {{.name = "\u221A\u1FB1", .curve = c.signal, .ink = Ink::second,
                   .label = "\u221A\u1FB1", .at = signal_of},
                  {.name = "\u221A(1\u2212\u1FB1)", .curve = c.noise, .ink = Ink::second,
                   .label = "\u221A(1\u2212\u1FB1)", .at = noise_of},
                  {.name = "\u1FB1", .curve = c.alpha_bar, .at = share_of_signal}};
    data.told = 1;
  } else {
    data.symbol = "a(t), s(t)";
    data.meaning = "signal and noise in x\u209C";
    data.lines = {{.name = "a", .curve = c.signal, .label = "a", .at = signal_of},
                  {.name = "s", .curve = c.noise, .label = "s", .at = noise_of}};
    data.told = 2;
  }
  return data;
}

PlotData log_snr_data(const Runs& runs) {
  PlotData data;
  data.symbol = "\u03BB(t)";
  data.meaning = "log of signal to noise";
  data.lines = {{.name = "\u03BB", .curve = process_curves(*runs.process).log_snr, .at = log_snr}};
  data.told = 1;
  data.zero_line = true;
  return data;
}

PlotData beta_data(const Runs& runs) {
  const Process& process = *runs.process;
  PlotData data;
  data.symbol = process.discrete() ? "\u03B2\u209C" : "g\u00B2(t)";
  data.meaning = process.discrete() ? "noise of one forward step" : "noise put in per time";
  data.lines = {{.name = data.symbol, .curve = beta_curve(process)}};
  data.told = 1;
  return data;
}

/// A line a lane and part of its rows.
template <class Value>
PlotLine lane_line(const Runs& runs, std::size_t lane, const char* part, Value value) {
  const LaneRun& run = runs.lanes[lane];
  PlotLine line{.name = run.title, .curve = {}, .lane = static_cast<int>(lane)};
  if (*part) line.name += std::string(", ") + part;
  for (std::size_t i = 0; i < run.plan.rows.size(); ++i) {
    const Row& row = run.plan.rows[i];
    if (row.report == Report::none || row.snr > 0) continue;
    const std::size_t before = line.curve.x.size();
    line.curve.add(row.from.t, value(row));
    if (line.curve.x.size() > before) line.rows.push_back(static_cast<int>(i));
  }
  return line;
}

PlotData noise_data(const Runs& runs) {
  constexpr std::array etas{0.25, 0.5, 0.75, 1.0};
  PlotData data;
  data.symbol = "\u03C3\u209C(\u03B7)";
  data.meaning = "noise added in a step";
  const std::vector<Level> levels = leading_levels(runs);
  for (const double eta : etas) {
    char text[24];
    std::snprintf(text, sizeof text, eta == 1 ? "\u03B7 = %g" : "%g", eta);
    char name[32];
    std::snprintf(name, sizeof name, "\u03C3\u209C(%g)", eta);
    data.lines.push_back({.name = name, .curve = ddim_sigma_curve(levels, eta),
                          .ink = eta == 1 ? Ink::second : Ink::faint, .label = text});
  }
  for (std::size_t i = 0; i < runs.lanes.size(); ++i)
    data.lines.push_back(
        lane_line(runs, i, "", [](const Row& row) { return std::abs(row.c_z); }));
  return data;
}

PlotData coefficients_data(const Runs& runs) {
  PlotData data;
  data.symbol = "x\u0302\u2080, \u03B5\u0302, z";
  data.meaning = "shares in the next state";
  data.zero_line = true;
  for (std::size_t i = 0; i < runs.lanes.size(); ++i) {
    const auto part = [&](const char* name, Ink ink, auto value) {
      PlotLine line = lane_line(runs, i, name, value);
      line.ink = ink;
      line.label = i == 0 ? name : "";
      data.lines.push_back(std::move(line));
    };
    part("x\u0302\u2080", Ink::main, [](const Row& row) { return shares(row).signal; });
    part("\u03B5\u0302", Ink::second, [](const Row& row) { return shares(row).direction; });
    part("z", Ink::faint, [](const Row& row) { return row.c_z; });
  }
  return data;
}

PlotData posterior_data(const Runs& runs) {
  PlotData data;
  data.symbol = "\u03C3\u209C\u00B2";
  data.meaning = "small and large reverse variance";
  PosteriorCurves curves = posterior_curves(*runs.process, leading_levels(runs));
  data.lines = {{.name = "large", .curve = std::move(curves.large), .ink = Ink::second,
                 .label = "large"},
                {.name = "small", .curve = std::move(curves.small), .label = "small"}};
  data.told = 1;
  return data;
}

PlotData invariants_data(const Runs& runs) {
  PlotData data;
  data.symbol = "\u0394";
  data.meaning = "miss of signal and noise in a step";
  for (std::size_t i = 0; i < runs.lanes.size(); ++i) {
    const auto part = [&](const char* name, Ink ink, double Miss::*which) {
      // Exactly 0 has no logarithm: what double precision cannot tell from it stands for it.
      PlotLine line = lane_line(runs, i, name, [which](const Row& row) {
        return row.c_s != 0 ? std::nan("") : std::max(std::abs(miss(row).*which), 1e-17);
      });
      line.ink = ink;
      line.label = i == 0 ? name : "";
      data.lines.push_back(std::move(line));
    };
    part("signal", Ink::second, &Miss::signal);
    part("noise", Ink::main, &Miss::noise);
  }
  return data;
}

PlotData flow_coefficients_data(const Runs& runs) {
  PlotData data;
  data.symbol = "c(\u03B5\u0302)";
  data.meaning = "of DDIM, and of the VP flow";
  if (!runs.process->discrete()) {
    data.none = "The two are compared on a discrete process.";
    return data;
  }
  FlowCoefficients c = flow_coefficients(*runs.process);
  data.lines = {{.name = "VP flow, Euler", .curve = std::move(c.flow), .ink = Ink::second,
                 .label = "VP flow"},
                {.name = "DDIM, \u03B7 = 0", .curve = std::move(c.ddim), .label = "DDIM"}};
  data.told = 1;
  return data;
}

constexpr std::array table{
    PlotInfo{PlotKind::level, "level: \u1FB1, or \u03C3, or a and s",
             "\u1FB1\u209C = \u03B1\u2081 \u03B1\u2082 ... \u03B1\u209C; x\u209C = \u221A\u1FB1 x\u2080 + "
             "\u221A(1 \u2212 \u1FB1) \u03B5. Ho et al. 2020, eq. 4.",
             true, false, level_data},
    PlotInfo{PlotKind::noise, "noise added, \u03C3\u209C(\u03B7)",
             "\u03C3(\u03B7) = \u03B7 \u221A((1 \u2212 \u1FB1') / (1 \u2212 \u1FB1)) \u221A(1 \u2212 \u1FB1 / "
             "\u1FB1'). Song, Meng, Ermon 2021, eq. 16.",
             true, false, noise_data},
    PlotInfo{PlotKind::log_snr, "log SNR, \u03BB",
             "\u03BB = 2 log(a / s). Kingma et al. 2021, section 3.1.", false, false, log_snr_data},
    PlotInfo{PlotKind::beta, "\u03B2, or g\u00B2",
             "\u03B2\u209C = 1 \u2212 \u1FB1\u209C / \u1FB1\u209C\u208B\u2081; continuous: g\u00B2 of dx = f x "
             "dt + g dw. Song et al. 2021, eq. 11.",
             true, false, beta_data},
    PlotInfo{PlotKind::sigma, "\u03C3 = s / a",
             "x / a = x\u2080 + \u03C3 z. Karras et al. 2022, table 1.", true, true, sigma_data},
    PlotInfo{PlotKind::coefficients, "coefficients of the plan",
             "y = (a c_x + \u03A3c_d) x\u0302\u2080 + (s c_x + \u03A3c_e) \u03B5\u0302 + c_z z: predicted "
             "x\u2080, direction pointing to x\u209C, noise.",
             false, false, coefficients_data},
    PlotInfo{PlotKind::posterior, "posterior variance",
             "Small: (1 \u2212 \u1FB1') / (1 \u2212 \u1FB1) \u03B2. Large: \u03B2. Ho et al. 2020, eq. 7 and "
             "section 3.2.",
             true, true, posterior_data},
    PlotInfo{PlotKind::invariants, "miss of the invariants",
             "a c_x + \u03A3c_d \u2212 a' and (s c_x + \u03A3c_e)\u00B2 + c_z\u00B2 \u2212 s'\u00B2: 0 where the "
             "step is exact for Gaussian data.",
             true, true, invariants_data},
    PlotInfo{PlotKind::flow_coefficients, "DDIM beside VP flow",
             "Of \u03B5\u0302 from t to t \u2212 1: \u221A(1 \u2212 \u1FB1') \u2212 \u221A(\u1FB1' (1 \u2212 \u1FB1) / "
             "\u1FB1), and \u2212\u03B2 / (2 \u221A(1 \u2212 \u1FB1)) for an Euler step of the flow.",
             true, true, flow_coefficients_data},
};

}  // namespace

std::span<const PlotInfo> plot_kinds() { return table; }

const PlotInfo& plot_info(PlotKind kind) {
  const PlotInfo& info = table[static_cast<std::size_t>(kind)];
  assert(info.kind == kind);
  return info;
}

std::string plot_csv(const PlotData& data) {
  std::vector<CsvColumn> columns;
  std::size_t rows = 0;
  const std::vector<double>* times = nullptr;
  for (const PlotLine& line : data.lines) {
    if (!times || *times != line.curve.x) {
      columns.push_back({times ? "t (" + line.name + ")" : "t", line.curve.x});
      times = &line.curve.x;
    }
    columns.push_back({line.name, line.curve.y});
    rows = std::max(rows, line.curve.x.size());
  }
  if (columns.empty()) return "";
  for (CsvColumn& column : columns) column.values.resize(rows, std::nan(""));
  return csv_text(columns);
}

}  // namespace alphabar
