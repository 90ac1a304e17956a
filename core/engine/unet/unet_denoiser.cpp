#include "core/engine/unet/unet_denoiser.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/error.h"

namespace alphabar {

UNetDenoiser::UNetDenoiser(UNet& net, NetUse use, const Size& size, std::stop_token stop)
    : net_(net),
      use_(std::move(use)),
      question_(use_.training.question),
      trained_(use_.training.process),
      size_(size),
      dimension_(Eigen::Index{net.config().in_channels} * size.height * size.width),
      stop_(std::move(stop)) {
  if (question_.time == NetTime::timestep && !trained_.discrete())
    throw BadRequest("pictures", "trained process", "continuous in t", "one with timesteps 1..T");
  const UNetConfig& config = net.config();
  const bool half = question_.variance != LearnedVariance::none;
  const int wanted = (half ? 2 : 1) * config.in_channels;
  if (config.out_channels != wanted)
    throw BadRequest(
        "pictures", "out_channels", std::to_string(config.out_channels),
        std::to_string(wanted) +
            (half ? ", twice in_channels: a picture and a variance" : ", as many as in_channels"),
        half ? "its scheduler says variance_type learned" : "");
  if (config.takes_class_vector())
    throw BadRequest("pictures", "class_embed_type", "identity",
                     "null or timestep for runs: a class given by a number",
                     "alphabar unet asks it with vectors");
  if (config.time_embedding == TimeEmbedding::fourier && question_.time != NetTime::sigma)
    throw BadRequest("pictures", "time_embedding_type", name_of(config.time_embedding),
                     "another: a fourier net is asked with sigma, by ScoreSdeVeScheduler");
}

bool UNetDenoiser::has_class(int label) const {
  const UNetConfig& config = net_.config();
  if (config.class_embedding == ClassEmbedding::timestep) return label >= 0;
  return label >= -1 && label < config.num_class_embeds;
}

void UNetDenoiser::begin_evaluation(const Level& level) const {
  const std::size_t place = evaluations_++;
  last_time_ =
      place < use_.times.size() ? use_.times[place] : net_time(trained_, question_, level.sigma());
  // A table has rows for whole timesteps alone.
  if (net_.config().time_embedding == TimeEmbedding::learned) last_time_ = std::round(last_time_);
}

/// What x is scaled by for the net: to unit variance, or EDM's c_in; a score's net sees x / a.
double UNetDenoiser::input_scale(const Level& level) const {
  if (question_.preconditioning != Preconditioning::none)
    return 1 / std::hypot(level.a * question_.sigma_data, level.s);
  if (question_.prediction == PredictionType::score) return 1 / level.a;
  return 1 / std::hypot(level.a, level.s);
}

/// x as the net was trained to see it.
UNetDenoiser::Pictures UNetDenoiser::input(const PointBatchView& x, const Level& level) const {
  const double scale = input_scale(level);
  if (std::abs(scale - 1) < 1e-9) return x.cast<float>();
  return (scale * x).cast<float>();
}

/// What the net is asked for the given classes; none given: for no class. Valid until the next.
UNetInput<float> UNetDenoiser::question(const Pictures& input, std::span<const int> classes) const {
  if (stop_.stop_requested()) throw Cancelled();
  const auto n = static_cast<std::size_t>(input.cols());
  labels_.clear();
  if (net_.config().takes_label()) {
    labels_.assign(n, std::max(0, net_.config().num_class_embeds - 1));
    for (std::size_t i = 0; i < n && !classes.empty(); ++i)
      if (const int label = classes[classes.size() == 1 ? 0 : i]; label >= 0) labels_[i] = label;
  }
  times_.assign(n, static_cast<float>(last_time_));
  const std::span<const float> pictures(input.data(), static_cast<std::size_t>(input.size()));
  return {pictures, input.cols(), size_.height, size_.width, times_, labels_};
}

std::vector<BlockPass> UNetDenoiser::watch(const PointBatchView& x, const Level& level,
                                           int label) const {
  begin_evaluation(level);
  const Pictures in = input(x, level);
  return net_.watch(question(in, std::array{label}));
}

UNetDenoiser::Pictures UNetDenoiser::ask(const Pictures& input,
                                         std::span<const int> classes) const {
  const Eigen::Index out = dimension_ / net_.config().in_channels * net_.config().out_channels;
  Pictures said(out, input.cols());
  net_.forward(question(input, classes),
               std::span<float>(said.data(), static_cast<std::size_t>(said.size())));
  return said;
}

/// x0_hat and eps_hat of what stands in out.eps_hat, the net's output.
void UNetDenoiser::predict(const PointBatchView& x, const Level& level, SplitBatch& out) const {
  const double a = level.a, s = level.s, length = std::hypot(a, s);
  const PointBatch said = std::move(out.eps_hat);
  const auto eps_of_x0 = [&] { out.eps_hat = (x - a * out.x0_hat) / s; };
  if (question_.preconditioning != Preconditioning::none) {
    const double sigma = s / a, data = question_.sigma_data, squares = sigma * sigma + data * data;
    const bool consistency = question_.preconditioning == Preconditioning::consistency;
    const double from_end = consistency ? sigma - question_.sigma_min : sigma;
    const double skip = data * data / (from_end * from_end + data * data);
    double scale = from_end * data / std::sqrt(squares);
    if (question_.prediction == PredictionType::v_prediction) scale = -scale;
    out.x0_hat = skip / a * x + scale * said;
    return eps_of_x0();
  }
  switch (question_.prediction) {
    case PredictionType::epsilon:
      out.eps_hat = said;
      out.x0_hat = (x - s * said) / a;
      return;
    case PredictionType::sample: out.x0_hat = said; return eps_of_x0();
    case PredictionType::v_prediction:
      out.x0_hat = (a / length * x - s * said) / length;
      out.eps_hat = (a * said + s / length * x) / length;
      return;
    case PredictionType::score:
      out.eps_hat = -s / a * said;
      out.x0_hat = (x - s * out.eps_hat) / a;
      return;
  }
}

/// Noisier than anything the net has seen (a cosine schedule's first levels, zero SNR): its x0_hat
/// at its own noisiest level, and the eps_hat that goes with it here. The other way round an error
/// of eps_hat would be divided by a, down to 0.
void UNetDenoiser::keep_from_noisiest(const PointBatchView& x, const Level& level,
                                      SplitBatch& out) const {
  const Level noisiest = trained_.at(trained_.T());
  if (level.sigma() <= noisiest.sigma() * (1 + 1e-9)) return;
  const Eigen::MatrixXd in = input(x, level).cast<double>();
  out.x0_hat = (in - noisiest.s * out.eps_hat) / noisiest.a;
  out.x0_hat = out.x0_hat.cast<float>().cast<double>().eval();
  out.eps_hat = (x - level.a * out.x0_hat) / level.s;
  out.eps_hat = out.eps_hat.cast<float>().cast<double>().eval();
}

void UNetDenoiser::clip(PointBatch& x0_hat) const {
  if (question_.threshold == 0) {
    x0_hat = x0_hat.cwiseMax(-question_.clip).cwiseMin(question_.clip);
    return;
  }
  for (auto picture : x0_hat.colwise()) {
    std::vector<double> sizes(static_cast<std::size_t>(picture.size()));
    std::ranges::transform(picture, sizes.begin(), [](double v) { return std::abs(v); });
    std::ranges::sort(sizes);
    // The quantile between the two values nearest to its place, as numpy and torch take it.
    const double place = question_.threshold * static_cast<double>(sizes.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, sizes.size() - 1);
    const double share = place - static_cast<double>(below);
    const double quantile = sizes[below] + share * (sizes[above] - sizes[below]);
    const double most = std::clamp(quantile, 1.0, question_.threshold_most);
    picture = picture.cwiseMax(-most).cwiseMin(most) / most;
  }
}

SplitBatch UNetDenoiser::split_by(const PointBatchView& x, const Level& level,
                                  const Pictures& said) const {
  if (use_.said) use_.said(said);
  if (scales_noise()) variance_ = said.bottomRows(dimension_);
  SplitBatch out;
  out.eps_hat = said.topRows(dimension_).cast<double>();
  PointBatch raw;
  if (use_.eps == EpsHat::output) raw = out.eps_hat;
  predict(x, level, out);
  if (question_.prediction == PredictionType::epsilon && trained_.discrete())
    keep_from_noisiest(x, level, out);
  if (question_.clips()) {
    clip(out.x0_hat);
    if (use_.eps == EpsHat::of_clipped) out.eps_hat = (x - level.a * out.x0_hat) / level.s;
  }
  out.score = -out.eps_hat / level.s;
  if (use_.eps == EpsHat::output) out.eps_hat = std::move(raw);
  return out;
}

SplitBatch UNetDenoiser::split_batch(const PointBatchView& x, const Level& level,
                                     std::span<const int> classes) const {
  begin_evaluation(level);
  const std::span<const int> usual = use_.classes;
  return split_by(x, level, ask(input(x, level), classes.empty() ? usual : classes));
}

GuidedSplitBatch UNetDenoiser::guided_split_batch(const PointBatchView& x, const Level& level,
                                                  const BatchGuidance& guidance) const {
  if (use_.lead) return led_split(x, level, guidance);
  begin_evaluation(level);
  GuidedSplitBatch out;
  const Pictures in = input(x, level);
  if (guidance.w == 1 && !guidance.plain_wanted) {
    out.guided = split_by(x, level, ask(in, guidance.classes));
    return out;
  }
  const Pictures plain = ask(in, {});
  Pictures guided = plain;
  if (guidance.w != 0) {
    const Eigen::MatrixXd more = ask(in, guidance.classes).cast<double>() - plain.cast<double>();
    guided = (plain.cast<double>() + guidance.w * more).cast<float>();
  }
  if (guidance.plain_wanted) out.plain = split_by(x, level, plain);
  out.guided = split_by(x, level, guided);
  return out;
}

namespace {

/// What a weight comes to for each picture so that it never leads beyond where it leads to. Under a
/// normal p(x_0 | x_t), whose covariance is K = (s^2 / a) J, and f quadratic along its gradient g
/// the guided mean is x0_hat + w K g / (1 + w l), l = g K g / g g: the weight for a small w, and
/// exact where K is a multiple of 1 (Boys et al. 2024, Tweedie moment projected diffusions).
Eigen::RowVectorXd damped_weights(double w, const PointBatch& g, const PointBatch& k_g) {
  const Eigen::ArrayXd lengths = g.colwise().squaredNorm().array().max(1e-300);
  const Eigen::ArrayXd along = g.cwiseProduct(k_g).colwise().sum().array() / lengths.transpose();
  return (w / (1 + w * along.max(0))).matrix().transpose();
}

}  // namespace

/// score += w G, eps_hat -= w s G, x0_hat += w (s^2 / a) G, G the gradient over x_t.
GuidedSplitBatch UNetDenoiser::led_split(const PointBatchView& x, const Level& level,
                                         const BatchGuidance& guidance) const {
  begin_evaluation(level);
  const Pictures in = input(x, level);
  GuidedSplitBatch out;
  out.plain = split_by(x, level, ask(in, use_.classes));
  out.guided = out.plain;
  constexpr double least = 1e-5;  // as Denoiser::guided_split_batch has it
  const double to_x0 = level.s * level.s / std::max(level.a, least * level.s);
  PointBatch move;  // of the score
  if (use_.lead->of_prediction()) {
    const PointBatch g = use_.lead->gradient(out.plain.x0_hat, level, guidance.classes);
    const PointBatch pulled = pull_back_asked(in, level, out.plain.x0_hat, g);
    move = pulled * damped_weights(guidance.w, g, to_x0 * pulled).asDiagonal();
  } else {
    move = guidance.w * use_.lead->gradient(x, level, guidance.classes);
  }
  out.guided.score += move;
  out.guided.eps_hat -= level.s * move;
  out.guided.x0_hat += to_x0 * move;
  return out;
}

/// x0_hat = of_x x + of_output F(scale x), F what the net says.
UNetDenoiser::Factors UNetDenoiser::factors(const Level& level) const {
  const double a = level.a, s = level.s, length = std::hypot(a, s);
  if (question_.preconditioning != Preconditioning::none) {
    const double sigma = s / a, data = question_.sigma_data;
    const bool consistency = question_.preconditioning == Preconditioning::consistency;
    const double from_end = consistency ? sigma - question_.sigma_min : sigma;
    const double sign = question_.prediction == PredictionType::v_prediction ? -1 : 1;
    return {data * data / (from_end * from_end + data * data) / a,
            sign * from_end * data / std::hypot(sigma, data)};
  }
  switch (question_.prediction) {
    case PredictionType::epsilon: {
      const Level noisiest = trained_.discrete() ? trained_.at(trained_.T()) : level;
      if (level.sigma() > noisiest.sigma() * (1 + 1e-9))
        return {input_scale(level) / noisiest.a, -noisiest.s / noisiest.a};
      return {1 / a, -s / a};
    }
    case PredictionType::sample: return {0, 1};
    case PredictionType::v_prediction: return {a / (length * length), -s / length};
    case PredictionType::score: return {1 / a, s * s / (a * a)};
  }
  return {0, 0};
}

/// J^T g, J the Jacobian of x0_hat over x, where the net was asked last with `in`. What was clipped
/// does not move.
PointBatch UNetDenoiser::pull_back_asked(const Pictures& in, const Level& level,
                                         const PointBatch& x0_hat, PointBatch g) const {
  if (question_.clips()) {
    if (question_.threshold != 0)
      throw BadRequest("pictures", "guide", "a loss",
                       "another for a net whose x0_hat is thresholded",
                       "take the net for one that is not");
    g = (x0_hat.array().abs() < question_.clip).select(g, 0.0);
  }
  const Factors of = factors(level);
  const int channels = net_.config().out_channels / net_.config().in_channels;
  Pictures output = Pictures::Zero(channels * dimension_, g.cols()), back(dimension_, g.cols());
  output.topRows(dimension_) = (of.output * g).cast<float>();
  net_.pull_back(question(in, use_.classes),
                 std::span<const float>(output.data(), static_cast<std::size_t>(output.size())),
                 std::span<float>(back.data(), static_cast<std::size_t>(back.size())));
  return of.x * g + input_scale(level) * back.cast<double>();
}

bool UNetDenoiser::scales_noise() const {
  return question_.variance == LearnedVariance::direct ||
         question_.variance == LearnedVariance::interpolation;
}

void UNetDenoiser::scale_noise(const NoiseStep& step, Eigen::Ref<PointBatch> z) const {
  const Eigen::ArrayXXd said = variance_.cast<double>().array();
  if (question_.variance == LearnedVariance::direct) {
    z = (said.sqrt() / step.c_z * z.array()).matrix();
    return;
  }
  // log(variance) = v log(beta) + (1 - v) log(small), of v from the net in [0, 1].
  constexpr double least = 1e-20;
  const double before = step.to.a * step.to.a, here = step.from.a * step.from.a;
  const double beta = 1 - here / before;
  const double small = std::max(least, (1 - before) / (1 - here) * beta);
  const Eigen::ArrayXXd part = (said + 1) / 2;
  const Eigen::ArrayXXd deviation =
      (0.5 * (part * std::log(beta) + (1 - part) * std::log(small))).exp();
  z = (deviation / step.c_z * z.array()).matrix();
}

}  // namespace alphabar
