#pragma once

#include <span>

#include "core/base/listed.h"
#include "core/scene/data.h"

namespace alphabar {

enum class GuidanceKind {
  none,
  classifier_ddim,  ///< eps -= scale s grad log p(y|x) (Dhariwal and Nichol 2021, algorithm 2)
  classifier_ddpm,  ///< mean += scale Sigma grad log p(y|x_t) (the same, algorithm 1)
  classifier_free,  ///< eps += scale (eps_cond - eps); scale 1 is plain conditional (diffusers)
  loss_point,       ///< eps += scale s grad_x L(x0_hat(x)), L(x0) = |x0 - target|^2 / 2
  loss_half_plane,  ///< the same, L(x0) = log(1 + exp(-d / softness)), d = n x0 - offset
};

/// All of them, in the order of the enumeration; the formula is what it does to the model's output.
std::span<const Listed<GuidanceKind>> guidances();
inline std::span<const Listed<GuidanceKind>> listed(GuidanceKind) { return guidances(); }

/// Whether x0_hat is to have a low loss L, whose gradient is taken through x0_hat: -L stands where
/// log p(y | x) does (Chung et al. 2023, eq. 16; Bansal et al. 2023, eq. 6).
constexpr bool by_loss(GuidanceKind kind) {
  return kind == GuidanceKind::loss_point || kind == GuidanceKind::loss_half_plane;
}

/// Guidance towards a class, a point or a half-plane: it changes the model's split, not the
/// sampler. Only the fields that its kind names are used.
struct GuidanceSpec {
  GuidanceKind kind = GuidanceKind::none;
  double scale = 1;         ///< 0..100
  int label = 0;            ///< classifier_*: the class wanted, one of the data's labels
  Vec2 target{0, 0};        ///< loss_point: where x0_hat is to lie
  double angle = 0;         ///< loss_half_plane: radians from the x axis to n, which points inside
  double offset = 0;        ///< loss_half_plane: inside is where n x0 > offset
  double softness = 0.3;    ///< loss_half_plane: width of the edge, in data units, > 0
  bool mean_shift = false;  ///< loss_*: as classifier_ddpm does it, not as classifier_ddim does
  /// Only rows that ask the model at s / a from sigma_low to sigma_high are guided; sigma_high 0:
  /// to the noisiest (Kynkaanniemi et al. 2024, eq. 5).
  double sigma_low = 0, sigma_high = 0;
  /// classifier_free: x0_hat is guided and the noise that is put back is not (CFG++, Chung et al.
  /// 2024, algorithm 2). As a weight of both: of a step from sigma to sigma',
  /// scale / (1 - sigma' / sigma). For samplers whose rows read the newest output alone.
  bool plus_plus = false;

  bool operator==(const GuidanceSpec&) const = default;
};

/// Whether guidance moves the mean of a step by scale Sigma grad, Sigma the step's variance
/// (Dhariwal and Nichol 2021, algorithm 1), and not eps_hat by scale s grad.
constexpr bool shifts_mean(const GuidanceSpec& g) {
  return g.kind == GuidanceKind::classifier_ddpm || (by_loss(g.kind) && g.mean_shift);
}

/// Throws BadRequest naming the field, its value and its range; with `data`, also where the class
/// is none of theirs.
void check(const GuidanceSpec& guidance);
void check(const GuidanceSpec& guidance, const DataSpec& data);

}  // namespace alphabar
