#include "core/derive/derived.h"

#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/model/mixture.h"
#include "core/plan/samplers/samplers.h"

namespace alphabar {
namespace {

Derived derive_after(const Scene& scene, const Derived& before) {
  return derive(std::make_shared<const Scene>(scene), &before);
}

TEST(Derive, HasEveryLaneThatCanRun) {
  Scene scene = default_scene();
  const Derived derived = derive(scene);
  ASSERT_EQ(derived.lanes.size(), scene.lanes.size());
  EXPECT_TRUE(derived.failed.empty());
  for (std::size_t i = 0; i < derived.lanes.size(); ++i) {
    const Lane& lane = derived.lanes[i];
    EXPECT_EQ(lane.index, i);
    EXPECT_EQ(lane.spec, scene.lanes[i]);
    const Plan plan = build_plan(Process(scene.process), scene.lanes[i].sampler, scene.guidance);
    EXPECT_EQ(lane.plan->rows.size(), plan.rows.size());
    EXPECT_EQ(lane.noise_lane, 0u) << "paired";
  }
}

TEST(Derive, TellsWhatIsWrongWithALaneAndKeepsTheOthers) {
  Scene scene = default_scene();
  scene.lanes[0].muted = true;
  scene.lanes.push_back(scene.lanes[1]);
  scene.lanes.push_back(scene.lanes[1]);
  scene.lanes[2].sampler.grid.steps = 100000;  // more than there are timesteps
  scene.paired = false;
  const Derived derived = derive(scene);
  ASSERT_EQ(derived.lanes.size(), 2u);
  EXPECT_EQ(derived.lanes[0].index, 1u);
  EXPECT_EQ(derived.lanes[1].index, 3u);
  EXPECT_EQ(derived.lanes[1].noise_lane, 3u);
  ASSERT_EQ(derived.failed.size(), 1u);
  EXPECT_EQ(derived.failed[0].index, 2u);
  EXPECT_NE(derived.failed[0].problem.find("steps"), std::string::npos);
  EXPECT_THROW(derive_lane(derived, 2), BadRequest);
}

ProcessSpec cosine() {
  ProcessSpec process;
  process.kind = ProcessKind::cosine;
  return process;
}

TEST(Derive, GivesALaneWhatItHasOfItsOwn) {
  Scene scene = default_scene();
  scene.lanes.resize(1);
  scene.lanes.resize(5, scene.lanes[0]);
  scene.lanes[1].process = cosine();
  scene.lanes[2].data = data_preset("two moons");
  scene.lanes[3].guidance = GuidanceSpec{.kind = GuidanceKind::classifier_free, .scale = 2};
  scene.lanes[4].model = ModelSpec{ModelKind::blurred, 0.5};
  const Derived derived = derive(scene);
  ASSERT_EQ(derived.lanes.size(), 5u);
  const std::vector<Lane>& lanes = derived.lanes;
  EXPECT_EQ(lanes[0].process, derived.process);
  EXPECT_EQ(lanes[0].target, derived.target);
  EXPECT_EQ(lanes[0].model->closed_form(), derived.target.get());
  EXPECT_EQ(lanes[1].process->spec().kind, ProcessKind::cosine);
  EXPECT_NE(lanes[1].plan, lanes[0].plan);
  EXPECT_EQ(components_of(lanes[2].target->data()), components_of(data_preset("two moons")));
  EXPECT_EQ(lanes[2].plan, lanes[0].plan) << "the data are no part of a plan";
  EXPECT_FALSE(same_run(lanes[2], lanes[0]));
  EXPECT_EQ(lanes[3].guide.label, 0);
  EXPECT_EQ(lanes[4].target, derived.target);
  const Mixture& blurred = *lanes[4].model->closed_form();
  EXPECT_NEAR(components_of(blurred.data())[0].std[0],
              std::hypot(components_of(scene.data)[0].std[0], 0.5), 1e-12);
  EXPECT_TRUE(same_lanes(derived, derive_after(scene, derived)));
}

TEST(Derive, EqualPartsOfLanesAreOne) {
  Scene scene = default_scene();
  scene.lanes[0].process = scene.lanes[1].process = cosine();
  scene.lanes[1].sampler = scene.lanes[0].sampler;
  scene.lanes[1].data = scene.data;
  const Derived derived = derive(scene);
  EXPECT_EQ(derived.lanes[0].process, derived.lanes[1].process);
  EXPECT_EQ(derived.lanes[0].plan, derived.lanes[1].plan);
  EXPECT_EQ(derived.lanes[1].target, derived.target);
  EXPECT_EQ(&leading_process(derived), derived.lanes[0].process.get());
  scene.lanes[0].process.reset();  // what was a lane's may become the scene's
  scene.process = cosine();
  EXPECT_EQ(derive_after(scene, derived).process, derived.lanes[0].process);
}

TEST(Derive, HasTheReferenceThatIsShown) {
  Scene scene = default_scene();
  ASSERT_TRUE(add_reference(scene));
  scene.process.kind = ProcessKind::cosine;
  const Derived derived = derive(scene);
  ASSERT_TRUE(derived.reference);
  EXPECT_EQ(derived.reference->process->spec(), default_scene().process);
  EXPECT_EQ(derived.reference->target, derived.target) << "equal parts are one";
  Scene after = scene;
  after.lanes[0].sampler.grid.steps = 3;
  EXPECT_EQ(derive_after(after, derived).reference, derived.reference);
  ASSERT_TRUE(flip_reference(after));
  EXPECT_EQ(after.process, default_scene().process);
  EXPECT_EQ(after.references[0].setup.process.kind, ProcessKind::cosine);
  EXPECT_EQ(after.references[0].setup.lanes[0].sampler.grid.steps, 3);
  remove_reference(after, 0);
  EXPECT_EQ(derive_after(after, derived).reference, nullptr);
  EXPECT_FALSE(flip_reference(after));
}

TEST(Derive, ALanesClassIsOneOfItsOwnData) {
  Scene scene = default_scene();
  scene.lanes[0].guidance = GuidanceSpec{.kind = GuidanceKind::classifier_free, .label = 999};
  const Derived derived = derive(scene);
  ASSERT_EQ(derived.failed.size(), 1u);
  EXPECT_NE(derived.failed[0].problem.find("label"), std::string::npos);
}

TEST(Derive, SharesWhatDidNotChange) {
  const Scene before = default_scene();
  const Derived first = derive(before);
  Scene after = before;
  after.lanes[1].sampler.grid.steps = 3;
  after.lanes[0].name = "another name";
  const Derived second = derive_after(after, first);
  EXPECT_EQ(second.process, first.process);
  EXPECT_EQ(second.target, first.target);
  EXPECT_EQ(second.lanes[0].title, "another name");
  EXPECT_TRUE(same_run(first.lanes[0], second.lanes[0])) << "a name changes nothing that ran";
  EXPECT_FALSE(same_run(first.lanes[1], second.lanes[1]));
  EXPECT_FALSE(same_lanes(first, second));
  EXPECT_TRUE(same_lanes(second, derive_after(after, second)));
  after.seed = 9;
  EXPECT_FALSE(same_run(second.lanes[0], derive_after(after, second).lanes[0]));
  after = before;
  after.data.components[0].mean[0] += 1;
  EXPECT_FALSE(same_run(first.lanes[0], derive_after(after, first).lanes[0]));
  after = before;
  after.guidance = {GuidanceKind::classifier_free, 2, 0};
  EXPECT_FALSE(same_run(first.lanes[0], derive_after(after, first).lanes[0]));
  after = before;
  after.process.kind = ProcessKind::cosine;
  const Derived other = derive_after(after, first);
  EXPECT_NE(other.process, first.process);
  EXPECT_FALSE(same_run(first.lanes[0], other.lanes[0]));
}

TEST(RunRequest, IsTheLanesWholeRun) {
  Scene scene = default_scene();
  scene.guidance = {GuidanceKind::classifier_free, 2, 1};
  scene.seed = 77;
  const Derived derived = derive(scene);
  const RunRequest request = run_request(derived.lanes[1]);
  EXPECT_EQ(request.plan, derived.lanes[1].plan.get());
  EXPECT_EQ(request.seed, 77u);
  EXPECT_EQ(request.particles, static_cast<std::size_t>(scene.particles));
  EXPECT_EQ(request.labels, std::vector<int>{1});
  EXPECT_FALSE(request.loss);
}

}  // namespace
}  // namespace alphabar
