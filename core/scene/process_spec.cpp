#include "core/scene/process_spec.h"

#include "core/base/check.h"
#include "core/scene/formula.h"

namespace alphabar {

/// The points of a drawn curve: t rises to 1, alpha_bar falls from below 1 and stays above 0.
static void check_drawn(const ProcessSpec& p) {
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
