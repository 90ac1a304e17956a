#include "core/scene/process_spec.h"

#include <array>

#include "core/base/check.h"
#include "core/scene/formula.h"

namespace alphabar {
namespace {

using enum ProcessKind;
constexpr std::array<ProcessInfo, 13> table{{
    {linear, "linear", "DDPM, linear β", "beta_t linear from beta_start to beta_end",
     "Ho, Jain, Abbeel 2020, section 4"},
    {scaled_linear, "scaled_linear", "DDPM, scaled linear (quadratic) β",
     "sqrt(beta_t) linear from sqrt(beta_start) to sqrt(beta_end)", "Rombach et al. 2022",
     "quadratic"},
    {cosine, "cosine", "DDPM, cosine ᾱ", "ab_t ~ cos((t / T + 0.008) / 1.008 pi / 2)^2",
     "Nichol and Dhariwal 2021, eq. 17"},
    {sigmoid, "sigmoid", "DDPM, sigmoid β",
     "beta_t a logistic curve over [-6, 6] from beta_start to beta_end",
     "Xu et al. 2022 (GeoDiff); diffusers"},
    {drawn, "drawn", "DDPM, drawn ᾱ", "ab_t a monotone cubic through points", "by hand"},
    {formula, "formula", "DDPM, ᾱ by formula", "ab_t a formula in t, T and u = t / T", "by hand"},
    {betas, "betas", "DDPM, β by hand", "beta_t one by one", "by hand"},
    {vp_sde, "vp_sde", "VP SDE", "dx = -beta(t) x / 2 dt + sqrt(beta(t)) dw",
     "Song et al. 2021 (SDE), eq. 11"},
    {subvp_sde, "subvp_sde", "sub-VP SDE", "dx = -beta(t) x / 2 dt + sqrt(beta(t) (1 - a(t)^4)) dw",
     "Song et al. 2021 (SDE), eq. 12"},
    {ve, "ve", "VE SDE", "x = x_0 + sigma(t) z, sigma(t) = sigma_min (sigma_max / sigma_min)^t",
     "Song et al. 2021 (SDE), eq. 9"},
    {edm, "edm", "EDM", "x = x_0 + sigma z, t = sigma", "Karras et al. 2022"},
    {flow, "flow", "Flow matching", "x = (1 - t) x_0 + t z", "Lipman et al. 2023"},
    {clean, "clean", "No noise", "x = x_0", "what plain Langevin dynamics runs on"},
}};

/// The points of a drawn curve: t rises to 1, alpha_bar falls from below 1 and stays above 0.
void check_drawn(const ProcessSpec& p) {
  const char* where = "process";
  const std::size_t n = p.drawn_t.size();
  if (n == 0 || n > 1000 || p.drawn_alpha_bar.size() != n)
    throw BadRequest(where, "drawn_t", std::to_string(n) + " values",
                     "1 to 1000 values, as many as drawn_alpha_bar");
  for (std::size_t i = 0; i < n; ++i) {
    const std::string index = std::to_string(i) + "]";
    check_range(where, "drawn_t[" + index, p.drawn_t[i], i > 0 ? p.drawn_t[i - 1] + 1e-6 : 1e-6, 1);
    check_range(where, "drawn_alpha_bar[" + index, p.drawn_alpha_bar[i], 1e-12,
                (i > 0 ? p.drawn_alpha_bar[i - 1] : 1) - 1e-12);
  }
  if (p.drawn_t.back() != 1)
    throw BadRequest(where, "drawn_t", to_text(p.drawn_t.back()), "1 as the last value",
                     "the last point is that of t = T");
}

}  // namespace

std::span<const ProcessInfo> processes() { return table; }

int timesteps(const ProcessSpec& process) {
  return process.kind == ProcessKind::betas ? static_cast<int>(process.betas.size()) : process.T;
}

void check(const ProcessSpec& p) {
  const char* where = "process";
  const auto check_T = [&] { check_range(where, "T", p.T, 1, 100000); };
  const auto check_sigmas = [&] {
    check_range(where, "sigma_min", p.sigma_min, 1e-8, 1e8);
    check_range(where, "sigma_max", p.sigma_max, 1e-8, 1e8);
    if (!(p.sigma_min < p.sigma_max))
      throw BadRequest(where, "sigma_max", to_text(p.sigma_max),
                       "more than sigma_min = " + to_text(p.sigma_min));
  };
  switch (p.kind) {
    case ProcessKind::linear:
    case ProcessKind::scaled_linear:
    case ProcessKind::sigmoid:
      check_T();
      check_inside(where, "beta_start", p.beta_start, 0, 1);
      check_inside(where, "beta_end", p.beta_end, 0, 1);
      break;
    case ProcessKind::cosine:
      check_T();
      check_inside(where, "max_beta", p.max_beta, 0, 1);
      break;
    case ProcessKind::drawn:
      check_T();
      check_drawn(p);
      break;
    case ProcessKind::formula:
      check_T();
      schedule_of(formula_curve(p.formula, p.T));
      break;
    case ProcessKind::betas:
      if (p.betas.empty() || p.betas.size() > 100000)
        throw BadRequest(where, "betas", std::to_string(p.betas.size()) + " values",
                         "1 to 100000 values");
      for (std::size_t i = 0; i < p.betas.size(); ++i) {
        const bool no_signal = i > 0 && i + 1 == p.betas.size() && p.betas[i] == 1;
        if (!no_signal) check_inside(where, "betas[" + std::to_string(i) + "]", p.betas[i], 0, 1);
      }
      break;
    case ProcessKind::vp_sde:
    case ProcessKind::subvp_sde:
      check_range(where, "beta_min", p.beta_min, 1e-8, 1e4);
      check_range(where, "beta_max", p.beta_max, 1e-8, 1e4);
      if (p.beta_max < p.beta_min)
        throw BadRequest(where, "beta_max", to_text(p.beta_max),
                         "at least beta_min = " + to_text(p.beta_min));
      check_inside(where, "t_end", p.t_end, 0, 1);
      break;
    case ProcessKind::ve:
      check_sigmas();
      check_inside(where, "t_end", p.t_end, 0, 1);
      break;
    case ProcessKind::edm: check_sigmas(); break;
    case ProcessKind::flow: check_inside(where, "t_end", p.t_end, 0, 1); break;
    case ProcessKind::clean: break;
  }
  if (p.zero_terminal_snr && is_discrete(p.kind) && timesteps(p) < 2)
    throw BadRequest(where, "zero_terminal_snr", "true", "T of 2 or more",
                     "with a single step no signal would be left at all");
}

}  // namespace alphabar
