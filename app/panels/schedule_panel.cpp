#include <algorithm>
#include <string>

#include "app/panels/panels.h"
#include "app/widgets/property.h"
#include "core/process/betas.h"
#include "core/process/schedule_list.h"

namespace alphabar {
namespace {

const ProcessSpec usual;  // right click gives its values back

bool discrete_part(ProcessSpec& p, int steps) {
  return number({"##T", "T", "Number of timesteps of the forward process."}, p.T,
                {double(steps), std::max(4000.0, double(steps)), double(usual.T), "%d", true});
}

/// The betas of a process as a list to go on from; the usual ones where it has none.
std::vector<double> betas_to_edit(ProcessSpec process) {
  if (!is_discrete(process.kind)) process = usual;
  process.zero_terminal_snr = false;  // the list's own flag does that
  return repaired({ScheduleList::Form::betas, make_betas(process)}).values;
}

bool terminal_part(ProcessSpec& p) {
  return toggle({"##zero_snr", "zero SNR",
                 "Rescales the schedule so that ᾱ at T is exactly 0: x_T is pure noise.\n"
                 "Lin et al. 2024, algorithm 1."},
                p.zero_terminal_snr, false);
}

bool linear_part(ProcessSpec& p) {
  bool changed = number({"##beta_start", "β start",
                         "β₁, the first step's noise variance, in (0, 1).\n"
                         "αₜ = 1 - βₜ and ᾱₜ = α₁ α₂ ... αₜ. Ho et al. 2020, section 4: 1e-4."},
                        p.beta_start, {1e-6, 0.2, usual.beta_start, "%.3g", true});
  changed |=
      number({"##beta_end", "β end",
              "The last step's noise variance, in (0, 1).\nHo et al. 2020, section 4: 0.02."},
             p.beta_end, {1e-5, 0.999, usual.beta_end, "%.3g", true});
  return changed;
}

bool cosine_part(ProcessSpec& p) {
  return number({"##max_beta", "β at most",
                 "ᾱₜ = f(t) / f(0), f(t) = cos²((t/T + 0.008) / 1.008 · π/2); β is capped here.\n"
                 "Nichol and Dhariwal 2021, eq. 17: 0.999."},
                p.max_beta, {1e-3, 0.9999, usual.max_beta, "%.4g", false});
}

bool vp_part(ProcessSpec& p) {
  bool changed = number({"##beta_min", "β(0)",
                         "β(t) = β(0) + t (β(1) - β(0)),  dx = -β x / 2 dt + √β dw.\n"
                         "Song et al. 2021, eq. 11 and appendix C: 0.1."},
                        p.beta_min, {1e-3, 50, usual.beta_min, "%.4g", true});
  changed |= number({"##beta_max", "β(1)", "Song et al. 2021, appendix C: 20."}, p.beta_max,
                    {1e-2, 100, usual.beta_max, "%.4g", true});
  return changed;
}

bool sigma_part(ProcessSpec& p) {
  bool changed = number({"##sigma_min", "σ min",
                         "σ(t) = σ_min (σ_max / σ_min)^t,  x = x₀ + σ z.\n"
                         "Song et al. 2021, eq. 9 and appendix C."},
                        p.sigma_min, {1e-4, 1, usual.sigma_min, "%.4g", true});
  changed |= number({"##sigma_max", "σ max", "The noise that x_T has."}, p.sigma_max,
                    {0.1, 500, usual.sigma_max, "%.4g", true});
  return changed;
}

bool end_part(ProcessSpec& p) {
  return number({"##t_end", "t at the end",
                 "The last time of a run, in (0, 1): the score grows without bound towards t = 0."},
                p.t_end, {1e-5, 0.2, usual.t_end, "%.3g", true});
}

/// alpha_bar of each point; their places in t are moved in the plots.
bool drawn_part(ProcessSpec& p) {
  bool changed = false;
  for (std::size_t i = 0; i < p.drawn_t.size(); ++i) {
    const std::string id = "##drawn" + std::to_string(i);
    const std::string label = "ᾱ, point " + std::to_string(i + 1);
    const double high = i > 0 ? p.drawn_alpha_bar[i - 1] - 1e-6 : 1 - 1e-6;
    const double low = i + 1 < p.drawn_t.size() ? p.drawn_alpha_bar[i + 1] + 1e-6 : 1e-6;
    changed |= number({id.c_str(), label.c_str(),
                       "A point of the curve ᾱ(t / T), a monotone cubic through all of them."},
                      p.drawn_alpha_bar[i], {low, high, (low + high) / 2, "%.4g"});
  }
  return changed;
}

}  // namespace

bool schedule_panel(ProcessSpec& p, FormulaDraft& draft, int steps) {
  const ProcessSpec before = p;
  bool changed =
      choice({"##process", "kind",
              "How data turns to noise: q(x\u209C | x₀) = N(a x₀, s² I).\n"
              "Discrete: a = √ᾱ, s = √(1 - ᾱ), t = 1 ... T. The others are continuous in t.\n"
              "Scaled linear: √β linear in t, so that β is quadratic; both names are in use."},
             p.kind, usual.kind);
  if (p.kind == ProcessKind::betas && p.betas.empty()) p.betas = betas_to_edit(before);
  if (p.kind != ProcessKind::formula) draft = {};
  if (p.kind == ProcessKind::drawn && p.drawn_t.empty()) {
    p.drawn_t = {0.25, 0.5, 0.75, 1};
    p.drawn_alpha_bar = {0.85, 0.5, 0.15, 1e-4};
  }
  switch (p.kind) {
    case ProcessKind::linear:
    case ProcessKind::scaled_linear:
    case ProcessKind::sigmoid:
      changed |= discrete_part(p, steps);
      changed |= linear_part(p);
      changed |= terminal_part(p);
      break;
    case ProcessKind::cosine:
      changed |= discrete_part(p, steps);
      changed |= cosine_part(p);
      changed |= terminal_part(p);
      break;
    case ProcessKind::drawn:
      changed |= discrete_part(p, steps);
      changed |= drawn_part(p);
      changed |= terminal_part(p);
      break;
    case ProcessKind::formula:
      changed |= discrete_part(p, steps);
      changed |= terminal_part(p);
      changed |= formula_field(p, draft);
      break;
    case ProcessKind::betas:
      note(
          "A list of β: pasted (Ctrl+V), repaired, or the scene file's. A curve that is bent with "
          "the "
          "mouse goes on from it.");
      break;
    case ProcessKind::vp_sde:
    case ProcessKind::subvp_sde:
      changed |= vp_part(p);
      changed |= end_part(p);
      break;
    case ProcessKind::ve:
      changed |= sigma_part(p);
      changed |= end_part(p);
      break;
    case ProcessKind::edm: changed |= sigma_part(p); break;
    case ProcessKind::flow: changed |= end_part(p); break;
    case ProcessKind::clean:
      note("Data without noise: what plain Langevin dynamics runs on.");
      break;
  }
  return changed;
}

}  // namespace alphabar
