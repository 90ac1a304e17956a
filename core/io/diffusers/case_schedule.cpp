#include "core/io/diffusers/case_schedule.h"

#include <algorithm>
#include <string>

namespace alphabar {
namespace {

void read_betas(JsonFields& f, ProcessSpec& p) {
  f("num_train_timesteps", p.T);
  f("beta_start", p.beta_start);
  f("beta_end", p.beta_end);
  f("max_beta", p.max_beta);
  f("rescale_betas_zero_snr", p.zero_terminal_snr);
}

}  // namespace

void read_case_schedule(JsonFields& f, ProcessSpec& p, CaseGrid& grid) {
  std::string kind;
  f("kind", kind);
  const auto sigma_list = [&](ProcessKind process, Spacing spacing) {
    p.kind = process;
    grid.spacing = spacing;
    f("n", grid.steps);
    f("rho", grid.rho);
    f("sigma_min", p.sigma_min);
    f("sigma_max", p.sigma_max);
    f("sigma_begin", p.sigma_max);
    f("sigma_end", p.sigma_min);
  };
  const auto sde = [&](ProcessKind process) {
    p.kind = process;
    f("beta_min", p.beta_min);
    f("beta_max", p.beta_max);
    f("sigma_min", p.sigma_min);
    f("sigma_max", p.sigma_max);
    f("eps", p.t_end);
    f("N", grid.steps);
    double T = 1;
    f("T", T);
    if (T != 1) f.refuse("T", "1");
  };
  if (kind == "linear") {
    p.kind = ProcessKind::linear;
    read_betas(f, p);
  } else if (kind == "scaled_linear") {
    p.kind = ProcessKind::scaled_linear;
    read_betas(f, p);
  } else if (kind == "squaredcos_cap_v2") {
    p.kind = ProcessKind::cosine;
    read_betas(f, p);
  } else if (kind == "sigmoid") {
    p.kind = ProcessKind::sigmoid;
    read_betas(f, p);
  } else if (kind == "trained_betas" || kind == "betas") {
    p.kind = ProcessKind::betas;
    f("trained_betas", p.betas);
    f("betas", p.betas);
    read_betas(f, p);
  } else if (kind == "vp-sde") {
    sde(ProcessKind::vp_sde);
  } else if (kind == "subvp-sde") {
    sde(ProcessKind::subvp_sde);
  } else if (kind == "ve") {
    sde(ProcessKind::ve);
  } else if (kind == "karras") {
    sigma_list(ProcessKind::edm, Spacing::karras);
  } else if (kind == "exponential" || kind == "geometric") {
    sigma_list(ProcessKind::edm, Spacing::exponential);
  } else if (kind == "polyexponential") {
    grid.rho = 1;
    sigma_list(ProcessKind::edm, Spacing::polyexponential);
  } else if (kind == "vp") {  // k-diffusion's list: the times of the VP SDE, x kept divided by a
    p.kind = ProcessKind::vp_sde;
    double range = p.beta_max - p.beta_min;
    f("n", grid.steps);
    f("beta_d", range);
    f("beta_min", p.beta_min);
    f("eps_s", p.t_end);
    p.beta_max = p.beta_min + range;
    grid.spacing = Spacing::trailing;
  } else if (kind == "flow") {
    p.kind = ProcessKind::flow;
    f("num_train_timesteps", p.T);
    f("shift", grid.shift);
    p.t_end = 1.0 / std::max(1, p.T);
    p.T = ProcessSpec{}.T;
  } else if (kind == "clean") {
    p.kind = ProcessKind::clean;
  } else {
    f.refuse(
        "kind",
        "linear, scaled_linear, squaredcos_cap_v2, sigmoid, trained_betas, vp-sde, subvp-sde, ve, "
        "karras, exponential, geometric, polyexponential, vp, flow or clean");
  }
}

}  // namespace alphabar
