#include "core/scene/guidance_spec.h"

#include <algorithm>
#include <array>

#include "core/base/check.h"

namespace alphabar {
namespace {

using enum GuidanceKind;
constexpr std::array<Listed<GuidanceKind>, 6> table{{
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

}  // namespace

std::span<const Listed<GuidanceKind>> guidances() { return table; }

void check(const GuidanceSpec& g) {
  const char* where = "guidance";
  check_range(where, "scale", g.scale, 0, 100);
  check_range(where, "sigma_low", g.sigma_low, 0, 1e8);
  check_range(where, "sigma_high", g.sigma_high, 0, 1e8);
  if (g.sigma_high != 0 && g.sigma_high < g.sigma_low)
    throw BadRequest(where, "sigma_high", to_text(g.sigma_high),
                     "0 for no bound, or at least sigma_low = " + to_text(g.sigma_low));
  if (by_loss(g.kind)) {
    for (const double x : g.target) check_range(where, "target", x, -100, 100);
    check_range(where, "angle", g.angle, -100, 100);
    check_range(where, "offset", g.offset, -1000, 1000);
    check_range(where, "softness", g.softness, 1e-3, 100);
  }
}

void check(const GuidanceSpec& g, const DataSpec& data) {
  check(g);
  if (g.kind == GuidanceKind::none || by_loss(g.kind)) return;
  const std::vector<int> known = labels_of(data);
  if (!std::ranges::binary_search(known, g.label))
    throw BadRequest("guidance", "label", std::to_string(g.label),
                     "a label of the data, 0 to " + std::to_string(known.back()));
}

}  // namespace alphabar
