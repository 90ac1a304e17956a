#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/base/listed.h"
#include "core/base/option.h"
#include "core/scene/sampler/churn_spec.h"
#include "core/scene/sampler/corrector_spec.h"
#include "core/scene/sampler/grid_spec.h"
#include "core/scene/sampler/restart_spec.h"
#include "core/scene/sampler/sampler_kind.h"
#include "core/scene/sampler/spacing_table.h"

namespace alphabar {

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

/// The noise w(t) of the reverse SDE, u = t / t_max the share of the time (SiT, Ma et al. 2024;
/// there t is 1 - u, and the diffusion w / 2).
enum class Diffusion {
  reverse,     ///< g^2, the forward process's own
  constant,    ///< 2 norm
  noise,       ///< 2 norm s
  decreasing,  ///< (1 - norm cos(pi u))^2 / 2
  middle,      ///< 2 norm sin(pi u)^2
};

constexpr auto listed(Diffusion) {
  return std::array{
      Listed{Diffusion::reverse, "reverse", "g²"},
      Listed{Diffusion::constant, "constant", "constant"},
      Listed{Diffusion::noise, "sigma", "∝ s"},
      Listed{Diffusion::decreasing, "decreasing", "falls to the data"},
      Listed{Diffusion::middle, "increasing_decreasing", "in the middle"},
  };
}

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

/// What DEIS takes eps_hat as a polynomial of (Zhang and Chen 2023, section 3.2 and table 1).
enum class DeisVariable { log_sigma, sigma, time };

constexpr auto listed(DeisVariable) {
  return std::array{
      Listed{DeisVariable::log_sigma, "log_rho", "log σ"},
      Listed{DeisVariable::sigma, "rho", "σ (ρAB)"},
      Listed{DeisVariable::time, "t", "t (tAB)"},
  };
}

/// One run's sampler as the user says it. Only the options that its kind's page names are used;
/// what each means stands in their table below.
struct SamplerSpec {
  SamplerKind kind = SamplerKind::ddim;
  GridSpec grid;
  Frame frame = Frame::process;
  double eta = 0;
  double noise_scale = 1;
  double noise_sigma_min = 0;
  double noise_sigma_max = 1e8;
  ChurnSpec churn;
  RestartSpec restart;
  Diffusion diffusion = Diffusion::reverse;
  double diffusion_norm = 1;
  Variance variance = Variance::small;
  bool noise_at_end = false;
  FlowForm flow_form = FlowForm::euler;
  bool report_trials = false;
  double step_size = 0;
  int steps_each = 20;
  int order = 2;
  int corrector_order = 2;
  double middle = 0.5;
  double gamma = 2;
  SolverForm form = SolverForm::x0;
  SolverType solver_type = SolverType::midpoint;
  bool lower_order_final = true;
  bool euler_at_final = false;
  UniPcB unipc_b = UniPcB::bh2;
  DeisVariable deis_variable = DeisVariable::log_sigma;
  std::vector<double> uncorrected;
  std::vector<double> orders;
  bool runge_kutta = false;
  bool round_trip = false;
  double boundary = 0;
  CorrectorSpec corrector;

  bool operator==(const SamplerSpec&) const = default;
};

using SamplerOption = Option<SamplerSpec, bool, int, double, std::vector<double>, Frame, Variance,
                             FlowForm, SolverForm, SolverType, UniPcB, DeisVariable, Diffusion,
                             ChurnSpec, RestartSpec, CorrectorSpec>;
inline constexpr std::array sampler_options{
    SamplerOption{
        .name = "frame",
        .member = &SamplerSpec::frame,
        .title = "variable",
        .help = "The run's own: the process's x, or x / a = x₀ + σ z as diffusers keeps it.",
    },
    SamplerOption{
        .name = "eta",
        .member = &SamplerSpec::eta,
        .limits = {0, 1},
        .highest = [](const SamplerSpec& s) -> double {
          return s.kind == SamplerKind::sa_solver ? 10 : 1;
        },
        .title = "η",
        .words = [](const SamplerSpec& s) -> Words {
          if (s.kind == SamplerKind::sa_solver)
            return {"τ²",
                    "Noise of the SDE, 0 to 10. 0: the probability flow. 1: the reverse SDE.\n"
                    "Xue et al. 2023, eq. 6."};
          if (s.kind == SamplerKind::tcd)
            return {"γ",
                    "How far below its level a step goes, 0 to 1, before noise takes it back up.\n"
                    "0: DDIM. 1: fresh noise each step. Zheng et al. 2024, algorithm 4."};
          return {"η",
                  "Noise of a step, as a share of DDPM's: σ(η) = η √((1 - ᾱ') / (1 - ᾱ)) "
                  "√(1 - ᾱ / ᾱ').\n0: DDIM, an ODE. 1: DDPM. Song, Meng, Ermon 2021, eq. 16."};
        },
        .drag = {0, 1, "%.3g"},
    },
    SamplerOption{
        .name = "noise_sigma_min",
        .member = &SamplerSpec::noise_sigma_min,
        .limits = {0, 1e8},
        .title = "noise from σ",
        .help = "Steps from a level below this one draw no noise.",
        .drag = {0, 1, "%.3g"},
        .shown = [](const SamplerSpec& s) { return s.eta > 0; },
    },
    SamplerOption{
        .name = "noise_sigma_max",
        .member = &SamplerSpec::noise_sigma_max,
        .limits = {0, 1e8},
        .title = "noise to σ",
        .help = "Steps from a level above this one draw no noise.",
        .drag = {1, 1e8, "%.3g", true},
        .shown = [](const SamplerSpec& s) { return s.eta > 0; },
    },
    SamplerOption{
        .name = "variance",
        .member = &SamplerSpec::variance,
        .title = "variance",
        .help = "Of the reverse step: small is β̃ = (1 - ᾱ') / (1 - ᾱ) β, large is β.\n"
                "Ho et al. 2020, section 3.2.",
    },
    // A step to clean data draws noise too unless it starts at t = 1, as in diffusers; of DDPM's
    // own chain that is never so.
    SamplerOption{.name = "noise_at_end", .member = &SamplerSpec::noise_at_end},
    SamplerOption{
        .name = "flow_form",
        .member = &SamplerSpec::flow_form,
        .title = "form",
        .help = "Of the ODE's step: Euler's, or that of reverse diffusion.\n"
                "Song et al. 2021, appendices C and D.",
    },
    SamplerOption{
        .name = "report_trials",
        .member = &SamplerSpec::report_trials,
        .title = "trial points",
        .help = "Show the first half of each step as well.",
        .id = "##trials",
    },
    SamplerOption{
        .name = "step_size",
        .member = &SamplerSpec::step_size,
        .limits = {1e-12, 1e3},
        .title = "step h",
        .words = [](const SamplerSpec& s) -> Words {
          if (s.kind == SamplerKind::annealed_langevin)
            return {"step",
                    "x' = x + h score + √(2h) z at every level, with h = step (s / s_last)².\n"
                    "own (0): step = s_last² / 10, so that h = s² / 10.\n"
                    "Song and Ermon 2019, algorithm 1."};
          return {"step h",
                  "x' = x + h score + √(2h) z, with this h at every step.\nown (0): h = 0.001.\n"
                  "Song and Ermon 2019, eq. 4."};
        },
        .drag = {0, 1, "%.3g", true},
        .zero = "own",
    },
    SamplerOption{
        .name = "steps_each",
        .member = &SamplerSpec::steps_each,
        .limits = {1, 100000},
        .title = "a level",
        .help = "Langevin steps at each noise level.",
        .drag = {1, 200},
    },
    SamplerOption{
        .name = "order",
        .member = &SamplerSpec::order,
        .limits = {1, 4},
        .highest = [](const SamplerSpec& s) -> double { return highest_order(s.kind); },
        .title = "order",
        .help = "How many model outputs a step combines: 1 to 3, of linear multistep and\nRES "
                "single-step, whose stages they are, 1 to 4.",
        .drag = {1, 4},
    },
    SamplerOption{
        .name = "corrector_order",
        .member = &SamplerSpec::corrector_order,
        .limits = {0, 4},
        .title = "correction",
        .help =
            "How many model outputs the correction of a step combines, the one at its end among "
            "them.\n0: no correction. Xue et al. 2023, eq. 17.",
        .drag = {0, 4},
    },
    SamplerOption{
        .name = "middle",
        .member = &SamplerSpec::middle,
        .limits = {0.01, 1},
        .title = "middle r",
        .help = "Where in a step its second evaluation is, in log σ: 0 its start, 1 its end.\n"
                "Lu et al. 2022 (DPM-Solver++), algorithm 1.",
        .drag = {0.1, 1, "%.3g"},
    },
    SamplerOption{
        .name = "gamma",
        .member = &SamplerSpec::gamma,
        .limits = {-10, 10},
        .title = "γ",
        .help = "γ ε + (1 - γ) ε before. 1: Euler. 3/2: Adams-Bashforth. 2: the paper's.\n"
                "Permenter and Yuan 2024, section 5.",
        .drag = {1, 3, "%.3g"},
    },
    // A part, with the table above; so is churn.
    SamplerOption{.name = "corrector", .member = &SamplerSpec::corrector},
    SamplerOption{
        .name = "noise_scale",
        .member = &SamplerSpec::noise_scale,
        .limits = {0, 10},
        .title = "noise ×",
        .help = "Factor of all noise, S_noise. 1: as derived.",
        .drag = {0.9, 1.1},
        .shown =
            [](const SamplerSpec& s) {
              return s.eta > 0 || s.churn.amount > 0 || s.kind == SamplerKind::er_sde ||
                     s.kind == SamplerKind::restart;
            },
    },
    SamplerOption{.name = "churn", .member = &SamplerSpec::churn},
    SamplerOption{.name = "restart", .member = &SamplerSpec::restart},
    SamplerOption{
        .name = "diffusion",
        .member = &SamplerSpec::diffusion,
        .title = "noise w(t)",
        .help = "dx = [f x - (g² + w) score / 2] dt + √w dw̄: every w has the same densities.\n"
                "w = g² is Anderson's. SiT, Ma et al. 2024, who name the others.",
    },
    SamplerOption{
        .name = "diffusion_norm",
        .member = &SamplerSpec::diffusion_norm,
        .limits = {0, 1e4},
        .title = "times",
        .help = "The factor of w. 0: the probability flow.",
        .drag = {0, 4, "%.3g"},
        .shown = [](const SamplerSpec& s) { return s.diffusion != Diffusion::reverse; },
    },
    SamplerOption{
        .name = "form",
        .member = &SamplerSpec::form,
        .title = "in",
        .help = "The output that is taken as a polynomial in λ = log(a / s): x₀ is "
                "DPM-Solver++, ε DPM-Solver.",
        .id = "##solver_form",
    },
    SamplerOption{
        .name = "solver_type",
        .member = &SamplerSpec::solver_type,
        .title = "slope",
        .help = "How a second-order step uses the slope of the outputs.\n"
                "Lu et al. 2022 (DPM-Solver++), appendix B.",
    },
    SamplerOption{
        .name = "lower_order_final",
        .member = &SamplerSpec::lower_order_final,
        .title = "order falls",
        .help = "The last steps are of lower order; of multistep solvers but UniPC only\nin runs "
                "of fewer than 15 steps.",
        .id = "##lower_order",
    },
    SamplerOption{
        .name = "euler_at_final",
        .member = &SamplerSpec::euler_at_final,
        .title = "Euler last",
        .help = "The last step is of order 1.",
    },
    SamplerOption{
        .name = "unipc_b",
        .member = &SamplerSpec::unipc_b,
        .title = "B(h)",
        .help = "Zhao et al. 2023, section 3.2.",
    },
    SamplerOption{
        .name = "deis_variable",
        .member = &SamplerSpec::deis_variable,
        .title = "polynomial in",
        .help = "What ε is a polynomial of between the levels. Zhang and Chen 2023, section 3.2.",
    },
    // Steps, counted from 0, whose end is not corrected.
    SamplerOption{
        .name = "uncorrected", .member = &SamplerSpec::uncorrected, .limits = {0, 100000}},
    // Of singlestep steps in turn, from the first again after the last; none: `order` for all.
    SamplerOption{.name = "orders", .member = &SamplerSpec::orders, .limits = {1, 3}},
    SamplerOption{
        .name = "runge_kutta",
        .member = &SamplerSpec::runge_kutta,
        .title = "Runge-Kutta",
        .help = "The first three steps by Runge-Kutta, four evaluations each.\n"
                "Liu et al. 2022, eq. 13.",
    },
    SamplerOption{
        .name = "round_trip",
        .member = &SamplerSpec::round_trip,
        .title = "and back",
        .help = "Then DDIM at \u03B7 = 0 takes the codes x_T back: how far each point lands from "
                "where it began is the error of the inversion.",
    },
    SamplerOption{
        .name = "boundary",
        .member = &SamplerSpec::boundary,
        .limits = {0, 1e6},
        .title = "boundary",
        .help = "LCM's timestep_scaling: x\u2080-hat turns into x near t = 0. 0: it does not; "
                "diffusers takes 10.\nLuo et al. 2023, section 4.",
        .drag = {0, 100},
    },
};
inline std::span<const SamplerOption> options_of(const SamplerSpec&) { return sampler_options; }

/// Throws BadRequest naming the field, its value and its range.
void check(const SamplerSpec& sampler);

}  // namespace alphabar
