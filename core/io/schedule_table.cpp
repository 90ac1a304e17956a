#include "core/io/schedule_table.h"

#include <limits>

#include "core/objectives/bound.h"

namespace alphabar {

std::vector<Level> listed_levels(const Process& process) {
  constexpr int points = 1001;
  std::vector<Level> levels;
  if (process.discrete()) {
    for (int t = 1; t <= process.T(); ++t) levels.push_back(process.at(t));
  } else {
    for (int i = 0; i < points; ++i)
      levels.push_back(
          process.at(process.t_min() + i * (process.t_max() - process.t_min()) / (points - 1)));
  }
  return levels;
}

std::vector<CsvColumn> schedule_table(const Process& process, std::span<const Level> levels) {
  std::vector<double> t, beta, alpha, alpha_bar, a, s, sigma, snr, variance, mean_x0, mean_x;
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  for (const Level& level : levels) {
    t.push_back(level.t);
    a.push_back(level.a);
    s.push_back(level.s);
    sigma.push_back(level.sigma());
    snr.push_back(log_snr(level));
    const int step = static_cast<int>(level.t);
    const bool timestep = process.discrete() && step >= 1 && process.at(step) == level;
    beta.push_back(timestep ? process.beta(step) : nan);
    alpha.push_back(1 - beta.back());
    alpha_bar.push_back(timestep ? process.alpha_bar(step) : level.alpha_bar());
    const Posterior q = timestep ? posterior(process, step) : Posterior{nan, nan, nan, nan};
    variance.push_back(q.small);
    mean_x0.push_back(q.of_x0);
    mean_x.push_back(q.of_x);
  }
  return {{"t", t},
          {"beta", beta},
          {"alpha", alpha},
          {"alpha_bar", alpha_bar},
          {"a", a},
          {"s", s},
          {"sigma", sigma},
          {"log_snr", snr},
          {"posterior_variance", variance},
          {"posterior_mean_coef1", mean_x0},
          {"posterior_mean_coef2", mean_x}};
}

}  // namespace alphabar
