#pragma once

#include <array>
#include <span>

#include "core/scene/training/training_options.h"

namespace alphabar {

/// Which levels a net is asked at.
enum class Levels {
  one,         ///< one, sigma of the training, a = 1
  discrete,    ///< t = 1 .. T of a discrete process
  continuous,  ///< those of a process with an SDE
  sigmas,      ///< a = 1: of the processes ve and edm
  flow,        ///< of the process flow
  noisy,       ///< those of any process that has noise
};

/// An objective as the program lists it.
struct ObjectiveInfo {
  Objective kind;
  const char* name;     ///< in files and on the command line
  const char* title;    ///< on screen
  const char* formula;  ///< the loss, as Markdown with LaTeX between dollars
  const char* returns;  ///< what the net returns, F in the formula
  const char* source;   ///< publication and equation
  Levels levels;
  ShortList<TrainingOption::Member> fields;  ///< that it uses, besides net and optimizer

  constexpr bool uses(const TrainingOption::Member& field) const { return fields.has(field); }
};

inline constexpr std::array objective_table{
    ObjectiveInfo{
        .kind = Objective::energy,
        .name = "energy",
        .title = "Energy, maximum likelihood",
        .formula =
            R"($\mathbb{E}\,E(x_\mathrm{data})-\mathbb{E}\,E(x_\mathrm{model})+d\,\mathbb{E}\,E^2$, $d$ the decay, $x_\mathrm{model}$ by $K$ Langevin steps)",
        .returns = "the energy E; score = -grad E",
        .source = "LeCun et al. 2006; Hinton 2002, eq. 3; Tieleman 2008; Du and Mordatch 2019",
        .levels = Levels::one,
        .fields = {&TrainingSpec::negatives, &TrainingSpec::langevin_steps,
                   &TrainingSpec::langevin_step, &TrainingSpec::energy_decay, &TrainingSpec::sigma},
    },
    ObjectiveInfo{
        .kind = Objective::explicit_score,
        .name = "explicit_score",
        .title = "Score matching, exact divergence",
        .formula = R"($\mathbb{E}\left[\frac{1}{2}|F(x)|^2+\nabla\cdot F(x)\right]$)",
        .returns = "the score",
        .source = "Hyvarinen 2005, theorem 1",
        .levels = Levels::one,
        .fields = {&TrainingSpec::sigma},
    },
    ObjectiveInfo{
        .kind = Objective::sliced_score,
        .name = "sliced_score",
        .title = "Score matching, sliced",
        .formula =
            R"($\mathbb{E}\left[\frac{1}{2}|F(x)|^2+v^\top\frac{\partial F}{\partial x}v\right]$, $v\sim\mathcal{N}(0,I)$)",
        .returns = "the score",
        .source = "Song, Garg, Shi, Ermon 2019, eq. 8 (reduced variance)",
        .levels = Levels::one,
        .fields = {&TrainingSpec::sigma},
    },
    ObjectiveInfo{
        .kind = Objective::denoising_score,
        .name = "denoising_score",
        .title = "Score matching, denoising",
        .formula = R"($\frac{1}{2}\,\mathbb{E}\,|F(x+\sigma z)+z/\sigma|^2$)",
        .returns = "the score of the data smoothed by sigma",
        .source = "Vincent 2011, eq. 9",
        .levels = Levels::one,
        .fields = {&TrainingSpec::sigma},
    },
    ObjectiveInfo{
        .kind = Objective::smld,
        .name = "smld",
        .title = "SMLD: one net for all sigma",
        .formula = R"($\frac{1}{2}\,\mathbb{E}\,\lambda(\sigma)\,|F(x,\sigma)/\sigma+z/\sigma|^2$)",
        .returns = "sigma times the score",
        .source = "Song and Ermon 2019, eq. 5 and 6",
        .levels = Levels::sigmas,
        .fields = {&TrainingSpec::weight, &TrainingSpec::levels},
    },
    ObjectiveInfo{
        .kind = Objective::ddpm_simple,
        .name = "ddpm_simple",
        .title = "DDPM, the simple loss",
        .formula = R"($\mathbb{E}\,|F(x_t,t)-\mathrm{target}|^2$, $t$ uniform)",
        .returns = "eps, x0 or v",
        .source = "Ho et al. 2020, eq. 14; Salimans and Ho 2022, section 4",
        .levels = Levels::discrete,
        .fields = {&TrainingSpec::prediction},
    },
    ObjectiveInfo{
        .kind = Objective::ddpm_bound,
        .name = "ddpm_bound",
        .title = "DDPM, the bound's weights",
        .formula =
            R"($\mathbb{E}\,\frac{\beta_t^2}{2\sigma_t^2\alpha_t(1-\bar\alpha_t)}\,|\hat\epsilon-\epsilon|^2$, $t$ uniform)",
        .returns = "eps, x0 or v",
        .source = "Ho et al. 2020, eq. 12, small variance",
        .levels = Levels::discrete,
        .fields = {&TrainingSpec::prediction},
    },
    ObjectiveInfo{
        .kind = Objective::ddpm_min_snr,
        .name = "ddpm_min_snr",
        .title = "DDPM, min-SNR weights",
        .formula =
            R"($\mathbb{E}\,\frac{\min(\mathrm{SNR},\gamma)}{\mathrm{SNR}}\,|\hat\epsilon-\epsilon|^2$, $t$ uniform)",
        .returns = "eps, x0 or v",
        .source = "Hang et al. 2023, section 3.4",
        .levels = Levels::discrete,
        .fields = {&TrainingSpec::prediction, &TrainingSpec::gamma},
    },
    ObjectiveInfo{
        .kind = Objective::continuous,
        .name = "continuous",
        .title = "Continuous time: VP, sub-VP, VE",
        .formula = R"($\mathbb{E}\,\lambda(t)\,|\hat s-\nabla\log q(x_t\mid x_0)|^2$, $t$ uniform)",
        .returns = "eps, x0 or v",
        .source = "Song et al. 2021 (SDE), eq. 7",
        .levels = Levels::continuous,
        .fields = {&TrainingSpec::prediction, &TrainingSpec::weight},
    },
    ObjectiveInfo{
        .kind = Objective::edm,
        .name = "edm",
        .title = "EDM preconditioning",
        .formula =
            R"($\mathbb{E}\,|F(c_\mathrm{in}x,c_\mathrm{noise})-(x_0-c_\mathrm{skip}x)/c_\mathrm{out}|^2$, $\ln\sigma\sim\mathcal{N}(\mathrm{mean},\mathrm{std}^2)$)",
        .returns = "F of D = c_skip x + c_out F",
        .source = "Karras et al. 2022, eq. 7 and 8, table 1",
        .levels = Levels::sigmas,
        .fields = {&TrainingSpec::log_mean, &TrainingSpec::log_std},
    },
    ObjectiveInfo{
        .kind = Objective::flow_matching,
        .name = "flow_matching",
        .title = "Flow matching",
        .formula = R"($\mathbb{E}\,|F((1-t)\,x_0+t\epsilon,t)-(\epsilon-x_0)|^2$, $t$ uniform)",
        .returns = "the velocity eps - x0",
        .source = "Lipman et al. 2023, eq. 23; Liu et al. 2023, eq. 1",
        .levels = Levels::flow,
        .fields = {},
    },
    ObjectiveInfo{
        .kind = Objective::classifier,
        .name = "classifier",
        .title = "Classifier on noised data",
        .formula = R"($-\mathbb{E}\,\log\,\mathrm{softmax}(F(x_t,t))_y$, $t$ uniform)",
        .returns = "a logit for each class",
        .source = "Dhariwal and Nichol 2021, section 4",
        .levels = Levels::noisy,
        .fields = {},
    },
};
static_assert(in_order(objective_table));

/// All of them, in the order of the enumeration.
inline std::span<const ObjectiveInfo> objectives() { return objective_table; }
inline std::span<const ObjectiveInfo> listed(Objective) { return objectives(); }
inline const ObjectiveInfo& objective_info(Objective kind) { return entry_of(objectives(), kind); }

/// Whether a field is of some objectives alone; else every training has it.
constexpr bool is_of_objective(const TrainingOption::Member& field) {
  for (const ObjectiveInfo& info : objective_table)
    if (info.uses(field)) return true;
  return false;
}

}  // namespace alphabar
