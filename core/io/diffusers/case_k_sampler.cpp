// The samplers that keep x / a: k-diffusion's functions, and the schedulers of diffusers after
// them.
#include <algorithm>
#include <cmath>
#include <vector>

#include "core/io/diffusers/case_sampler.h"
#include "core/process/levels/grid.h"

namespace alphabar {
namespace {

void read_churn(JsonFields& f, SamplerSpec& s) {
  f("s_churn", s.churn.amount);
  f("s_tmin", s.churn.sigma_min);
  if (f.null("s_tmax"))
    f.ignore("s_tmax");
  else
    f("s_tmax", s.churn.sigma_max);
  f("s_noise", s.noise_scale);
}

void read_lms_order(JsonFields& f, SamplerSpec& s) {
  s.order = 4;  // the default of both libraries
  f("order", s.order);
}

/// The options that one function alone has.
void read_own_options(const CaseReader& r) {
  SamplerSpec& s = r.s;
  if (s.kind == SamplerKind::lms && r.kind == "lms") read_lms_order(r.f, s);
  if (r.kind == "ipndm_v") {
    s.order = 4;
    s.euler_at_final = true;
    r.f("max_order", s.order);
    // Its third and fourth orders divide by the wrong product (the bracket of "1 - h / ..." closes
    // too late), which shows on uneven levels; lms has Adams-Bashforth's weights.
    if (s.order > 2) r.f.refuse("max_order", "1, 2 with ipndm_v", "lms has orders 3 and 4");
  }
  if (r.kind == "dpmpp_2m_sde") {
    static constexpr std::pair<SolverType, const char*> types[]{{SolverType::midpoint, "midpoint"},
                                                                {SolverType::heun, "heun"}};
    r.f("solver_type", s.solver_type, EnumNames<SolverType>(types));
  }
  if (r.kind == "dpmpp_3m_sde") {
    s.order = 3;
    s.solver_type = SolverType::heun;
  }
  if (r.kind == "dpmpp_sde") r.f("r", s.middle);
  if (r.kind == "res_singlestep") r.f("c2", s.middle);
  if (r.kind == "gradient_estimation") r.f("ge_gamma", s.gamma);
  if (r.kind == "dpm_fast") {  // ends at sigma_min
    s.grid.end_clean = false;
    r.f("eta", s.eta);
  }
  if (r.kind == "er_sde") {
    s.order = 3;
    r.f("max_stage", s.order);
  }
}

/// A function of k-diffusion or of ComfyUI's copy of it, sample_<kind>.
bool read_function(const CaseReader& r) {
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
      {"ipndm_v", SamplerKind::lms},
      {"dpm_fast", SamplerKind::dpm_fast},
      {"res_multistep", SamplerKind::res_multistep},
      {"res_multistep_ancestral", SamplerKind::res_multistep},
      {"res_singlestep", SamplerKind::res_singlestep},
      {"gradient_estimation", SamplerKind::gradient_estimation},
      {"er_sde", SamplerKind::er_sde},
  };
  const auto found = std::ranges::find_if(names, [&](const auto& n) { return r.kind == n.first; });
  if (found == std::end(names)) return false;
  SamplerSpec& s = r.s;
  s.kind = found->second;
  s.lower_order_final = false;
  read_own_options(r);
  if (r.kind.ends_with("_ancestral") || (r.kind.ends_with("_sde") && r.kind != "er_sde")) {
    s.eta = 1;
    r.f("eta", s.eta);
  }
  read_churn(r.f, s);
  return true;
}

/// A scheduler of diffusers that keeps x / a.
bool read_scheduler(const CaseReader& r) {
  static constexpr std::pair<const char*, SamplerKind> names[]{
      {"euler-discrete", SamplerKind::euler},
      {"euler-ancestral-discrete", SamplerKind::euler_ancestral},
      {"heun-discrete", SamplerKind::heun},
      {"kdpm2-discrete", SamplerKind::dpm2},
      {"kdpm2-ancestral-discrete", SamplerKind::dpm2_ancestral},
      {"lms-discrete", SamplerKind::lms},
      {"edm-euler", SamplerKind::euler},
  };
  const auto found = std::ranges::find_if(names, [&](const auto& n) { return r.kind == n.first; });
  if (found == std::end(names)) return false;
  SamplerSpec& s = r.s;
  s.kind = found->second;
  s.report_trials = s.kind == SamplerKind::heun || s.kind == SamplerKind::dpm2 ||
                    s.kind == SamplerKind::dpm2_ancestral;
  if (r.kind.find("ancestral") != std::string::npos) s.eta = 1;
  if (s.kind == SamplerKind::lms) read_lms_order(r.f, s);
  read_churn(r.f, s);
  // diffusers asks the model before it adds the noise, which is not Karras' algorithm.
  if (s.churn.amount != 0) r.f.refuse("s_churn", "0; a case of k-diffusion may have it");
  return true;
}

/// The timesteps of a grid as a list by hand.
void list_by_hand(const Process& process, GridSpec& grid) {
  std::vector<double> times;
  for (const Level& level : run_levels(process, grid)) times.push_back(level.t);
  if (grid.end_clean) times.pop_back();
  grid.spacing = Spacing::by_hand;
  grid.values_in = LevelUnit::t;
  grid.values = std::move(times);
}

}  // namespace

bool read_k_sampler(const CaseReader& r) {
  SamplerSpec& s = r.s;
  const bool function = read_function(r);
  if (!function && !read_scheduler(r)) return false;
  // On a flow both keep x itself.
  if (!r.process.is_flow()) s.frame = Frame::sigma;
  s.grid.round_timesteps = false;
  s.grid.log_between = function;
  const bool zero_snr = r.process.discrete() && r.process.alpha_bar(r.process.T()) == 0;
  const bool rescales = r.kind == "euler-discrete" || r.kind == "euler-ancestral-discrete";
  if (zero_snr && rescales && !r.sigmas.spacing && !r.sigmas.log_linear) {
    for (const Level& level : run_levels(r.process, s.grid))  // a trace of signal, 2^-24, for 0
      s.grid.values.push_back(std::min(level.sigma(), std::sqrt(0x1p24 - 1)));
    if (s.grid.end_clean) s.grid.values.pop_back();
    s.grid.spacing = Spacing::by_hand;
    return true;
  }
  settle_sigmas(r.process, r.sigmas, SigmaRule::spaced, s.grid);
  // This library's lists keep their lowest timestep, which the plan of a solver of diffusers drops.
  if (function && r.process.discrete() && s.kind == SamplerKind::dpmpp_2m &&
      s.grid.spacing == Spacing::linspace)
    list_by_hand(r.process, s.grid);
  return true;
}

}  // namespace alphabar
