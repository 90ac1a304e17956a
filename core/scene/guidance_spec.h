#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/base/listed.h"
#include "core/base/option.h"
#include "core/scene/data.h"

namespace alphabar {

enum class GuidanceKind {
  none,
  classifier_ddim,  ///< eps -= scale s grad log p(y|x) (Dhariwal and Nichol 2021, algorithm 2)
  classifier_ddpm,  ///< mean += scale Sigma grad log p(y|x_t) (the same, algorithm 1)
  classifier_free,  ///< eps += scale (eps_cond - eps); scale 1 is plain conditional (diffusers)
  autoguidance,     ///< eps += scale (eps - eps of a weaker model)
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
/// Whether it leads to a class of the data.
constexpr bool by_class(GuidanceKind kind) {
  return kind != GuidanceKind::none && kind != GuidanceKind::autoguidance && !by_loss(kind);
}

/// What is made of the two outputs, the plain one and the one it is led to; how is said in
/// core/model/guided/combination.h.
enum class Combination {
  linear,     ///< plain + w (led - plain), a coefficient of the plan's rows
  rescaled,   ///< and its size taken back to that of `led` (Lin et al. 2024, section 3.4)
  projected,  ///< without what is along x0_hat (APG, Sadat et al. 2025)
  threshold,  ///< x0_hat kept within bounds (Saharia et al. 2022, section 2.3)
  zero_star,  ///< the plain velocity scaled to fit (CFG-Zero*, Fan et al. 2025)
};

constexpr auto listed(Combination) {
  return std::array{
      Listed{Combination::linear, "linear", "linear"},
      Listed{Combination::rescaled, "rescaled", "rescaled"},
      Listed{Combination::projected, "projected", "projected (APG)"},
      Listed{Combination::threshold, "threshold", "dynamic threshold"},
      Listed{Combination::zero_star, "zero_star", "CFG-Zero*"},
  };
}

/// Guidance towards a class, a point or a half-plane, or away from a weaker model: it changes the
/// model's split, not the sampler. Only the fields that its kind names are used.
struct GuidanceSpec {
  GuidanceKind kind = GuidanceKind::none;
  double scale = 1;         ///< 0..100
  int label = 0;            ///< classifier_*: the class wanted, one of the data's labels
  double weaker = 0.5;      ///< autoguidance: the weaker model sees the data blurred by this
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
  Combination combination = Combination::linear;
  double rescale = 0.7;   ///< rescaled: phi, the share of it
  double parallel = 0;    ///< projected: eta, what is kept along x0_hat
  double radius = 0;      ///< projected: r, the longest change of x0_hat in data units; 0: any
  double bound = 3;       ///< threshold: |x0_hat| in each coordinate, in data units
  double percentile = 1;  ///< threshold: of the |coordinates|, what is brought to the bound
  /// The weight over time is scale times a curve: share of the time from the data (0) to the noise
  /// (1), rising, and the factor there, linear between (Wang et al. 2024, who name shapes). Both
  /// empty: 1 everywhere.
  std::vector<double> curve_t = {}, curve_w = {};

  bool operator==(const GuidanceSpec&) const = default;
};

/// Whether the two outputs are combined otherwise than by a coefficient.
constexpr bool combines(const GuidanceSpec& g) {
  return (g.kind == GuidanceKind::classifier_ddim || g.kind == GuidanceKind::classifier_free) &&
         g.combination != Combination::linear;
}

using GuidanceOption =
    Option<GuidanceSpec, GuidanceKind, double, int, Vec2, bool, Combination, std::vector<double>>;

template <Combination combination>
constexpr bool uses_combination(const GuidanceSpec& g) {
  return combines(g) && g.combination == combination;
}

inline constexpr std::array guidance_options{
    GuidanceOption{.name = "kind", .member = &GuidanceSpec::kind},
    GuidanceOption{
        .name = "scale",
        .member = &GuidanceSpec::scale,
        .limits = {0, 100},
        .title = "w",
        .help =
            "A class: 1 samples p(x | y); more sharpens towards p(y | x)^w: purer, less varied.\n"
            "A loss: p(x) exp(-w L(x)) is what is aimed at.\n"
            "Autoguidance: 0 is the model itself; the paper's w is this + 1.",
        .id = "##guidance_scale",
        .drag = {0, 20, "%.3g"},
    },
    GuidanceOption{.name = "label",
                   .member = &GuidanceSpec::label,
                   .used =
                       [](const GuidanceSpec& g) {
                         return !by_loss(g.kind) && g.kind != GuidanceKind::autoguidance;
                       }},
    GuidanceOption{
        .name = "weaker",
        .member = &GuidanceSpec::weaker,
        .limits = {1e-3, 100},
        .used = [](const GuidanceSpec& g) { return g.kind == GuidanceKind::autoguidance; },
        .title = "weaker by",
        .help = "The weaker model is exact on the data blurred by this standard deviation, as one "
                "that has learned less. Karras et al. 2024 (Guiding a diffusion model with a bad "
                "version of itself), eq. 3.",
        .drag = {0.05, 2, "%.3g", true},
    },
    GuidanceOption{
        .name = "target",
        .member = &GuidanceSpec::target,
        .used = [](const GuidanceSpec& g) { return g.kind == GuidanceKind::loss_point; }},
    GuidanceOption{
        .name = "angle",
        .member = &GuidanceSpec::angle,
        .limits = {-100, 100},
        .used = [](const GuidanceSpec& g) { return g.kind == GuidanceKind::loss_half_plane; },
    },
    GuidanceOption{
        .name = "offset",
        .member = &GuidanceSpec::offset,
        .limits = {-1000, 1000},
        .used = [](const GuidanceSpec& g) { return g.kind == GuidanceKind::loss_half_plane; },
        .title = "offset b",
        .help = "L(x̂₀) = log(1 + exp(-d / τ)), d = n · x̂₀ - b.",
        .drag = {-4, 4, "%.3g"},
    },
    GuidanceOption{
        .name = "softness",
        .member = &GuidanceSpec::softness,
        .limits = {1e-3, 100},
        .used = [](const GuidanceSpec& g) { return g.kind == GuidanceKind::loss_half_plane; },
        .title = "softness τ",
        .help = "The width of the edge: no loss far inside (d > 0), -d / τ far outside.",
        .drag = {0.01, 2, "%.3g", true},
    },
    GuidanceOption{
        .name = "mean_shift",
        .member = &GuidanceSpec::mean_shift,
        .used = [](const GuidanceSpec& g) { return by_loss(g.kind); },
        .title = "mean shift",
        .help = "DDPM's form: the step's mean moves by -w β̃ ∇ₓ L, with the posterior variance β̃ (β "
                "with DDPM's large one).\nOff: DDIM's form, ε̂ + w s ∇ₓ L.\nDhariwal and Nichol "
                "2021, algorithms 1 and 2.",
    },
    GuidanceOption{
        .name = "sigma_low",
        .member = &GuidanceSpec::sigma_low,
        .limits = {0, 1e8},
        .title = "from σ",
        .help = "Only steps that start from σ in this range are guided; 0 at the end: no bound.\n"
                "Kynkäänniemi et al. 2024.",
        .drag = {0, 10, "%.3g"},
    },
    GuidanceOption{
        .name = "sigma_high",
        .member = &GuidanceSpec::sigma_high,
        .limits = {0, 1e8},
        .title = "to σ",
        .help = "Only steps that start from σ in this range are guided; 0: no bound.\n"
                "Kynkäänniemi et al. 2024.",
        .drag = {0, 100, "%.3g"},
        .zero = "no bound",
    },
    GuidanceOption{
        .name = "plus_plus",
        .member = &GuidanceSpec::plus_plus,
        .used = [](const GuidanceSpec& g) { return g.kind == GuidanceKind::classifier_free; },
        .title = "CFG++",
        .help = "x̂₀ is guided, the noise that is put back is not: w / (1 − σ' / σ) in place of w.\n"
                "Chung et al. 2024, algorithm 2. For samplers of one step.",
    },
    GuidanceOption{
        .name = "combination",
        .member = &GuidanceSpec::combination,
        .title = "combined",
        .help = "linear: ε̂ + w (ε̂_y - ε̂).\n"
                "rescaled: its size taken back to ε̂_y's (Lin et al. 2024, section 3.4).\n"
                "projected: APG, without what is along x̂₀ (Sadat et al. 2025).\n"
                "dynamic threshold: x̂₀ kept in bounds (Saharia et al. 2022, section 2.3).\n"
                "CFG-Zero*: the plain velocity scaled to fit the other (Fan et al. 2025).",
        .shown =
            [](const GuidanceSpec& g) {
              return by_class(g.kind) && g.kind != GuidanceKind::classifier_ddpm;
            },
    },
    GuidanceOption{
        .name = "rescale",
        .member = &GuidanceSpec::rescale,
        .limits = {0, 1},
        .used = uses_combination<Combination::rescaled>,
        .title = "share φ",
        .help = "How much of the rescaling is taken. Lin et al. 2024, section 3.4: 0.7.",
        .drag = {0, 1, "%.2f"},
    },
    GuidanceOption{
        .name = "parallel",
        .member = &GuidanceSpec::parallel,
        .limits = {-10, 10},
        .used = uses_combination<Combination::projected>,
        .title = "parallel η",
        .help = "What is kept of the change along x̂₀; 1: all of it. Sadat et al. 2025: 0.",
        .drag = {0, 1, "%.2f"},
    },
    GuidanceOption{
        .name = "radius",
        .member = &GuidanceSpec::radius,
        .limits = {0, 1e6},
        .used = uses_combination<Combination::projected>,
        .title = "radius r",
        .help = "The longest change of x̂₀ in one step, in data units.",
        .drag = {0, 5, "%.3g"},
        .zero = "no bound",
    },
    GuidanceOption{
        .name = "bound",
        .member = &GuidanceSpec::bound,
        .limits = {1e-3, 1e6},
        .used = uses_combination<Combination::threshold>,
        .title = "bound",
        .help = "What each coordinate of x̂₀ is kept below, in data units; of pictures 1.",
        .drag = {0.5, 5, "%.3g"},
    },
    GuidanceOption{
        .name = "percentile",
        .member = &GuidanceSpec::percentile,
        .limits = {0, 1},
        .used = uses_combination<Combination::threshold>,
        .title = "percentile p",
        .help = "Of the coordinates' sizes; what is above it is cut. Of pictures 0.995; of two "
                "coordinates 1 is the larger one.",
        .drag = {0, 1, "%.3f"},
    },
    GuidanceOption{.name = "curve_t",
                   .member = &GuidanceSpec::curve_t,
                   .limits = {0, 1},
                   .used = [](const GuidanceSpec& g) { return !g.curve_t.empty(); }},
    GuidanceOption{.name = "curve_w",
                   .member = &GuidanceSpec::curve_w,
                   .limits = {-100, 100},
                   .used = [](const GuidanceSpec& g) { return !g.curve_w.empty(); }},
};
inline std::span<const GuidanceOption> options_of(const GuidanceSpec&) { return guidance_options; }

/// Whether guidance moves the mean of a step by scale Sigma grad, Sigma the step's variance
/// (Dhariwal and Nichol 2021, algorithm 1), and not eps_hat by scale s grad.
constexpr bool shifts_mean(const GuidanceSpec& g) {
  return g.kind == GuidanceKind::classifier_ddpm || (by_loss(g.kind) && g.mean_shift);
}

/// The factor of the weight at a share of the time, 0: data, 1: noise.
double weight_at(const GuidanceSpec& guidance, double share);

/// Throws BadRequest naming the field, its value and its range; with `data`, also where the class
/// is none of theirs.
void check(const GuidanceSpec& guidance);
void check(const GuidanceSpec& guidance, const DataSpec& data);

}  // namespace alphabar
