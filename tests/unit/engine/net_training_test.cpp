#include "core/engine/unet/net_training.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "core/base/error.h"
#include "core/engine/unet/folder/model_folder.h"
#include "core/engine/unet/image_run.h"

namespace alphabar {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class NetTrainingFile : public testing::Test {
 protected:
  NetTrainingFile() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~NetTrainingFile() override { std::filesystem::remove_all(folder_); }
  void scheduler(const std::string& text) const {
    std::ofstream(folder_ / "scheduler_config.json") << text;
  }
  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / "net_training_test";
};

std::vector<std::string> notices(const NetTraining& training, const ProcessSpec& scene) {
  const Process process(scene);
  return training_notices(training, process, plan_of_pictures(process, {}));
}

TEST_F(NetTrainingFile, TheShippedNetIsAskedAsItWasTrained) {
  const NetTraining training = net_training(find_model("fashion-mnist"));
  EXPECT_TRUE(training.stated);
  EXPECT_EQ(training.process, ProcessSpec());
  EXPECT_THAT(notices(training, {}), IsEmpty());
}

TEST_F(NetTrainingFile, AFolderThatSaysNothingIsTakenForTheLinearScheduleAndThatIsTold) {
  const NetTraining training = net_training(folder_);
  EXPECT_FALSE(training.stated);
  EXPECT_THAT(notices(training, {}),
              ElementsAre(AllOf(HasSubstr("does not say what it was trained on"),
                                HasSubstr("T = 1000"), HasSubstr("timesteps 980 to 0"))));
}

TEST_F(NetTrainingFile, AnotherProcessIsToldWithTheTimestepsThatAreAsked) {
  ProcessSpec cosine;
  cosine.kind = ProcessKind::cosine;
  const auto told = notices(net_training(find_model("fashion-mnist")), cosine);
  // Timestep 980 of the cosine schedule has the sigma of another one of the linear schedule.
  const double asked = net_timestep(Process(ProcessSpec{}), Process(cosine).at(981).sigma());
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
  EXPECT_EQ(net_training(folder_), (NetTraining{process, true}));
}

TEST_F(NetTrainingFile, OtherPredictionsAndBrokenFilesAreRefused) {
  scheduler(R"({"_class_name": "DDIMScheduler", "prediction_type": "v_prediction"})");
  EXPECT_THROW(net_training(folder_), BadRequest);
  scheduler(R"({"_class_name": "FlowMatchEulerDiscreteScheduler"})");
  EXPECT_THROW(net_training(folder_), BadRequest);
  scheduler(R"({"_class_name": "DDIMScheduler", "prediction_type": 5})");
  EXPECT_THROW(net_training(folder_), BadRequest);
  scheduler("{");
  EXPECT_THROW(net_training(folder_), BadRequest);
}

}  // namespace
}  // namespace alphabar
