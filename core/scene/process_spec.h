#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/base/listed.h"

namespace alphabar {

/// The forward processes. The first group is discrete, t = 1..T; the others are continuous in t.
enum class ProcessKind {
  linear,         ///< beta_t linear from beta_start to beta_end (Ho et al. 2020, section 4)
  scaled_linear,  ///< sqrt(beta_t) linear: "quadratic" in other places (Rombach et al. 2022)
  cosine,         ///< alpha_bar a squared cosine (Nichol and Dhariwal 2021, eq. 17)
  sigmoid,        ///< beta_t a logistic curve over [-6, 6] (diffusers; Xu et al. 2022, GeoDiff)
  drawn,          ///< alpha_bar a monotone cubic through points given by hand
  formula,        ///< alpha_bar a formula in t, typed as text (core/scene/formula.h)
  betas,          ///< betas given by hand
  vp_sde,         ///< variance preserving (Song et al. 2021, eq. 11)
  subvp_sde,      ///< sub-VP (Song et al. 2021, eq. 12)
  ve,             ///< variance exploding, geometric sigma(t) (Song et al. 2021, eq. 9)
  edm,            ///< a = 1, s = sigma, time is sigma itself (Karras et al. 2022)
  flow,           ///< a = 1 - t, s = t (Lipman et al. 2023)
  clean,          ///< no noise at all: what plain Langevin dynamics runs on
};

/// A forward process as the program lists it.
struct ProcessInfo {
  ProcessKind kind;
  const char* name;                  ///< in files and on the command line: "scaled_linear"
  const char* title;                 ///< on screen
  const char* formula;               ///< in plain text: how data turns to noise
  const char* source;                ///< publication and equation
  const char* other_name = nullptr;  ///< by which it is read as well
};

/// All of them, in the order of the enumeration.
std::span<const ProcessInfo> processes();
inline std::span<const ProcessInfo> listed(ProcessKind) { return processes(); }
inline const ProcessInfo& process_info(ProcessKind kind) { return entry_of(processes(), kind); }

/// A few numbers say all of it: not drawn, typed or listed by hand, and not without noise.
constexpr bool is_of_numbers(ProcessKind kind) {
  return kind != ProcessKind::drawn && kind != ProcessKind::formula && kind != ProcessKind::betas &&
         kind != ProcessKind::clean;
}

/// Whether it has T timesteps; else its time is continuous, or it has none.
constexpr bool is_discrete(ProcessKind kind) { return kind <= ProcessKind::betas; }

/// A forward process as the user says it. Only the fields that its kind names are used.
struct ProcessSpec {
  ProcessKind kind = ProcessKind::linear;
  int T = 1000;                    ///< discrete kinds: number of timesteps, 1..100000
  double beta_start = 1e-4;        ///< linear, scaled_linear, sigmoid: in (0, 1)
  double beta_end = 0.02;          ///< linear, scaled_linear, sigmoid: in (0, 1)
  double max_beta = 0.999;         ///< cosine: the cap on beta, in (0, 1)
  bool zero_terminal_snr = false;  ///< discrete kinds: rescale so that alpha_bar_T = 0 (Lin 2024)
  std::vector<double> betas;       ///< betas: T of them, each in (0, 1); the last of several may
                                   ///< be 1: zero terminal SNR
  std::vector<double> drawn_t;     ///< drawn: t / T of the points, rising, in (0, 1], the last 1
  std::vector<double> drawn_alpha_bar;             ///< drawn: alpha_bar there, falling, in (0, 1)
  std::string formula = "exp(-0.1*u - 9.95*u^2)";  ///< formula: alpha_bar in t, T and u = t / T
  double beta_min = 0.1;                           ///< vp_sde, subvp_sde: beta(0) > 0
  double beta_max = 20;                            ///< vp_sde, subvp_sde: beta(1) >= beta_min
  double sigma_min = 0.01;                         ///< ve, edm: > 0
  double sigma_max = 50;                           ///< ve, edm: > sigma_min
  double t_end = 1e-3;  ///< vp_sde, subvp_sde, ve, flow: last time of a run, in (0, 1)

  bool operator==(const ProcessSpec&) const = default;
};

/// T of a discrete process, which a list of beta has by its length.
int timesteps(const ProcessSpec& process);

/// Throws BadRequest naming the field, its value and its range.
void check(const ProcessSpec& process);

}  // namespace alphabar
