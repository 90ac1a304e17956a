#include "core/io/diffusers/case_sampler.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "core/base/check.h"
#include "core/plan/comfy_presets.h"

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

void read_guidance(const CaseReader& r, GuidanceKind kind) {
  r.guidance.kind = kind;
  r.f("guidance_scale", r.guidance.scale);
}

void read_ddpm(const CaseReader& r) {
  r.s.kind = SamplerKind::ddpm;
  r.s.noise_at_end = true;  // as the library draws it
  static constexpr std::pair<Variance, const char*> names[]{{Variance::small, "fixed_small"},
                                                            {Variance::small, "fixed_small_log"},
                                                            {Variance::large, "fixed_large"}};
  r.f("variance_type", r.s.variance, EnumNames<Variance>(names));
  r.f.ignore("eta");
  if (r.kind == "ddpm-classifier-guidance") read_guidance(r, GuidanceKind::classifier_ddpm);
}

void read_ddim(const CaseReader& r) {
  r.s.kind = SamplerKind::ddim;
  r.s.grid.stride_targets = true;
  r.f("eta", r.s.eta);
}

void read_guided_ddim(const CaseReader& r) {
  r.s.kind = SamplerKind::ddim;
  r.f("eta", r.s.eta);
  r.f.ignore("variance_type");
  read_guidance(r, r.kind == "ddim-classifier-guidance" ? GuidanceKind::classifier_ddim
                                                        : GuidanceKind::classifier_free);
}

void read_ddim_subsequence(const CaseReader& r) {
  r.s.kind = SamplerKind::ddim;
  r.f("eta", r.s.eta);
  static constexpr std::pair<Spacing, const char*> names[]{{Spacing::quadratic, "quad"},
                                                           {Spacing::leading, "uniform"}};
  r.f("skip_type", r.s.grid.spacing, EnumNames<Spacing>(names));
}

void read_ddim_inverse(const CaseReader& r) {
  r.s.kind = SamplerKind::ddim_inverse;
  r.s.grid.stride_targets = true;
}

void read_pndm(const CaseReader& r) {
  r.s.kind = SamplerKind::pndm;
  r.s.grid.stride_targets = true;
  bool skip = true;
  r.f("skip_prk_steps", skip);
  r.s.runge_kutta = !skip;
}

void read_predictor_corrector(const CaseReader& r) {
  JsonFields& f = r.f;
  SamplerSpec& s = r.s;
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
      std::ranges::find_if(rules, [&](const auto& known) { return corrector == known.first; });
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
  } else if (predictor == "none" && corrector != "none") {
    s.kind = SamplerKind::corrector_only;
  } else {
    f.refuse("predictor",
             "euler_maruyama, reverse_diffusion, ancestral_sampling (no flow), none (a corrector)");
  }
}

void read_adaptive_flow(const CaseReader& r) {
  r.s.kind = SamplerKind::probability_flow;
  r.s.grid.end_clean = false;
  for (const char* name : {"rtol", "atol"}) {
    double asked = 1;
    r.f(name, asked);
    if (!(asked >= 1e-12)) r.f.refuse(name, "at least 1e-12", "that is what the flow is solved to");
  }
}

void read_langevin(const CaseReader& r) {
  r.s.kind = SamplerKind::langevin;
  r.f("step_lr", r.s.step_size);
  r.f("n_steps", r.s.grid.steps);
}

void read_annealed_langevin(const CaseReader& r) {
  r.s.kind = SamplerKind::annealed_langevin;
  r.f("step_lr", r.s.step_size);
  r.f("n_steps_each", r.s.steps_each);
}

/// FlowMatchEuler, FlowMatchLCM and FlowMatchHeun.
void read_flow_match(const CaseReader& r) {
  SamplerSpec& s = r.s;
  bool stochastic = r.kind == "flow-match-lcm";
  r.f("stochastic_sampling", stochastic);
  s.kind = r.kind == "flow-match-heun" ? SamplerKind::heun_flow
           : stochastic                ? SamplerKind::renoise
                                       : SamplerKind::euler;
  s.report_trials = s.kind == SamplerKind::heun_flow;
  s.grid.terminal = r.sigmas.terminal;
  if (const std::optional<double> shift = read_dynamic_shift(r.f))
    s.grid.shift = *shift;
  else
    s.grid.shift_twice = s.grid.shift != 1;
  settle_sigmas(r.process, r.sigmas, SigmaRule::spaced, s.grid);
}

void read_ipndm(const CaseReader& r) {
  r.s.kind = SamplerKind::ipndm;
  r.s.grid.spacing = Spacing::by_hand;
  r.f("sigmas", r.s.grid.values);
}

void read_lcm(const CaseReader& r) {
  r.s.kind = SamplerKind::renoise;
  r.s.boundary = 10;  // diffusers' timestep_scaling
  r.f("timestep_scaling", r.s.boundary);
  if (!(r.s.boundary > 0)) r.f.refuse("timestep_scaling", "a number above 0");
  int original = 50;
  r.f("original_inference_steps", original);
  settle_lcm_timesteps(r.process, original, r.s.grid);
}

void read_tcd(const CaseReader& r) {
  GridSpec& grid = r.s.grid;
  r.s.kind = SamplerKind::tcd;
  r.s.eta = 0.3;  // the default of its step()
  r.f("eta", r.s.eta);
  int original = 50;
  r.f("original_inference_steps", original);
  settle_lcm_timesteps(r.process, original, grid);
  grid.values.push_back(1);  // the last step goes to timestep 0
  grid.end_clean = false;
}

struct KindReader {
  const char* kind;
  void (*read)(const CaseReader&);
};
constexpr std::array<KindReader, 19> readers{{
    {"ddpm", read_ddpm},
    {"ddpm-classifier-guidance", read_ddpm},
    {"ddim", read_ddim},
    {"ddim-classifier-guidance", read_guided_ddim},
    {"ddim-classifier-free-guidance", read_guided_ddim},
    {"ddim-subsequence", read_ddim_subsequence},
    {"ddim-inverse", read_ddim_inverse},
    {"pndm", read_pndm},
    {"pc", read_predictor_corrector},
    {"ode-rk45", read_adaptive_flow},
    {"likelihood-rk45", read_adaptive_flow},
    {"langevin", read_langevin},
    {"annealed-langevin", read_annealed_langevin},
    {"flow-match-euler", read_flow_match},
    {"flow-match-lcm", read_flow_match},
    {"flow-match-heun", read_flow_match},
    {"ipndm", read_ipndm},
    {"lcm", read_lcm},
    {"tcd", read_tcd},
}};

bool is_solver(const std::string& kind) {
  return kind.starts_with("dpmsolver-") || kind == "unipc" || kind == "deis" || kind == "sasolver";
}

/// The spacing that the library has by default. k-diffusion's own are lists of sigmas, and on a
/// discrete process all timesteps at even distances (DiscreteSchedule.get_sigmas).
Spacing usual_spacing(const std::string& kind) {
  if (is_solver(kind)) return Spacing::linspace;
  const auto known = std::ranges::find_if(readers, [&](const auto& r) { return kind == r.kind; });
  return known == readers.end() ? Spacing::linspace : Spacing::leading;
}

/// A case that names a scheduler is ComfyUI's: its sampler and its scheduler, what KSampler runs.
SamplerSpec read_comfy(JsonFields& f, const std::string& kind, const Process& process,
                       const CaseGrid& grid) {
  std::string name;
  f("scheduler", name);
  const ComfySampler* sampler = find_comfy_sampler(kind);
  const ComfyScheduler* scheduler = find_comfy_scheduler(name);
  if (!sampler) f.refuse("kind", "with a scheduler: " + all_names(comfy_samplers()));
  if (!scheduler) f.refuse("scheduler", all_names(comfy_schedulers()));
  if (process.is_flow() && !sampler->on_flow)
    f.refuse("kind", "on a flow: euler, ddim or lcm", "others take another step there");
  if (process.is_flow() && !comfy_fits_flow(*sampler, *scheduler, grid.shift))
    f.refuse("scheduler",
             "on a flow with a shift: simple, sgm_uniform, ddim_uniform, beta, normal, "
             "linear_quadratic, kl_optimal, bong_tangent");
  int steps = 20;
  f("num_inference_steps", steps);
  return comfy_sampler(*sampler, *scheduler, steps,
                       process.is_flow() ? std::optional(grid.shift) : std::nullopt);
}

}  // namespace

CaseSampler read_case_sampler(JsonFields& f, const Process& process, const CaseGrid& grid) {
  CaseSampler out;
  SamplerSpec& s = out.spec;
  std::string kind;
  f("kind", kind);
  if (f.has("scheduler")) {
    s = read_comfy(f, kind, process, grid);
    return out;
  }
  s.grid.spacing = usual_spacing(kind);
  s.grid.end_clean = kind != "pndm";
  read_timesteps(f, s.grid);
  if (s.grid.steps == 1 && s.grid.spacing == Spacing::linspace && !is_solver(kind)) {
    s.grid.spacing = Spacing::leading;  // numpy's linspace of one entry is its start
    s.grid.offset = 0;
  }
  if (grid.spacing) s.grid.spacing = *grid.spacing;
  if (grid.steps > 0) s.grid.steps = grid.steps;
  check_range("sampler", "steps", s.grid.steps, 1, 100'000);
  s.grid.rho = grid.rho;
  s.grid.shift = grid.shift;
  const LibrarySigmas sigmas = read_sigmas(f);
  refuse_unsupported(f);

  const CaseReader reader{f, process, s, out.guidance, sigmas, kind};
  const auto known = std::ranges::find_if(readers, [&](const auto& r) { return kind == r.kind; });
  if (known != readers.end())
    known->read(reader);
  else if (!read_library_solver(reader) && !read_k_sampler(reader))
    f.refuse("kind", "a sampler of `alphabar list samplers`, under its name in the library");
  return out;
}

}  // namespace alphabar
