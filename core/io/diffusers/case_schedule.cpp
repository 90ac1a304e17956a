#include "core/io/diffusers/case_schedule.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace alphabar {
namespace {

void read_betas(JsonFields& f, ProcessSpec& p, CaseGrid&) {
  f("num_train_timesteps", p.T);
  f("beta_start", p.beta_start);
  f("beta_end", p.beta_end);
  f("max_beta", p.max_beta);
  f("rescale_betas_zero_snr", p.zero_terminal_snr);
}

void read_trained_betas(JsonFields& f, ProcessSpec& p, CaseGrid& grid) {
  f("trained_betas", p.betas);
  f("betas", p.betas);
  read_betas(f, p, grid);
}

/// Betas of an alpha_bar over u = i / T (diffusers' betas_for_alpha_bar).
template <double (*alpha_bar)(double)>
void read_alpha_bar(JsonFields& f, ProcessSpec& p, CaseGrid& grid) {
  read_betas(f, p, grid);
  constexpr int most = 100'000;
  if (p.T < 1 || p.T > most) f.refuse("num_train_timesteps", "1 to " + std::to_string(most));
  const auto at = [&](int i) { return alpha_bar(static_cast<double>(i) / p.T); };
  p.betas.clear();
  for (int i = 0; i < p.T; ++i) p.betas.push_back(std::min(1 - at(i + 1) / at(i), p.max_beta));
}

double exponential_alpha_bar(double u) { return std::exp(-12 * u); }

double laplace_alpha_bar(double u) {
  const double side = u <= 0.5 ? 1 : -1;
  const double log_snr = -0.5 * side * std::log(1 - 2 * std::abs(0.5 - u) + 1e-6);
  return std::sqrt(1 / (1 + std::exp(-log_snr)));
}

void read_sde(JsonFields& f, ProcessSpec& p, CaseGrid& grid) {
  f("beta_min", p.beta_min);
  f("beta_max", p.beta_max);
  f("sigma_min", p.sigma_min);
  f("sigma_max", p.sigma_max);
  f("eps", p.t_end);
  f("N", grid.steps);
  double T = 1;
  f("T", T);
  if (T != 1) f.refuse("T", "1");
}

void read_sigma_list(JsonFields& f, ProcessSpec& p, CaseGrid& grid) {
  f("n", grid.steps);
  f("rho", grid.rho);
  f("sigma_min", p.sigma_min);
  f("sigma_max", p.sigma_max);
  f("sigma_begin", p.sigma_max);
  f("sigma_end", p.sigma_min);
}

void read_polyexponential(JsonFields& f, ProcessSpec& p, CaseGrid& grid) {
  grid.rho = 1;
  read_sigma_list(f, p, grid);
}

/// k-diffusion's list: the times of the VP SDE, x kept divided by a.
void read_vp_list(JsonFields& f, ProcessSpec& p, CaseGrid& grid) {
  double range = p.beta_max - p.beta_min;
  f("n", grid.steps);
  f("beta_d", range);
  f("beta_min", p.beta_min);
  f("eps_s", p.t_end);
  p.beta_max = p.beta_min + range;
}

void read_flow(JsonFields& f, ProcessSpec& p, CaseGrid& grid) {
  f("num_train_timesteps", p.T);
  f("shift", grid.shift);
  p.t_end = 1.0 / std::max(1, p.T);
  p.T = ProcessSpec{}.T;
}

/// A schedule by its name in the libraries.
struct LibrarySchedule {
  const char* name;
  ProcessKind kind;
  void (*read)(JsonFields&, ProcessSpec&, CaseGrid&);
  std::optional<Spacing> spacing = {};  ///< that it asks for
};

constexpr std::array schedules{
    LibrarySchedule{"linear", ProcessKind::linear, read_betas},
    LibrarySchedule{"scaled_linear", ProcessKind::scaled_linear, read_betas},
    LibrarySchedule{"squaredcos_cap_v2", ProcessKind::cosine, read_betas},
    LibrarySchedule{"sigmoid", ProcessKind::sigmoid, read_betas},
    LibrarySchedule{"exp", ProcessKind::betas, read_alpha_bar<exponential_alpha_bar>},
    LibrarySchedule{"laplace", ProcessKind::betas, read_alpha_bar<laplace_alpha_bar>},
    LibrarySchedule{"trained_betas", ProcessKind::betas, read_trained_betas},
    LibrarySchedule{"vp-sde", ProcessKind::vp_sde, read_sde},
    LibrarySchedule{"subvp-sde", ProcessKind::subvp_sde, read_sde},
    LibrarySchedule{"ve", ProcessKind::ve, read_sde},
    LibrarySchedule{"karras", ProcessKind::edm, read_sigma_list, Spacing::karras},
    LibrarySchedule{"exponential", ProcessKind::edm, read_sigma_list, Spacing::exponential},
    LibrarySchedule{"geometric", ProcessKind::edm, read_sigma_list, Spacing::exponential},
    LibrarySchedule{"polyexponential", ProcessKind::edm, read_polyexponential,
                    Spacing::polyexponential},
    LibrarySchedule{"vp", ProcessKind::vp_sde, read_vp_list, Spacing::trailing},
    LibrarySchedule{"flow", ProcessKind::flow, read_flow},
    LibrarySchedule{"clean", ProcessKind::clean, [](JsonFields&, ProcessSpec&, CaseGrid&) {}},
};

std::string all_names() {
  std::string all = schedules.front().name;
  for (std::size_t i = 1; i < schedules.size(); ++i)
    all.append(i + 1 < schedules.size() ? ", " : " or ").append(schedules[i].name);
  return all;
}

}  // namespace

void read_case_schedule(JsonFields& f, ProcessSpec& p, CaseGrid& grid) {
  std::string kind;
  f("kind", kind);
  const std::string name = kind == "betas" ? "trained_betas" : kind;
  const auto known =
      std::ranges::find_if(schedules, [&](const LibrarySchedule& s) { return name == s.name; });
  if (known == schedules.end()) f.refuse("kind", all_names());
  p.kind = known->kind;
  if (known->spacing) grid.spacing = known->spacing;
  known->read(f, p, grid);
}

const char* diffusers_schedule(ProcessKind kind) {
  for (const LibrarySchedule& s : schedules)
    if (s.kind == kind && s.read == read_betas) return s.name;
  return nullptr;
}

}  // namespace alphabar
