#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/base/listed.h"
#include "core/base/option.h"

namespace alphabar {

/// How the levels of a run are spread; what is said of each stands in spacing_table below, what it
/// picks on its page in core/process/grid.cpp.
enum class Spacing {
  leading,
  linspace,
  trailing,
  quadratic,
  karras,
  exponential,
  polyexponential,
  beta,
  by_hand,
};

/// In what the levels given by hand are counted.
enum class LevelUnit {
  sigma,  ///< s / a; the first may be infinite: pure noise
  t,      ///< the process's time: timestep 1..T, time of an SDE or of a flow
};

constexpr auto listed(LevelUnit) {
  return std::array{
      Listed{LevelUnit::sigma, "sigma"},
      Listed{LevelUnit::t, "t"},
  };
}

/// Which levels a run visits. "sigma" is s / a, and on a flow its time t, which the libraries of
/// flow matching call sigma.
struct GridSpec {
  Spacing spacing = Spacing::leading;
  int steps = 50;       ///< 1 or more; at most T on a discrete process
  int offset = 0;       ///< leading: added to every timestep (diffusers' steps_offset)
  double shift = 1;     ///< flow: t -> shift t / (1 + (shift - 1) t) (Esser 2024, eq. 23)
  double terminal = 0;  ///< flow: 1 - t is stretched so that the last t is this; 0: it is not
  double rho = 7;       ///< karras, polyexponential: > 0
  double beta_a = 0.6;  ///< beta: the two parameters of the distribution, > 0
  double beta_b = 0.6;
  double sigma_max = 0;   ///< karras .. beta: the first sigma; 0: the process's highest
  double sigma_min = 0;   ///< karras .. beta: the last sigma before the end; 0: its lowest
  bool end_clean = true;  ///< the last level is clean data; false: the process's first level,
                          ///< sigma_min, or by_hand the last of `values`
  bool round_timesteps =
      true;                  ///< linspace: whole timesteps; false: sigma interpolated between them
  bool log_between = false;  ///< linspace between timesteps: log sigma interpolated, as in
                             ///< k-diffusion; false: sigma, as in diffusers
  bool stride_targets =
      false;                 ///< step to t - T // n as diffusers' DDIM does, not to the next entry
  bool shift_twice = false;  ///< flow: the lower end is shifted before the list is, as in diffusers
  LevelUnit values_in = LevelUnit::sigma;  ///< by_hand
  std::vector<double> values;              ///< by_hand

  bool operator==(const GridSpec&) const = default;
};

using GridOption = Option<GridSpec, bool, int, double, std::vector<double>, LevelUnit, Spacing>;

/// Whether the spacing of a grid has this option.
bool uses(const GridSpec& grid, const GridOption::Member& option);

inline constexpr auto never_used = [](const GridSpec&) { return false; };

// A field without a title is for files, which say those that are `used` even at their default.
inline constexpr std::array grid_options{
    GridOption{
        .name = "spacing",
        .member = &GridSpec::spacing,
        .title = "spacing",
        .help = "Which levels are visited: the first four pick timesteps, the others σ.",
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
    GridOption{.name = "shift", .member = &GridSpec::shift, .limits = {0.01, 100}},
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
    GridOption{.name = "values_in",
               .member = &GridSpec::values_in,
               .used = [](const GridSpec& g) { return uses(g, &GridSpec::values_in); }},
    GridOption{.name = "values", .member = &GridSpec::values},
};
inline std::span<const GridOption> options_of(const GridSpec&) { return grid_options; }

/// What a spacing picks.
enum class Picks {
  timesteps,  ///< 1..T of a discrete process; on a continuous one evenly spaced times, or a
              ///< function of them
  sigmas,     ///< from high to low, of any process whose sigma is finite and above 0
  values,     ///< those that are given
};

/// A spacing as the program lists it.
struct SpacingInfo {
  Spacing kind;
  const char* name;     ///< in files and on the command line: "karras"
  const char* title;    ///< on screen
  const char* formula;  ///< in plain text: entry i = 0..n-1 of the list
  const char* source;   ///< publication and equation, and what libraries call it
  Picks picks;
  bool even = false;  ///< on a continuous process it is linspace(t_max, t_min, n)
  ShortList<GridOption::Member> options;  ///< besides steps, in the order of the panel
};

inline constexpr std::array spacing_table{
    SpacingInfo{
        .kind = Spacing::leading,
        .name = "leading",
        .title = "leading",
        .formula = "t_i = (n - 1 - i) (T // n) + offset + 1",
        .source = "diffusers, timestep_spacing",
        .picks = Picks::timesteps,
        .even = true,
        .options = {&GridSpec::offset, &GridSpec::end_clean},
    },
    SpacingInfo{
        .kind = Spacing::linspace,
        .name = "linspace",
        .title = "linspace",
        .formula = "t_i from T to 1 in equal steps",
        .source = "diffusers, timestep_spacing; on vp_sde, frame sigma: k-diffusion's "
                  "get_sigmas_vp",
        .picks = Picks::timesteps,
        .even = true,
        .options = {&GridSpec::end_clean},
    },
    SpacingInfo{
        .kind = Spacing::trailing,
        .name = "trailing",
        .title = "trailing",
        .formula = "t_i = T - i T / n",
        .source = "diffusers, timestep_spacing",
        .picks = Picks::timesteps,
        .even = true,
        .options = {&GridSpec::end_clean},
    },
    SpacingInfo{
        .kind = Spacing::quadratic,
        .name = "quadratic",
        .title = "quadratic",
        .formula = "sqrt(t_i - 1) from sqrt(0.8 T) to 0 in equal steps",
        .source = "Song, Meng, Ermon 2021, appendix D.3",
        .picks = Picks::timesteps,
        .options = {&GridSpec::end_clean},
    },
    SpacingInfo{
        .kind = Spacing::karras,
        .name = "karras",
        .title = "Karras ρ",
        .formula = "sigma_i^(1 / rho) from high to low in equal steps",
        .source = "Karras et al. 2022, eq. 5; k-diffusion's get_sigmas_karras; rho = 1: linear in "
                  "sigma",
        .picks = Picks::sigmas,
        .options = {&GridSpec::end_clean, &GridSpec::rho, &GridSpec::sigma_max,
                    &GridSpec::sigma_min},
    },
    SpacingInfo{
        .kind = Spacing::exponential,
        .name = "exponential",
        .title = "exponential",
        .formula = "log sigma_i from high to low in equal steps",
        .source = "k-diffusion's get_sigmas_exponential; Song and Ermon 2019 (geometric)",
        .picks = Picks::sigmas,
        .options = {&GridSpec::end_clean, &GridSpec::sigma_max, &GridSpec::sigma_min},
    },
    SpacingInfo{
        .kind = Spacing::polyexponential,
        .name = "polyexponential",
        .title = "polyexponential",
        .formula = "log sigma_i = log low + (1 - i / (n - 1))^rho log(high / low)",
        .source = "k-diffusion's get_sigmas_polyexponential",
        .picks = Picks::sigmas,
        .options = {&GridSpec::end_clean, &GridSpec::rho, &GridSpec::sigma_max,
                    &GridSpec::sigma_min},
    },
    SpacingInfo{
        .kind = Spacing::beta,
        .name = "beta",
        .title = "Beta quantiles",
        .formula = "sigma_i = low + q_i (high - low), q_i the (1 - i / (n - 1))-quantile of "
                   "Beta(beta_a, beta_b)",
        .source = "Lee et al. 2024 (Beta sampling), section 4; diffusers' use_beta_sigmas",
        .picks = Picks::sigmas,
        .options = {&GridSpec::end_clean, &GridSpec::sigma_max, &GridSpec::sigma_min,
                    &GridSpec::beta_a, &GridSpec::beta_b},
    },
    SpacingInfo{
        .kind = Spacing::by_hand,
        .name = "by_hand",
        .title = "by hand",
        .formula = "the sigmas or times in values, from noisy to clean; two without end_clean: "
                   "one jump k -> s",
        .source = "by hand",
        .picks = Picks::values,
        .options = {&GridSpec::end_clean, &GridSpec::values_in, &GridSpec::values},
    },
};
static_assert(in_order(spacing_table));

/// All of them, in the order of the enumeration.
inline std::span<const SpacingInfo> spacings() { return spacing_table; }
inline std::span<const SpacingInfo> listed(Spacing) { return spacings(); }
inline const SpacingInfo& spacing_info(Spacing spacing) { return entry_of(spacings(), spacing); }

/// Throws BadRequest naming the field, its value and its range.
void check(const GridSpec& grid);

}  // namespace alphabar
