// A session whose lanes ask a model that is not the scene's mixture.
#include "core/engine/cpu/cpu_engine.h"
#include "core/model/mixture.h"
#include "tests/support/models/opaque_mixture.h"
#include "tests/unit/session/session_fixture.h"

namespace alphabar {
namespace {

class OtherModelTest : public SessionTest {
 protected:
  std::shared_ptr<const Runs> runs_of(const ModelSpec& model, const MakeModel& make) {
    Backends all = backends();
    all.make_engine = [] {
      return LaneBackend{std::make_unique<CpuEngine>(), "a test asks for it", {}};
    };
    all.make_model = make;
    Scene scene = default_scene();
    scene.particles = 300;
    scene.model = model;
    Session session(scene, std::move(all), all_long());
    EXPECT_TRUE(session.wait(timeout));
    return session.runs();
  }
};

TEST_F(OtherModelTest, RunsEveryLane) {
  const auto by_split_alone = [](const ModelSpec&, const std::shared_ptr<const Mixture>& target) {
    return std::make_shared<const OpaqueMixture>(blurred(target->data(), 0.3));
  };
  const auto opaque = runs_of({}, by_split_alone),
             known = runs_of({ModelKind::blurred, 0.3}, make_model);
  ASSERT_EQ(opaque->lanes.size(), known->lanes.size());
  EXPECT_EQ(opaque->error, "");
  for (std::size_t i = 0; i < opaque->lanes.size(); ++i) {
    const Trajectory<float>& got = *opaque->results[i].trajectory;
    const Trajectory<float>& wanted = *known->results[i].trajectory;
    EXPECT_EQ(got.x_rows, wanted.x_rows);
    ASSERT_EQ(got.x.size(), wanted.x.size());
    for (std::size_t e = 0; e < got.x.size(); ++e)
      ASSERT_NEAR(got.x[e], wanted.x[e], 1e-3 * (1 + std::abs(wanted.x[e]))) << e;
  }
}

}  // namespace
}  // namespace alphabar
