#include "core/learn/form/net_form.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/error.h"
#include "core/rng/noise.h"
#include "core/scene/training/objective_table.h"

namespace alphabar {
namespace {

/// The frequencies of the level's features.
std::vector<double> frequencies_of(const TrainingSpec& training) {
  constexpr std::uint32_t part = 2;  // of the training's random numbers
  constexpr double longest = 10000;  // in periods: Vaswani et al. 2017, section 3.5
  const NetSpec& net = training.net;
  const auto rounded = [](double f) { return static_cast<double>(static_cast<float>(f)); };
  const auto half = static_cast<std::size_t>(net.time_features / 2);
  std::vector<double> frequencies(half);
  for (std::size_t i = 0; i < half; ++i)
    frequencies[i] = rounded(
        net.time == TimeFeatures::sinusoidal
            ? std::exp(-std::log(longest) * static_cast<double>(i) / static_cast<double>(half))
            : 2 * std::numbers::pi * net.fourier_scale *
                  normal(static_cast<std::uint64_t>(training.seed), i, 0, Stream::shuffle, part));
  return frequencies;
}

void check_process(const ObjectiveInfo& objective, const Process& process) {
  const auto refuse = [&](const char* allowed) {
    throw BadRequest("training", "process", process_info(process.spec().kind).name, allowed,
                     std::string("the objective ") + objective.name + " learns on these");
  };
  const ProcessKind kind = process.spec().kind;
  switch (objective.levels) {
    case Levels::one: return;
    case Levels::discrete:
      if (!process.discrete()) refuse("a process with timesteps: linear, cosine ...");
      if (process.T() < 2) refuse("2 timesteps or more");
      return;
    case Levels::continuous:
      if (!process.has_sde()) refuse("vp_sde, subvp_sde, ve");
      return;
    case Levels::sigmas:
      if (kind != ProcessKind::ve && kind != ProcessKind::edm) refuse("ve, edm");
      return;
    case Levels::flow:
      if (kind != ProcessKind::flow) refuse("flow");
      return;
    case Levels::noisy:
      if (!process.has_noise()) refuse("every process but clean");
  }
}

}  // namespace

NetLevels::NetLevels(const NetForm& form)
    : form_(form),
      process_(form.process),
      output_(output_of(form.training)),
      one_level_(objective_info(form.training.objective).levels == Levels::one) {
  check_process(objective_info(form.training.objective), process_);
  if (one_level_) {
    sigma_low_ = sigma_high_ = form.training.sigma;
    return;
  }
  if (output_ == Output::eps && process_.at(process_.t_max()).a == 0)
    throw BadRequest("training", "prediction", "eps", "x0, v",
                     "at the last level of this process eps says nothing of x0");
  sigma_low_ = process_.at(process_.t_min()).sigma();
  sigma_high_ = process_.at(process_.t_max()).sigma();
  frequencies_ = frequencies_of(form.training);
}

MlpShape NetLevels::shape() const {
  return mlp_shape(form_.training.net, one_level_,
                   static_cast<std::size_t>(outputs_of(output_, form_.classes)));
}

NetLevels::Shown NetLevels::shown(const Level& level) const {
  const double sigma = level.sigma();
  Shown out;
  out.below = sigma < sigma_low_;
  out.above = sigma > sigma_high_;
  if (one_level_)
    out.level = {0, 1, sigma_low_};
  else if (std::isinf(sigma) && std::isinf(sigma_high_))
    out.level = process_.at(process_.t_max());
  else
    out.level = process_.at_sigma(std::clamp(sigma, sigma_low_, sigma_high_));
  // Noisier than known, x is taken to its size there.
  if (one_level_ || level.a > level.s)
    out.scale = out.level.a / level.a;
  else
    out.scale = out.above ? std::hypot(out.level.a, out.level.s) / std::hypot(level.a, level.s)
                          : out.level.s / level.s;
  return out;
}

double NetLevels::input_scale(const Level& level) const {
  return 1 / std::hypot(level.a * form_.data_std, level.s);
}

double NetLevels::feature_place(const Level& level) const {
  if (one_level_) return 0;
  constexpr double least = -20, most = 20;  // of ln sigma: beyond, a level is clean or noise
  const double log_sigma = std::clamp(std::log(level.s) - std::log(level.a), least, most);
  if (form_.training.net.time != TimeFeatures::sinusoidal) return log_sigma;
  const bool of_sigma =
      objective_info(form_.training.objective).levels == Levels::sigmas || process_.time_is_sigma();
  return of_sigma ? 100 * log_sigma : 1000 * level.t / process_.t_max();
}

template <class Real>
void NetLevels::features(const Level& level, Real* out) const {
  if (one_level_) return;
  const double place = feature_place(level);
  const std::size_t half = frequencies_.size();
  for (std::size_t i = 0; i < half; ++i) {
    out[i] = static_cast<Real>(std::sin(place * frequencies_[i]));
    out[half + i] = static_cast<Real>(std::cos(place * frequencies_[i]));
  }
}

template void NetLevels::features(const Level&, float*) const;
template void NetLevels::features(const Level&, double*) const;

}  // namespace alphabar
