#pragma once

#include <vector>

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

/// How the levels of a run are spread. The first four pick timesteps 1..T of a discrete process; on
/// a continuous one the first three are the same evenly spaced times, and quadratic their squares.
/// The others pick sigmas.
enum class Spacing {
  leading,          ///< i (T // n) + offset, from t = 1 up
  linspace,         ///< both ends included
  trailing,         ///< from t = T down
  quadratic,        ///< squares of a linear list up to 0.8 T (Song et al. 2021, DDIM, D.3)
  karras,           ///< sigma^(1 / rho) linear (Karras et al. 2022, eq. 5)
  exponential,      ///< log sigma linear
  polyexponential,  ///< log sigma as a power rho of a linear list
  beta,             ///< sigma as the quantiles of a Beta distribution (Lee et al. 2024)
  by_hand,          ///< `values`, from noisy to clean
};

/// In what the levels given by hand are counted.
enum class LevelUnit {
  sigma,  ///< s / a; the first may be infinite: pure noise
  t,      ///< the process's time: timestep 1..T, time of an SDE or of a flow
};

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

/// How the reverse variance of DDPM is chosen (Ho et al. 2020, section 3.2).
enum class Variance { small, large };

/// In which variable the state of a run lives.
enum class Frame {
  process,  ///< the process's own: x = a x_0 + s z
  sigma,    ///< divided by a: x = x_0 + sigma z, as diffusers' Euler and Heun keep it
};

/// The two discretisations of the probability flow (Song et al. 2021, appendix C and D).
enum class FlowForm { euler, reverse_diffusion };

/// Langevin steps after (here: before) each predictor step (Song et al. 2021, algorithms 2-5).
enum class CorrectorRule {
  snr,       ///< h = 2 alpha (r mean |z| / mean |score|)^2, over all particles
  annealed,  ///< h = 2 alpha (r s)^2: annealed Langevin, score_sde's "ald"
  fixed,     ///< h = step_size at every level
};

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

/// The output that an exponential integrator takes as a polynomial in lambda = log(a / s).
enum class SolverForm {
  x0,   ///< x0_hat: DPM-Solver++, UniPC with data prediction
  eps,  ///< eps_hat: DPM-Solver, UniPC with noise prediction
};

/// B(h) of UniPC (Zhao et al. 2023, section 3.2): h, or e^h - 1.
enum class UniPcB { bh1, bh2 };

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
