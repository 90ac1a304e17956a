#include "core/process/spacing_info.h"

#include <array>

namespace alphabar {
namespace {

using enum Spacing;
constexpr std::array<SpacingInfo, 9> table{{
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

}  // namespace

std::span<const SpacingInfo> spacings() { return table; }

}  // namespace alphabar
