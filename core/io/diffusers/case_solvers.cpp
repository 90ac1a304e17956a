// The multistep and singlestep solvers of diffusers.
#include <algorithm>
#include <cmath>
#include <vector>

#include "core/io/diffusers/case_sampler.h"
#include "core/process/levels/grid.h"

namespace alphabar {
namespace {

void read_solver_type(JsonFields& f, SamplerSpec& s) {
  static constexpr std::pair<SolverType, const char*> names[]{{SolverType::midpoint, "midpoint"},
                                                              {SolverType::heun, "heun"}};
  f("solver_type", s.solver_type, EnumNames<SolverType>(names));
}

/// The kinds of DPM-Solver; the multistep one has one algorithm more and no trial points.
enum class DpmSteps { multi, single };

void read_dpm_solver(JsonFields& f, SamplerSpec& s, DpmSteps steps) {
  const bool multistep = steps == DpmSteps::multi;
  s.kind = multistep ? SamplerKind::dpmpp_2m : SamplerKind::dpm_singlestep;
  s.report_trials = !multistep;
  f("solver_order", s.order);
  read_solver_type(f, s);
  std::string type = "dpmsolver++";
  f("algorithm_type", type);
  if (type == "deis") type = "dpmsolver++";  // so does diffusers
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
  if (multistep) f("euler_at_final", s.euler_at_final);
}

void read_unipc(JsonFields& f, SamplerSpec& s) {
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
}

/// The library has "logrho" alone and keeps betas; "rhoab" and "tab" are the paper's, on any
/// process.
void read_deis(const CaseReader& r) {
  JsonFields& f = r.f;
  SamplerSpec& s = r.s;
  s.kind = SamplerKind::deis;
  s.grid.end_clean = !r.process.discrete();
  f("solver_order", s.order);
  std::string algorithm = "deis", type = "logrho";
  f("algorithm_type", algorithm);
  f("solver_type", type);
  // diffusers takes logrho in the place of the other solvers' types.
  if (algorithm != "deis" && algorithm != "dpmsolver" && algorithm != "dpmsolver++")
    f.refuse("algorithm_type", "deis");
  if (type == "rhoab") s.deis_variable = DeisVariable::sigma;
  if (type == "tab") s.deis_variable = DeisVariable::time;
  if (s.deis_variable == DeisVariable::log_sigma && type != "logrho" && type != "midpoint" &&
      type != "heun" && type != "bh1" && type != "bh2")
    f.refuse("solver_type", "logrho, rhoab, tab");
  f("lower_order_final", s.lower_order_final);
}

/// tau is a function of the timestep in diffusers; here a number, tau, on the timesteps of
/// tau_between, [first, last]. As in the library without both: 1 from 200 to 800.
void read_sasolver(const CaseReader& r) {
  JsonFields& f = r.f;
  SamplerSpec& s = r.s;
  s.kind = SamplerKind::sa_solver;
  s.grid.end_clean = false;
  f("predictor_order", s.order);
  f("corrector_order", s.corrector_order);
  static constexpr std::pair<SolverForm, const char*> forms[]{
      {SolverForm::x0, "data_prediction"}, {SolverForm::eps, "noise_prediction"}};
  f("algorithm_type", s.form, EnumNames<SolverForm>(forms));
  f("lower_order_final", s.lower_order_final);
  double tau = -1;
  std::vector<double> between;
  f("tau", tau);
  f("tau_between", between);
  if (tau < 0) {
    tau = 1;
    between = {200, 800};
  }
  s.eta = tau * tau;
  if (between.empty()) return;
  if (between.size() != 2 || !(r.process.discrete() || r.process.is_flow()))
    f.refuse("tau_between", "[first, last] timestep of a discrete process or a flow");
  const auto sigma = [&](double timestep) {
    const double t = r.process.discrete() ? timestep + 1 : timestep * r.process.t_min();
    return t <= r.process.t_max() ? r.process.at(t).sigma() : 1e8;
  };
  s.noise_sigma_min = sigma(between[0]);
  s.noise_sigma_max = sigma(between[1]);
  if (!r.process
           .discrete())  // a flow's timesteps are rounded down: all that are below the next one
    s.noise_sigma_max = std::nextafter(sigma(between[1] + 1), 0.0);
}

/// These schedulers keep a trace of signal, alpha_bar_T = 2^-24, in place of 0.
void keep_trace_of_signal(const Process& process, GridSpec& grid, LowestPoint lowest) {
  const std::vector<Level> levels = run_levels(process, grid, lowest);
  grid.values.clear();
  for (const Level& level : levels)
    grid.values.push_back(std::min(level.sigma(), std::sqrt(0x1p24 - 1)));
  if (grid.end_clean) grid.values.pop_back();
  grid.spacing = Spacing::by_hand;
}

}  // namespace

bool read_library_solver(const CaseReader& r) {
  JsonFields& f = r.f;
  SamplerSpec& s = r.s;
  const bool edm = r.kind == "edm-dpmsolver-multistep";
  if (r.kind == "dpmsolver-multistep" || edm)
    read_dpm_solver(f, s, DpmSteps::multi);
  else if (r.kind == "dpmsolver-singlestep")
    read_dpm_solver(f, s, DpmSteps::single);
  else if (r.kind == "unipc")
    read_unipc(f, s);
  else if (r.kind == "deis")
    read_deis(r);
  else if (r.kind == "sasolver")
    read_sasolver(r);
  else
    return false;
  const bool zero_snr = r.process.discrete() && r.process.alpha_bar(r.process.T()) == 0;
  if (r.sigmas.flow || r.process.is_flow()) {
    if (!r.process.is_flow() || !r.sigmas.flow)
      f.refuse("use_flow_sigmas", "true on a flow, and only there");
    if (!s.grid.end_clean && s.kind != SamplerKind::unipc && s.kind != SamplerKind::deis &&
        s.kind != SamplerKind::sa_solver)
      f.refuse("final_sigmas_type", "zero with use_flow_sigmas");
    settle_flow_sigmas(
        r.process, r.sigmas,
        s.kind == SamplerKind::unipc ? FirstFlowTime::pure_noise : FirstFlowTime::lowest_below,
        s.grid);
  } else if (zero_snr && !r.sigmas.spacing && s.kind != SamplerKind::dpm_singlestep) {
    keep_trace_of_signal(r.process, s.grid, LowestPoint::dropped);
  } else {
    settle_sigmas(r.process, r.sigmas, SigmaRule::process, s.grid);
  }
  return true;
}

}  // namespace alphabar
