#pragma once

#include <array>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "core/base/listed.h"
#include "core/base/option.h"

namespace alphabar {

// The forward processes, in the order in which they are listed. A row is the process's name in
// code; what is said of it stands in process_table below, what it does on its page in core/process,
// as the ProcessPage `NAME_process`.
#define ALPHABAR_PROCESSES(ROW) \
  ROW(linear)                   \
  ROW(scaled_linear)            \
  ROW(cosine)                   \
  ROW(sigmoid)                  \
  ROW(drawn)                    \
  ROW(formula)                  \
  ROW(betas)                    \
  ROW(vp_sde)                   \
  ROW(subvp_sde)                \
  ROW(ve)                       \
  ROW(edm)                      \
  ROW(flow)                     \
  ROW(clean)

#define ALPHABAR_ENUMERATOR(name) name,
enum class ProcessKind { ALPHABAR_PROCESSES(ALPHABAR_ENUMERATOR) };
#undef ALPHABAR_ENUMERATOR

/// A forward process as the user says it. Only the fields that its kind's entry names are used;
/// what each means stands in their table below.
struct ProcessSpec {
  ProcessKind kind = ProcessKind::linear;
  int T = 1000;
  double beta_start = 1e-4;
  double beta_end = 0.02;
  double max_beta = 0.999;
  bool zero_terminal_snr = false;
  std::vector<double> betas;
  std::vector<double> drawn_t;
  std::vector<double> drawn_alpha_bar;
  std::string formula = "exp(-0.1*u - 9.95*u^2)";
  double beta_min = 0.1;
  double beta_max = 20;
  double sigma_min = 0.01;
  double sigma_max = 50;
  double t_end = 1e-3;

  bool operator==(const ProcessSpec&) const = default;
};

using ProcessOption = Option<ProcessSpec, bool, int, double, std::vector<double>, std::string>;
inline constexpr std::array process_options{
    ProcessOption{
        .name = "T",
        .member = &ProcessSpec::T,
        .limits = {1, 100000},
        .title = "T",
        .help = "Number of timesteps of the forward process.",
        .drag = {1, 4000, "%d", true},
    },
    ProcessOption{
        .name = "beta_start",
        .member = &ProcessSpec::beta_start,
        .limits = {0, 1, true},
        .title = "β start",
        .help = "β₁, the first step's noise variance, in (0, 1).\n"
                "αₜ = 1 - βₜ and ᾱₜ = α₁ α₂ ... αₜ. Ho et al. 2020, section 4: 1e-4.",
        .drag = {1e-6, 0.2, "%.3g", true},
    },
    ProcessOption{
        .name = "beta_end",
        .member = &ProcessSpec::beta_end,
        .limits = {0, 1, true},
        .title = "β end",
        .help = "The last step's noise variance, in (0, 1).\nHo et al. 2020, section 4: 0.02.",
        .drag = {1e-5, 0.999, "%.3g", true},
    },
    ProcessOption{
        .name = "max_beta",
        .member = &ProcessSpec::max_beta,
        .limits = {0, 1, true},
        .title = "β at most",
        .help = "ᾱₜ = f(t) / f(0), f(t) = cos²((t/T + 0.008) / 1.008 · π/2); β is capped here.\n"
                "Nichol and Dhariwal 2021, eq. 17: 0.999.",
        .drag = {1e-3, 0.9999},
    },
    // T of them, each in (0, 1); the last of several may be 1: zero terminal SNR.
    ProcessOption{.name = "betas", .member = &ProcessSpec::betas},
    ProcessOption{
        .name = "formula",
        .member = &ProcessSpec::formula,
        .title = "ᾱ(t), with u = t / T",
        .help = "ᾱ as a formula: it falls from 1 at t = 0 and stays in (0, 1].\n"
                "Names: t, T, u = t/T, pi; sin cos tan asin acos atan sinh cosh tanh exp log "
                "sqrt abs min max; + - * / ^ and c ? a : b.",
    },
    // t / T of the points, rising, in (0, 1], the last 1; alpha_bar there, falling, in (0, 1).
    ProcessOption{.name = "drawn_t", .member = &ProcessSpec::drawn_t},
    ProcessOption{
        .name = "drawn_alpha_bar",
        .member = &ProcessSpec::drawn_alpha_bar,
        .title = "ᾱ, point",
        .help = "A point of the curve ᾱ(t / T), a monotone cubic through all of them.",
    },
    ProcessOption{
        .name = "zero_terminal_snr",
        .member = &ProcessSpec::zero_terminal_snr,
        .title = "zero SNR",
        .help = "Rescales the schedule so that ᾱ at T is exactly 0: x_T is pure noise.\n"
                "Lin et al. 2024, algorithm 1.",
        .id = "##zero_snr",
        .shown = [](const ProcessSpec& p) { return p.kind != ProcessKind::betas; },
    },
    ProcessOption{
        .name = "beta_min",
        .member = &ProcessSpec::beta_min,
        .limits = {1e-8, 1e4},
        .title = "β(0)",
        .help = "β(t) = β(0) + t (β(1) - β(0)),  dx = -β x / 2 dt + √β dw.\n"
                "Song et al. 2021, eq. 11 and appendix C: 0.1.",
        .drag = {1e-3, 50, "%.4g", true},
    },
    ProcessOption{
        .name = "beta_max",
        .member = &ProcessSpec::beta_max,
        .limits = {1e-8, 1e4},
        .title = "β(1)",
        .help = "Song et al. 2021, appendix C: 20.",
        .drag = {1e-2, 100, "%.4g", true},
    },
    ProcessOption{
        .name = "sigma_min",
        .member = &ProcessSpec::sigma_min,
        .limits = {1e-8, 1e8},
        .title = "σ min",
        .help = "σ(t) = σ_min (σ_max / σ_min)^t,  x = x₀ + σ z.\n"
                "Song et al. 2021, eq. 9 and appendix C.",
        .drag = {1e-4, 1, "%.4g", true},
    },
    ProcessOption{
        .name = "sigma_max",
        .member = &ProcessSpec::sigma_max,
        .limits = {1e-8, 1e8},
        .title = "σ max",
        .help = "The noise that x_T has.",
        .drag = {0.1, 500, "%.4g", true},
    },
    ProcessOption{
        .name = "t_end",
        .member = &ProcessSpec::t_end,
        .limits = {0, 1, true},
        .title = "t at the end",
        .help = "The last time of a run, in (0, 1): the score grows without bound towards t = 0.",
        .drag = {1e-5, 0.2, "%.3g", true},
    },
};
inline std::span<const ProcessOption> options_of(const ProcessSpec&) { return process_options; }

/// A forward process as the program lists it.
struct ProcessInfo {
  ProcessKind kind;
  const char* name;                  ///< in files and on the command line: "scaled_linear"
  const char* title;                 ///< on screen
  const char* formula;               ///< in plain text: how data turns to noise
  const char* source;                ///< publication and equation
  const char* other_name = nullptr;  ///< by which it is read as well
  bool discrete = false;             ///< it has T timesteps; else its time is continuous, or none
  ShortList<ProcessOption::Member> fields;  ///< that it uses, in the order of the panel
  const char* note = nullptr;               ///< in the panel; null: none
  /// What its fields' limits do not say of them. Throws BadRequest; null: nothing.
  void (*check)(const ProcessSpec&) = nullptr;

  bool uses(const ProcessOption::Member& field) const { return fields.has(field); }
};

// Of the table's entries, each in process_spec.cpp.
void check_drawn(const ProcessSpec& process);
void check_formula(const ProcessSpec& process);
void check_betas(const ProcessSpec& process);
void check_beta_range(const ProcessSpec& process);
void check_sigma_range(const ProcessSpec& process);

inline constexpr std::array process_table{
    ProcessInfo{
        .kind = ProcessKind::linear,
        .name = "linear",
        .title = "DDPM, linear β",
        .formula = "beta_t linear from beta_start to beta_end",
        .source = "Ho, Jain, Abbeel 2020, section 4",
        .discrete = true,
        .fields = {&ProcessSpec::T, &ProcessSpec::beta_start, &ProcessSpec::beta_end,
                   &ProcessSpec::zero_terminal_snr},
    },
    ProcessInfo{
        .kind = ProcessKind::scaled_linear,
        .name = "scaled_linear",
        .title = "DDPM, scaled linear (quadratic) β",
        .formula = "sqrt(beta_t) linear from sqrt(beta_start) to sqrt(beta_end)",
        .source = "Rombach et al. 2022",
        .other_name = "quadratic",
        .discrete = true,
        .fields = {&ProcessSpec::T, &ProcessSpec::beta_start, &ProcessSpec::beta_end,
                   &ProcessSpec::zero_terminal_snr},
    },
    ProcessInfo{
        .kind = ProcessKind::cosine,
        .name = "cosine",
        .title = "DDPM, cosine ᾱ",
        .formula = "ab_t ~ cos((t / T + 0.008) / 1.008 pi / 2)^2",
        .source = "Nichol and Dhariwal 2021, eq. 17",
        .discrete = true,
        .fields = {&ProcessSpec::T, &ProcessSpec::max_beta, &ProcessSpec::zero_terminal_snr},
    },
    ProcessInfo{
        .kind = ProcessKind::sigmoid,
        .name = "sigmoid",
        .title = "DDPM, sigmoid β",
        .formula = "beta_t a logistic curve over [-6, 6] from beta_start to beta_end",
        .source = "Xu et al. 2022 (GeoDiff); diffusers",
        .discrete = true,
        .fields = {&ProcessSpec::T, &ProcessSpec::beta_start, &ProcessSpec::beta_end,
                   &ProcessSpec::zero_terminal_snr},
    },
    ProcessInfo{
        .kind = ProcessKind::drawn,
        .name = "drawn",
        .title = "DDPM, drawn ᾱ",
        .formula = "ab_t a monotone cubic through points",
        .source = "by hand",
        .discrete = true,
        .fields = {&ProcessSpec::T, &ProcessSpec::drawn_t, &ProcessSpec::drawn_alpha_bar,
                   &ProcessSpec::zero_terminal_snr},
        .check = check_drawn,
    },
    ProcessInfo{
        .kind = ProcessKind::formula,
        .name = "formula",
        .title = "DDPM, ᾱ by formula",
        .formula = "ab_t a formula in t, T and u = t / T",
        .source = "by hand",
        .discrete = true,
        .fields = {&ProcessSpec::T, &ProcessSpec::zero_terminal_snr, &ProcessSpec::formula},
        .check = check_formula,
    },
    ProcessInfo{
        .kind = ProcessKind::betas,
        .name = "betas",
        .title = "DDPM, β by hand",
        .formula = "beta_t one by one",
        .source = "by hand",
        .discrete = true,
        .fields = {&ProcessSpec::betas, &ProcessSpec::zero_terminal_snr},
        .note = "A list of β: pasted (Ctrl+V), repaired, or the scene file's. A curve that is "
                "bent with the mouse goes on from it.",
        .check = check_betas,
    },
    ProcessInfo{
        .kind = ProcessKind::vp_sde,
        .name = "vp_sde",
        .title = "VP SDE",
        .formula = "dx = -beta(t) x / 2 dt + sqrt(beta(t)) dw",
        .source = "Song et al. 2021 (SDE), eq. 11",
        .fields = {&ProcessSpec::beta_min, &ProcessSpec::beta_max, &ProcessSpec::t_end},
        .check = check_beta_range,
    },
    ProcessInfo{
        .kind = ProcessKind::subvp_sde,
        .name = "subvp_sde",
        .title = "sub-VP SDE",
        .formula = "dx = -beta(t) x / 2 dt + sqrt(beta(t) (1 - a(t)^4)) dw",
        .source = "Song et al. 2021 (SDE), eq. 12",
        .fields = {&ProcessSpec::beta_min, &ProcessSpec::beta_max, &ProcessSpec::t_end},
        .check = check_beta_range,
    },
    ProcessInfo{
        .kind = ProcessKind::ve,
        .name = "ve",
        .title = "VE SDE",
        .formula = "x = x_0 + sigma(t) z, sigma(t) = sigma_min (sigma_max / sigma_min)^t",
        .source = "Song et al. 2021 (SDE), eq. 9",
        .fields = {&ProcessSpec::sigma_min, &ProcessSpec::sigma_max, &ProcessSpec::t_end},
        .check = check_sigma_range,
    },
    ProcessInfo{
        .kind = ProcessKind::edm,
        .name = "edm",
        .title = "EDM",
        .formula = "x = x_0 + sigma z, t = sigma",
        .source = "Karras et al. 2022",
        .fields = {&ProcessSpec::sigma_min, &ProcessSpec::sigma_max},
        .check = check_sigma_range,
    },
    ProcessInfo{
        .kind = ProcessKind::flow,
        .name = "flow",
        .title = "Flow matching",
        .formula = "x = (1 - t) x_0 + t z",
        .source = "Lipman et al. 2023",
        .fields = {&ProcessSpec::t_end},
    },
    ProcessInfo{
        .kind = ProcessKind::clean,
        .name = "clean",
        .title = "No noise",
        .formula = "x = x_0",
        .source = "what plain Langevin dynamics runs on",
        .fields = {},
        .note = "Data without noise: what plain Langevin dynamics runs on.",
    },
};
static_assert(in_order(process_table));

/// All of them, in the order of the enumeration.
inline std::span<const ProcessInfo> processes() { return process_table; }
inline std::span<const ProcessInfo> listed(ProcessKind) { return processes(); }
inline const ProcessInfo& process_info(ProcessKind kind) { return entry_of(processes(), kind); }

/// Whether it has T timesteps; else its time is continuous, or it has none.
inline bool is_discrete(ProcessKind kind) { return process_info(kind).discrete; }

/// A few numbers say all of it: not drawn, typed or listed by hand, and not without noise.
bool is_of_numbers(ProcessKind kind);

/// T of a discrete process, which a list of beta has by its length.
int timesteps(const ProcessSpec& process);

/// Throws BadRequest naming the field, its value and its range.
void check(const ProcessSpec& process);

}  // namespace alphabar
