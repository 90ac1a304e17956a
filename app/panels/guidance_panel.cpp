#include <numbers>

#include "app/panels/panels.h"
#include "app/widgets/property.h"

namespace alphabar {

namespace {

/// The target or the half-plane, and how much.
bool loss_part(GuidanceSpec& g) {
  const GuidanceSpec usual;
  bool changed = false;
  if (g.kind == GuidanceKind::loss_point) {
    const char* help = "L(x̂₀) = |x̂₀ - c|² / 2: where x̂₀ is to lie.";
    changed |= number({"##target_x", "c₁", help}, g.target[0], {-4, 4, usual.target[0], "%.3g"});
    changed |= number({"##target_y", "c₂", help}, g.target[1], {-4, 4, usual.target[1], "%.3g"});
  } else {
    const char* help =
        "L(x̂₀) = log(1 + exp(-d / τ)), d = n · x̂₀ - b, n = (cos φ, sin φ):\n"
        "no loss far inside (d > 0), -d / τ far outside.";
    double degrees = g.angle * 180 / std::numbers::pi;
    const bool turned = number({"##angle", "φ in degrees", help}, degrees, {-180, 180, 0, "%.4g"});
    if (turned) g.angle = degrees * std::numbers::pi / 180;
    changed |= turned;
    changed |= number({"##offset", "offset b", help}, g.offset, {-4, 4, usual.offset, "%.3g"});
    changed |= number({"##softness", "softness τ", help}, g.softness,
                      {0.01, 2, usual.softness, "%.3g", true});
  }
  changed |= number(
      {"##guidance_scale", "scale w", "How strongly: p(x) exp(-w L(x)) is what is aimed at."},
      g.scale, {0, 20, usual.scale, "%.3g"});
  changed |= toggle({"##mean_shift", "mean shift",
                     "DDPM's form: the step's mean moves by -w β̃ ∇ₓ L, with the posterior variance "
                     "β̃ (β with DDPM's large one).\nOff: DDIM's form, ε̂ + w s ∇ₓ L.\n"
                     "Dhariwal and Nichol 2021, algorithms 1 and 2."},
                    g.mean_shift, {.reset = usual.mean_shift});
  return changed;
}

/// Where guidance acts, in sigma.
bool interval_part(GuidanceSpec& g) {
  const GuidanceSpec usual;
  const char* help =
      "Only steps that start from σ in this range are guided; 0 at the end: no bound "
      "(Kynkäänniemi et al. 2024).";
  bool changed =
      number({"##sigma_low", "from σ", help}, g.sigma_low, {0, 10, usual.sigma_low, "%.3g"});
  const char* format = g.sigma_high == 0 ? "no bound" : "%.3g";
  changed |=
      number({"##sigma_high", "to σ", help}, g.sigma_high, {0, 100, usual.sigma_high, format});
  return changed;
}

bool kind_part(GuidanceSpec& g, const DataSpec& data) {
  bool changed =
      choice({"##guidance", "kind",
              "Steers every lane: towards one class of the data, or x̂₀ to a point or a side.\n"
              "Classifier: ε̂ - w s ∇ log p(y | x) (Dhariwal and Nichol 2021).\n"
              "Classifier-free: ε̂ + w (ε̂_y - ε̂); w = 1 is plain conditional.\n"
              "Loss: ε̂ + w s ∇ₓ L(x̂₀(x)), the gradient taken through x̂₀, exactly: "
              "∂x̂₀/∂x = (I + s² ∇² log p) / a (Chung et al. 2023, eq. 16)."},
             g.kind, GuidanceKind::none);
  if (g.kind == GuidanceKind::none) return changed;
  if (by_loss(g.kind)) return loss_part(g) || changed;
  const int labels = labels_of(data).back();
  changed |= number({"##guidance_label", "class y", "The class wanted, one of the data's labels."},
                    g.label, {0, double(labels), 0});
  changed |= number({"##guidance_scale", "scale w",
                     "1 samples p(x | y); more sharpens towards p(y | x)^w: purer, less varied."},
                    g.scale, {0, 20, 1, "%.3g"});
  if (g.kind == GuidanceKind::classifier_free)
    changed |= toggle({"##plus_plus", "CFG++",
                       "x̂₀ is guided, the noise that is put back is not: w / (1 − σ' / σ) in place "
                       "of w.\nChung et al. 2024, algorithm 2. For samplers of one step."},
                      g.plus_plus, {.reset = false});
  return changed;
}

}  // namespace

bool guidance_panel(GuidanceSpec& g, const DataSpec& data) {
  const bool changed = kind_part(g, data);
  return g.kind == GuidanceKind::none ? changed : interval_part(g) || changed;
}

}  // namespace alphabar
