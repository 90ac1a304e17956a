#include "core/scene/sampler/grid_spec.h"

#include <cmath>
#include <string>
#include <utility>

#include "core/base/check.h"

namespace alphabar {
namespace {

using enum Spacing;
constexpr std::array<Listed<Spacing>, 9> table{{
    {leading, "leading", "leading", "t_i = (n - 1 - i) (T // n) + offset + 1",
     "diffusers, timestep_spacing"},
    {linspace, "linspace", "linspace", "t_i from T to 1 in equal steps",
     "diffusers, timestep_spacing; on vp_sde, frame sigma: k-diffusion's get_sigmas_vp"},
    {trailing, "trailing", "trailing", "t_i = T - i T / n", "diffusers, timestep_spacing"},
    {quadratic, "quadratic", "quadratic", "sqrt(t_i - 1) from sqrt(0.8 T) to 0 in equal steps",
     "Song, Meng, Ermon 2021, appendix D.3"},
    {karras, "karras", "Karras ρ", "sigma_i^(1 / rho) from high to low in equal steps",
     "Karras et al. 2022, eq. 5; k-diffusion's get_sigmas_karras; rho = 1: linear in sigma"},
    {exponential, "exponential", "exponential", "log sigma_i from high to low in equal steps",
     "k-diffusion's get_sigmas_exponential; Song and Ermon 2019 (geometric)"},
    {polyexponential, "polyexponential", "polyexponential",
     "log sigma_i = log low + (1 - i / (n - 1))^rho log(high / low)",
     "k-diffusion's get_sigmas_polyexponential"},
    {beta, "beta", "Beta quantiles",
     "sigma_i = low + q_i (high - low), q_i the (1 - i / (n - 1))-quantile of Beta(beta_a, beta_b)",
     "Lee et al. 2024 (Beta sampling), section 4; diffusers' use_beta_sigmas"},
    {by_hand, "by_hand", "by hand",
     "the sigmas or times in values, from noisy to clean; two without end_clean: one jump k -> s",
     "by hand"},
}};

/// Levels given by hand: one or more, from noisy to clean.
void check_by_hand(const GridSpec& grid) {
  const char* where = "sampler";
  const std::vector<double>& v = grid.values;
  const bool times = grid.values_in == LevelUnit::t;
  if (v.empty() || v.size() > 100000)
    throw BadRequest(
        where, "values", std::to_string(v.size()) + " values",
        std::string("1 to 100000 ") + (times ? "times" : "sigmas") + ", from noisy to clean");
  if (!grid.end_clean && v.size() < 2)
    throw BadRequest(where, "values", "1 value", "2 or more, the last of them the end",
                     "give one more, or let the run end at clean data (end_clean)");
  for (std::size_t i = 0; i < v.size(); ++i) {
    const std::string name = "values[" + std::to_string(i) + "]";
    const bool pure_noise = i == 0 && !times && v.size() > 1 && v[i] > 0 && std::isinf(v[i]);
    if (!pure_noise) check_range(where, name, v[i], times ? 0 : 1e-8, times ? 1e5 : 1e8);
    if (i > 0 && v[i] > v[i - 1])
      throw BadRequest(where, name, to_text(v[i]), "at most the one before, " + to_text(v[i - 1]),
                       "sort the levels from noisy to clean");
  }
}

}  // namespace

std::span<const Listed<Spacing>> spacings() { return table; }

void check(const GridSpec& g) {
  const char* where = "sampler";
  check_range(where, "steps", g.steps, 1, 100000);
  check_range(where, "offset", g.offset, 0, 100000);
  check_range(where, "rho", g.rho, 0.01, 100);
  check_range(where, "shift", g.shift, 0.01, 100);
  if (g.terminal != 0) check_inside(where, "terminal", g.terminal, 0, 1);
  check_range(where, "beta_a", g.beta_a, 0.01, 100);
  check_range(where, "beta_b", g.beta_b, 0.01, 100);
  for (const auto& [name, sigma] :
       {std::pair{"sigma_max", g.sigma_max}, std::pair{"sigma_min", g.sigma_min}})
    if (sigma != 0) check_range(where, name, sigma, 1e-8, 1e8);
  if (g.spacing == Spacing::by_hand) check_by_hand(g);
}

}  // namespace alphabar
