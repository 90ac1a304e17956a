#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/base/listed.h"
#include "core/base/option.h"

namespace alphabar {

/// How the levels of a run are spread; what is said of each stands in spacing_table.h, what it
/// picks on its page in core/process/levels/grid.cpp.
enum class Spacing {
  leading,
  linspace,
  trailing,
  quadratic,
  karras,
  exponential,
  polyexponential,
  beta,
  simple,
  sgm_uniform,
  normal,
  ddim_uniform,
  beta_timesteps,
  kl_optimal,
  linear_quadratic,
  bong_tangent,
  align_your_steps,
  gits,
  by_hand,
};

/// The model that a published list of Align Your Steps was found for.
enum class AysModel { sd15, sdxl, svd };

constexpr auto listed(AysModel) {
  return std::array{
      Listed{AysModel::sd15, "sd15", "Stable Diffusion 1.5"},
      Listed{AysModel::sdxl, "sdxl", "SDXL"},
      Listed{AysModel::svd, "svd", "Stable Video Diffusion"},
  };
}

/// In what the levels given by hand are counted.
enum class LevelUnit {
  sigma,   ///< s / a; the first may be infinite: pure noise
  t,       ///< the process's time: timestep 1..T, time of an SDE or of a flow
  lambda,  ///< log(a / s), half the log SNR; the first may be -infinite
};

constexpr auto listed(LevelUnit) {
  return std::array{
      Listed{LevelUnit::sigma, "sigma", "σ = s / a"},
      Listed{LevelUnit::t, "t", "t"},
      Listed{LevelUnit::lambda, "lambda", "λ = log(a / s)"},
  };
}

/// Which levels a run visits. "sigma" is s / a, and on a flow its time t, which the libraries of
/// flow matching call sigma.
struct GridSpec {
  Spacing spacing = Spacing::leading;
  int steps = 50;       ///< 1 or more; at most T on a discrete process
  int offset = 0;       ///< leading: added to every timestep (diffusers' steps_offset)
  double shift = 1;     ///< flow: t -> shift t / (1 + (shift - 1) t) (Esser 2024, eq. 23)
  int tokens = 0;       ///< flow: patches of a picture, which say the shift; 0: `shift` does
  double mu_low = 0.5;  ///< log of the shift at tokens_low patches, and at tokens_high
  double mu_high = 1.15;
  int tokens_low = 256;
  int tokens_high = 4096;
  double terminal = 0;  ///< flow: 1 - t is stretched so that the last t is this; 0: it is not
  double rho = 7;       ///< karras, polyexponential: > 0
  double beta_a = 0.6;  ///< beta, beta_timesteps: the parameters of the distribution, > 0
  double beta_b = 0.6;
  double threshold = 0.025;  ///< linear_quadratic: how far down the linear part goes, in (0, 1)
  int linear_steps = 0;      ///< linear_quadratic: its steps, below n; 0: n // 2
  double middle = 0.5;       ///< bong_tangent: where its two parts meet, in (0, 1)
  double pivot_1 = 0.6;      ///< bong_tangent: where each part is steepest, as a share of n + 2
  double pivot_2 = 0.6;
  double slope_1 = 0.2;  ///< bong_tangent: how steep, times 40 / (n + 2)
  double slope_2 = 0.2;
  AysModel ays_model = AysModel::sd15;  ///< align_your_steps
  double coefficient = 1.2;             ///< gits: 0.8 to 1.5, the nearest multiple of 0.05 is taken
  double sigma_max = 0;   ///< karras .. beta: the first sigma; 0: the process's highest
  double sigma_min = 0;   ///< karras .. beta: the last sigma before the end; 0: its lowest
  bool end_clean = true;  ///< the last level is clean data; false: the process's first level,
                          ///< sigma_min, or by_hand the last of `values`
  bool round_timesteps =
      true;                  ///< linspace: whole timesteps; false: sigma interpolated between them
  bool log_between = false;  ///< linspace between timesteps: log sigma interpolated, as in
                             ///< k-diffusion; false: sigma, as in diffusers
  bool drop_penultimate = false;  ///< one step more is spread, and the last level before the end
                                  ///< left out (ComfyUI's discard_penultimate_sigma)
  bool stride_targets =
      false;                 ///< step to t - T // n as diffusers' DDIM does, not to the next entry
  bool shift_twice = false;  ///< flow: the lower end is shifted before the list is, as in diffusers
  LevelUnit values_in = LevelUnit::sigma;  ///< by_hand
  std::vector<double> values;              ///< by_hand

  bool operator==(const GridSpec&) const = default;
};

/// The shift of a flow's times: `shift`, or with `tokens` e^mu, mu linear in their number (Esser et
/// al. 2024, eq. 23 says why; diffusers' dynamic shifting, with the numbers of Flux as usual).
double flow_shift(const GridSpec& grid);

using GridOption =
    Option<GridSpec, bool, int, double, std::vector<double>, LevelUnit, Spacing, AysModel>;

/// Whether the spacing of a grid has this option.
bool uses(const GridSpec& grid, const GridOption::Member& option);

inline constexpr auto never_used = [](const GridSpec&) { return false; };
inline constexpr auto of_tokens = [](const GridSpec& g) { return g.tokens > 0; };
inline constexpr auto of_bong_tangent = [](const GridSpec& g) {
  return g.spacing == Spacing::bong_tangent;
};

// A field without a title is for files, which say those that are `used` even at their default.
inline constexpr std::array grid_options{
    GridOption{
        .name = "spacing",
        .member = &GridSpec::spacing,
        .title = "spacing",
        .help = "Which levels are visited: timesteps, or a list of σ (`alphabar list spacings`).",
    },
    GridOption{
        .name = "steps",
        .member = &GridSpec::steps,
        .limits = {1, 100000},
        .title = "steps",
        .help = "How many steps the run takes; on a discrete process at most T.\n"
                "The sub-sequence τ of the timesteps, of length S.",
        .drag = {1, 1000, "%d", true},
    },
    GridOption{
        .name = "offset",
        .member = &GridSpec::offset,
        .limits = {0, 100000},
        .title = "offset",
        .help = "Added to every timestep (diffusers' steps_offset).",
        .drag = {0, 10},
    },
    GridOption{
        .name = "shift",
        .member = &GridSpec::shift,
        .limits = {0.01, 100},
        .title = "shift",
        .help = "Flow: t becomes shift t / (1 + (shift - 1) t), more steps at high noise.\n"
                "Esser et al. 2024, eq. 23: 3 at 1024 x 1024.",
        .drag = {0.5, 12},
        .shown = [](const GridSpec& g) { return g.tokens == 0; },
    },
    GridOption{
        .name = "rho",
        .member = &GridSpec::rho,
        .limits = {0.01, 100},
        .title = "ρ",
        .help = "σ^(1/ρ) is linear. Karras et al. 2022, eq. 5: 7.",
        .drag = {0.5, 20},
    },
    GridOption{
        .name = "end_clean",
        .member = &GridSpec::end_clean,
        .title = "ends at data",
        .help = "The last step goes to clean data. Off: the run ends at the process's first "
                "level, or at the last of the sigmas given by hand.",
        .shown =
            [](const GridSpec& g) { return g.spacing != Spacing::by_hand || g.values.size() > 1; },
    },
    GridOption{.name = "round_timesteps", .member = &GridSpec::round_timesteps},
    GridOption{
        .name = "drop_penultimate", .member = &GridSpec::drop_penultimate, .used = never_used},
    GridOption{.name = "stride_targets", .member = &GridSpec::stride_targets},
    GridOption{.name = "log_between", .member = &GridSpec::log_between, .used = never_used},
    GridOption{.name = "shift_twice", .member = &GridSpec::shift_twice, .used = never_used},
    GridOption{.name = "terminal",
               .member = &GridSpec::terminal,
               .limits = {0, 1, true},
               .used = never_used,
               .zero = "not"},
    GridOption{.name = "sigma_max",
               .member = &GridSpec::sigma_max,
               .limits = {1e-8, 1e8},
               .used = [](const GridSpec& g) { return uses(g, &GridSpec::sigma_max); },
               .zero = "the process's"},
    GridOption{.name = "sigma_min",
               .member = &GridSpec::sigma_min,
               .limits = {1e-8, 1e8},
               .used = [](const GridSpec& g) { return uses(g, &GridSpec::sigma_min); },
               .zero = "the process's"},
    GridOption{.name = "beta_a",
               .member = &GridSpec::beta_a,
               .limits = {0.01, 100},
               .used = [](const GridSpec& g) { return uses(g, &GridSpec::beta_a); }},
    GridOption{.name = "beta_b",
               .member = &GridSpec::beta_b,
               .limits = {0.01, 100},
               .used = [](const GridSpec& g) { return uses(g, &GridSpec::beta_b); }},
    GridOption{
        .name = "tokens",
        .member = &GridSpec::tokens,
        .limits = {1, 10'000'000},
        .used = of_tokens,
        .title = "tokens",
        .help = "Flow: patches of a picture, (width / 16) (height / 16) in Flux. Log shift is "
                "linear in them.\ndiffusers' dynamic shifting.",
        .drag = {0, 8192},
        .zero = "shift",
    },
    GridOption{.name = "mu_low", .member = &GridSpec::mu_low, .limits = {-5, 5}, .used = of_tokens},
    GridOption{
        .name = "mu_high", .member = &GridSpec::mu_high, .limits = {-5, 5}, .used = of_tokens},
    GridOption{.name = "tokens_low",
               .member = &GridSpec::tokens_low,
               .limits = {1, 10'000'000},
               .used = of_tokens},
    GridOption{.name = "tokens_high",
               .member = &GridSpec::tokens_high,
               .limits = {1, 10'000'000},
               .used = of_tokens},
    GridOption{
        .name = "threshold",
        .member = &GridSpec::threshold,
        .limits = {0, 1, true},
        .used = [](const GridSpec& g) { return uses(g, &GridSpec::threshold); },
        .title = "threshold",
        .help = "The linear part goes from 1 down to 1 minus this, in shares of the highest σ.\n"
                "Mochi: 0.025.",
        .drag = {0.001, 0.5},
    },
    GridOption{
        .name = "linear_steps",
        .member = &GridSpec::linear_steps,
        .limits = {1, 100000},
        .used = [](const GridSpec& g) { return uses(g, &GridSpec::linear_steps); },
        .title = "linear",
        .help = "Steps of the linear part, fewer than all. 0: half of them.",
        .drag = {0, 100},
        .zero = "half",
    },
    GridOption{.name = "middle",
               .member = &GridSpec::middle,
               .limits = {0, 1, true},
               .used = of_bong_tangent},
    GridOption{
        .name = "pivot_1", .member = &GridSpec::pivot_1, .limits = {0, 1}, .used = of_bong_tangent},
    GridOption{
        .name = "pivot_2", .member = &GridSpec::pivot_2, .limits = {0, 1}, .used = of_bong_tangent},
    GridOption{.name = "slope_1",
               .member = &GridSpec::slope_1,
               .limits = {1e-3, 100},
               .used = of_bong_tangent},
    GridOption{.name = "slope_2",
               .member = &GridSpec::slope_2,
               .limits = {1e-3, 100},
               .used = of_bong_tangent},
    GridOption{
        .name = "ays_model",
        .member = &GridSpec::ays_model,
        .used = [](const GridSpec& g) { return uses(g, &GridSpec::ays_model); },
        .title = "model",
        .help = "What the list was found for. Sabour, Fidler and Kreis 2024.",
        .id = "##ays_model",
    },
    GridOption{
        .name = "coefficient",
        .member = &GridSpec::coefficient,
        .limits = {0.8, 1.5},
        .used = [](const GridSpec& g) { return uses(g, &GridSpec::coefficient); },
        .title = "coefficient",
        .help = "How much less an error counts the later it is made: 0.8 to 1.5 by 0.05.\n"
                "Chen et al. 2024.",
        .drag = {0.8, 1.5, "%.2f"},
    },
    GridOption{.name = "values_in",
               .member = &GridSpec::values_in,
               .used = [](const GridSpec& g) { return uses(g, &GridSpec::values_in); },
               .title = "in",
               .help = "In what the levels are counted: σ = s / a, the process's time, or "
                       "λ = log(a / s)."},
    GridOption{.name = "values", .member = &GridSpec::values},
};
inline std::span<const GridOption> options_of(const GridSpec&) { return grid_options; }

/// The steps of linear_quadratic that are linear.
int linear_part(const GridSpec& grid);

/// Throws BadRequest naming the field, its value and its range.
void check(const GridSpec& grid);
/// The same of linear_quadratic alone: its parts fit its steps.
void check_linear_quadratic(const GridSpec& grid);

}  // namespace alphabar
