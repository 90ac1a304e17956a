// Losses of one net for all levels.
#include <algorithm>
#include <array>
#include <cmath>

#include "core/learn/losses/page.h"

namespace alphabar {
namespace {

double one(const NetLevels&, const Level&) { return 1; }

/// Level i = 1 .. L of a geometric sequence, the lowest sigma first (Song and Ermon 2019, section
/// 4.2).
Level geometric_level(const NetLevels& net, double u, double /*z*/) {
  const Process& process = net.process();
  const double low = process.spec().sigma_min, high = process.spec().sigma_max;
  const int levels = net.form().training.levels;
  const int i = std::min(static_cast<int>(u * levels), levels - 1);
  const double share = levels > 1 ? i / (levels - 1.0) : 0;
  return process.at_sigma(low * std::pow(high / low, share));
}

/// t = 1 .. T, each as likely.
Level discrete_level(const NetLevels& net, double u, double /*z*/) {
  const int T = net.process().T();
  return net.process().at(1 + std::min(static_cast<int>(u * T), T - 1));
}

/// t uniform from the cleanest time to the noisiest.
Level continuous_level(const NetLevels& net, double u, double /*z*/) {
  const Process& process = net.process();
  return process.at(process.t_min() + u * (process.t_max() - process.t_min()));
}

Level log_normal_level(const NetLevels& net, double /*u*/, double z) {
  const TrainingSpec& training = net.form().training;
  return net.process().at_sigma(std::exp(training.log_mean + training.log_std * z));
}

/// Where time is sigma, ln sigma is uniform.
Level noisy_level(const NetLevels& net, double u, double z) {
  const Process& process = net.process();
  if (process.discrete()) return discrete_level(net, u, z);
  if (!process.time_is_sigma()) return continuous_level(net, u, z);
  const double low = process.t_min(), high = process.t_max();
  return process.at(low * std::pow(high / low, u));
}

/// lambda of |score error|^2.
double level_weight(const NetLevels& net, const Level& level) {
  switch (net.form().training.weight) {
    case LevelWeight::variance: return level.s * level.s;
    case LevelWeight::deviation: return level.s;
    case LevelWeight::one: return 1;
    case LevelWeight::likelihood: break;
  }
  return net.process().diffusion_squared(level.t);
}

double smld_weight(const NetLevels& net, const Level& level) {
  return level_weight(net, level) / (2 * level.s * level.s);
}

/// score = -eps_hat / s.
double continuous_weight(const NetLevels& net, const Level& level) {
  return weight_of_eps(net, level, level_weight(net, level) / (level.s * level.s));
}

/// beta^2 / (2 sigma_t^2 alpha (1 - ab)), sigma_t^2 the small variance; at t = 1, where that is 0,
/// that of t = 2 (Nichol and Dhariwal 2021).
double bound_weight(const NetLevels& net, const Level& level) {
  const Process& process = net.process();
  const int t = static_cast<int>(std::lround(level.t)), of = std::max(t, 2);
  const double variance =
      process.beta(of) * (1 - process.alpha_bar(of - 1)) / (1 - process.alpha_bar(of));
  const double beta = process.beta(t);
  return weight_of_eps(net, level,
                       beta * beta / (2 * variance * (1 - beta) * (1 - process.alpha_bar(t))));
}

double min_snr_weight(const NetLevels& net, const Level& level) {
  const double snr = level.a * level.a / (level.s * level.s);
  return weight_of_eps(net, level, std::min(snr, net.form().training.gamma) / snr);
}

}  // namespace

const LossPage smld_loss{Objective::smld, LossForm::regression, geometric_level, smld_weight};
const LossPage ddpm_simple_loss{Objective::ddpm_simple, LossForm::regression, discrete_level, one};
const LossPage ddpm_bound_loss{Objective::ddpm_bound, LossForm::regression, discrete_level,
                               bound_weight};
const LossPage ddpm_min_snr_loss{Objective::ddpm_min_snr, LossForm::regression, discrete_level,
                                 min_snr_weight};
const LossPage continuous_loss{Objective::continuous, LossForm::regression, continuous_level,
                               continuous_weight};
const LossPage edm_loss{Objective::edm, LossForm::regression, log_normal_level, one};
const LossPage flow_matching_loss{Objective::flow_matching, LossForm::regression, continuous_level,
                                  one};
const LossPage classifier_loss{Objective::classifier, LossForm::cross_entropy, noisy_level, one};

double weight_of_eps(const NetLevels& net, const Level& level, double of_eps) {
  const OutputForm form = output_form(net.output(), level, net.form().data_std);
  return of_eps * form.e_f * form.e_f;
}

const LossPage& loss_page(Objective kind) {
#define ALPHABAR_ENTRY(name) &name##_loss,
  static constexpr std::array pages{ALPHABAR_OBJECTIVES(ALPHABAR_ENTRY)};
#undef ALPHABAR_ENTRY
  return *pages[static_cast<std::size_t>(kind)];
}

}  // namespace alphabar
