#include "core/model/guidance_info.h"

#include <array>

namespace alphabar {
namespace {

using enum GuidanceKind;
constexpr std::array<GuidanceInfo, 6> table{{
    {none, "none", "none", "the model as it is", ""},
    {classifier_ddim, "classifier_ddim", "classifier, DDIM form",
     "eps_hat - w s grad log p(y | x_t)", "Dhariwal and Nichol 2021, algorithm 2"},
    {classifier_ddpm, "classifier_ddpm", "classifier, DDPM form",
     "the step's mean + w Sigma grad log p(y | x_t)", "Dhariwal and Nichol 2021, algorithm 1"},
    {classifier_free, "classifier_free", "classifier-free", "eps_hat + w (eps_hat(y) - eps_hat)",
     "Ho and Salimans 2022; diffusers' guidance_scale"},
    {loss_point, "loss_point", "x̂₀ near a point",
     "eps_hat + w s grad_x L(x0_hat(x)), L = |x0_hat - c|^2 / 2", "Chung et al. 2023, eq. 16"},
    {loss_half_plane, "loss_half_plane", "x̂₀ in a half-plane",
     "the same, L = log(1 + exp(-(n x0_hat - b) / tau))", "Bansal et al. 2023, eq. 6"},
}};
static_assert(table[3].kind == classifier_free && table.back().kind == loss_half_plane);

}  // namespace

std::span<const GuidanceInfo> guidances() { return table; }

}  // namespace alphabar
