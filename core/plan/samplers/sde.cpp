#include "core/plan/samplers/sde.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

#include "core/base/check.h"
#include "core/plan/samplers/langevin.h"
#include "core/plan/samplers/page.h"
#include "core/process/levels/grid.h"

namespace alphabar {
namespace {

enum class Rule { euler_maruyama, reverse_diffusion, ancestral };

/// One step of the discretised SDE: y = x_factor x + score_factor score + noise z.
struct Increment {
  double x_factor, score_factor, noise;
};

/// Whether a run's levels are those of score_sde's tables: continuous time, evenly spaced, the last
/// step to clean data.
bool has_tables(const Process& process, const GridSpec& grid) {
  return process.has_sde() && spacing_info(grid.spacing).even && grid.end_clean &&
         !grid.drop_penultimate;
}

/// A step of a run, from level k to the cleaner s.
struct Step {
  const Level &k, &s;
  int entry;        ///< of n, clean to noisy
  int n;            ///< steps of the run
  bool from_table;  ///< its numbers are those of score_sde's table; else those of its levels

  /// An entry of the table of n betas or sigmas from t = 0 up, as a fraction of its range.
  double share(int at) const { return n > 1 ? static_cast<double>(at) / (n - 1) : 1.0; }
  /// beta of the table.
  double beta(const ProcessSpec& p) const {
    return (p.beta_min + share(entry) * (p.beta_max - p.beta_min)) / n;
  }
};

/// What a step does to x.
Increment increment(const Process& process, Rule rule, const Step& step) {
  const ProcessSpec& p = process.spec();
  const auto& [k, s, entry, n, in_t] = step;

  if (in_t && (rule == Rule::euler_maruyama || p.kind == ProcessKind::subvp_sde)) {
    const double g2 = process.diffusion_squared(k.t) / n;
    return {1 - process.drift(k.t) / n, g2, std::sqrt(g2)};
  }
  if (process.variance_exploding()) {
    double sigma_k = k.s, sigma_s = s.s;
    if (in_t) {
      const double span = std::log(p.sigma_max / p.sigma_min);
      sigma_k = p.sigma_min * std::exp(span * step.share(entry));
      sigma_s = entry > 0 ? p.sigma_min * std::exp(span * step.share(entry - 1)) : 0;
    }
    const double g2 = sigma_k * sigma_k - sigma_s * sigma_s;
    const double g = std::sqrt(g2);
    return {1, g2, rule == Rule::ancestral ? g * sigma_s / sigma_k : g};
  }
  const double ratio = k.a / s.a;
  const double beta = in_t ? step.beta(p) : 1 - ratio * ratio;
  const double g2 = in_t ? beta : k.s * k.s - ratio * ratio * s.s * s.s;
  const double root = std::sqrt(1 - beta);
  if (p.kind == ProcessKind::subvp_sde) rule = Rule::euler_maruyama;  // as in the tables
  switch (rule) {
    case Rule::euler_maruyama: return {1 + beta / 2, g2, std::sqrt(g2)};
    case Rule::reverse_diffusion: return {2 - root, g2, std::sqrt(g2)};
    case Rule::ancestral: return {1 / root, g2 / root, std::sqrt(g2)};
  }
  assert(false);
  return {};
}

/// The step size factor of the Langevin corrector: alpha_i on VP and sub-VP, 1 on VE.
double corrector_alpha(const Process& process, const Step& step) {
  if (process.variance_exploding()) return 1;
  const double ratio = step.k.a / step.s.a;
  return step.from_table ? 1 - step.beta(process.spec()) : ratio * ratio;
}

Row corrector_row(const Level& level, const CorrectorSpec& corrector, double alpha) {
  Row row = step_row(level, level);
  if (corrector.rule == CorrectorRule::snr) {
    row.snr = corrector.snr;
    row.alpha = alpha;
  } else {
    const double reach = corrector.snr * level.s;
    row = langevin_row(level, corrector.rule == CorrectorRule::annealed ? 2 * alpha * reach * reach
                                                                        : corrector.step_size);
  }
  row.report = Report::corrected;
  return row;
}

/// The Langevin steps of a corrector at the noisier level of a step.
void add_correctors(Plan& plan, const Process& process, const CorrectorSpec& corrector,
                    const Step& step) {
  const double alpha = corrector_alpha(process, step);
  // alpha is 0 from pure noise: a corrector there would stand still
  for (int m = 0; m < corrector.steps && alpha > 0; ++m)
    plan.rows.push_back(corrector_row(step.k, corrector, alpha));
}

/// w dt of a step of the reverse SDE with a noise of its own; g2 is g^2 dt.
double diffusion(const Process& process, const SamplerSpec& sampler, const Step& step, double g2) {
  const double norm = sampler.diffusion_norm, u = step.k.t / process.t_max();
  const double dt = step.from_table ? 1.0 / step.n : step.k.t - step.s.t;
  switch (sampler.diffusion) {
    case Diffusion::reverse: return g2;
    case Diffusion::constant: return 2 * norm * dt;
    case Diffusion::noise: return 2 * norm * step.k.s * dt;
    case Diffusion::decreasing: {
      const double root = 1 - norm * std::cos(std::numbers::pi * u);
      return root * root / 2 * dt;
    }
    case Diffusion::middle: {
      const double sine = std::sin(std::numbers::pi * u);
      return 2 * norm * sine * sine * dt;
    }
  }
  return g2;
}

/// Euler's step in a flow's time with a noise of its own, x' = x - v dt + w score dt / 2 + sqrt(w
/// dt) z, v = eps_hat - x0_hat; no noise on the step to clean data (SiT's last step "Mean").
void set_flow_step(Row& row, const Process& process, const SamplerSpec& sampler, const Step& step) {
  const double dt = step.k.t - step.s.t, w = diffusion(process, sampler, step, 0);
  row.c_x = 1;
  row.c_d[0] = dt;
  row.c_e[0] = -dt - w / 2 / step.k.s;
  row.c_z = step.s.s > 0 ? std::sqrt(w) : 0;
  row.draw = step.s.s > 0;
}

/// The reverse SDE, or the probability flow: half its score, no noise.
enum class Reverse { sde, flow };

Plan sde_plan(const Process& process, const SamplerSpec& sampler, Rule rule, Reverse reverse) {
  const char* name = rule == Rule::ancestral ? "ancestral" : "an SDE sampler";
  if (!process.has_noise())
    throw BadRequest("sampler", "kind", name, "langevin", "there is no noise to take away");
  if (rule == Rule::ancestral && !process.variance_preserving() && !process.variance_exploding())
    throw BadRequest("sampler", "kind", name, "a VP or VE process",
                     "choose euler_maruyama or reverse_diffusion");
  const std::vector<Level> levels = run_levels(process, sampler.grid);
  const int n = static_cast<int>(levels.size()) - 1;
  const bool in_t = has_tables(process, sampler.grid);
  Plan plan = plan_from(process, levels[0]);
  if (process.spec().kind == ProcessKind::ve) plan.init_scale = process.spec().sigma_max;
  for (int i = 0; i < n; ++i) {
    const Level &k = levels[static_cast<std::size_t>(i)],
                &s = levels[static_cast<std::size_t>(i) + 1];
    // A row of the table is found by its time, which ends above 0: long runs skip some.
    const bool by_time = in_t && sampler.grid.spacing == Spacing::linspace;
    const int entry = by_time ? static_cast<int>(k.t * (n - 1) + 1e-9) : n - 1 - i;
    const Step step{k, s, entry, n, in_t};
    if (rule == Rule::ancestral && k.a == 0)
      throw BadRequest("sampler", "kind", name, "a process with alpha_bar > 0",
                       "turn off zero terminal SNR, or choose ddpm");
    if (sampler.corrector.steps > 0) add_correctors(plan, process, sampler.corrector, step);
    Row row = step_row(k, s);
    if (process.is_flow() && sampler.diffusion != Diffusion::reverse) {
      set_flow_step(row, process, sampler, step);
      plan.rows.push_back(row);
      continue;
    }
    const Increment d = increment(process, rule, step);
    row.c_x = d.x_factor;
    const bool flow = reverse == Reverse::flow, own = sampler.diffusion != Diffusion::reverse;
    const double w = own ? diffusion(process, sampler, step, d.score_factor) : d.score_factor;
    row.c_e[0] = -(d.score_factor + (flow ? 0 : w)) / 2 / k.s;  // score = -eps_hat / s
    if (!flow) {
      row.c_z = own ? std::sqrt(w) : d.noise;
      row.draw = true;
    }
    plan.rows.push_back(row);
  }
  return plan;
}

/// y = x - drift x + g^2 score + g z, Euler's step of the SDE itself.
Plan euler_maruyama_plan(const Process& process, const SamplerSpec& sampler) {
  return sde_plan(process, sampler, Rule::euler_maruyama, Reverse::sde);
}

/// The forward discretisation turned round (appendix E): VP y = (2 - sqrt(1 - beta)) x + beta score
/// + sqrt(beta) z, VE y = x + (sigma_k^2 - sigma_s^2) score + sqrt(sigma_k^2 - sigma_s^2) z.
Plan reverse_diffusion_plan(const Process& process, const SamplerSpec& sampler) {
  return sde_plan(process, sampler, Rule::reverse_diffusion, Reverse::sde);
}

/// DDPM's and its VE counterpart's sampler (eq. 4 and appendix F): VP y = (x + beta score) /
/// sqrt(1 - beta) + sqrt(beta) z. Throws BadRequest on sub-VP and flow, which have none, and where
/// alpha_bar is 0.
Plan ancestral_plan(const Process& process, const SamplerSpec& sampler) {
  return sde_plan(process, sampler, Rule::ancestral, Reverse::sde);
}

/// The probability flow in the Euler or the reverse-diffusion form: half the score, no noise.
Plan probability_flow_plan(const Process& process, const SamplerSpec& sampler) {
  return sde_plan(
      process, sampler,
      sampler.flow_form == FlowForm::euler ? Rule::euler_maruyama : Rule::reverse_diffusion,
      Reverse::flow);
}

/// The correctors alone, with no predictor between the levels (score_sde's predictor "none"): the
/// levels of the run but its end, noisy to clean, corrector.steps Langevin steps at each (0 counts
/// as 1); x is at the level of its last steps in the end.
Plan corrector_only_plan(const Process& process, const SamplerSpec& sampler) {
  if (!process.has_noise())
    throw BadRequest("sampler", "kind", "corrector_only", "a process with noise",
                     "choose langevin, or another process");
  const std::vector<Level> levels = run_levels(process, sampler.grid);
  const int n = static_cast<int>(levels.size()) - 1;
  const bool in_t = has_tables(process, sampler.grid);
  Plan plan = plan_from(process, levels[0]);
  if (process.spec().kind == ProcessKind::ve) plan.init_scale = process.spec().sigma_max;
  CorrectorSpec corrector = sampler.corrector;
  corrector.steps = std::max(1, corrector.steps);
  for (int i = 0; i < n; ++i) {
    const Level& k = levels[static_cast<std::size_t>(i)];
    add_correctors(plan, process, corrector,
                   {k, levels[static_cast<std::size_t>(i) + 1], n - 1 - i, n, in_t});
    Row stay = step_row(k, k);
    stay.evaluate = false;
    plan.rows.push_back(stay);
  }
  return plan;
}

}  // namespace

double step_time(const Process& process, const GridSpec& grid, const Row& row) {
  return has_tables(process, grid) ? 1.0 / grid.steps : row.from.t - row.to.t;
}

constinit const SamplerInfo euler_maruyama_sampler{
    .kind = SamplerKind::euler_maruyama,
    .name = "euler_maruyama",
    .title = "Reverse SDE, Euler-Maruyama",
    .formula =
        "x' = x - [f x - g^2 score] dt + g sqrt(dt) z, dt = t - t', f = -beta_t / 2, "
        "g = sqrt(beta_t)",
    .formula_else = "x' = x - [f x - g^2 score] dt + g sqrt(dt) z, dt = t - t'",
    .source = "Song et al. 2021 (SDE), eq. 6; its noise w(t): SiT, Ma et al. 2024",
    .options = {&SamplerSpec::diffusion, &SamplerSpec::diffusion_norm, &SamplerSpec::corrector},
    .stochastic = true,
    .build = euler_maruyama_plan,
};

constinit const SamplerInfo reverse_diffusion_sampler{
    .kind = SamplerKind::reverse_diffusion,
    .name = "reverse_diffusion",
    .title = "Reverse diffusion",
    .formula = "x' = (2 - sqrt(1 - beta)) x + beta score + sqrt(beta) z, beta = 1 - ab / ab'",
    .formula_else = "x' = (2 - r) x + G^2 score + G z, r = a/a', G^2 = s^2 - r^2 s'^2",
    .source = "Song et al. 2021 (SDE), appendix E",
    .options = {&SamplerSpec::corrector},
    .stochastic = true,
    .build = reverse_diffusion_plan,
};

constinit const SamplerInfo ancestral_sampler{
    .kind = SamplerKind::ancestral,
    .name = "ancestral",
    .title = "Ancestral sampling",
    .formula = "x' = (x + beta score) / sqrt(1 - beta) + sqrt(beta) z, beta = 1 - ab / ab'",
    .formula_else =
        "x' = x + G^2 score + sigma_t z, G^2 = sigma^2 - sigma'^2, sigma_t = G sigma' / sigma",
    .source = "Song et al. 2021 (SDE), eq. 4 and appendix F",
    .options = {&SamplerSpec::corrector},
    .stochastic = true,
    .build = ancestral_plan,
};

constinit const SamplerInfo probability_flow_sampler{
    .kind = SamplerKind::probability_flow,
    .name = "probability_flow",
    .title = "Probability-flow ODE",
    .formula = "x' = x - [f x - g^2 score / 2] dt, dt = t - t', f = -beta_t / 2, g = sqrt(beta_t)",
    .formula_else = "x' = x - [f x - g^2 score / 2] dt, dt = t - t'",
    .source = "Song et al. 2021 (SDE), eq. 13",
    .options = {&SamplerSpec::flow_form, &SamplerSpec::corrector},
    .build = probability_flow_plan,
};

constinit const SamplerInfo corrector_only_sampler{
    .kind = SamplerKind::corrector_only,
    .name = "corrector_only",
    .title = "Correctors alone",
    .formula = "x' = x + h score + sqrt(2 h) z",
    .source = "Song et al. 2021 (SDE), algorithms 4 and 5 with no predictor",
    .options = {&SamplerSpec::corrector},
    .stochastic = true,
    .build = corrector_only_plan,
};

}  // namespace alphabar
