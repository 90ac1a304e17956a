#include "core/engine/unet/classify/train_classifier.h"

#include <gtest/gtest.h>

#include "core/base/error.h"

namespace alphabar {
namespace {

/// Pictures of 8 x 8 that are bright above (class 0) or below (class 1).
LabelledPictures halves() {
  LabelledPictures data;
  data.height = data.width = 8;
  for (int i = 0; i < 40; ++i) {
    const int label = i % 2;
    for (int y = 0; y < 8; ++y)
      for (int x = 0; x < 8; ++x)
        data.values.push_back(static_cast<std::uint8_t>((y < 4) == (label == 0) ? 200 + i : i));
    data.labels.push_back(static_cast<std::uint8_t>(label));
  }
  return data;
}

TEST(TrainClassifier, LearnsWhatCanBeTold) {
  const LabelledPictures data = halves();
  for (const bool noisy : {false, true}) {
    TrainClassifierOptions options;
    options.noisy = noisy;
    options.steps = 60;
    options.batch = 16;
    options.ema_decay = 0.9;
    int steps = 0;
    const PictureClassifier classifier =
        train_classifier(data, options, [&](int step, double) { steps = step; }, {});
    EXPECT_EQ(steps, 60);
    EXPECT_EQ(classifier.shape().classes, 2);
    EXPECT_EQ(accuracy(classifier, data), 1);
    const PictureClassifier again = train_classifier(data, options, {}, {});
    EXPECT_TRUE(std::ranges::equal(again.weights(), classifier.weights()))
        << "what is random follows from the seed";
  }
}

TEST(TrainClassifier, StopsWhenItIsAsked) {
  std::stop_source stop;
  const auto tell = [&](int step, double) {
    if (step == 3) stop.request_stop();
  };
  EXPECT_THROW(train_classifier(halves(), {}, tell, stop.get_token()), Cancelled);
  EXPECT_THROW(train_classifier(halves(), {.steps = 0}, {}, {}), BadRequest);
}

}  // namespace
}  // namespace alphabar
