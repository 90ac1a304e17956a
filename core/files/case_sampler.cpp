#include "core/files/case_sampler.h"

#include <algorithm>
#include <cmath>

#include "core/process/grid.h"
#include "core/process/process.h"

namespace alphabar {
namespace {

/// Options that change the result and that no plan has.
void refuse_unsupported(JsonFields& f) {
  for (const char* name : {"clip_sample", "thresholding"}) {
    bool value = false;
    f(name, value);
    if (value) f.refuse(name, "false");
  }
  // The exact model answers in every parameterisation at once.
  f.ignore("prediction_type");
  f.ignore("nfe");
}

void read_spacing(JsonFields& f, GridSpec& grid) {
  static constexpr std::pair<Spacing, const char*> names[]{{Spacing::leading, "leading"},
                                                           {Spacing::linspace, "linspace"},
                                                           {Spacing::trailing, "trailing"}};
  f("num_inference_steps", grid.steps);
  f("timestep_spacing", grid.spacing, EnumNames<Spacing>(names));
  f("steps_offset", grid.offset);
  f("set_alpha_to_one", grid.end_clean);
  std::string last = "zero";
  f("final_sigmas_type", last);
  if (last == "sigma_min")
    grid.end_clean = false;
  else if (last != "zero")
    f.refuse("final_sigmas_type", "zero, sigma_min");
  bool karras = false, exponential = false;
  f("use_karras_sigmas", karras);
  f("use_exponential_sigmas", exponential);
  if (karras) grid.spacing = Spacing::karras;
  if (exponential) grid.spacing = Spacing::exponential;
}

void expect(JsonFields& f, const char* name, const std::string& only) {
  std::string value = only;
  f(name, value);
  if (value != only) f.refuse(name, only);
}

void read_predictor_corrector(JsonFields& f, SamplerSpec& s) {
  std::string predictor, corrector = "none";
  bool flow = false;
  f("predictor", predictor);
  f("corrector", corrector);
  f("probability_flow", flow);
  CorrectorSpec chosen{.steps = 1};
  f("n_steps", chosen.steps);
  f("snr", chosen.snr);
  f("step_size", chosen.step_size);
  static constexpr std::pair<const char*, CorrectorRule> rules[]{
      {"langevin", CorrectorRule::snr},
      {"ald", CorrectorRule::annealed},
      {"fixed", CorrectorRule::fixed}};  // step_size at every level: not in score_sde
  const auto rule =
      std::ranges::find_if(rules, [&](const auto& r) { return corrector == r.first; });
  if (rule != std::end(rules)) {
    s.corrector = chosen;
    s.corrector.rule = rule->second;
  } else if (corrector != "none") {
    f.refuse("corrector", "none, langevin, ald, fixed");
  }
  if (predictor == "euler_maruyama" || predictor == "reverse_diffusion") {
    const bool euler = predictor == "euler_maruyama";
    s.kind = flow    ? SamplerKind::probability_flow
             : euler ? SamplerKind::euler_maruyama
                     : SamplerKind::reverse_diffusion;
    s.flow_form = flow && !euler ? FlowForm::reverse_diffusion : FlowForm::euler;
  } else if (predictor == "ancestral_sampling" && !flow) {
    s.kind = SamplerKind::ancestral;
  } else {
    f.refuse("predictor", "euler_maruyama, reverse_diffusion, ancestral_sampling (no flow)");
  }
}

void read_churn(JsonFields& f, SamplerSpec& s) {
  f("s_churn", s.churn.amount);
  f("s_tmin", s.churn.sigma_min);
  if (f.null("s_tmax"))
    f.ignore("s_tmax");
  else
    f("s_tmax", s.churn.sigma_max);
  f("s_noise", s.noise_scale);
}

void read_solver_type(JsonFields& f, SamplerSpec& s) {
  static constexpr std::pair<SolverType, const char*> names[]{{SolverType::midpoint, "midpoint"},
                                                              {SolverType::heun, "heun"}};
  f("solver_type", s.solver_type, EnumNames<SolverType>(names));
}

/// A DPM-Solver of diffusers; `multistep` has one algorithm more and no way to ask for trial
/// points.
void read_dpm_solver(JsonFields& f, SamplerSpec& s, bool multistep) {
  s.kind = multistep ? SamplerKind::dpmpp_2m : SamplerKind::dpm_singlestep;
  s.report_trials = !multistep;
  f("solver_order", s.order);
  read_solver_type(f, s);
  std::string type = "dpmsolver++";
  f("algorithm_type", type);
  if (type.ends_with("dpmsolver")) s.form = SolverForm::eps;
  if (type.starts_with("sde-")) s.eta = 1;
  if (type != "dpmsolver++" && type != "dpmsolver" && type != "sde-dpmsolver++" &&
      !(multistep && type == "sde-dpmsolver"))
    f.refuse("algorithm_type", multistep ? "dpmsolver++, dpmsolver, sde-dpmsolver++, sde-dpmsolver"
                                         : "dpmsolver++, dpmsolver, sde-dpmsolver++");
  // The curvature of diffusers 0.42.1 has -1/2 where phi_3 has +1/2 in the third order of the SDE
  // (k-diffusion's is right); in eps it has no third order of it.
  if (s.eta > 0 && s.order > 2 && (multistep || s.solver_type == SolverType::heun))
    f.refuse("solver_order", "1, 2 with " + type);
  if (!multistep) s.lower_order_final = false;  // diffusers' default
  f("lower_order_final", s.lower_order_final);
  // diffusers turns it on itself where the list is not whole steps, or ends in one of order 1.
  if (!multistep && (s.grid.end_clean || s.grid.steps % std::max(1, s.order) != 0))
    s.lower_order_final = true;
}

void read_lms_order(JsonFields& f, SamplerSpec& s) {
  s.order = 4;  // the default of both libraries
  f("order", s.order);
}

/// A sampler of k-diffusion, by the name of its function; false if it is none.
bool read_k_sampler(JsonFields& f, SamplerSpec& s, const std::string& kind) {
  static constexpr std::pair<const char*, SamplerKind> names[]{
      {"euler", SamplerKind::euler},
      {"euler_ancestral", SamplerKind::euler_ancestral},
      {"heun", SamplerKind::heun},
      {"dpm_2", SamplerKind::dpm2},
      {"dpm_2_ancestral", SamplerKind::dpm2_ancestral},
      {"lms", SamplerKind::lms},
      {"dpmpp_2s_ancestral", SamplerKind::dpmpp_2s_ancestral},
      {"dpmpp_sde", SamplerKind::dpmpp_sde},
      {"dpmpp_2m", SamplerKind::dpmpp_2m},
      {"dpmpp_2m_sde", SamplerKind::dpmpp_2m},
      {"dpmpp_3m_sde", SamplerKind::dpmpp_2m},
  };
  const auto found = std::ranges::find_if(names, [&](const auto& n) { return kind == n.first; });
  if (found == std::end(names)) return false;
  s.kind = found->second;
  s.lower_order_final = false;
  if (s.kind == SamplerKind::lms) read_lms_order(f, s);
  if (kind == "dpmpp_2m_sde") read_solver_type(f, s);
  if (kind == "dpmpp_3m_sde") {
    s.order = 3;
    s.solver_type = SolverType::heun;
  }
  if (kind == "dpmpp_sde") {
    double r = 0.5;
    f("r", r);
    if (r != 0.5) f.refuse("r", "0.5");
  }
  if (kind.ends_with("_ancestral") || kind.ends_with("_sde")) {
    s.eta = 1;
    f("eta", s.eta);
  }
  read_churn(f, s);
  return true;
}

/// A scheduler of diffusers that keeps x divided by a: its state is x_0 + sigma z.
void read_sigma_scheduler(JsonFields& f, SamplerSpec& s, const std::string& kind) {
  static constexpr std::pair<const char*, SamplerKind> names[]{
      {"euler-discrete", SamplerKind::euler},
      {"euler-ancestral-discrete", SamplerKind::euler_ancestral},
      {"heun-discrete", SamplerKind::heun},
      {"kdpm2-discrete", SamplerKind::dpm2},
      {"kdpm2-ancestral-discrete", SamplerKind::dpm2_ancestral},
      {"lms-discrete", SamplerKind::lms},
  };
  const auto found = std::ranges::find_if(names, [&](const auto& n) { return kind == n.first; });
  if (found == std::end(names)) f.refuse("kind", "a sampler of `alphabar list samplers`");
  s.kind = found->second;
  s.frame = Frame::sigma;
  s.grid.round_timesteps = false;
  s.report_trials = s.kind == SamplerKind::heun || s.kind == SamplerKind::dpm2 ||
                    s.kind == SamplerKind::dpm2_ancestral;
  if (s.grid.spacing == Spacing::karras || s.grid.spacing == Spacing::exponential) {
    std::string spacing = "linspace";
    f("timestep_spacing", spacing);
    // Their range would be that of the spaced list, not of the process.
    if (spacing != "linspace") f.refuse("timestep_spacing", "linspace with a list of sigmas");
  }
  if (kind.find("ancestral") != std::string::npos) s.eta = 1;
  if (s.kind == SamplerKind::lms) read_lms_order(f, s);
  std::string interpolation = "linear";
  f("interpolation_type", interpolation);
  // Only euler-discrete has it: n + 1 sigmas, even in their logarithm, of which the last is the
  // end.
  if (interpolation == "log_linear")
    s.grid.spacing = Spacing::by_hand;
  else if (interpolation != "linear")
    f.refuse("interpolation_type", "linear, log_linear");
  read_churn(f, s);
  // diffusers asks the model before it adds the noise, which is not Karras' algorithm.
  if (s.churn.amount != 0) f.refuse("s_churn", "0; a case of k-diffusion may have it");
}

}  // namespace

void read_case_sampler(JsonFields& f, SamplerSpec& s, GuidanceSpec& guidance) {
  std::string kind;
  f("kind", kind);
  // diffusers' own defaults
  const bool in_sigma = kind.ends_with("-discrete");
  const bool solver = kind.starts_with("dpmsolver-") || kind == "unipc" || kind == "deis";
  s.grid.spacing = in_sigma || solver ? Spacing::linspace : Spacing::leading;
  s.grid.end_clean = kind != "pndm";
  read_spacing(f, s.grid);
  if (s.grid.steps == 1 && s.grid.spacing == Spacing::linspace && !solver) {
    s.grid.spacing = Spacing::leading;  // numpy's linspace of one entry is its start
    s.grid.offset = 0;
  }
  refuse_unsupported(f);
  const auto guided = [&](GuidanceKind form) {
    guidance.kind = form;
    f("guidance_scale", guidance.scale);
  };
  const auto read_variance = [&] {
    static constexpr std::pair<Variance, const char*> names[]{{Variance::small, "fixed_small"},
                                                              {Variance::small, "fixed_small_log"},
                                                              {Variance::large, "fixed_large"}};
    f("variance_type", s.variance, EnumNames<Variance>(names));
  };
  if (kind == "ddpm" || kind == "ddpm-classifier-guidance") {
    s.kind = SamplerKind::ddpm;
    read_variance();
    if (kind != "ddpm") guided(GuidanceKind::classifier_ddpm);
    f.ignore("eta");
  } else if (kind == "ddim") {
    s.kind = SamplerKind::ddim;
    s.grid.stride_targets = true;
    f("eta", s.eta);
  } else if (kind == "ddim-classifier-guidance" || kind == "ddim-classifier-free-guidance") {
    s.kind = SamplerKind::ddim;
    f("eta", s.eta);
    f.ignore("variance_type");
    guided(kind == "ddim-classifier-guidance" ? GuidanceKind::classifier_ddim
                                              : GuidanceKind::classifier_free);
  } else if (kind == "ddim-subsequence") {
    s.kind = SamplerKind::ddim;
    f("eta", s.eta);
    static constexpr std::pair<Spacing, const char*> names[]{{Spacing::quadratic, "quad"},
                                                             {Spacing::leading, "uniform"}};
    f("skip_type", s.grid.spacing, EnumNames<Spacing>(names));
  } else if (kind == "ddim-inverse") {
    s.kind = SamplerKind::ddim_inverse;
    s.grid.stride_targets = true;
  } else if (kind == "pc") {
    read_predictor_corrector(f, s);
  } else if (kind == "ode-rk45" || kind == "likelihood-rk45") {
    s.kind = SamplerKind::probability_flow;
    s.grid.end_clean = false;
    for (const char* name : {"rtol", "atol"}) {
      double asked = 1;
      f(name, asked);
      if (!(asked >= 1e-12)) f.refuse(name, "at least 1e-12", "that is what the flow is solved to");
    }
  } else if (kind == "langevin") {
    s.kind = SamplerKind::langevin;
    f("step_lr", s.step_size);
    f("n_steps", s.grid.steps);
  } else if (kind == "annealed-langevin") {
    s.kind = SamplerKind::annealed_langevin;
    f("step_lr", s.step_size);
    f("n_steps_each", s.steps_each);
  } else if (in_sigma) {
    read_sigma_scheduler(f, s, kind);
  } else if (kind == "flow-match-euler") {
    bool stochastic = false;
    f("stochastic_sampling", stochastic);
    s.kind = stochastic ? SamplerKind::renoise : SamplerKind::euler;
  } else if (kind == "flow-match-heun") {
    s.kind = SamplerKind::heun_flow;
    s.report_trials = true;
  } else if (kind == "ipndm") {
    s.kind = SamplerKind::ipndm;
    s.grid.spacing = Spacing::by_hand;
    f("sigmas", s.grid.values);
  } else if (kind == "dpmsolver-multistep") {
    read_dpm_solver(f, s, true);
    f("euler_at_final", s.euler_at_final);
  } else if (kind == "dpmsolver-singlestep") {
    read_dpm_solver(f, s, false);
  } else if (kind == "unipc") {
    s.kind = SamplerKind::unipc;
    f("solver_order", s.order);
    static constexpr std::pair<UniPcB, const char*> names[]{{UniPcB::bh1, "bh1"},
                                                            {UniPcB::bh2, "bh2"}};
    f("solver_type", s.unipc_b, EnumNames<UniPcB>(names));
    bool predict_x0 = true;
    f("predict_x0", predict_x0);
    if (!predict_x0) s.form = SolverForm::eps;
    f("lower_order_final", s.lower_order_final);
    f("disable_corrector", s.uncorrected);
  } else if (kind == "pndm") {
    s.kind = SamplerKind::pndm;
    s.grid.stride_targets = true;
    bool skip = true;
    f("skip_prk_steps", skip);
    s.runge_kutta = !skip;
  } else if (kind == "deis") {
    s.kind = SamplerKind::deis;
    s.grid.end_clean = false;
    f("solver_order", s.order);
    expect(f, "algorithm_type", "deis");
    expect(f, "solver_type", "logrho");
    f("lower_order_final", s.lower_order_final);
  } else if (!read_k_sampler(f, s, kind)) {
    f.refuse("kind", "a sampler of `alphabar list samplers`, under its name in the library");
  }
}

void settle_case_sampler(const ProcessSpec& p, SamplerSpec& s, const std::string& kind) {
  // These schedulers keep a trace of signal, alpha_bar_T = 2^-24, in place of 0.
  const bool trace = kind == "dpmsolver-multistep" || kind == "unipc" || kind == "euler-discrete" ||
                     kind == "euler-ancestral-discrete";
  if (trace && p.zero_terminal_snr) {
    for (const Level& level : run_levels(Process(p), s.grid, s.frame == Frame::process))
      s.grid.values.push_back(std::min(level.sigma(), std::sqrt(0x1p24 - 1)));
    if (s.grid.end_clean) s.grid.values.pop_back();
    s.grid.spacing = Spacing::by_hand;
    return;
  }
  if (kind == "euler-discrete" && s.grid.spacing == Spacing::by_hand) {  // log_linear
    const Process process(p);
    const double high = std::log(process.at(process.t_max()).sigma());
    const double low = std::log(process.at(process.t_min()).sigma());
    for (int k = 0; k <= s.grid.steps; ++k)
      s.grid.values.push_back(std::exp(high + k * (low - high) / s.grid.steps));
    s.grid.end_clean = false;
  }
}

}  // namespace alphabar
