#pragma once

#include <array>
#include <span>

#include "core/base/listed.h"
#include "core/base/option.h"

namespace alphabar {

// What a net can be trained to, in the order in which it is listed. A row is the name in code; what
// is said of it stands in objective_table (objective_table.h), what it does on its page in
// core/learn/losses, as the LossPage `NAME_loss`.
#define ALPHABAR_OBJECTIVES(ROW) \
  ROW(energy)                    \
  ROW(explicit_score)            \
  ROW(sliced_score)              \
  ROW(denoising_score)           \
  ROW(smld)                      \
  ROW(ddpm_simple)               \
  ROW(ddpm_bound)                \
  ROW(ddpm_min_snr)              \
  ROW(continuous)                \
  ROW(edm)                       \
  ROW(flow_matching)             \
  ROW(classifier)

#define ALPHABAR_ENUMERATOR(name) name,
enum class Objective { ALPHABAR_OBJECTIVES(ALPHABAR_ENUMERATOR) };
#undef ALPHABAR_ENUMERATOR

/// What a net of DDPM returns (Salimans and Ho 2022, section 4).
enum class Prediction {
  eps,
  x0,
  v,  ///< a eps - s x0
};

constexpr auto listed(Prediction) {
  return std::array{
      Listed{Prediction::eps, "eps", "ε"},
      Listed{Prediction::x0, "x0", "x₀"},
      Listed{Prediction::v, "v", "v = a ε - s x₀"},
  };
}

/// lambda of E lambda |score_hat - score|^2 over the levels.
enum class LevelWeight {
  variance,    ///< s^2: every level weighs the same in eps (Song and Ermon 2019, section 4.2)
  deviation,   ///< s
  one,         ///< 1
  likelihood,  ///< g^2 (Song et al. 2021, Maximum likelihood training, eq. 7)
};

constexpr auto listed(LevelWeight) {
  return std::array{
      Listed{LevelWeight::variance, "variance", "s²"},
      Listed{LevelWeight::deviation, "deviation", "s"},
      Listed{LevelWeight::one, "one", "1"},
      Listed{LevelWeight::likelihood, "likelihood", "g², the likelihood's"},
  };
}

/// Where the chains of an energy's negatives begin.
enum class NegativeStart {
  noise,       ///< N(0, data_std^2 I), anew at every step of the optimizer
  data,        ///< the batch itself (contrastive divergence, Hinton 2002)
  persistent,  ///< where the last ones ended (Tieleman 2008)
};

constexpr auto listed(NegativeStart) {
  return std::array{
      Listed{NegativeStart::noise, "noise", "noise"},
      Listed{NegativeStart::data, "data", "data (contrastive divergence)"},
      Listed{NegativeStart::persistent, "persistent", "where the last ended (persistent)"},
  };
}

enum class Activation { silu, relu, tanh, softplus };

constexpr auto listed(Activation) {
  return std::array{
      Listed{Activation::silu, "silu", "SiLU", "z / (1 + exp(-z))"},
      Listed{Activation::relu, "relu", "ReLU", "max(z, 0)"},
      Listed{Activation::tanh, "tanh", "tanh", "tanh(z)"},
      Listed{Activation::softplus, "softplus", "softplus", "log(1 + exp(z))"},
  };
}

/// How the level enters the net.
enum class TimeFeatures {
  sinusoidal,  ///< of 1000 t / t_max (Vaswani et al. 2017; Ho et al. 2020)
  fourier,     ///< of ln sigma, with random frequencies (Tancik et al. 2020; Song et al. 2021)
};

constexpr auto listed(TimeFeatures) {
  return std::array{
      Listed{TimeFeatures::sinusoidal, "sinusoidal", "sinusoidal, of t"},
      Listed{TimeFeatures::fourier, "fourier", "Fourier, of ln σ"},
  };
}

/// The learning rate over the steps, after the warm-up.
enum class RateSchedule { constant, cosine, linear };

constexpr auto listed(RateSchedule) {
  return std::array{
      Listed{RateSchedule::constant, "constant", "constant"},
      Listed{RateSchedule::cosine, "cosine", "cosine to 0"},
      Listed{RateSchedule::linear, "linear", "linear to 0"},
  };
}

/// The net: a multilayer perceptron with residual blocks. With x = c_in x_t and the features p of
/// the level,
///     h_1 = f(W_1 x + U_1 p + b_1),  h_l = h_{l-1} + f(W_l h_{l-1} + U_l p + b_l),
///     F = W_out h_L + b_out,
/// c_in = 1 / sqrt(a^2 data_std^2 + s^2); nets of one level have no p.
struct NetSpec {
  int layers = 3;
  int units = 64;
  Activation activation = Activation::silu;
  TimeFeatures time = TimeFeatures::sinusoidal;
  int time_features = 32;
  double fourier_scale = 0.25;

  bool operator==(const NetSpec&) const = default;
};

/// A training as the user says it: with the scene's data and process all that the weights depend
/// on. Only the fields that its objective's row names are used; what each means stands in their
/// tables.
struct TrainingSpec {
  Objective objective = Objective::ddpm_simple;
  Prediction prediction = Prediction::v;  ///< v is as sure of x0 in noise as of eps in data
  double sigma = 0.3;
  LevelWeight weight = LevelWeight::variance;
  int levels = 10;
  double gamma = 5;
  double log_mean = -1.2;
  double log_std = 1.2;
  NegativeStart negatives = NegativeStart::persistent;
  int langevin_steps = 20;
  double langevin_step = 0.005;
  double energy_decay = 0.01;
  int points = 0;
  NetSpec net;
  int steps = 5000;
  int batch = 256;
  double learning_rate = 2e-3;
  RateSchedule schedule = RateSchedule::cosine;
  int warm_up = 100;
  double weight_decay = 0;
  double clip = 1;
  double ema = 0.995;
  int seed = 1;

  bool operator==(const TrainingSpec&) const = default;
};

/// Throws BadRequest naming the field, its value and its range.
void check(const TrainingSpec& training);

}  // namespace alphabar
