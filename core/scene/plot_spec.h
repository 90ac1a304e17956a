#pragma once

#include <array>
#include <span>

#include "core/base/listed.h"

namespace alphabar {

/// What a plot of the curves panel shows, over the time of the process.
enum class PlotKind {
  level,              ///< alpha_bar with its roots; sigma, or a and s, where there is none
  noise,              ///< sigma_t(eta): what each lane adds in a step, beside a fan of DDIM's
  lambda,             ///< log(a / s), half the log SNR
  beta,               ///< beta_t, or g(t)^2 where time is continuous
  sigma,              ///< s / a
  coefficients,       ///< of x0_hat, eps_hat and z in the steps of each lane
  posterior,          ///< variance of the reverse step: small and large
  posterior_mean,     ///< coefficients of x_0 and x_t in the mean of q(x_{t-1} | x_t, x_0)
  invariants,         ///< by how much the steps of each lane miss signal and noise
  flow_coefficients,  ///< DDIM's step beside one of the VP probability flow
  bound,              ///< terms of the variational bound, and the simple loss
  weights,            ///< of the squared error of eps_hat: in the bound, and DDIM's gamma_t
  guidance,           ///< the weight of guidance
  matching,           ///< denoising score matching loss and Fisher divergence of the exact model
  local_error,        ///< of each step of a sampler without noise, their sum, and the error so far
  lane_distance,      ///< between a lane's particles and the same ones of the lane that leads
};

/// A kind of plot as the program lists it; how it is made: core/figures/plots/plot_table.h.
struct PlotText {
  PlotKind kind;
  const char* name;         ///< in files
  const char* title;        ///< in the menu
  const char* help;         ///< formula and source
  bool has_log;             ///< its values have a logarithm
  bool starts_log = false;  ///< they span decades, which a linear axis would show as a spike
};

inline constexpr std::array plot_texts{
    PlotText{
        .kind = PlotKind::level,
        .name = "level",
        .title = "level: ᾱ, or σ, or a and s",
        .help = "ᾱₜ = α₁ α₂ ... αₜ; xₜ = √ᾱ x₀ + √(1 − ᾱ) ε. Ho et al. 2020, eq. 4.",
        .has_log = true,
    },
    PlotText{
        .kind = PlotKind::noise,
        .name = "noise",
        .title = "noise added, σₜ(η)",
        .help = "σ(η) = η √((1 − ᾱ') / (1 − ᾱ)) √(1 − ᾱ / ᾱ'). Song, Meng, Ermon 2021, eq. 16.",
        .has_log = true,
    },
    PlotText{
        .kind = PlotKind::lambda,
        .name = "log_snr",
        .title = "λ = log(a / s), half the log SNR",
        .help = "λ = log(a / s). Lu et al. 2022, DPM-Solver, section 3.1; a step's h is a "
                "difference of "
                "it. The log SNR of Kingma et al. 2021 is 2 λ.",
        .has_log = false,
    },
    PlotText{
        .kind = PlotKind::beta,
        .name = "beta",
        .title = "β, or g²",
        .help = "βₜ = 1 − ᾱₜ / ᾱₜ₋₁; continuous: g² of dx = f x dt + g dw. Song et al. 2021, eq. "
                "11.",
        .has_log = true,
    },
    PlotText{
        .kind = PlotKind::sigma,
        .name = "sigma",
        .title = "σ = s / a",
        .help = "x / a = x₀ + σ z. Karras et al. 2022, table 1.",
        .has_log = true,
        .starts_log = true,
    },
    PlotText{
        .kind = PlotKind::coefficients,
        .name = "coefficients",
        .title = "coefficients of the plan",
        .help = "y = (a c_x + Σc_d) x̂₀ + (s c_x + Σc_e) ε̂ + c_z z: predicted x₀, direction "
                "pointing to xₜ, noise.",
        .has_log = false,
    },
    PlotText{
        .kind = PlotKind::posterior,
        .name = "posterior",
        .title = "posterior variance",
        .help = "Small: (1 − ᾱ') / (1 − ᾱ) β. Large: β. Ho et al. 2020, eq. 7 and section 3.2.",
        .has_log = true,
        .starts_log = true,
    },
    PlotText{
        .kind = PlotKind::posterior_mean,
        .name = "posterior_mean",
        .title = "posterior mean",
        .help = "The mean of q(xₜ₋₁ | xₜ, x₀) is √ᾱ' β / (1 − ᾱ) x₀ + √α (1 − ᾱ') / (1 − ᾱ) xₜ. "
                "Ho et al. 2020, eq. 7.",
        .has_log = true,
    },
    PlotText{
        .kind = PlotKind::invariants,
        .name = "invariants",
        .title = "miss of the invariants",
        .help = "a c_x + Σc_d − a' and (s c_x + Σc_e)² + c_z² − s'²: 0 where the step is exact "
                "for Gaussian data.",
        .has_log = true,
        .starts_log = true,
    },
    PlotText{
        .kind = PlotKind::flow_coefficients,
        .name = "flow_coefficients",
        .title = "DDIM beside VP flow",
        .help = "Of ε̂ from t to t − 1: √(1 − ᾱ') − √(ᾱ' (1 − ᾱ) / ᾱ), and −β / (2 √(1 − ᾱ)) for "
                "an Euler step of the flow.",
        .has_log = true,
        .starts_log = true,
    },
    PlotText{
        .kind = PlotKind::bound,
        .name = "bound",
        .title = "terms of the bound",
        .help = "Lₜ₋₁ = E KL(q(xₜ₋₁ | xₜ, x₀) || p(xₜ₋₁ | xₜ)), in nats, for the exact model with "
                "small variance; beside it what is left of the simple loss. At the ends: L₀ = −E "
                "log p(x₀ | x₁), with its sign turned where it is negative, and L_T. Ho et al. "
                "2020, eq. 5 and 14.",
        .has_log = true,
        .starts_log = true,
    },
    PlotText{
        .kind = PlotKind::weights,
        .name = "weights",
        .title = "weights of the loss",
        .help = "Jσ = Σ γₜ E |ε − ε̂|² + C, Song, Meng, Ermon 2021, theorem 1: γₜ = k² (1 − ᾱ) / "
                "(2 σₜ² ᾱ), k = √ᾱ' − √ᾱ √(1 − ᾱ' − σₜ²) / √(1 − ᾱ). With η = 1 it is the bound's "
                "(Ho et al. 2020, eq. 12); the simple loss has 1. The paper prints 1 / (2 d σₜ² "
                "ᾱ), without k and 1 − ᾱ.",
        .has_log = true,
        .starts_log = true,
    },
    PlotText{
        .kind = PlotKind::guidance,
        .name = "guidance",
        .title = "weight of guidance, w",
        .help =
            "The weight of guidance in each row, and w over time: its points are dragged, added "
            "by a double click and removed by Delete. Wang et al. 2024.",
        .has_log = false,
    },
    PlotText{
        .kind = PlotKind::matching,
        .name = "matching",
        .title = "score matching: denoising, Fisher",
        .help = "Both of x₀ + σ z, a function of σ = s / a alone. Denoising: what the exact score "
                "s(σ) leaves of E |s(σ) + z / σ|² / 2 (Vincent 2011, eq. 9). Fisher: how far it "
                "then is from the score s₀ of the clean data, over the data, E |s₀ − s(σ)|² / 2 "
                "(Hyvärinen 2005, eq. 2).",
        .has_log = true,
        .starts_log = true,
    },
    PlotText{
        .kind = PlotKind::local_error,
        .name = "local_error",
        .title = "local error, its sum, global error",
        .help = "Of samplers without noise, root mean squares over 256 particles. Local: one step "
                "from the exact flow's state, against its next state; of a multistep method with "
                "exact outputs behind it. Sum: of the steps so far. Global: the sampler's own "
                "state against the flow's. The flow is that of the lane's model, guided as it is. "
                "Hairer, Nørsett, Wanner 1993, sections II.3 and III.2.",
        .has_log = true,
        .starts_log = true,
    },
    PlotText{
        .kind = PlotKind::lane_distance,
        .name = "lane_distance",
        .title = "distance between lanes",
        .help =
            "Root mean square, over the first 512 particles, of |x − x'|: each lane's particles "
            "against the same ones of the first lane at the same time, between its steps on a "
            "straight line. It says how two samplers part where all lanes share x_T and noise.",
        .has_log = true,
        .starts_log = true,
    },
};
static_assert(in_order(plot_texts));
inline constexpr std::span<const PlotText> listed(PlotKind) { return plot_texts; }
constexpr const PlotText& plot_text(PlotKind kind) { return entry_of(listed(kind), kind); }

struct PlotSpec {
  PlotKind kind = PlotKind::level;
  bool log = false;  ///< its value axis, where what it shows has a logarithm; a file that does not
                     ///< say has it as its text's starts_log
  bool operator==(const PlotSpec&) const = default;
};

}  // namespace alphabar
