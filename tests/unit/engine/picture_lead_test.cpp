#include "core/engine/unet/guide/picture_lead.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "core/engine/unet/classify/classifier_folder.h"
#include "core/engine/unet/image_run.h"
#include "core/files/image/resample.h"
#include "tests/files/temp_folder.h"

namespace alphabar {
namespace {

constexpr PictureShape shape{1, 4, 4};

/// Some numbers that are all different.
Eigen::MatrixXd some_pictures(int count) {
  Eigen::MatrixXd x(16, count);
  for (Eigen::Index i = 0; i < x.size(); ++i)
    x.data()[i] = std::sin(0.7 * static_cast<double>(i) + 0.3);
  return x;
}

/// That the gradient is the one of -L, by differences.
void expect_gradient(const PictureLead& lead, const std::function<double(Eigen::VectorXd)>& loss) {
  const Eigen::MatrixXd x = some_pictures(2);
  const PointBatch g = lead.gradient(x, Level{0, 1, 0}, {});
  constexpr double step = 1e-5;
  for (Eigen::Index i = 0; i < x.cols(); ++i)
    for (Eigen::Index e = 0; e < x.rows(); ++e) {
      Eigen::VectorXd up = x.col(i), down = up;
      up[e] += step;
      down[e] -= step;
      EXPECT_NEAR(g(e, i), -(loss(up) - loss(down)) / (2 * step), 1e-8) << e;
    }
}

TEST(PictureLead, LeadsToABrightness) {
  PictureLane lane;
  lane.guide = PictureGuide::brightness;
  lane.brightness = 0.25;
  expect_gradient(*loss_lead(lane, shape, {}),
                  [](const Eigen::VectorXd& x0) { return 16 * std::pow(x0.mean() - 0.25, 2) / 2; });
}

TEST(PictureLead, LeadsToAPictureOutsideAHole) {
  PictureLane lane;
  lane.guide = PictureGuide::inpainting;
  lane.hole_left = 0;
  lane.hole_right = 0.5;
  lane.hole_top = 0.5;
  lane.hole_bottom = 1;
  std::vector<float> target(16);
  for (std::size_t i = 0; i < 16; ++i) target[i] = static_cast<float>(i) / 16;
  expect_gradient(*loss_lead(lane, shape, target), [&](const Eigen::VectorXd& x0) {
    double sum = 0;
    for (int y = 0; y < 4; ++y)
      for (int x = 0; x < 4; ++x)
        if (x >= 2 || y < 2)
          sum += std::pow(x0[4 * y + x] - double{target[static_cast<std::size_t>(4 * y + x)]}, 2);
    return sum / 2;
  });
  lane.guide = PictureGuide::picture;
  EXPECT_THROW(loss_lead(lane, shape, {}), BadRequest) << "another size";
}

TEST(PictureLead, StartsBetweenTwoLieOnTheirArc) {
  const std::vector<float> a{3, 0, 0}, b{0, 3, 0};
  const std::vector<float> starts = between_starts(a, b, 3);
  ASSERT_EQ(starts.size(), 9u);
  const float half = 3 / std::sqrt(2.0F);
  const std::vector<float> want{3, 0, 0, half, half, 0, 0, 3, 0};
  for (std::size_t i = 0; i < want.size(); ++i) EXPECT_NEAR(starts[i], want[i], 1e-6) << i;
  EXPECT_EQ(between_starts(a, b, 1), a);
  EXPECT_EQ(between_starts(a, a, 2), (std::vector<float>{3, 0, 0, 3, 0, 0}));
}

TEST(PictureLead, TakesTheMiddleOfAnImage) {
  // 4 x 2 pixels, gray: the middle 2 x 2 of it as 2 x 2, and as 1 x 1 its mean.
  const Image image{4, 2, 1, {0, 255, 0, 9, 9, 0, 255, 9}};
  const std::vector<float> two = resampled(image, 1, 2, 2);
  EXPECT_EQ(two, (std::vector<float>{1, -1, -1, 1}));
  EXPECT_NEAR(resampled(image, 1, 1, 1)[0], 0, 1e-6);
  const Image color{1, 1, 4, {255, 0, 0, 128}};
  const std::vector<float> rgb = resampled(color, 3, 2, 2);
  ASSERT_EQ(rgb.size(), 12u);
  EXPECT_NEAR(rgb[0], 128.0 / 127.5 - 1, 1e-6) << "over black";
  EXPECT_EQ(rgb[4], -1);
}

PictureClassifier some_classifier(bool noisy) {
  PictureClassifier classifier({1, 8, 8, 3, noisy});
  classifier.begin(5);
  float shift = 0;  // of the biases and the noise's features, too
  for (float& weight : classifier.weights()) weight += 0.01F * std::sin(shift += 1);
  return classifier;
}

Eigen::MatrixXf clean_pictures(int count) {
  Eigen::MatrixXf x(64, count);
  for (Eigen::Index i = 0; i < x.size(); ++i) x.data()[i] = std::sin(0.37F * static_cast<float>(i));
  return x;
}

TEST(PictureClassifier, KnowsItsOwnGradients) {
  for (const bool noisy : {false, true}) {
    PictureClassifier classifier = some_classifier(noisy);
    const Eigen::MatrixXf x = clean_pictures(2);
    const std::vector<double> sigmas{0.3, 20};
    const std::vector<int> labels{1, 2};
    const auto log_p = [&](const Eigen::MatrixXf& at) {
      const Eigen::MatrixXf all = classifier.log_probabilities(at, sigmas);
      return std::array<double, 2>{all(1, 0), all(2, 1)};
    };
    EXPECT_NEAR(classifier.log_probabilities(x, sigmas).col(0).array().exp().sum(), 1, 1e-5);
    const Eigen::MatrixXf g = classifier.input_gradient(x, sigmas, labels);
    constexpr float step = 1e-2F;
    for (Eigen::Index e = 0; e < 64; e += 7) {
      Eigen::MatrixXf up = x, down = x;
      up.row(e).array() += step;
      down.row(e).array() -= step;
      for (std::size_t i = 0; i < 2; ++i)
        EXPECT_NEAR(g(e, static_cast<Eigen::Index>(i)),
                    (log_p(up)[i] - log_p(down)[i]) / (2 * double{step}), 2e-3);
    }
    std::vector<float> of_weights(classifier.weights().size());
    const double loss = classifier.loss_gradient(x, sigmas, labels, of_weights);
    EXPECT_NEAR(loss, -(log_p(x)[0] + log_p(x)[1]) / 2, 1e-5);
    for (const PictureClassifier::Tensor& tensor : classifier.tensors()) {
      const std::size_t at = tensor.place + tensor.size / 2;
      float& weight = classifier.weights()[at];
      const float kept = weight;
      const auto mean = [&](float value) {
        weight = value;
        return -(log_p(x)[0] + log_p(x)[1]) / 2;
      };
      const double by_difference = (mean(kept + step) - mean(kept - step)) / (2 * double{step});
      weight = kept;
      EXPECT_NEAR(of_weights[at], by_difference, 2e-3) << tensor.name;
    }
  }
}

TEST(PictureClassifier, IsWhatItWasInItsFolder) {
  const testing::TempFolder folder;
  const PictureClassifier classifier = some_classifier(true);
  write_classifier(folder / "net", classifier);
  const PictureClassifier read = read_classifier(folder / "net");
  EXPECT_EQ(read.shape(), classifier.shape());
  EXPECT_TRUE(std::ranges::equal(read.weights(), classifier.weights()));
  EXPECT_THROW(read_classifier(folder / "none"), BadRequest);
  EXPECT_THROW(classifier_lead(read, {1, 28, 28}), BadRequest) << "another size";
  EXPECT_THROW(classifier_lead(some_classifier(false), {1, 8, 8}), BadRequest) << "clean pictures";
  const auto lead = classifier_lead(read, {1, 8, 8});
  EXPECT_THROW(lead->gradient(Eigen::MatrixXd::Zero(64, 1), Level{0, 1, 1}, std::vector{3}),
               BadRequest);
}

}  // namespace
}  // namespace alphabar
