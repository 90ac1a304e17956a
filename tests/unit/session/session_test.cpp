#include "tests/unit/session/session_fixture.h"

namespace alphabar {
namespace {

TEST_F(SessionTest, RunsTheFirstSceneByItself) {
  Session session(default_scene(), backends(), all_short());
  ASSERT_TRUE(session.wait(timeout));
  const auto runs = session.runs();
  ASSERT_EQ(runs->lanes.size(), 2u);
  for (std::size_t i : {0u, 1u}) {
    ASSERT_TRUE(runs->results[i].trajectory);
    EXPECT_EQ(runs->results[i].trajectory->particles, 20000u);
    EXPECT_FALSE(runs->lanes[i].title.empty());
    EXPECT_FALSE(runs->lanes[i].plan->rows.empty());
  }
  EXPECT_TRUE(runs->pictures);
  EXPECT_EQ(runs->engine, "fake");
  EXPECT_EQ(runs->engine_reason, "a test asks for it");
  EXPECT_EQ(runs->error, "");
  EXPECT_EQ(session.progress(), 1);
}

TEST_F(SessionTest, HasWhatFollowsFromAnEditAtOnce) {
  log_->hold = true;
  Session session(default_scene(), backends(), all_long());
  ASSERT_EQ(session.runs()->lanes.size(), 2u) << "before anything ran";
  while (!session.runs()->results[1].trajectory) std::this_thread::sleep_for(1ms);
  EXPECT_TRUE(session.runs()->results[1].current);
  Scene scene = session.scene();
  scene.lanes[1].sampler.grid.steps = 17;
  ASSERT_TRUE(session.apply(scene));
  const auto runs = session.runs();
  EXPECT_EQ(runs->lanes[1].spec.sampler.grid.steps, 17);
  EXPECT_EQ(runs->lanes[1].plan->rows.size(), 17u);
  EXPECT_TRUE(runs->results[1].trajectory) << "what ran before is shown until the new run is there";
  log_->hold = false;
  ASSERT_TRUE(session.wait(timeout));
  EXPECT_TRUE(session.runs()->results[1].current);
  EXPECT_EQ(session.runs()->results[1].plan, session.runs()->lanes[1].plan);
}

TEST_F(SessionTest, RunsAgainOnlyTheLaneThatChanged) {
  Session session(default_scene(), backends(), all_short());
  ASSERT_TRUE(session.wait(timeout));
  log_->take();
  const auto before = session.runs();
  Scene scene = session.scene();
  scene.lanes[1].sampler.grid.steps = 17;
  ASSERT_TRUE(session.apply(scene));
  ASSERT_TRUE(session.wait(timeout));
  EXPECT_EQ(log_->take().size(), 1u);
  EXPECT_EQ(log_->pictures, 1);
  EXPECT_EQ(session.runs()->results[0].trajectory, before->results[0].trajectory);
  EXPECT_NE(session.runs()->results[1].trajectory, before->results[1].trajectory);
}

TEST_F(SessionTest, RunsNothingForAViewOrATime) {
  Session session(default_scene(), backends(), all_short());
  ASSERT_TRUE(session.wait(timeout));
  log_->take();
  Scene scene = session.scene();
  scene.view.trails = !scene.view.trails;
  scene.playback.position = 0.5;
  ASSERT_TRUE(session.apply(scene));
  ASSERT_TRUE(session.wait(timeout));
  EXPECT_TRUE(log_->take().empty());
  EXPECT_EQ(log_->pictures, 1);
}

TEST_F(SessionTest, PairedLanesShareTheirNoise) {
  Session session(default_scene(), backends(), all_short());
  ASSERT_TRUE(session.wait(timeout));
  for (const RunRequest& request : log_->take()) EXPECT_EQ(request.lane, 0u);
  Scene scene = session.scene();
  scene.paired = false;
  ASSERT_TRUE(session.apply(scene));
  ASSERT_TRUE(session.wait(timeout));
  const auto requests = log_->take();
  ASSERT_EQ(requests.size(), 1u) << "the first lane's noise is what it was";
  EXPECT_EQ(requests[0].lane, 1u);
}

TEST_F(SessionTest, KeepsTheSceneWhenTheNextIsRefused) {
  Session session(default_scene(), backends(), all_short());
  ASSERT_TRUE(session.wait(timeout));
  log_->take();
  Scene scene = session.scene();
  scene.particles = 0;
  EXPECT_FALSE(session.apply(scene));
  EXPECT_EQ(session.scene().particles, 20000);
  EXPECT_NE(session.refusal().find("particles"), std::string::npos) << session.refusal();
  EXPECT_FALSE(session.can_undo());
  ASSERT_TRUE(session.wait(timeout));
  EXPECT_TRUE(log_->take().empty());
  scene.particles = 10;
  EXPECT_TRUE(session.apply(scene));
  EXPECT_EQ(session.refusal(), "") << "a scene that can be used takes the message away";
}

TEST_F(SessionTest, KeepsTheRunsWhenThePlanCannotBeBuilt) {
  Session session(default_scene(), backends(), all_short());
  ASSERT_TRUE(session.wait(timeout));
  const auto before = session.runs();
  Scene scene = session.scene();
  scene.process.T = 3;  // fewer than the sampler asks for
  ASSERT_TRUE(session.apply(scene));
  ASSERT_TRUE(session.wait(timeout));
  EXPECT_NE(session.runs()->error, "");
  EXPECT_EQ(session.runs()->results[0].trajectory, before->results[0].trajectory);
  session.apply(default_scene());
  ASSERT_TRUE(session.wait(timeout));
  EXPECT_EQ(session.runs()->error, "");
}

TEST_F(SessionTest, TheNewestRequestWins) {
  log_->hold = true;
  Session session(default_scene(), backends(), all_long());
  for (std::uint64_t seed = 2; seed <= 30; ++seed) {
    Scene scene = session.scene();
    scene.seed = seed;
    ASSERT_TRUE(session.apply(scene));
    std::this_thread::sleep_for(2ms);
  }
  log_->hold = false;
  ASSERT_TRUE(session.wait(timeout));
  const auto runs = session.runs();
  EXPECT_EQ(runs->results[1].trajectory->particles, 20000u);
  EXPECT_EQ(runs->results[1].trajectory->x[0], 30.0F);
}

TEST_F(SessionTest, ALongRunShowsAPartFirstAndCanBeCancelled) {
  log_->hold = true;
  Session session(default_scene(), backends(), all_long());
  while (!session.runs()->results[0].trajectory) std::this_thread::sleep_for(1ms);
  EXPECT_LT(session.runs()->results[0].trajectory->particles, 20000u);
  EXPECT_TRUE(session.lanes_busy());
  Scene scene = session.scene();
  scene.seed = 2;
  ASSERT_TRUE(session.apply(scene));
  while (session.runs()->results[0].trajectory->x[0] != 2.0F) std::this_thread::sleep_for(1ms);
  EXPECT_EQ(log_->cancelled, 1);
  log_->hold = false;
  ASSERT_TRUE(session.wait(timeout));
  EXPECT_EQ(session.runs()->results[0].trajectory->particles, 20000u);
}

TEST_F(SessionTest, ClosesAtOnceWhileSomethingRuns) {
  log_->hold = true;
  {
    Session session(default_scene(), backends(), all_long());
    while (!session.runs()->results[0].trajectory)
      std::this_thread::sleep_for(1ms);  // the first part
  }
  EXPECT_EQ(log_->cancelled, 1) << "the whole run, which would never end";
}

TEST_F(SessionTest, ThinsStatesThatDoNotFit) {
  SessionLimits limits = all_short();
  limits.lane_bytes = 20000 * 8 * 11;  // eleven states of 20,000 particles
  Session session(default_scene(), backends(), limits);
  ASSERT_TRUE(session.wait(timeout));
  for (const RunRequest& request : log_->take()) {
    EXPECT_EQ(request.record.states, Record::States::stride);
    EXPECT_EQ(request.record.stride, 10);  // 100 rows in 10 strides, and x_T
  }
}

TEST_F(SessionTest, BringsBackTheStatesThatAreLookedAt) {
  SessionLimits limits = all_short();
  limits.lane_bytes = 20000 * 8 * 11;
  Session session(default_scene(), backends(), limits);
  ASSERT_TRUE(session.wait(timeout));
  log_->take();
  session.focus(0.5);  // step 50 of 100, which was kept
  EXPECT_TRUE(log_->take().empty());
  EXPECT_FALSE(shows_exactly(*session.runs(), 0, 0.54));
  session.focus(0.54);
  ASSERT_TRUE(session.wait(timeout));
  for (std::size_t lane : {0u, 1u}) EXPECT_TRUE(shows_exactly(*session.runs(), lane, 0.54));
  EXPECT_EQ(log_->take().size(), 2u);
  session.focus(0.54);
  ASSERT_TRUE(session.wait(timeout));
  EXPECT_TRUE(log_->take().empty()) << "they are there";
}

TEST_F(SessionTest, MeasuresWhatHasRun) {
  Session session(small_scene(), measuring(), all_short());
  ASSERT_TRUE(session.wait(timeout));
  const auto runs = session.runs();
  for (const LaneResult& lane : runs->results) {
    ASSERT_TRUE(lane.distances);
    EXPECT_EQ(lane.distances->particles, 40u);
    // The fake engine leaves every particle at (1, 1).
    EXPECT_GT(lane.distances->value[Metric::sliced_w1],
              2 * lane.distances->floor[Metric::sliced_w1].median);
    EXPECT_GT(lane.distances->floor[Metric::sliced_w1].median, 0);
  }
  EXPECT_FALSE(runs->sweep) << "nobody looks at it";
  EXPECT_EQ(log_->measuring_engines, 0);
}

TEST_F(SessionTest, MeasuresNothingWithoutAnEngineForIt) {
  Session session(small_scene(), backends(), all_short());
  ASSERT_TRUE(session.wait(timeout));
  EXPECT_FALSE(session.runs()->results[0].distances);
}

TEST_F(SessionTest, SweepsOnceTheErrorIsShown) {
  Session session(small_scene(), measuring(), all_short());
  ASSERT_TRUE(session.wait(timeout));
  Scene scene = session.scene();
  scene.view.show("error");
  ASSERT_TRUE(session.apply(scene));
  ASSERT_TRUE(session.wait(timeout));
  const auto sweep = session.runs()->sweep;
  ASSERT_TRUE(sweep);
  EXPECT_EQ(sweep->progress, 1);
  EXPECT_EQ(sweep->points.size(), sweep->spec.steps.size() * 2);
  EXPECT_EQ(sweep->spec.particles, 40);
  EXPECT_EQ(log_->measuring_engines, 1);
}

TEST_F(SessionTest, SweepsOnlyWhatAnEditChanges) {
  Scene scene = small_scene();
  scene.view.show("error");
  Session session(scene, measuring(), all_short());
  ASSERT_TRUE(session.wait(timeout));
  const int first = log_->swept;
  EXPECT_GT(first, 0);
  scene.lanes[0].sampler.grid.steps = 33;  // not looked at: the sweep has steps of its own
  ASSERT_TRUE(session.apply(scene));
  ASSERT_TRUE(session.wait(timeout));
  EXPECT_EQ(log_->swept, first);
  EXPECT_TRUE(session.runs()->results[0].distances);
  scene.lanes[1].sampler.kind = SamplerKind::ddim;
  ASSERT_TRUE(session.apply(scene));
  ASSERT_TRUE(session.wait(timeout));
  EXPECT_EQ(log_->swept, first + first / 2) << "one lane of two";
  EXPECT_EQ(session.runs()->sweep->progress, 1);
}

TEST_F(SessionTest, ASweepGivesWayToTheLanes) {
  Scene scene = small_scene();
  scene.view.show("error");
  log_->hold_sweep = true;
  Session session(scene, measuring(), all_short());
  while (log_->swept == 0) std::this_thread::sleep_for(1ms);
  scene.seed = 7;
  ASSERT_TRUE(session.apply(scene));
  while (session.runs()->results[0].trajectory->x[0] != 7.0F) std::this_thread::sleep_for(1ms);
  const auto late = std::chrono::steady_clock::now() + timeout;  // its thread is of low priority
  while (log_->cancelled == 0 && std::chrono::steady_clock::now() < late)
    std::this_thread::sleep_for(1ms);
  EXPECT_GE(log_->cancelled, 1);
  log_->hold_sweep = false;
  ASSERT_TRUE(session.wait(timeout));
  EXPECT_EQ(session.runs()->sweep->progress, 1);
  EXPECT_EQ(session.runs()->sweep->spec.first_seed, 7u);
}

TEST_F(SessionTest, UndoesAndRunsAgain) {
  Session session(default_scene(), backends(), all_short());
  Scene scene = session.scene();
  scene.seed = 5;
  ASSERT_TRUE(session.apply(scene));
  ASSERT_TRUE(session.undo());
  EXPECT_EQ(session.scene().seed, 1u);
  ASSERT_TRUE(session.wait(timeout));
  EXPECT_EQ(session.runs()->results[0].trajectory->x[0], 1.0F);
  ASSERT_TRUE(session.redo());
  ASSERT_TRUE(session.wait(timeout));
  EXPECT_EQ(session.runs()->results[0].trajectory->x[0], 5.0F);
  EXPECT_FALSE(session.redo());
}

TEST_F(SessionTest, ReportsAMissingModelAndKeepsTheLanes) {
  Backends broken = backends();
  broken.make_pictures = [](const PictureJob&) {
    throw BadRequest("pictures", "model", "nowhere", "a folder of assets/models, or a path");
  };
  Session session(default_scene(), broken, all_short());
  ASSERT_TRUE(session.wait(timeout));
  EXPECT_NE(session.runs()->error.find("nowhere"), std::string::npos);
  EXPECT_TRUE(session.runs()->results[0].trajectory);
}

TEST_F(SessionTest, EndsWhatItsPicturesWaitFor) {
  Backends deaf = backends();  // to everything but the session's end
  std::atomic<bool> begun = false, ended = false;
  deaf.make_pictures = [&](const PictureJob& job) {
    begun = true;
    for (int i = 0; i < 5000 && !job.end.stop_requested(); ++i) std::this_thread::sleep_for(1ms);
    ended = job.end.stop_requested();
  };
  {
    Session session(default_scene(), deaf, all_short());
    while (!begun) std::this_thread::sleep_for(1ms);
    EXPECT_FALSE(ended);
  }
  EXPECT_TRUE(ended);
}

TEST_F(SessionTest, PicturesStartOnceTheLanesShowSomething) {
  Backends watched = backends();
  const Session* of = nullptr;
  std::atomic<int> early = 0;
  watched.make_pictures = [&, log = log_](const PictureJob& job) {
    ++log->pictures;
    if (of && of->runs()->results[0].trajectory->x[0] != static_cast<float>(job.scene.seed))
      ++early;
  };
  Session session(small_scene(), watched, all_long());
  ASSERT_TRUE(session.wait(timeout));
  of = &session;
  log_->pictures = 0;
  log_->hold = true;  // the whole run does not end: its first part is enough
  Scene scene = small_scene();
  scene.seed = 11;
  ASSERT_TRUE(session.apply(scene));
  while (log_->pictures == 0) std::this_thread::sleep_for(1ms);
  EXPECT_EQ(early, 0);
  log_->hold = false;
  ASSERT_TRUE(session.wait(timeout));
  of = nullptr;

  scene.process.T = 3;  // fewer than the sampler asks for: no lane can run
  log_->pictures = 0;
  ASSERT_TRUE(session.apply(scene));
  ASSERT_TRUE(session.wait(timeout));
  EXPECT_FALSE(session.runs()->error.empty());
  EXPECT_EQ(log_->pictures, 1) << "pictures need no lane";
}

TEST_F(SessionTest, WorkThatGivesWayIsAllDone) {
  Backends giving = measuring();
  giving.low_priority = true;
  Session session(small_scene(), giving, all_long());
  ASSERT_TRUE(session.wait(timeout));
  EXPECT_EQ(session.runs()->results[0].trajectory->particles, 40u);
  EXPECT_TRUE(session.runs()->results[0].distances);
  EXPECT_TRUE(session.runs()->pictures);
  EXPECT_EQ(log_->pictures, 1);
  EXPECT_EQ(session.runs()->error, "");

  Scene scene = small_scene();
  scene.seed = 11;
  ASSERT_TRUE(session.apply(scene));
  while (session.lanes_busy()) std::this_thread::sleep_for(1ms);
  ASSERT_TRUE(session.undo());  // what is not begun yet, or has begun, makes room
  ASSERT_TRUE(session.wait(timeout));
  EXPECT_TRUE(session.runs()->results[0].distances);
  EXPECT_EQ(session.runs()->lanes[0].seed, small_scene().seed);
  EXPECT_EQ(session.runs()->error, "");
}

TEST_F(SessionTest, RefusesABadFirstScene) {
  Scene scene = default_scene();
  scene.lanes.clear();
  EXPECT_THROW(Session(scene, backends()), BadRequest);
}

}  // namespace
}  // namespace alphabar
