#pragma once

// The samplers, in the order in which they are listed: ancestral, SDE, ODE, multistep. A row is the
// sampler's name in code and the highest order that it can be asked for, 0 where it is not asked;
// the page that it has in core/plan/samplers says all else of it, as the SamplerInfo
// `NAME_sampler`.
#define ALPHABAR_SAMPLERS(ROW) \
  ROW(ddpm, 0)                 \
  ROW(ddim, 0)                 \
  ROW(ddim_inverse, 0)         \
  ROW(renoise, 0)              \
  ROW(tcd, 0)                  \
  ROW(euler_maruyama, 0)       \
  ROW(reverse_diffusion, 0)    \
  ROW(ancestral, 0)            \
  ROW(probability_flow, 0)     \
  ROW(corrector_only, 0)       \
  ROW(langevin, 0)             \
  ROW(annealed_langevin, 0)    \
  ROW(euler, 0)                \
  ROW(euler_ancestral, 0)      \
  ROW(heun, 0)                 \
  ROW(heun_flow, 0)            \
  ROW(restart, 0)              \
  ROW(dpm2, 0)                 \
  ROW(dpm2_ancestral, 0)       \
  ROW(dpmpp_2s_ancestral, 0)   \
  ROW(dpmpp_sde, 0)            \
  ROW(res_singlestep, 4)       \
  ROW(dpm_singlestep, 3)       \
  ROW(dpm_fast, 0)             \
  ROW(dpmpp_2m, 3)             \
  ROW(res_multistep, 0)        \
  ROW(unipc, 3)                \
  ROW(sa_solver, 3)            \
  ROW(er_sde, 3)               \
  ROW(seeds, 3)                \
  ROW(pndm, 0)                 \
  ROW(ipndm, 0)                \
  ROW(lms, 4)                  \
  ROW(deis, 3)                 \
  ROW(gradient_estimation, 0)

namespace alphabar {

#define ALPHABAR_ENUMERATOR(name, highest_order) name,
enum class SamplerKind { ALPHABAR_SAMPLERS(ALPHABAR_ENUMERATOR) };
#undef ALPHABAR_ENUMERATOR

/// The highest order that a kind of sampler can be asked for; 4 where it says nothing.
constexpr int highest_order(SamplerKind kind) {
#define ALPHABAR_ORDER(name, highest_order) highest_order,
  constexpr int orders[]{ALPHABAR_SAMPLERS(ALPHABAR_ORDER)};
#undef ALPHABAR_ORDER
  const int highest = orders[static_cast<int>(kind)];
  return highest > 0 ? highest : 4;
}

}  // namespace alphabar
