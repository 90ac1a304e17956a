#include "core/scene/guidance_spec.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "core/base/check.h"

namespace alphabar {
namespace {

using enum GuidanceKind;
constexpr std::array<Listed<GuidanceKind>, 7> table{{
    {none, "none", "none", "the model as it is", ""},
    {classifier_ddim, "classifier_ddim", "classifier, DDIM form",
     "eps_hat - w s grad log p(y | x_t)", "Dhariwal and Nichol 2021, algorithm 2"},
    {classifier_ddpm, "classifier_ddpm", "classifier, DDPM form",
     "the step's mean + w Sigma grad log p(y | x_t)", "Dhariwal and Nichol 2021, algorithm 1"},
    {classifier_free, "classifier_free", "classifier-free", "eps_hat + w (eps_hat(y) - eps_hat)",
     "Ho and Salimans 2022; diffusers' guidance_scale"},
    {autoguidance, "autoguidance", "by a weaker model", "eps_hat + w (eps_hat - eps_hat_weaker)",
     "Karras et al. 2024 (Guiding a diffusion model with a bad version of itself), eq. 3, w + 1"},
    {loss_point, "loss_point", "x̂₀ near a point",
     "eps_hat + w s grad_x L(x0_hat(x)), L = |x0_hat - c|^2 / 2", "Chung et al. 2023, eq. 16"},
    {loss_half_plane, "loss_half_plane", "x̂₀ in a half-plane",
     "the same, L = log(1 + exp(-(n x0_hat - b) / tau))", "Bansal et al. 2023, eq. 6"},
}};

}  // namespace

std::span<const Listed<GuidanceKind>> guidances() { return table; }

double weight_at(const GuidanceSpec& g, double share) {
  const auto& [t, w] = std::tie(g.curve_t, g.curve_w);
  if (t.empty()) return 1;
  const auto above = std::ranges::lower_bound(t, share);
  if (above == t.begin()) return w.front();
  if (above == t.end()) return w.back();
  const auto i = static_cast<std::size_t>(above - t.begin());
  const double u = (share - t[i - 1]) / (t[i] - t[i - 1]);
  return w[i - 1] + u * (w[i] - w[i - 1]);
}

static void check_curve(const GuidanceSpec& g) {
  const char* where = "guidance";
  if (g.curve_t.size() != g.curve_w.size())
    throw BadRequest(where, "curve_w", std::to_string(g.curve_w.size()) + " values",
                     "as many as curve_t has, " + std::to_string(g.curve_t.size()));
  for (std::size_t i = 1; i < g.curve_t.size(); ++i)
    if (!(g.curve_t[i] > g.curve_t[i - 1]))
      throw BadRequest(where, "curve_t[" + std::to_string(i) + "]", to_text(g.curve_t[i]),
                       "above the one before, " + to_text(g.curve_t[i - 1]));
}

void check(const GuidanceSpec& g) {
  const char* where = "guidance";
  check_options(g, options_of(g), where);
  if (g.sigma_high != 0 && g.sigma_high < g.sigma_low)
    throw BadRequest(where, "sigma_high", to_text(g.sigma_high),
                     "0 for no bound, or at least sigma_low = " + to_text(g.sigma_low));
  if (by_loss(g.kind))
    for (const double x : g.target) check_range(where, "target", x, -100, 100);
  if (combines(g) && g.plus_plus && g.kind == GuidanceKind::classifier_free)
    throw BadRequest(where, "combination", name_of(g.combination), "linear with plus_plus",
                     "turn off CFG++, or combine linearly");
  check_curve(g);
}

void check(const GuidanceSpec& g, const DataSpec& data) {
  check(g);
  if (!by_class(g.kind)) return;
  const std::vector<int> known = labels_of(data);
  if (!std::ranges::binary_search(known, g.label))
    throw BadRequest("guidance", "label", std::to_string(g.label),
                     "a label of the data, 0 to " + std::to_string(known.back()));
}

}  // namespace alphabar
