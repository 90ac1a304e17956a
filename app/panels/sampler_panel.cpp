#include <imgui.h>

#include <algorithm>
#include <string>
#include <vector>

#include "app/panels/panels.h"
#include "app/widgets/property.h"
#include "core/plan/presets.h"
#include "core/plan/samplers/samplers.h"

namespace alphabar {
namespace {

const SamplerSpec usual;

bool kind_part(SamplerSpec& s) {
  std::vector<const char*> titles;
  int index = 0;
  for (const SamplerInfo& info : samplers()) {
    if (info.kind == s.kind) index = static_cast<int>(titles.size());
    titles.push_back(info.title);
  }
  const std::vector<Preset> ready = presets();
  for (const Preset& preset : ready) titles.push_back(preset.name.c_str());
  const SamplerInfo& now = sampler_info(s.kind);
  const std::string help = std::string(now.formula) + "\n" + now.source;
  if (!choice({"##sampler", "", help.c_str()}, index, titles, 1)) return false;
  const auto chosen_index = static_cast<std::size_t>(index);
  if (chosen_index >= samplers().size()) {
    s = ready[chosen_index - samplers().size()].sampler;
    return true;
  }
  s.kind = samplers()[chosen_index].kind;
  const SamplerInfo& chosen = sampler_info(s.kind);
  if (chosen.stochastic && (chosen.options & option_eta) && s.eta == 0) s.eta = 1;
  if (s.kind != SamplerKind::lms) s.order = std::min(s.order, 3);
  return true;
}

bool corrector_part(CorrectorSpec& c) {
  bool changed = number({"##corrector", "corrector",
                         "M Langevin steps at every level, besides the predictor's step.\n"
                         "Song et al. 2021, algorithms 2 to 5. 0: none."},
                        c.steps, {0, 10, 0});
  if (c.steps == 0) return changed;
  changed |=
      choice({"##rule", "its step",
              "SNR: h = 2 α (r |z| / |score|)², over all particles. Annealed: h = 2 α (r s)². "
              "Fixed: the same h at every level."},
             c.rule, CorrectorRule::snr);
  if (c.rule == CorrectorRule::fixed)
    changed |= number({"##corrector_h", "h", "x' = x + h score + √(2h) z, h > 0."}, c.step_size,
                      {1e-6, 1, 1e-3, "%.3g", true});
  else
    changed |= number({"##snr", "its SNR", "r > 0."}, c.snr, {0.01, 1, 0.16});
  return changed;
}

bool churn_part(ChurnSpec& c) {
  bool changed = number({"##churn", "churn",
                         "Noise put back before each step, S_churn over the whole run. 0: none.\n"
                         "Karras et al. 2022, algorithm 2."},
                        c.amount, {0, 80, 0, "%.3g"});
  if (c.amount > 0) {
    changed |= number({"##churn_min", "from σ", "S_tmin: only at levels from here on."},
                      c.sigma_min, {0, 1, 0, "%.3g"});
    changed |= number({"##churn_max", "to σ", "S_tmax: only at levels up to here."}, c.sigma_max,
                      {1, 1e8, 1e8, "%.3g", true});
  }
  return changed;
}

bool step_size_part(SamplerSpec& s) {
  const bool annealed = s.kind == SamplerKind::annealed_langevin;
  const char* help =
      annealed
          ? "x' = x + h score + √(2h) z at every level, with h = step (s / s_last)².\n"
            "own (0): step = s_last² / 10, so that h = s² / 10.\nSong and Ermon 2019, algorithm 1."
          : "x' = x + h score + √(2h) z, with this h at every step.\nown (0): h = 0.001.\n"
            "Song and Ermon 2019, eq. 4.";
  return number({"##step_size", annealed ? "step" : "step h", help}, s.step_size,
                {0, 1, usual.step_size, s.step_size == 0 ? "own" : "%.3g", true});
}

bool option_part(SamplerSpec& s, unsigned options) {
  bool changed = false;
  if (options & option_eta)
    changed |= number({"##eta", "η",
                       "Noise of a step, as a share of DDPM's: σ(η) = η √((1 - ᾱ') / (1 - ᾱ)) "
                       "√(1 - ᾱ / ᾱ').\n0: DDIM, an ODE. 1: DDPM. Song, Meng, Ermon 2021, eq. 16."},
                      s.eta, {0, 1, usual.eta, "%.3g"});
  if (options & option_variance)
    changed |= choice({"##variance", "variance",
                       "Of the reverse step: small is β̃ = (1 - ᾱ') / (1 - ᾱ) β, large is β.\n"
                       "Ho et al. 2020, section 3.2."},
                      s.variance, usual.variance);
  if (options & option_flow_form)
    changed |= choice({"##flow_form", "form",
                       "Of the ODE's step: Euler's, or that of reverse diffusion.\n"
                       "Song et al. 2021, appendices C and D."},
                      s.flow_form, usual.flow_form);
  if (options & option_step_size) changed |= step_size_part(s);
  if (options & option_steps_each)
    changed |= number({"##steps_each", "a level", "Langevin steps at each noise level."},
                      s.steps_each, {1, 200, double(usual.steps_each)});
  if (options & option_order)
    changed |= number({"##order", "order",
                       "How many model outputs a step combines: 1 to 3, "
                       "linear multistep 1 to 4."},
                      s.order, {1, s.kind == SamplerKind::lms ? 4.0 : 3.0, double(usual.order)});
  if (options & option_form)
    changed |= choice({"##solver_form", "in",
                       "The output that is taken as a polynomial in λ = log(a / s): x₀ is "
                       "DPM-Solver++, ε DPM-Solver."},
                      s.form, usual.form);
  if (options & option_solver_type)
    changed |= choice({"##solver_type", "slope",
                       "How a second-order step uses the slope of the outputs.\n"
                       "Lu et al. 2022 (DPM-Solver++), appendix B."},
                      s.solver_type, usual.solver_type);
  if (options & option_unipc_b)
    changed |=
        choice({"##unipc_b", "B(h)", "Zhao et al. 2023, section 3.2."}, s.unipc_b, usual.unipc_b);
  if (options & option_lower_order)
    changed |= toggle({"##lower_order", "order falls",
                       "The last steps are of lower order; of multistep solvers but UniPC only\nin "
                       "runs of fewer than 15 steps."},
                      s.lower_order_final, usual.lower_order_final);
  if (options & option_euler_at_final)
    changed |= toggle({"##euler_at_final", "Euler last", "The last step is of order 1."},
                      s.euler_at_final, usual.euler_at_final);
  if (options & option_runge_kutta)
    changed |= toggle({"##runge_kutta", "Runge-Kutta",
                       "The first three steps by Runge-Kutta, four evaluations each.\n"
                       "Liu et al. 2022, eq. 13."},
                      s.runge_kutta, usual.runge_kutta);
  if (options & option_round_trip)
    changed |=
        toggle({"##round_trip", "and back",
                "Then DDIM at \u03B7 = 0 takes the codes x_T back: how far each point lands from "
                "where it began is the error of the inversion."},
               s.round_trip, usual.round_trip);
  if (options & option_boundary)
    changed |=
        number({"##boundary", "boundary",
                "LCM's timestep_scaling: x\u2080-hat turns into x near t = 0. 0: it does not; "
                "diffusers takes 10.\nLuo et al. 2023, section 4."},
               s.boundary, {0, 100, usual.boundary, "%.4g"});
  if (options & option_churn) changed |= churn_part(s.churn);
  if ((options & option_noise_scale) && (s.eta > 0 || s.churn.amount > 0))
    changed |= number({"##noise_scale", "noise ×", "Factor of all noise, S_noise. 1: as derived."},
                      s.noise_scale, {0.9, 1.1, usual.noise_scale, "%.4g"});
  if (options & option_trials)
    changed |= toggle({"##trials", "trial points", "Show the first half of each step as well."},
                      s.report_trials, false);
  if (options & option_frame)
    changed |=
        choice({"##frame", "variable",
                "The run's own: the process's x, or x / a = x₀ + σ z as diffusers keeps it."},
               s.frame, usual.frame);
  if (options & option_corrector) changed |= corrector_part(s.corrector);
  return changed;
}

}  // namespace

bool grid_panel(GridSpec& g, const ProcessSpec& process) {
  const bool discrete = is_discrete(process.kind);
  bool changed =
      number({"##steps", "steps",
              "How many steps the run takes; on a discrete process at most T.\n"
              "The sub-sequence τ of the timesteps, of length S."},
             g.steps, {1, discrete ? double(timesteps(process)) : 1000.0, 50, "%d", true});
  changed |= choice({"##spacing", "spacing",
                     "Which levels are visited: the first four pick timesteps, the others σ."},
                    g.spacing, Spacing::leading);
  if (g.spacing == Spacing::leading && discrete)
    changed |= number({"##offset", "offset", "Added to every timestep (diffusers' steps_offset)."},
                      g.offset, {0, 10, 0});
  if (g.spacing != Spacing::by_hand || g.values.size() > 1)
    changed |= toggle({"##end_clean", "ends at data",
                       "The last step goes to clean data. Off: the run ends at the process's first "
                       "level, or at the last of the sigmas given by hand."},
                      g.end_clean, true);
  if (g.spacing == Spacing::karras || g.spacing == Spacing::polyexponential)
    changed |= number({"##rho", "ρ", "σ^(1/ρ) is linear. Karras et al. 2022, eq. 5: 7."}, g.rho,
                      {0.5, 20, 7});
  return changed;
}

bool sampler_panel(SamplerSpec& s, const ProcessSpec& process) {
  bool changed = kind_part(s);
  changed |= grid_panel(s.grid, process);
  changed |= option_part(s, sampler_info(s.kind).options);
  return changed;
}

}  // namespace alphabar
