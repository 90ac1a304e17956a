#include "core/figures/plots/objective_plots.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "core/figures/captions.h"
#include "core/model/mixture.h"
#include "core/objectives/bound.h"
#include "core/objectives/score_matching.h"

namespace alphabar {
namespace {

/// Calls `add` with some timesteps of a discrete process, first to last, closer to the data.
template <class Add>
void at_some_times(const Process& process, int points, Add add) {
  int before = 0;
  for (int i = 1; i <= points; ++i) {
    const double u = static_cast<double>(i) / points;
    const int t = std::max(before + 1, static_cast<int>(std::lround(u * u * process.T())));
    if (t > process.T()) break;
    add(t);
    before = t;
  }
}

constexpr const char* discrete_only = "A sum over timesteps: choose a discrete process.";

/// A mark at an end of the time axis, from t on; L_0 is a density's, which may be negative.
PlotLine end_mark(const char* name, double t, double width, double value) {
  const std::string sign = value < 0 ? "\u2212" : "";
  PlotLine mark{.name = sign + name, .curve = {}, .label = sign + name};
  for (const double u : {0.0, 0.5, 1.0}) mark.curve.add(t + u * width, std::abs(value));
  return mark;
}

}  // namespace

PlotData bound_data(const Derived& derived, std::stop_token stop) {
  const Process& process = *derived.process;
  const Mixture& model = *derived.target;
  PlotData data = pending_data(PlotKind::bound);
  data.none = process.discrete() ? "" : discrete_only;
  if (!process.discrete() || process.T() < 2) return data;
  ExpectationOptions accuracy;
  accuracy.tolerance = 1e-3;  // of a pixel, about
  accuracy.stop = stop;
  Curve simple, bound;
  const auto term_at = [&](int t) {
    return bound_term(process, model, t, Variance::small, accuracy);
  };
  at_some_times(process, 48, [&](int t) {
    const BoundTerm term = term_at(t);
    simple.add(t, term.simple);
    if (t > 1) bound.add(t, term.value());
  });
  const int T = process.T();
  const double width = 0.03 * T, first = term_at(1).value(), last = term_at(T + 1).value();
  data.meaning = "L\u2080 " + number_text(first) + ", L_T " + number_text(last);
  data.lines = {
      {.name = "simple, E |\u03B5 \u2212 \u03B5\u0302|\u00B2",
       .curve = std::move(simple),
       .ink = Ink::second,
       .label = "simple"},
      end_mark("L\u2080", 1, width, first),
      end_mark("L_T", T - width, width, last),
      {.name = "L\u209C\u208B\u2081", .curve = std::move(bound), .label = "L\u209C\u208B\u2081"}};
  data.title_values = 1;
  return data;
}

PlotData matching_data(const Derived& derived, std::stop_token stop) {
  const Process& process = *derived.process;
  const Mixture& model = *derived.target;
  PlotData data = pending_data(PlotKind::matching);
  data.none = "";
  ExpectationOptions accuracy;
  accuracy.tolerance = 1e-3;
  accuracy.stop = stop;
  Curve loss, divergence;
  const auto add = [&](double t) {
    const double sigma = process.at(t).sigma();
    if (sigma == 0) return;
    if (std::isfinite(sigma))
      loss.add(t, 0.5 * eps_error(model, {0, 1, sigma}, accuracy).value / (sigma * sigma));
    divergence.add(t, noised_model(model, sigma, accuracy).divergence.value);
  };
  if (process.discrete()) {
    at_some_times(process, 48, add);
  } else {
    for (int i = 0; i <= 48; ++i) {
      const double u = i / 48.0, low = process.t_min(), high = process.t_max();
      add(process.time_is_sigma() ? low * std::pow(high / low, u) : low + u * u * (high - low));
    }
  }
  data.lines = {{.name = "Fisher, E |s\u2080 \u2212 s(\u03C3)|\u00B2 / 2",
                 .curve = std::move(divergence),
                 .ink = Ink::second,
                 .label = "Fisher"},
                {.name = "denoising, E |s(\u03C3) + z / \u03C3|\u00B2 / 2",
                 .curve = std::move(loss),
                 .label = "denoising"}};
  data.title_values = 1;
  return data;
}

PlotData weights_data(const Derived& derived) {
  PlotData data;
  data.symbol = "\u03B3\u209C";
  data.meaning = "weight of |\u03B5 \u2212 \u03B5\u0302|\u00B2 in J(\u03C3)";
  const Process& process = *derived.process;
  if (!process.discrete()) {
    data.none = discrete_only;
    return data;
  }
  Curve simple, printed, fifth, full;
  at_some_times(process, 200, [&](int t) {
    simple.add(t, 1);
    printed.add(t, printed_ddim_gamma(process, t, 1));
    fifth.add(t, ddim_gamma(process, t, 0.2));
    full.add(t, ddim_gamma(process, t, 1));
  });
  data.lines = {
      {.name = "simple", .curve = std::move(simple), .ink = Ink::second, .label = "simple loss"},
      {.name = "\u03B3 as printed",
       .curve = std::move(printed),
       .ink = Ink::second,
       .label = "as printed"},
      {.name = "\u03B3, \u03B7 = 0.2",
       .curve = std::move(fifth),
       .ink = Ink::second,
       .label = "\u03B7 = 0.2"},
      {.name = "\u03B3, \u03B7 = 1", .curve = std::move(full), .label = "\u03B7 = 1"}};
  data.title_values = 1;
  return data;
}

}  // namespace alphabar
