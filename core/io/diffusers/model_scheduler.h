#pragma once

#include <array>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/base/listed.h"
#include "core/scene/process_spec.h"

namespace alphabar {

/// What a net says of x = a x_0 + s eps.
enum class PredictionType {
  epsilon,       ///< eps
  sample,        ///< x_0
  v_prediction,  ///< a eps - s x_0, where a^2 + s^2 = 1 (Salimans and Ho 2022, appendix D)
  score,         ///< of x, where a = 1
};

constexpr auto listed(PredictionType) {
  return std::array{
      Listed{PredictionType::epsilon, "epsilon", "\u03B5"},
      Listed{PredictionType::sample, "sample", "x\u2080"},
      Listed{PredictionType::v_prediction, "v_prediction", "v"},
      Listed{PredictionType::score, "score", "score"},
  };
}

/// What a net is told of the noise level.
enum class NetTime {
  timestep,          ///< 0 .. T - 1
  sigma,             ///< s / a
  quarter_log,       ///< log(sigma) / 4 (Karras et al. 2022, table 1)
  thousand_quarter,  ///< 1000 times that (Song et al. 2023, consistency models)
};

/// How a net's output F becomes x0_hat, at a = 1.
enum class Preconditioning {
  none,         ///< it is what PredictionType says
  edm,          ///< c_skip x + c_out F, with sigma_data (Karras et al. 2022, table 1)
  consistency,  ///< the same with x0_hat = x at sigma_min (Song et al. 2023, appendix C)
};

/// What a net's second half of channels is.
enum class LearnedVariance {
  none,           ///< it has none
  direct,         ///< the variance of the reverse step
  interpolation,  ///< its logarithm, -1 to 1 between those of the small and the large one (Nichol
                  ///< and Dhariwal 2021, eq. 15)
  unused,         ///< a variance that its sampler does not ask for
};

/// How a published net is asked, and how its answers are read.
struct NetQuestion {
  PredictionType prediction = PredictionType::epsilon;
  NetTime time = NetTime::timestep;
  Preconditioning preconditioning = Preconditioning::none;
  double sigma_data = 0.5;
  double sigma_min = 0.002;  ///< of consistency
  LearnedVariance variance = LearnedVariance::none;
  double clip = 0;  ///< x0_hat is clipped to [-clip, clip]; 0: it is not
  /// Dynamic thresholding instead (Saharia et al. 2022, section 2.3): this quantile of |x0_hat| of
  /// a picture, from 1 to threshold_most, becomes 1. 0: none.
  double threshold = 0;
  double threshold_most = 1;

  bool clips() const { return clip > 0 || threshold > 0; }
  bool operator==(const NetQuestion&) const = default;
};

/// What a scheduler_config.json says of the net that was trained with it.
struct ModelScheduler {
  std::string class_name;
  ProcessSpec process;
  NetQuestion question;
  std::vector<std::string> notices;  ///< what of it is not as it stands there, a sentence each
};

/// Reads what diffusers 0.42.1 writes, with the defaults of each of its classes. named: the class
/// that the pipeline names; empty: none does. Throws BadRequest for a class of another name, and
/// for a prediction or a variance that the class has not.
ModelScheduler read_model_scheduler(const nlohmann::json& config, const std::string& where,
                                    const std::string& named = "");

/// "linear-1000-eps": schedule, T and prediction (eps, x0, v) in the words of whoever knows what a
/// net was trained on. Throws BadRequest.
ModelScheduler assumed_scheduler(const std::string& words);

/// "predicts v on cosine, T = 1000; x0 clipped to [-1, 1]".
std::string in_words(const ProcessSpec& process, const NetQuestion& question);

}  // namespace alphabar
