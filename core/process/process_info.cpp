#include "core/process/process_info.h"

#include <array>

namespace alphabar {
namespace {

using enum ProcessKind;
constexpr std::array<ProcessInfo, 13> table{{
    {linear, "linear", "DDPM, linear β", "beta_t linear from beta_start to beta_end",
     "Ho, Jain, Abbeel 2020, section 4"},
    {scaled_linear, "scaled_linear", "DDPM, scaled linear (quadratic) β",
     "sqrt(beta_t) linear from sqrt(beta_start) to sqrt(beta_end)", "Rombach et al. 2022"},
    {cosine, "cosine", "DDPM, cosine ᾱ", "ab_t ~ cos((t / T + 0.008) / 1.008 pi / 2)^2",
     "Nichol and Dhariwal 2021, eq. 17"},
    {sigmoid, "sigmoid", "DDPM, sigmoid β",
     "beta_t a logistic curve over [-6, 6] from beta_start to beta_end",
     "Xu et al. 2022 (GeoDiff); diffusers"},
    {drawn, "drawn", "DDPM, drawn ᾱ", "ab_t a monotone cubic through points", "by hand"},
    {formula, "formula", "DDPM, ᾱ by formula", "ab_t a formula in t, T and u = t / T", "by hand"},
    {betas, "betas", "DDPM, β by hand", "beta_t one by one", "by hand"},
    {vp_sde, "vp_sde", "VP SDE", "dx = -beta(t) x / 2 dt + sqrt(beta(t)) dw",
     "Song et al. 2021 (SDE), eq. 11"},
    {subvp_sde, "subvp_sde", "sub-VP SDE", "dx = -beta(t) x / 2 dt + sqrt(beta(t) (1 - a(t)^4)) dw",
     "Song et al. 2021 (SDE), eq. 12"},
    {ve, "ve", "VE SDE", "x = x_0 + sigma(t) z, sigma(t) = sigma_min (sigma_max / sigma_min)^t",
     "Song et al. 2021 (SDE), eq. 9"},
    {edm, "edm", "EDM", "x = x_0 + sigma z, t = sigma", "Karras et al. 2022"},
    {flow, "flow", "Flow matching", "x = (1 - t) x_0 + t z", "Lipman et al. 2023"},
    {clean, "clean", "No noise", "x = x_0", "what plain Langevin dynamics runs on"},
}};

}  // namespace

std::span<const ProcessInfo> processes() { return table; }

}  // namespace alphabar
