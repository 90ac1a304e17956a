#pragma once

#include <array>
#include <vector>

#include "core/base/listed.h"
#include "core/scene/grid_spec.h"

namespace alphabar {

/// The samplers; core/plan/samplers/samplers.h lists them with their names, sources and options.
enum class SamplerKind {
  ddpm,
  ddim,
  ddim_inverse,
  renoise,
  euler_maruyama,
  reverse_diffusion,
  ancestral,
  probability_flow,
  langevin,
  annealed_langevin,
  euler,
  euler_ancestral,
  heun,
  heun_flow,
  dpm2,
  dpm2_ancestral,
  dpmpp_2s_ancestral,
  dpmpp_sde,
  dpm_singlestep,
  dpmpp_2m,
  unipc,
  pndm,
  ipndm,
  lms,
  deis,
};

/// How the reverse variance of DDPM is chosen (Ho et al. 2020, section 3.2).
enum class Variance { small, large };

constexpr auto listed(Variance) {
  return std::array{
      Listed{Variance::small, "small", "small, β̃"},
      Listed{Variance::large, "large", "large, β"},
  };
}

/// In which variable the state of a run lives.
enum class Frame {
  process,  ///< the process's own: x = a x_0 + s z
  sigma,    ///< divided by a: x = x_0 + sigma z, as diffusers' Euler and Heun keep it
};

constexpr auto listed(Frame) {
  return std::array{
      Listed{Frame::process, "process", "x"},
      Listed{Frame::sigma, "sigma", "x / a"},
  };
}

/// The two discretisations of the probability flow (Song et al. 2021, appendix C and D).
enum class FlowForm { euler, reverse_diffusion };

constexpr auto listed(FlowForm) {
  return std::array{
      Listed{FlowForm::euler, "euler", "Euler"},
      Listed{FlowForm::reverse_diffusion, "reverse_diffusion", "reverse diffusion"},
  };
}

/// Langevin steps after (here: before) each predictor step (Song et al. 2021, algorithms 2-5).
enum class CorrectorRule {
  snr,       ///< h = 2 alpha (r mean |z| / mean |score|)^2, over all particles
  annealed,  ///< h = 2 alpha (r s)^2: annealed Langevin, score_sde's "ald"
  fixed,     ///< h = step_size at every level
};

constexpr auto listed(CorrectorRule) {
  return std::array{
      Listed{CorrectorRule::snr, "snr", "SNR"},
      Listed{CorrectorRule::annealed, "annealed", "annealed"},
      Listed{CorrectorRule::fixed, "fixed", "fixed"},
  };
}

struct CorrectorSpec {
  int steps = 0;  ///< M; 0: no corrector
  CorrectorRule rule = CorrectorRule::snr;
  double snr = 0.16;        ///< signal-to-noise ratio r of algorithms 4 and 5, > 0
  double step_size = 1e-3;  ///< fixed: h > 0

  bool operator==(const CorrectorSpec&) const = default;
};

/// Noise put back before each step of Euler, Heun or DPM-2 (Karras et al. 2022, algorithm 2).
struct ChurnSpec {
  double amount = 0;       ///< S_churn, over the whole run; 0: none
  double sigma_min = 0;    ///< S_tmin: only at levels with sigma from here ...
  double sigma_max = 1e8;  ///< S_tmax: ... to here

  bool operator==(const ChurnSpec&) const = default;
};

/// How a DPM-Solver uses the slope of the outputs (Lu et al. 2022, DPM-Solver++, B.3).
enum class SolverType { midpoint, heun };

constexpr auto listed(SolverType) {
  return std::array{
      Listed{SolverType::midpoint, "midpoint", "midpoint"},
      Listed{SolverType::heun, "heun", "Heun"},
  };
}

/// The output that an exponential integrator takes as a polynomial in lambda = log(a / s).
enum class SolverForm {
  x0,   ///< x0_hat: DPM-Solver++, UniPC with data prediction
  eps,  ///< eps_hat: DPM-Solver, UniPC with noise prediction
};

constexpr auto listed(SolverForm) {
  return std::array{
      Listed{SolverForm::x0, "x0", "x₀"},
      Listed{SolverForm::eps, "eps", "ε"},
  };
}

/// B(h) of UniPC (Zhao et al. 2023, section 3.2): h, or e^h - 1.
enum class UniPcB { bh1, bh2 };

constexpr auto listed(UniPcB) {
  return std::array{
      Listed{UniPcB::bh1, "bh1", "h"},
      Listed{UniPcB::bh2, "bh2", "e^h - 1"},
  };
}

/// One run's sampler as the user says it. Only the fields that its kind names are used.
struct SamplerSpec {
  SamplerKind kind = SamplerKind::ddim;
  GridSpec grid;
  Frame frame = Frame::process;
  double eta = 0;                       ///< ddim, *_ancestral, *_sde, DPM-Solvers: 0..1, 0 an ODE
  double noise_scale = 1;               ///< factor of the noise (S_noise), 0..10
  ChurnSpec churn;                      ///< euler, heun, dpm2
  Variance variance = Variance::small;  ///< ddpm
  bool noise_at_end = false;  ///< ddpm: a step to clean data draws noise too unless it starts at
                              ///< t = 1, as in diffusers; of DDPM's own chain that is never so
  FlowForm flow_form = FlowForm::euler;  ///< probability_flow
  bool report_trials = false;  ///< two-stage: the trial points are rows too, as in diffusers
  double step_size = 0;  ///< langevin: h; annealed_langevin: step, with h = step (s / s_last)^2; 0:
                         ///< 1e-3, and a tenth of s_last^2
  int steps_each = 20;   ///< annealed_langevin: Langevin steps a level
  int order = 2;         ///< DPM-Solvers, unipc, deis: 1..3, lms 1..4
  SolverForm form = SolverForm::x0;               ///< DPM-Solvers, unipc
  SolverType solver_type = SolverType::midpoint;  ///< DPM-Solvers
  bool lower_order_final = true;                  ///< lower orders at the end of a short run
  bool euler_at_final = false;                    ///< dpmpp_2m: the last step is of order 1
  UniPcB unipc_b = UniPcB::bh2;                   ///< unipc
  std::vector<double> uncorrected;  ///< unipc: steps (from 0) whose end is not corrected
  bool runge_kutta = false;         ///< pndm: the first three steps by Runge-Kutta
  bool round_trip = false;          ///< ddim_inverse: and back to the data by DDIM
  double boundary = 0;  ///< renoise: LCM's timestep_scaling, by which x0_hat becomes x near t = 0;
                        ///< 0: it does not
  CorrectorSpec corrector;  ///< the SDE predictors

  bool operator==(const SamplerSpec&) const = default;
};

/// Throws BadRequest naming the field, its value and its range.
void check(const SamplerSpec& sampler);

}  // namespace alphabar
