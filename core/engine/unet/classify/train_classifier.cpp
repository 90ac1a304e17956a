#include "core/engine/unet/classify/train_classifier.h"

#include <algorithm>
#include <cmath>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/engine/unet/kernels/adam.h"
#include "core/files/arrays/idx.h"
#include "core/process/process.h"
#include "core/rng/noise.h"

namespace alphabar {
namespace {

void check_options(const TrainClassifierOptions& o) {
  const char* where = "train-classifier";
  check_range(where, "steps", o.steps, 1, 1e7);
  check_range(where, "batch", o.batch, 1, 65536);
  check_range(where, "learning_rate", o.learning_rate, 1e-9, 1);
  check_range(where, "ema_decay", o.ema_decay, 0, 0.999999);
}

/// One batch: scaled pictures, their noise, their classes.
struct Batch {
  Eigen::MatrixXf x;
  std::vector<double> sigmas;
  std::vector<int> labels;
};

class Batches {
 public:
  Batches(const LabelledPictures& data, const TrainClassifierOptions& options)
      : data_(data), options_(options), process_(ProcessSpec{}) {}

  void make(int step, Batch& batch) const {
    const Eigen::Index pixels = Eigen::Index{data_.height} * data_.width;
    batch.x.resize(pixels, options_.batch);
    batch.sigmas.assign(static_cast<std::size_t>(options_.batch), 0);
    batch.labels.resize(static_cast<std::size_t>(options_.batch));
    const auto draw = static_cast<std::uint32_t>(step);
    for (int i = 0; i < options_.batch; ++i) {
      const auto at = static_cast<std::size_t>(i);
      const auto words =
          philox_block(options_.seed, static_cast<std::uint64_t>(i), draw, Stream::pick);
      const auto picture =
          static_cast<std::size_t>(unit_of_word(words[0]) * static_cast<double>(data_.count()));
      data_.put(picture, unit_of_word(words[1]) < 0.5, batch.x.col(i).data());
      batch.labels[at] = data_.labels[picture];
      if (!options_.noisy) continue;
      const double place = (i + unit_of_word(words[2])) / options_.batch;
      const Level level = process_.at(1 + std::floor(place * process_.T()));
      batch.sigmas[at] = level.sigma();
      for (Eigen::Index e = 0; e < pixels; e += 4) {
        const auto z = normal_block(options_.seed, static_cast<std::uint64_t>(i * pixels + e) / 4,
                                    draw, Stream::noise);
        for (Eigen::Index k = 0; k < std::min<Eigen::Index>(4, pixels - e); ++k) {
          float& value = batch.x(e + k, i);
          value = static_cast<float>((level.a * value + level.s * z[static_cast<std::size_t>(k)]) /
                                     std::hypot(level.a, level.s));
        }
      }
    }
  }

 private:
  const LabelledPictures& data_;
  const TrainClassifierOptions& options_;
  Process process_;
};

double learning_rate(const TrainClassifierOptions& o, int step) {
  constexpr double warm_up = 200;
  return o.learning_rate * std::min(1.0, (step + 1) / warm_up) * 0.5 *
         (1 + std::cos(M_PI * step / o.steps));
}

}  // namespace

void LabelledPictures::put(std::size_t picture, bool mirrored, float* to) const {
  const auto pixels = static_cast<std::size_t>(height * width);
  const std::uint8_t* from = values.data() + picture * pixels;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      to[y * width + x] =
          static_cast<float>(from[y * width + (mirrored ? width - 1 - x : x)]) / 127.5F - 1;
}

LabelledPictures read_labelled(const std::filesystem::path& images,
                               const std::filesystem::path& labels) {
  IdxArray pictures = read_idx(images), classes = read_idx(labels);
  if (pictures.shape.size() != 3)
    throw BadRequest(images.string(), "dimensions", std::to_string(pictures.shape.size()), "3");
  if (classes.shape.size() != 1 || classes.shape[0] != pictures.shape[0] || classes.shape[0] == 0)
    throw BadRequest(labels.string(), "count", std::to_string(classes.values.size()),
                     "as many as pictures, " + std::to_string(pictures.shape[0]));
  return {static_cast<int>(pictures.shape[1]), static_cast<int>(pictures.shape[2]),
          std::move(pictures.values), std::move(classes.values)};
}

PictureClassifier train_classifier(const LabelledPictures& data,
                                   const TrainClassifierOptions& options,
                                   const std::function<void(int, double)>& progress,
                                   std::stop_token stop) {
  check_options(options);
  ClassifierShape shape{1, data.height, data.width, *std::ranges::max_element(data.labels) + 1,
                        options.noisy};
  PictureClassifier classifier(shape);
  classifier.begin(options.seed);
  const std::size_t n = classifier.weights().size();
  std::vector<float> m(n), v(n), gradient(n);
  std::vector<float> average(classifier.weights().begin(), classifier.weights().end());
  const Batches batches(data, options);
  Batch batch;
  double smooth = 0;
  for (int step = 0; step < options.steps; ++step) {
    if (stop.stop_requested()) throw Cancelled();
    batches.make(step, batch);
    std::ranges::fill(gradient, 0.0F);
    const double loss = classifier.loss_gradient(batch.x, batch.sigmas, batch.labels, gradient);
    net::AdamOptions adam{.learning_rate = learning_rate(options, step)};
    adam.average_decay = std::min(options.ema_decay, (1.0 + step) / (10.0 + step));
    net::adam_step({classifier.weights(), m, v, average}, gradient, step + 1, adam);
    smooth = step == 0 ? loss : smooth + 0.01 * (loss - smooth);
    if (progress) progress(step + 1, smooth);
  }
  std::ranges::copy(average, classifier.weights().begin());
  return classifier;
}

double accuracy(const PictureClassifier& classifier, const LabelledPictures& data) {
  std::size_t right = 0;
  Eigen::MatrixXf x(Eigen::Index{data.height} * data.width, 1);
  const std::vector<double> clean{1e-3};
  for (std::size_t i = 0; i < data.count(); ++i) {
    data.put(i, false, x.data());
    Eigen::Index found = 0;
    classifier.log_probabilities(x, clean).col(0).maxCoeff(&found);
    right += found == data.labels[i];
  }
  return static_cast<double>(right) / static_cast<double>(data.count());
}

}  // namespace alphabar
