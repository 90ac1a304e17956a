#pragma once

#include <array>
#include <span>

#include "core/base/listed.h"
#include "core/base/short_list.h"
#include "core/scene/sampler/grid_spec.h"

namespace alphabar {

/// What a spacing picks.
enum class Picks {
  timesteps,  ///< 1..T of a discrete process; on a continuous one evenly spaced times, or a
              ///< function of them
  sigmas,     ///< from high to low, of any process whose sigma is finite and above 0
  published,  ///< a printed list of sigmas, whatever the process; not on a flow
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
        .kind = Spacing::simple,
        .name = "simple",
        .title = "simple",
        .formula = "t_i = T - trunc(i T / n)",
        .source = "ComfyUI's simple",
        .picks = Picks::timesteps,
        .options = {&GridSpec::end_clean},
    },
    SpacingInfo{
        .kind = Spacing::sgm_uniform,
        .name = "sgm_uniform",
        .title = "SGM uniform",
        .formula = "t_i = T - i (T - 1) / n, log sigma interpolated",
        .source = "ComfyUI's sgm_uniform",
        .picks = Picks::timesteps,
        .options = {&GridSpec::end_clean},
    },
    SpacingInfo{
        .kind = Spacing::normal,
        .name = "normal",
        .title = "normal",
        .formula = "t_i = T - i (T - 1) / (n - 1), log sigma interpolated",
        .source = "ComfyUI's normal; k-diffusion's DiscreteSchedule.get_sigmas",
        .picks = Picks::timesteps,
        .options = {&GridSpec::end_clean},
    },
    SpacingInfo{
        .kind = Spacing::ddim_uniform,
        .name = "ddim_uniform",
        .title = "DDIM uniform",
        .formula = "t = 2, 2 + T // n, 2 + 2 (T // n) ... up to T: n of them, or more where n does "
                   "not divide T",
        .source = "ComfyUI's ddim_uniform; the timesteps of latent-diffusion's DDIM",
        .picks = Picks::timesteps,
        .options = {&GridSpec::end_clean},
    },
    SpacingInfo{
        .kind = Spacing::beta_timesteps,
        .name = "beta_timesteps",
        .title = "Beta quantiles of t",
        .formula = "t_i = 1 + round(q_i (T - 1)), q_i the (1 - i / n)-quantile of "
                   "Beta(beta_a, beta_b), each once",
        .source = "Lee et al. 2024 (Beta sampling), section 4; ComfyUI's beta; 0.5, 0.7: "
                  "RES4LYF's beta57",
        .picks = Picks::timesteps,
        .options = {&GridSpec::end_clean, &GridSpec::beta_a, &GridSpec::beta_b},
    },
    SpacingInfo{
        .kind = Spacing::kl_optimal,
        .name = "kl_optimal",
        .title = "KL optimal",
        .formula = "atan sigma_i from high to low in equal steps",
        .source = "Sabour, Fidler, Kreis 2024 (Align Your Steps), section 3 (Gaussian data); "
                  "ComfyUI's kl_optimal",
        .picks = Picks::sigmas,
        .options = {&GridSpec::end_clean, &GridSpec::sigma_max, &GridSpec::sigma_min},
    },
    SpacingInfo{
        .kind = Spacing::linear_quadratic,
        .name = "linear_quadratic",
        .title = "linear, then quadratic",
        .formula = "sigma_i / high = 1 - threshold i / m - q max(0, i - m)^2, m = linear_steps, q "
                   "such that i = n is 0",
        .source = "Genmo 2024 (Mochi 1); ComfyUI's linear_quadratic",
        .picks = Picks::sigmas,
        .options = {&GridSpec::end_clean, &GridSpec::threshold, &GridSpec::linear_steps,
                    &GridSpec::sigma_max},
    },
    SpacingInfo{
        .kind = Spacing::bong_tangent,
        .name = "bong_tangent",
        .title = "bong tangent",
        .formula = "t_i = -atan(slope (i - pivot)), scaled to 1 .. middle, then likewise to middle "
                   ".. 0; flow alone",
        .source = "RES4LYF's bong_tangent",
        .picks = Picks::sigmas,
        .options = {&GridSpec::middle, &GridSpec::pivot_1, &GridSpec::pivot_2, &GridSpec::slope_1,
                    &GridSpec::slope_2},
    },
    SpacingInfo{
        .kind = Spacing::align_your_steps,
        .name = "align_your_steps",
        .title = "Align Your Steps",
        .formula = "11 printed sigmas, log sigma interpolated to n + 1",
        .source = "Sabour, Fidler, Kreis 2024, the authors' lists of 10 steps; ComfyUI's "
                  "AlignYourStepsScheduler",
        .picks = Picks::published,
        .options = {&GridSpec::end_clean, &GridSpec::ays_model},
    },
    SpacingInfo{
        .kind = Spacing::gits,
        .name = "gits",
        .title = "GITS",
        .formula = "printed sigmas for 2 to 20 steps; beyond, log sigma interpolated to n + 1",
        .source = "Chen et al. 2024 (On the Trajectory Regularity of ODE-based Diffusion "
                  "Sampling); ComfyUI's GITSScheduler",
        .picks = Picks::published,
        .options = {&GridSpec::end_clean, &GridSpec::coefficient},
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

}  // namespace alphabar
