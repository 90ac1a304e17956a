#include "core/plan/samplers/samplers.h"

#include <array>
#include <cmath>

#include "core/base/check.h"
#include "core/plan/samplers/adams.h"
#include "core/plan/samplers/ddim.h"
#include "core/plan/samplers/ddpm.h"
#include "core/plan/samplers/dpm_solver.h"
#include "core/plan/samplers/langevin.h"
#include "core/plan/samplers/sde.h"
#include "core/plan/samplers/two_stage.h"
#include "core/plan/samplers/unipc.h"

namespace alphabar {
namespace {

constexpr std::array<SamplerInfo, 25> table{{
    {SamplerKind::ddpm, "ddpm", "DDPM",
     "x' = [sqrt(ab') beta x0_hat + sqrt(alpha) (1 - ab') x] / (1 - ab) + sigma_t z, "
     "alpha = ab / ab', beta = 1 - alpha",
     "x' = [a' (s^2 - r^2 s'^2) x0_hat + r s'^2 x] / s^2 + sigma_t z, r = a/a'",
     "Ho, Jain, Abbeel 2020, eq. 7", option_variance, true, ddpm_plan},
    {SamplerKind::ddim, "ddim", "DDIM",
     "x' = sqrt(ab') x0_hat + sqrt(1 - ab' - sigma_t^2) eps_hat + sigma_t z",
     "x' = a' x0_hat + sqrt(s'^2 - sigma_t^2) eps_hat + sigma_t z",
     "Song, Meng, Ermon 2021, eq. 12 and 16", option_eta, false, ddim_plan},
    {SamplerKind::ddim_inverse, "ddim_inverse", "DDIM inversion",
     "x' = sqrt(ab'/ab) x + [sqrt(1 - ab') - sqrt(ab'/ab) sqrt(1 - ab)] eps_hat(x, t')",
     "x' = a' x / a + [s' - a' s / a] eps_hat(x, t')", "Song, Meng, Ermon 2021, section 4.3",
     option_round_trip, false, ddim_inverse_plan},
    {SamplerKind::renoise, "renoise", "Fresh noise each step",
     "x' = sqrt(ab') x0_hat + sqrt(1 - ab') z", "x' = a' x0_hat + s' z",
     "Song, Meng, Ermon 2021, eq. 12 with \u03C3\u00B2 = 1 \u2212 \u1FB1'; Luo et al. 2023 (LCM), "
     "algorithm 3",
     option_boundary, true, renoise_plan},
    {SamplerKind::euler_maruyama, "euler_maruyama", "Reverse SDE, Euler-Maruyama",
     "x' = x - [f x - g^2 score] dt + g sqrt(dt) z, dt = t - t', f = -beta_t / 2, "
     "g = sqrt(beta_t)",
     "x' = x - [f x - g^2 score] dt + g sqrt(dt) z, dt = t - t'", "Song et al. 2021 (SDE), eq. 6",
     option_corrector, true, euler_maruyama_plan},
    {SamplerKind::reverse_diffusion, "reverse_diffusion", "Reverse diffusion",
     "x' = (2 - sqrt(1 - beta)) x + beta score + sqrt(beta) z, beta = 1 - ab / ab'",
     "x' = (2 - r) x + G^2 score + G z, r = a/a', G^2 = s^2 - r^2 s'^2",
     "Song et al. 2021 (SDE), appendix E", option_corrector, true, reverse_diffusion_plan},
    {SamplerKind::ancestral, "ancestral", "Ancestral sampling",
     "x' = (x + beta score) / sqrt(1 - beta) + sqrt(beta) z, beta = 1 - ab / ab'",
     "x' = x + G^2 score + sigma_t z, G^2 = sigma^2 - sigma'^2, sigma_t = G sigma' / sigma",
     "Song et al. 2021 (SDE), eq. 4 and appendix F", option_corrector, true, ancestral_plan},
    {SamplerKind::probability_flow, "probability_flow", "Probability-flow ODE",
     "x' = x - [f x - g^2 score / 2] dt, dt = t - t', f = -beta_t / 2, g = sqrt(beta_t)",
     "x' = x - [f x - g^2 score / 2] dt, dt = t - t'", "Song et al. 2021 (SDE), eq. 13",
     option_flow_form | option_corrector, false, probability_flow_plan},
    {SamplerKind::langevin, "langevin", "Langevin dynamics", "x' = x + h score + sqrt(2 h) z",
     nullptr, "Song and Ermon 2019, eq. 4", option_step_size, true, langevin_plan},
    {SamplerKind::annealed_langevin, "annealed_langevin", "Annealed Langevin (SMLD)",
     "x' = x + h score(x, sigma) + sqrt(2 h) z, h = step (sigma / sigma_last)^2", nullptr,
     "Song and Ermon 2019, algorithm 1", option_step_size | option_steps_each, true,
     annealed_langevin_plan},
    {SamplerKind::euler, "euler", "Euler", "x'/a' = x/a + (sigma' - sigma) eps_hat", nullptr,
     "Karras et al. 2022, algorithm 2", option_frame | option_churn | option_noise_scale, false,
     euler_plan},
    {SamplerKind::euler_ancestral, "euler_ancestral", "Euler ancestral",
     "x'/a' = x/a + (sigma_down - sigma) eps_hat + sigma_up z", nullptr,
     "k-diffusion, sample_euler_ancestral", option_frame | option_eta | option_noise_scale, true,
     euler_ancestral_plan},
    {SamplerKind::heun, "heun", "Heun",
     "x'/a' = x/a + (sigma' - sigma) [eps_hat(x, sigma) + eps_hat(y, sigma')] / 2", nullptr,
     "Karras et al. 2022, algorithm 2",
     option_frame | option_trials | option_churn | option_noise_scale, false, heun_plan},
    {SamplerKind::heun_flow, "heun_flow", "Heun in time (flow matching)",
     "x' = x + (t' - t) [v(x, t) + v(y, t')] / 2, v = eps_hat - x0_hat", nullptr,
     "the trapezoidal rule on the flow of Lipman et al. 2023, eq. 1", option_trials, false,
     heun_flow_plan},
    {SamplerKind::dpm2, "dpm2", "DPM-Solver-2",
     "x'/a' = x/a + (sigma' - sigma) eps_hat(y, sqrt(sigma sigma'))", nullptr,
     "Lu et al. 2022 (DPM-Solver), algorithm 1",
     option_frame | option_trials | option_churn | option_noise_scale, false, dpm2_plan},
    {SamplerKind::dpm2_ancestral, "dpm2_ancestral", "DPM-Solver-2 ancestral",
     "x'/a' = x/a + (sigma_down - sigma) eps_hat(y, sqrt(sigma sigma_down)) + sigma_up z", nullptr,
     "k-diffusion, sample_dpm_2_ancestral",
     option_frame | option_trials | option_eta | option_noise_scale, true, dpm2_ancestral_plan},
    {SamplerKind::dpmpp_2s_ancestral, "dpmpp_2s_ancestral", "DPM-Solver++(2S) ancestral",
     "x' = s_down x / s + a' (1 - e^-h) x0_hat(y, sqrt(sigma sigma_down)) + s_up z", nullptr,
     "Lu et al. 2022 (DPM-Solver++), algorithm 1; k-diffusion, sample_dpmpp_2s_ancestral",
     option_frame | option_eta | option_noise_scale, true, dpmpp_2s_ancestral_plan},
    {SamplerKind::dpmpp_sde, "dpmpp_sde", "DPM-Solver++ SDE",  // 2S with noise at the middle too
     "x' = s_down x / s + a' (1 - e^-h) x0_hat(y, sqrt(sigma sigma')) + s_up z", nullptr,
     "k-diffusion, sample_dpmpp_sde", option_frame | option_eta | option_noise_scale, true,
     dpmpp_sde_plan},
    {SamplerKind::dpm_singlestep, "dpm_singlestep", "DPM-Solver++ singlestep 2S, 3S",
     "x' = s' x / s + a' (1 - e^-h) [(1 - 1 / (2 r)) x0_hat(x) + 1 / (2 r) x0_hat(y)]", nullptr,
     "Lu et al. 2022 (DPM-Solver), algorithms 1 and 2; (DPM-Solver++), algorithm 1",
     option_frame | option_trials | option_order | option_eta | option_noise_scale | option_form |
         option_solver_type | option_lower_order,
     false, dpm_singlestep_plan},
    {SamplerKind::dpmpp_2m, "dpmpp_2m", "DPM-Solver++ multistep 2M, 3M",
     "x' = s' x / s + a' (1 - e^-h) [(1 + 1 / (2 r)) x0_hat - 1 / (2 r) x0_hat_before]", nullptr,
     "Lu et al. 2022 (DPM-Solver++), algorithm 2",
     option_frame | option_order | option_eta | option_noise_scale | option_form |
         option_solver_type | option_lower_order | option_euler_at_final,
     false, dpm_multistep_plan},
    {SamplerKind::unipc, "unipc", "UniPC",  // corrects with the new x0_hat, then predicts
     "x' = s' x / s + a' (1 - e^-h) x0_hat + a' B(h) sum_j w_j D_j, B(h) = e^h - 1", nullptr,
     "Zhao et al. 2023, algorithms 5 and 6",
     option_frame | option_order | option_form | option_lower_order | option_unipc_b |
         option_uncorrected,
     false, unipc_plan},
    {SamplerKind::pndm, "pndm", "PNDM",
     "x' = sqrt(ab'/ab) x + [sqrt(1 - ab') - sqrt(ab'/ab) sqrt(1 - ab)] eps_hat_AB, "
     "eps_hat_AB = (55 eps_hat - 59 eps_hat_1 + 37 eps_hat_2 - 9 eps_hat_3) / 24",
     nullptr, "Liu et al. 2022, eq. 11 to 13", option_runge_kutta, false, pndm_plan},
    {SamplerKind::ipndm, "ipndm", "iPNDM",  // lower orders at the start
     "x'/a' = x/a + (sigma' - sigma) eps_hat_AB, "
     "eps_hat_AB = (55 eps_hat - 59 eps_hat_1 + 37 eps_hat_2 - 9 eps_hat_3) / 24",
     nullptr, "Zhang and Chen 2023 (DEIS), section 4; diffusers, IPNDMScheduler", option_frame,
     false, ipndm_plan},
    {SamplerKind::lms, "lms", "Linear multistep",
     "x'/a' = x/a + sum_j w_j eps_hat_j, w_j = int L_j(sigma) dsigma", nullptr,
     "k-diffusion, sample_lms", option_frame | option_order, false, lms_plan},
    {SamplerKind::deis, "deis", "DEIS (log rho)",
     "x'/a' = x/a + sum_j w_j eps_hat_j, w_j = int L_j(log sigma) dsigma", nullptr,
     "Zhang and Chen 2023 (DEIS), eq. 15", option_frame | option_order | option_lower_order, false,
     deis_plan},
}};

/// Writes the weight of guidance into the rows that evaluate (design: it changes the split alone).
void guide(Plan& plan, const GuidanceSpec& guidance, const SamplerSpec& sampler) {
  const bool wide = sampler.kind == SamplerKind::ddpm && sampler.variance == Variance::large;
  for (Row& row : plan.rows) {
    if (!row.evaluate) continue;
    row.w = guidance.scale;
    if (!shifts_mean(guidance)) continue;
    // The mean moves by scale Sigma grad log p wherever x0_hat is moved by this much (Dhariwal and
    // Nichol 2021, algorithm 1). Sigma is beta for DDPM's large variance and else beta_tilde; 0 on
    // a step to clean data.
    row.w *= row.from.a / row.to.a;
    if (!wide || row.to.s == 0) row.w *= (row.to.s * row.to.s) / (row.from.s * row.from.s);
  }
}

/// Throws BadRequest where a coefficient is not finite: the sampler's formula has no meaning there,
/// such as dividing by a = 0 (pure noise) or by s = 0 (no noise at all).
void check_finite(const Plan& plan, const SamplerInfo& info) {
  for (const Row& row : plan.rows) {
    double sum = row.c_x + row.c_s + row.c_z + row.w + row.alpha;
    for (std::size_t j = 0; j < Row::history; ++j) sum += row.c_d[j] + row.c_e[j];
    if (!std::isfinite(sum))
      throw BadRequest("sampler", "kind", info.name,
                       "a sampler that is defined from (a, s) = (" + to_text(row.from.a) + ", " +
                           to_text(row.from.s) + ") to (" + to_text(row.to.a) + ", " +
                           to_text(row.to.s) + ")",
                       "take more steps, or choose ddim or another process");
  }
}

}  // namespace

std::span<const SamplerInfo> samplers() { return table; }

const char* formula_of(const SamplerInfo& info, const Process& process) {
  const bool papers = info.formula_else == nullptr || process.variance_preserving();
  return papers ? info.formula : info.formula_else;
}

Plan build_plan(const Process& process, const SamplerSpec& sampler, const GuidanceSpec& guidance) {
  check(sampler);
  const SamplerInfo& info = sampler_info(sampler.kind);
  Plan plan = info.build(process, sampler);
  if (guidance.kind != GuidanceKind::none) guide(plan, guidance, sampler);
  check_finite(plan, info);
  return plan;
}

}  // namespace alphabar
