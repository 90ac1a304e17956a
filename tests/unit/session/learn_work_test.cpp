// A training beside the window: started, paused, stepped, begun anew, kept and gone on from.
#include "app/session/background/learn_work.h"

#include <gtest/gtest.h>

#include <thread>

#include "core/base/error.h"
#include "tests/files/temp_folder.h"

namespace alphabar {
namespace {

constexpr std::chrono::seconds timeout{60};

Scene small_scene(int steps = 60) {
  Scene scene = default_scene();
  scene.training.net.units = 16;
  scene.training.net.layers = 2;
  scene.training.steps = steps;
  scene.training.batch = 32;
  return scene;
}

LearnedNet trained(const Scene& scene, std::int64_t steps) {
  Trainer trainer(std::make_shared<const TrainingProblem>(scene));
  while (trainer.state().step < steps) trainer.step();
  return trainer.net();
}

TEST(LearnWork, ComesToWhatATrainerComesTo) {
  const Scene scene = small_scene();
  LearnWork work;
  work.follow(scene);
  ASSERT_TRUE(work.wait(timeout));
  ASSERT_TRUE(work.snapshot());
  EXPECT_EQ(work.snapshot()->state.step, 0);
  work.step();
  work.step(4);
  ASSERT_TRUE(work.wait(timeout));
  EXPECT_EQ(*work.snapshot()->net, trained(scene, 5));
  EXPECT_FALSE(work.running());
  work.start();
  ASSERT_TRUE(work.wait(timeout));
  EXPECT_FALSE(work.running()) << "it is done";
  EXPECT_TRUE(work.snapshot()->done());
  EXPECT_EQ(*work.snapshot()->net, trained(scene, 60));
  EXPECT_TRUE(work.snapshot()->least);
  EXPECT_EQ(work.snapshot()->losses.step.size(), work.snapshot()->losses.train.size());
  EXPECT_EQ(work.snapshot()->losses.step.size(), work.snapshot()->losses.held_out.size());
  work.reset();
  ASSERT_TRUE(work.wait(timeout));
  EXPECT_EQ(work.snapshot()->state.step, 0);
}

TEST(LearnWork, KnowsWhatWasAskedAndWhatNormalisesAnEnergy) {
  Scene scene = small_scene();
  LearnWork work;
  work.follow(scene);
  ASSERT_TRUE(work.wait(timeout));
  EXPECT_EQ(work.snapshot()->asked.draws, 0);
  work.step(3);
  ASSERT_TRUE(work.wait(timeout));
  EXPECT_EQ(work.snapshot()->asked.draws, 3 * 32);
  EXPECT_FALSE(work.log_z()) << "no energy";
  scene.training.objective = Objective::energy;
  work.follow(scene);
  ASSERT_TRUE(work.wait(timeout));
  work.log_z();
  ASSERT_TRUE(work.wait(timeout));
  ASSERT_TRUE(work.log_z());
  const auto made = work.log_z();
  EXPECT_EQ(
      made->value,
      log_z(*work.snapshot()->model, square_around(scene.data, scene.training.sigma), 1e-4).value);
  EXPECT_EQ(work.snapshot()->asked.low, work.snapshot()->asked.high) << "of one level";
}

TEST(LearnWork, PausesAndGoesOn) {
  LearnWork work;
  work.follow(small_scene(10'000'000));
  work.start();
  while (!work.snapshot() || work.snapshot()->state.step == 0)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  work.pause();
  ASSERT_TRUE(work.wait(timeout));
  const std::int64_t at = work.snapshot()->state.step;
  EXPECT_GT(at, 0);
  work.step();
  ASSERT_TRUE(work.wait(timeout));
  EXPECT_EQ(work.snapshot()->state.step, at + 1);
  EXPECT_LE(work.snapshot()->losses.step.size(), LossHistory::most);
}

TEST(LearnWork, BeginsAnewWhereTheSceneIsAnother) {
  Scene scene = small_scene();
  LearnWork work;
  work.follow(scene);
  work.step(3);
  ASSERT_TRUE(work.wait(timeout));
  scene.view.half_height = 5;  // no part of a training
  work.follow(scene);
  EXPECT_EQ(work.snapshot()->state.step, 3);
  scene.training.learning_rate = 1e-4;
  work.follow(scene);
  ASSERT_TRUE(work.wait(timeout));
  EXPECT_EQ(work.snapshot()->state.step, 0);
  scene.training.objective = Objective::flow_matching;
  work.follow(scene);
  EXPECT_NE(work.refusal().find("flow"), std::string::npos) << work.refusal();
  EXPECT_FALSE(work.snapshot());
  work.start();
  EXPECT_FALSE(work.running());
}

TEST(LearnWork, KeepsANetAndGoesOnFromIt) {
  const testing::TempFolder folder;
  Scene scene = small_scene();
  LearnWork first;
  first.follow(scene);
  EXPECT_THROW(first.save(folder / "none", scene), BadRequest) << "before anything was made";
  first.step(7);
  ASSERT_TRUE(first.wait(timeout));
  first.save(folder / "net", scene);
  LearnWork second;
  second.follow(scene);
  second.go_on(folder / "net");
  ASSERT_TRUE(second.wait(timeout));
  EXPECT_EQ(second.snapshot()->state.step, 7);
  second.start();
  ASSERT_TRUE(second.wait(timeout));
  EXPECT_EQ(*second.snapshot()->net, trained(scene, 60));
  // A scene whose lanes ask that net opens trained.
  Scene asks = scene;
  asks.lanes[0].model = ModelSpec{.kind = ModelKind::learned, .net = (folder / "net").string()};
  LearnWork third;
  third.follow(asks);
  ASSERT_TRUE(third.wait(timeout));
  EXPECT_EQ(third.snapshot()->state.step, 7);
  scene.training.seed = 5;
  second.follow(scene);
  EXPECT_THROW(second.go_on(folder / "net"), BadRequest);
}

TEST(LearnWork, SaysWhatTheNetSays) {
  LearnWork work;
  work.follow(small_scene());
  ASSERT_TRUE(work.wait(timeout));
  const NetMapSpec spec{NetMap::difference, 0.5, {{0, 0}, 2}};
  while (!work.map(spec) || !work.errors())
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  const auto map = work.map(spec);
  EXPECT_EQ(map->value.size(), std::size_t{NetMapPicture::cells * NetMapPicture::cells});
  EXPECT_GT(map->largest, 0);
  const auto errors = work.errors();
  ASSERT_EQ(errors->sigma.size(), errors->error.size());
  for (const double error : errors->error) EXPECT_TRUE(std::isfinite(error));
}

/// A run that ends on the training set has learned it by heart.
TEST(LearnWork, SaysHowNearARunEndsToTheTrainingSet) {
  Scene scene = small_scene();
  LearnWork work;
  work.follow(scene);
  const auto run = std::make_shared<Trajectory<float>>();
  EXPECT_FALSE(work.memorised(run)) << "every batch is drawn anew";
  scene.training.points = 20;
  work.follow(scene);
  const TrainingProblem problem(scene);
  run->particles = 20;
  run->x_rows = {0, 1};
  for (int row = 0; row < 2; ++row)
    for (const Vec2& p : problem.points())
      for (const double x : p) run->x.push_back(static_cast<float>(x + (row == 0 ? 1 : 0)));
  while (!work.memorised(run)) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_LT(*work.memorised(run), 1e-5);
  EXPECT_FALSE(work.memorised(nullptr));
}

TEST(Memorisation, TellsPointsFromDraws) {
  const DataDraws draws(data_preset("five"));
  std::vector<Vec2> training, fresh, held_out;
  for (std::uint64_t i = 0; i < 200; ++i) {
    training.push_back(draws(1, i, 0, 3).x);
    fresh.push_back(draws(2, i, 0, 3).x);
    held_out.push_back(draws(3, i, 0, 3).x);
  }
  EXPECT_EQ(memorisation(training, training, held_out), 0);
  EXPECT_NEAR(memorisation(fresh, training, held_out), 1, 0.3);
  EXPECT_TRUE(std::isnan(memorisation(fresh, {}, held_out)));
}

}  // namespace
}  // namespace alphabar
