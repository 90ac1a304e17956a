#include "core/engine/unet/net_training.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "core/base/error.h"
#include "core/engine/unet/folder/model_folder.h"
#include "core/engine/unet/image_run.h"
#include "tests/files/temp_folder.h"

namespace alphabar {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class NetTrainingFile : public ::testing::Test {
 protected:
  NetTrainingFile() {
    const std::filesystem::path net = find_model("fashion-mnist");
    for (const char* name : {DiffusersFolder::config_name, DiffusersFolder::weights_name})
      std::filesystem::copy_file(net / name, folder_ / name);
  }
  void scheduler(const std::string& text) const {
    std::ofstream(folder_ / "scheduler_config.json") << text;
  }
  const testing::TempFolder own_;  // tests run beside each other
  const std::filesystem::path& folder_ = own_.path();
};

std::vector<std::string> notices(const NetTraining& training, const ProcessSpec& scene) {
  const Process process(scene);
  return training_notices(training, process, plan_of_pictures(process, {}));
}

TEST_F(NetTrainingFile, TheShippedNetIsAskedAsItWasTrained) {
  const NetTraining training = net_training(find_model("fashion-mnist"));
  EXPECT_EQ(training.source, NetTraining::Source::folder);
  EXPECT_EQ(training.scheduler, "DDPMScheduler");
  EXPECT_FALSE(training.question.clips());
  EXPECT_EQ(training.process, ProcessSpec());
  EXPECT_THAT(notices(training, {}), IsEmpty());
}

TEST_F(NetTrainingFile, AFolderThatSaysNothingIsTakenForTheLinearScheduleAndThatIsTold) {
  const NetTraining training = net_training(folder_);
  EXPECT_EQ(training.source, NetTraining::Source::nothing);
  EXPECT_THROW(require_known(training, folder_), BadRequest);
  EXPECT_THAT(notices(training, {}),
              ElementsAre(AllOf(HasSubstr("does not say what it was trained on"),
                                HasSubstr("T = 1000"), HasSubstr("timesteps 980 to 0"))));
}

TEST_F(NetTrainingFile, AnotherProcessIsToldWithTheTimestepsThatAreAsked) {
  ProcessSpec cosine;
  cosine.kind = ProcessKind::cosine;
  const auto told = notices(net_training(find_model("fashion-mnist")), cosine);
  // Timestep 980 of the cosine schedule has the sigma of another one of the linear schedule.
  const double asked = net_time(Process(ProcessSpec{}), {}, Process(cosine).at(981).sigma());
  EXPECT_LT(asked, 970);
  EXPECT_THAT(told, ElementsAre(AllOf(HasSubstr("not the net's"),
                                      HasSubstr(std::to_string(static_cast<int>(asked))))));
  scheduler(R"({"_class_name": "DDIMScheduler", "beta_schedule": "squaredcos_cap_v2"})");
  EXPECT_THAT(notices(net_training(folder_), cosine), IsEmpty());
  EXPECT_THAT(notices(net_training(folder_), {}), ElementsAre(HasSubstr("not the net's")));
}

TEST_F(NetTrainingFile, WhatIsWrittenIsRead) {
  ProcessSpec process;
  process.kind = ProcessKind::cosine;
  process.T = 250;
  write_net_training(folder_, process);
  EXPECT_EQ(net_training(folder_).process, process);
  EXPECT_EQ(net_training(folder_).question, NetQuestion{});
  write_net_training(folder_, process, PredictionType::v_prediction);
  EXPECT_EQ(net_training(folder_).question.prediction, PredictionType::v_prediction);
}

TEST_F(NetTrainingFile, IsWhatTheUserSaysInstead) {
  const NetTraining clipped = net_training(folder_, "cosine-500-x0-clip");
  EXPECT_EQ(clipped.question.prediction, PredictionType::sample);
  EXPECT_EQ(clipped.question.clip, 1);
  EXPECT_EQ(clipped.process.T, 500);
  EXPECT_THROW(net_training(folder_, "cosine-500-x0-cut"), BadRequest);
}

TEST_F(NetTrainingFile, ReadsWhatANetSaysAndWhatIsMadeOfIt) {
  const auto question = [&](const std::string& text) {
    scheduler(text);
    return net_training(folder_).question;
  };
  const NetQuestion v = question(
      R"({"_class_name": "DDIMScheduler", "prediction_type": "v_prediction", "thresholding": true})");
  EXPECT_EQ(v.prediction, PredictionType::v_prediction);
  EXPECT_EQ(v.threshold, 0.995);
  EXPECT_EQ(v.clip, 0);
  EXPECT_EQ(question(R"({"_class_name": "DDPMScheduler"})").clip, 1);  // the library's default
  EXPECT_EQ(question(R"({"_class_name": "HeunDiscreteScheduler"})").clip, 0);
  EXPECT_EQ(
      question(R"({"_class_name": "DDPMScheduler", "variance_type": "learned_range"})").variance,
      LearnedVariance::interpolation);
  const NetQuestion edm = question(R"({"_class_name": "EDMEulerScheduler", "sigma_data": 0.7})");
  EXPECT_EQ(edm.preconditioning, Preconditioning::edm);
  EXPECT_EQ(edm.sigma_data, 0.7);
  EXPECT_EQ(net_time(Process(net_training(folder_).process), edm, std::exp(2.0)), 0.5);
  EXPECT_EQ(question(R"({"_class_name": "ScoreSdeVeScheduler"})").time, NetTime::sigma);
  EXPECT_EQ(question(R"({"_class_name": "DPMSolverMultistepScheduler",
                         "lambda_min_clipped": -Infinity})"),
            NetQuestion{});
}

TEST_F(NetTrainingFile, AssumptionsStandInItsPlaceAndAreTold) {
  scheduler(R"({"_class_name": "DDPMScheduler"})");
  const NetTraining training = net_training(folder_, "cosine-250-v");
  EXPECT_EQ(training.process.kind, ProcessKind::cosine);
  EXPECT_EQ(training.process.T, 250);
  EXPECT_EQ(training.question.prediction, PredictionType::v_prediction);
  EXPECT_THAT(notices(training, training.process),
              ElementsAre(AllOf(HasSubstr("Not as published"), HasSubstr("cosine, T = 250"))));
  for (const char* words :
       {"", "linear", "linear-1000", "linear-0-eps", "linear-1e3-eps", "linear-1000-noise",
        "betas-1000-eps", "linear-1000-eps-x", "linear-99999999999-eps"})
    EXPECT_THROW(assumed_scheduler(words), BadRequest) << words;
}

TEST_F(NetTrainingFile, WhatNoNetIsAskedByAndBrokenFilesAreRefusedByName) {
  const auto refusal = [&](const std::string& text) -> std::string {
    scheduler(text);
    try {
      net_training(folder_);
    } catch (const BadRequest& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_THAT(refusal(R"({"_class_name": "FlowMatchEulerDiscreteScheduler"})"),
              HasSubstr("FlowMatchEulerDiscreteScheduler"));
  EXPECT_THAT(refusal(R"({"_class_name": "VQDiffusionScheduler"})"), HasSubstr("DDPMScheduler"));
  EXPECT_THAT(refusal(R"({"_class_name": "DDIMScheduler", "prediction_type": 5})"),
              HasSubstr("prediction_type = 5"));
  EXPECT_THAT(refusal(R"({"_class_name": "PNDMScheduler", "prediction_type": "sample"})"),
              HasSubstr("epsilon, v_prediction with PNDMScheduler"));
  EXPECT_THAT(refusal(R"({"_class_name": "DDPMScheduler", "variance_type": "fixed_large_log"})"),
              HasSubstr("variance_type"));
  EXPECT_THAT(refusal(R"({"_class_name": "DDPMScheduler", "clip_sample": 1})"),
              HasSubstr("clip_sample = 1"));
  EXPECT_THAT(refusal(R"({"_class_name": "EDMEulerScheduler", "sigma_data": -1})"),
              HasSubstr("sigma_data"));
  EXPECT_THAT(refusal("{"), HasSubstr("scheduler_config.json"));
  EXPECT_THAT(refusal("[]"), HasSubstr("_class_name"));
  ModelFolder model = model_folder(folder_);
  scheduler(R"({"_class_name": "DDPMScheduler"})");
  model.scheduler = folder_ / "scheduler_config.json";
  model.scheduler_class = "DDIMScheduler";
  EXPECT_THROW(net_training(model), BadRequest);
}

}  // namespace
}  // namespace alphabar
