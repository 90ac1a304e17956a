#pragma once

// The samplers, in the order in which they are listed: ancestral, SDE, ODE, multistep. A row is the
// sampler's name in code; the page that it has in core/plan/samplers says all else of it, as the
// SamplerInfo `NAME_sampler`.
#define ALPHABAR_SAMPLERS(ROW) \
  ROW(ddpm)                    \
  ROW(ddim)                    \
  ROW(ddim_inverse)            \
  ROW(renoise)                 \
  ROW(euler_maruyama)          \
  ROW(reverse_diffusion)       \
  ROW(ancestral)               \
  ROW(probability_flow)        \
  ROW(langevin)                \
  ROW(annealed_langevin)       \
  ROW(euler)                   \
  ROW(euler_ancestral)         \
  ROW(heun)                    \
  ROW(heun_flow)               \
  ROW(dpm2)                    \
  ROW(dpm2_ancestral)          \
  ROW(dpmpp_2s_ancestral)      \
  ROW(dpmpp_sde)               \
  ROW(dpm_singlestep)          \
  ROW(dpmpp_2m)                \
  ROW(unipc)                   \
  ROW(pndm)                    \
  ROW(ipndm)                   \
  ROW(lms)                     \
  ROW(deis)

namespace alphabar {

#define ALPHABAR_ENUMERATOR(name) name,
enum class SamplerKind { ALPHABAR_SAMPLERS(ALPHABAR_ENUMERATOR) };
#undef ALPHABAR_ENUMERATOR

}  // namespace alphabar
