#include "core/engine/unet/unet_denoiser.h"

#include <cmath>

#include "core/base/error.h"
#include "core/engine/unet/net_training.h"

namespace alphabar {

UNetDenoiser::UNetDenoiser(UNet& net, const ProcessSpec& trained, const Size& size,
                           std::stop_token stop)
    : net_(net),
      trained_(trained),
      size_(size),
      dimension_(Eigen::Index{net.config().in_channels} * size.height * size.width),
      stop_(std::move(stop)) {
  if (!trained_.discrete())
    throw BadRequest("pictures", "trained process", "continuous in t", "one with timesteps 1..T");
}

bool UNetDenoiser::has_class(int label) const {
  return label >= -1 && label < net_.config().num_class_embeds;
}

double UNetDenoiser::timestep(const Level& level) const {
  return net_timestep(trained_, level.sigma());
}

UNetDenoiser::Pictures UNetDenoiser::input(const PointBatchView& x, const Level& level) {
  const double length = std::hypot(level.a, level.s);
  if (std::abs(length - 1) < 1e-9) return x.cast<float>();
  return (1 / length * x).cast<float>();
}

/// eps_hat for the given classes; none given: for no class.
UNetDenoiser::Pictures UNetDenoiser::eps_of(const Pictures& input, const Level& level,
                                            std::span<const int> classes) const {
  if (stop_.stop_requested()) throw Cancelled();
  const auto n = static_cast<std::size_t>(input.cols());
  std::vector<std::int64_t> labels;
  if (const int none = net_.config().num_class_embeds - 1; none >= 0) {
    labels.assign(n, none);
    for (std::size_t i = 0; i < n && !classes.empty(); ++i)
      if (const int label = classes[classes.size() == 1 ? 0 : i]; label >= 0) labels[i] = label;
  }
  const std::vector<float> times(n, static_cast<float>(timestep(level)));
  Pictures eps(input.rows(), input.cols());
  const std::span<const float> pictures(input.data(), static_cast<std::size_t>(input.size()));
  net_.forward(UNetInput<float>{pictures, input.cols(), size_.height, size_.width, times, labels},
               std::span<float>(eps.data(), static_cast<std::size_t>(eps.size())));
  return eps;
}

SplitBatch UNetDenoiser::split_by(const PointBatchView& x, const Pictures& input,
                                  const Level& level, const Pictures& eps) const {
  SplitBatch out;
  out.eps_hat = eps.cast<double>();
  const Level noisiest = trained_.at(trained_.T());
  if (level.sigma() <= noisiest.sigma() * (1 + 1e-9)) {
    out.x0_hat = (x - level.s * out.eps_hat) / level.a;
  } else {
    // Noisier than anything the net has seen (a cosine schedule's first levels, zero SNR): its
    // x0_hat at its own noisiest level, and the eps_hat that goes with it here. The other way
    // round an error of eps_hat would be divided by a, down to 0.
    out.x0_hat = (input.cast<double>() - noisiest.s * out.eps_hat) / noisiest.a;
    out.x0_hat = out.x0_hat.cast<float>().cast<double>().eval();
    out.eps_hat = (x - level.a * out.x0_hat) / level.s;
    out.eps_hat = out.eps_hat.cast<float>().cast<double>().eval();
  }
  out.score = -out.eps_hat / level.s;
  return out;
}

SplitBatch UNetDenoiser::split_batch(const PointBatchView& x, const Level& level,
                                     std::span<const int> classes) const {
  const Pictures in = input(x, level);
  return split_by(x, in, level, eps_of(in, level, classes));
}

GuidedSplitBatch UNetDenoiser::guided_split_batch(const PointBatchView& x, const Level& level,
                                                  const BatchGuidance& guidance) const {
  if (guidance.loss) return Denoiser::guided_split_batch(x, level, guidance);
  GuidedSplitBatch out;
  const Pictures in = input(x, level);
  if (guidance.w == 1 && !guidance.plain_wanted) {
    out.guided = split_by(x, in, level, eps_of(in, level, guidance.classes));
    return out;
  }
  const Pictures plain = eps_of(in, level, {});
  Pictures guided = plain;
  if (guidance.w != 0) {
    const Eigen::MatrixXd more =
        eps_of(in, level, guidance.classes).cast<double>() - plain.cast<double>();
    guided = (plain.cast<double>() + guidance.w * more).cast<float>();
  }
  if (guidance.plain_wanted) out.plain = split_by(x, in, level, plain);
  out.guided = split_by(x, in, level, guided);
  return out;
}

}  // namespace alphabar
