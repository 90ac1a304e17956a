#include "core/engine/unet/train_unet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "core/engine/unet/folder/model_folder.h"
#include "core/engine/unet/kernels/adam.h"
#include "core/engine/unet/net_training.h"
#include "core/engine/unet/train/picture_folder.h"
#include "core/engine/unet/unet.h"
#include "core/files/image/png.h"
#include "tests/files/temp_folder.h"

namespace alphabar {
namespace {

using ::testing::HasSubstr;
using testing::read_bytes;
using testing::TempFolder;
using testing::write_bytes;

// 40 pictures of 8 x 8 in two classes: a bright left half, a bright right half.
TrainUNetOptions small_task(const TempFolder& folder) {
  std::string images("\0\0\x08\x03\0\0\0\x28\0\0\0\x08\0\0\0\x08", 16);
  std::string labels("\0\0\x08\x01\0\0\0\x28", 8);
  for (int i = 0; i < 40; ++i) {
    labels += static_cast<char>(i % 2);
    for (int pixel = 0; pixel < 64; ++pixel)
      images += (pixel % 8 < 4) == (i % 2 == 0) ? '\xff' : '\0';
  }
  write_bytes(folder / "images", images);
  write_bytes(folder / "labels", labels);
  TrainUNetOptions options;
  options.images = folder / "images";
  options.labels = folder / "labels";
  options.out = folder / "net";
  options.net.sample_height = options.net.sample_width = 8;
  options.net.in_channels = options.net.out_channels = 1;
  options.net.block_out_channels = {8, 8};
  options.net.down_block_types = {"DownBlock2D", "AttnDownBlock2D"};
  options.net.up_block_types = {"AttnUpBlock2D", "UpBlock2D"};
  options.net.layers_per_block = 1;
  options.net.norm_num_groups = 4;
  options.net.num_class_embeds = 3;
  options.steps = 6;
  options.batch = 8;
  options.warm_up = 2;
  options.threads = 2;
  options.checkpoint_seconds = 1e6;
  return options;
}

std::string weights(const TempFolder& folder) {
  return read_bytes(folder / "net" / DiffusersFolder::weights_name);
}

void ignore_progress(const TrainUNetProgress&) {}

TEST(TrainUNet, LearnsAndLeavesAFolderThatLoads) {
  const TempFolder folder;
  TrainUNetOptions options = small_task(folder);
  options.steps = 150;
  options.learning_rate = 5e-3;
  double first = 0, last = 0;
  int calls = 0;
  train_unet(options, [&](const TrainUNetProgress& progress) {
    if (++calls == 1) first = progress.loss;
    EXPECT_EQ(progress.step, calls);
    last = progress.loss;
  });
  EXPECT_EQ(calls, 150);
  // An untrained net answers almost 0, so its error is the noise's variance, 1. The last figure is
  // an average over about 100 steps, most of them early: half is far below chance.
  EXPECT_NEAR(first, 1, 0.5);
  EXPECT_LT(last, 0.6);
  const auto net = load_unet(options.out);
  EXPECT_EQ(net->config(), options.net);
}

/// Colours of some size, bright at the left (class 0, "left") or at the right.
void write_pictures(const std::filesystem::path& folder) {
  for (const std::string name : {"left", "right"})
    for (int i = 0; i < 4; ++i) {
      Image image{20 + i, 12, 3, {}};
      for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x)
          for (int c = 0; c < 3; ++c)
            image.pixels.push_back(static_cast<std::uint8_t>(
                (2 * x < image.width) == (name == "left") ? 250 : 10 * i));
      std::filesystem::create_directories(folder / name);
      write_png(folder / name / (std::to_string(i) + ".PNG"), image);
    }
  write_bytes(folder / "left" / "notes.txt", "no picture");
}

TEST(TrainUNet, TakesAFolderOfPicturesAndLeavesAPipeline) {
  const TempFolder folder;
  write_pictures(folder / "data");
  const PictureFolder data = read_picture_folder(folder / "data");
  EXPECT_EQ(data.files.size(), 8u);
  EXPECT_EQ(data.classes, (std::vector<std::string>{"left", "right"}));
  EXPECT_EQ(data.files[4].label, 1);
  for (const PredictionType prediction :
       {PredictionType::epsilon, PredictionType::sample, PredictionType::v_prediction}) {
    TrainUNetOptions options = small_task(folder);
    options.folder = folder / "data";
    options.out = folder / name_of(prediction);
    options.pipeline = true;
    options.net.in_channels = options.net.out_channels = 3;
    options.process.kind = ProcessKind::cosine;
    options.process.T = 200;
    options.prediction = prediction;
    train_unet(options, ignore_progress);
    EXPECT_EQ(load_unet(options.out)->config(), options.net);
    const ModelFolder model = model_folder(options.out);
    EXPECT_EQ(model.scheduler_class, "DDPMScheduler");
    const NetTraining training = net_training(model);
    EXPECT_EQ(training.question.prediction, prediction);
    EXPECT_EQ(training.process, options.process);
  }
  write_png(folder / "data" / "other.png", Image{1, 1, 1, {0}});
  EXPECT_THROW(read_picture_folder(folder / "data"), BadRequest) << "which is its class?";
  EXPECT_THROW(read_picture_folder(folder / "none"), BadRequest);
}

// A net of x0 and one of v learn, too: their targets vary less than the noise.
TEST(TrainUNet, LearnsWhatItIsToPredict) {
  for (const PredictionType prediction : {PredictionType::sample, PredictionType::v_prediction}) {
    const TempFolder folder;
    TrainUNetOptions options = small_task(folder);
    options.prediction = prediction;
    options.steps = 150;
    options.learning_rate = 5e-3;
    double first = 0, last = 0;
    train_unet(options, [&](const TrainUNetProgress& progress) {
      if (progress.step == 1) first = progress.loss;
      last = progress.loss;
    });
    EXPECT_NEAR(first, 1, 0.5) << "of pixels that are -1 or 1";
    EXPECT_LT(last, 0.7);
  }
}

TEST(TrainUNet, ContinuesFromACheckpointToTheSameWeights) {
  const TempFolder whole, parts;
  train_unet(small_task(whole), ignore_progress);

  TrainUNetOptions options = small_task(parts);
  options.checkpoint = parts / "state";
  std::stop_source stop;
  EXPECT_THROW(train_unet(
                   options,
                   [&](const TrainUNetProgress& progress) {
                     if (progress.step == 3) stop.request_stop();
                   },
                   stop.get_token()),
               Cancelled);
  std::int64_t first = 0;
  train_unet(options, [&](const TrainUNetProgress& progress) {
    if (first == 0) first = progress.step;
  });
  EXPECT_EQ(first, 4);
  EXPECT_TRUE(weights(whole) == weights(parts));
  EXPECT_FALSE(weights(whole).empty());
}

TEST(TrainUNet, RefusesACheckpointOfAnotherRun) {
  const TempFolder folder;
  TrainUNetOptions options = small_task(folder);
  options.checkpoint = folder / "state";
  options.steps = 1;
  train_unet(options, ignore_progress);
  const auto refusal = [&] {
    try {
      train_unet(options, ignore_progress);
    } catch (const BadRequest& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  options.seed = 5;
  EXPECT_THAT(refusal(), HasSubstr("seed = 0; allowed: 5"));
  options.seed = 0;
  options.net.block_out_channels = {8, 16};
  EXPECT_THAT(refusal(), HasSubstr("net"));
  write_bytes(options.checkpoint, "rubbish");
  EXPECT_THAT(refusal(), HasSubstr("state"));
}

TEST(TrainUNet, RefusesImpossibleRequests) {
  const TempFolder folder;
  const auto refusal = [&](const std::function<void(TrainUNetOptions&)>& change) {
    TrainUNetOptions options = small_task(folder);
    change(options);
    try {
      train_unet(options, ignore_progress);
    } catch (const BadRequest& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_THAT(refusal([](auto& o) { o.batch = 0; }), HasSubstr("batch"));
  EXPECT_THAT(refusal([](auto& o) { o.steps = 0; }), HasSubstr("steps"));
  EXPECT_THAT(refusal([](auto& o) { o.learning_rate = NAN; }), HasSubstr("learning_rate"));
  EXPECT_THAT(refusal([](auto& o) { o.process.beta_end = 2; }), HasSubstr("beta_end"));
  EXPECT_THAT(refusal([](auto& o) { o.process.kind = ProcessKind::ve; }), HasSubstr("process"));
  EXPECT_THAT(refusal([](auto& o) { o.net.num_class_embeds = 2; }), HasSubstr("no class"));
  EXPECT_THAT(refusal([](auto& o) { o.net.in_channels = 3; }), HasSubstr("in_channels"));
  EXPECT_THAT(refusal([](auto& o) { o.labels = o.images; }), HasSubstr("dimensions"));
  EXPECT_THAT(refusal([](auto& o) { o.images = "absent"; }), HasSubstr("absent"));
  EXPECT_THAT(refusal([&](auto& o) { o.out = folder / "images"; }), HasSubstr("folder"));
}

// Two steps by hand after Loshchilov and Hutter 2019, algorithm 2.
TEST(Adam, FollowsItsPublication) {
  std::vector<float> weight = {1}, m = {0}, v = {0}, average = {1};
  const std::vector<float> gradient = {4};
  const net::AdamState state{weight, m, v, average};
  net::AdamOptions options{.learning_rate = 0.1, .weight_decay = 0.01, .average_decay = 0.9};
  options.gradient_scale = 0.5;
  net::adam_step(state, gradient, 1, options);
  // g = 2: m = 0.2, v = 0.004; corrected 2 and 4: step 0.1 * 2 / 2, decay 0.1 * 0.01 * 1.
  EXPECT_NEAR(weight[0], 1 - 0.001 - 0.1, 1e-6);
  EXPECT_NEAR(average[0], 1 - 0.1 * 0.101, 1e-6);
  options.gradient_scale = -0.25;
  net::adam_step(state, gradient, 2, options);
  // g = -1: m = 0.08, v = 0.004996; corrected by 0.19 and 0.001999.
  const double expected = 0.899 * 0.999 - 0.1 * (0.08 / 0.19) / std::sqrt(0.004996 / 0.001999);
  EXPECT_NEAR(weight[0], expected, 1e-6);
}

}  // namespace
}  // namespace alphabar
