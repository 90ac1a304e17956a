// What guidance makes of two outputs, against numbers made with numpy from the papers' formulas
// (tests/data/make_guidance.py).
#include "core/model/guided/combination.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "core/base/error.h"
#include "core/derive/derived.h"
#include "core/engine/batch_run.h"
#include "core/model/mixture.h"
#include "tests/support/paths.h"

namespace alphabar {
namespace {

using Json = nlohmann::json;

PointBatch points(const Json& rows) {
  PointBatch out(2, static_cast<Eigen::Index>(rows.size()));
  for (Eigen::Index i = 0; i < out.cols(); ++i)
    for (Eigen::Index j = 0; j < 2; ++j)
      out(j, i) = rows[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)].get<double>();
  return out;
}

DataSpec data_of(const Json& file) {
  DataSpec data{.name = "four"};
  for (std::size_t k = 0; k < file["means"].size(); ++k) {
    Component component;
    component.mean = {file["means"][k][0], file["means"][k][1]};
    component.std = {file["stds"][k], file["stds"][k]};
    component.weight = file["weights"][k];
    component.label = file["labels"][k];
    data.components.push_back(component);
  }
  return data;
}

GuidanceSpec spec_of(const Json& c) {
  const std::string name = c["name"];
  const Json& options = c["options"];
  GuidanceSpec g;
  g.kind = name == "weaker" ? GuidanceKind::autoguidance : GuidanceKind::classifier_free;
  g.label = 1;
  for (const auto& [value, its_name] : names_of<Combination>())
    if (name == its_name) g.combination = value;
  g.rescale = options.value("rescale", g.rescale);
  g.parallel = options.value("parallel", g.parallel);
  g.radius = options.value("radius", g.radius);
  g.bound = options.value("bound", g.bound);
  g.percentile = options.value("percentile", g.percentile);
  g.weaker = options.value("weaker", g.weaker);
  return g;
}

/// The model of a lane that is guided so.
std::shared_ptr<const Denoiser> model_of(const DataSpec& data, const GuidanceSpec& guidance) {
  Scene scene = default_scene();
  scene.data = data;
  scene.guidance = guidance;
  const Derived derived = derive(scene);
  EXPECT_TRUE(derived.failed.empty());
  return derived.lanes[0].model;
}

TEST(Combination, IsThatOfThePapers) {
  const Json file = Json::parse(std::ifstream(std::string(test_data()) + "/guidance.json"));
  const DataSpec data = data_of(file);
  int compared = 0;
  for (const Json& c : file["cases"]) {
    const GuidanceSpec guidance = spec_of(c);
    const auto model = model_of(data, guidance);
    const Guide guide = guide_of(guidance);
    const Level level{0, c["a"], c["s"]};
    const PointBatch x = points(c["x"]);
    const GuidedSplitBatch split =
        model->guided_split_batch(x, level, batch_guidance(guide, c["w"]));
    const auto off = [](const PointBatch& a, const PointBatch& b) {
      return (a - b).cwiseAbs().maxCoeff() / (1 + b.cwiseAbs().maxCoeff());
    };
    const std::string which =
        c["name"].get<std::string>() + " " + c["w"].dump() + " " + c["a"].dump();
    EXPECT_LT(off(split.guided.x0_hat, points(c["x0_hat"])), 1e-10) << which;
    EXPECT_LT(off(split.guided.eps_hat, points(c["eps_hat"])), 1e-10) << which;
    EXPECT_LT(off(level.a * split.guided.x0_hat + level.s * split.guided.eps_hat, x), 1e-10)
        << which;
    EXPECT_LT(off(-level.s * split.guided.score, split.guided.eps_hat), 1e-10) << which;
    ++compared;
  }
  EXPECT_EQ(compared, 75);
}

TEST(Combination, WithoutWeightIsTheModelItself) {
  GuidanceSpec guidance;
  guidance.kind = GuidanceKind::autoguidance;
  const Scene scene = default_scene();
  const auto model = model_of(scene.data, guidance);
  const Mixture exact(scene.data);
  PointBatch x(2, 2);
  x << 0.3, -1, 2, 0.1;
  const Level level{0, 0.8, 0.6};
  const auto split = model->guided_split_batch(x, level, batch_guidance(guide_of(guidance), 0));
  EXPECT_EQ(split.guided.x0_hat, exact.split_batch(x, level, {}).x0_hat);
  EXPECT_EQ(model->log_density_batch(x, level), exact.log_density_batch(x, level));
}

TEST(Combination, StaysFiniteAtTheEndsOfAProcess) {
  const Scene scene = default_scene();
  PointBatch x(2, 2);
  x << 0.3, -1, 2, 0.1;
  for (const Combination combination : {Combination::rescaled, Combination::projected,
                                        Combination::threshold, Combination::zero_star}) {
    GuidanceSpec guidance;
    guidance.kind = GuidanceKind::classifier_free;
    guidance.combination = combination;
    const auto model = model_of(scene.data, guidance);
    const Guide guide = guide_of(guidance);
    for (const Level& level : {Level{1, 0, 1}, Level{0, 1, 1e-4}}) {
      const auto split = model->guided_split_batch(x, level, batch_guidance(guide, 3));
      EXPECT_TRUE(split.guided.x0_hat.allFinite()) << name_of(combination);
      EXPECT_TRUE(split.guided.eps_hat.allFinite()) << name_of(combination);
    }
  }
}

TEST(Combination, RunsInALaneWithoutAClassOrALoss) {
  Scene scene = default_scene();
  scene.guidance.kind = GuidanceKind::autoguidance;
  scene.guidance.scale = 2;
  scene.particles = 50;
  const Derived derived = derive(scene);
  ASSERT_TRUE(derived.failed.empty());
  const RunRequest request = run_request(derived.lanes[1]);
  EXPECT_NO_THROW(check(request));
  const auto led = run_batches<double>(request, 1);
  scene.guidance.scale = 0;
  const auto plain = run_batches<double>(run_request(derive(scene).lanes[1]), 1);
  EXPECT_NE(led.x, plain.x);
}

TEST(Combination, AnEditOfTheWeightKeepsTheModel) {
  Scene scene = default_scene();
  scene.guidance.kind = GuidanceKind::classifier_free;
  scene.guidance.combination = Combination::projected;
  const Derived before = derive(scene);
  scene.guidance.scale = 3;
  scene.guidance.curve_t = {0, 1};
  scene.guidance.curve_w = {1, 0};
  const Derived after = derive(std::make_shared<const Scene>(scene), &before);
  EXPECT_EQ(before.lanes[0].model, after.lanes[0].model);
  scene.guidance.parallel = 0.5;
  EXPECT_NE(derive(std::make_shared<const Scene>(scene), &after).lanes[0].model,
            after.lanes[0].model);
}

TEST(WeightOverTime, IsInTheRows) {
  Scene scene = default_scene();
  scene.guidance.kind = GuidanceKind::classifier_free;
  scene.guidance.scale = 4;
  scene.guidance.curve_t = {0, 0.5, 1};
  scene.guidance.curve_w = {1, 0.5, 0};
  const Derived derived = derive(scene);
  for (const Lane& lane : derived.lanes)
    for (const Row& row : lane.plan->rows) {
      if (!row.evaluate) continue;
      const double t = lane.process->at_sigma(Level{0, row.a, row.s}.sigma()).t;
      EXPECT_NEAR(row.w, 4 * (1 - t / lane.process->t_max()), 1e-9);
    }
}

TEST(WeightOverTime, IsCheckedAsACurve) {
  GuidanceSpec g;
  g.kind = GuidanceKind::classifier_free;
  g.curve_t = {0, 0.5};
  EXPECT_THROW(check(g), BadRequest) << "no weights";
  g.curve_w = {1, 2};
  EXPECT_NO_THROW(check(g));
  g.curve_t = {0.5, 0.5};
  EXPECT_THROW(check(g), BadRequest) << "does not rise";
  g.curve_t = {0, 1.5};
  EXPECT_THROW(check(g), BadRequest) << "beyond the noise";
  g.curve_t = {0, 1};
  g.combination = Combination::projected;
  g.plus_plus = true;
  EXPECT_THROW(check(g), BadRequest);
}

}  // namespace
}  // namespace alphabar
