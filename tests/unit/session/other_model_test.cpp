// A session whose engine is asked for a model that is not the scene's mixture.
#include "core/engine/cpu/cpu_engine.h"
#include "tests/support/models/opaque_mixture.h"
#include "tests/unit/session/session_fixture.h"

namespace alphabar {
namespace {

/// Runs everything with the scene's mixture blurred: known by its split alone, or by its kernel.
template <class Model>
class BlurringEngine : public Engine {
 public:
  std::string name() const override { return cpu_.name(); }
  Trajectory<float> run(const RunRequest& request) override {
    const Model model(blurred(request.model->closed_form()->data(), 0.3));
    RunRequest other = request;
    other.model = &model;
    return cpu_.run(other);
  }

 private:
  CpuEngine cpu_;
};

class OtherModelTest : public SessionTest {
 protected:
  template <class Model>
  std::shared_ptr<const Runs> runs_of() {
    Backends all = backends();
    all.make_engine = [] {
      return LaneBackend{std::make_unique<BlurringEngine<Model>>(), "a test asks for it", {}};
    };
    Scene scene = default_scene();
    scene.particles = 300;
    Session session(scene, std::move(all), all_long());
    EXPECT_TRUE(session.wait(patience));
    return session.runs();
  }
};

TEST_F(OtherModelTest, RunsEveryLane) {
  const auto opaque = runs_of<OpaqueMixture>(), known = runs_of<Mixture>();
  ASSERT_EQ(opaque->lanes.size(), known->lanes.size());
  EXPECT_EQ(opaque->error, "");
  for (std::size_t i = 0; i < opaque->lanes.size(); ++i) {
    const Trajectory<float>& got = *opaque->lanes[i].trajectory;
    const Trajectory<float>& wanted = *known->lanes[i].trajectory;
    EXPECT_EQ(got.x_rows, wanted.x_rows);
    ASSERT_EQ(got.x.size(), wanted.x.size());
    for (std::size_t e = 0; e < got.x.size(); ++e)
      ASSERT_NEAR(got.x[e], wanted.x[e], 1e-3 * (1 + std::abs(wanted.x[e]))) << e;
  }
}

}  // namespace
}  // namespace alphabar
