#include "core/search/list_search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/engine/cpu/cpu_engine.h"
#include "core/model/mixture.h"
#include "core/search/teacher.h"

namespace alphabar {
namespace {

/// A lane of one sampler on a mixture of five, in few steps.
Lane lane_of(SamplerKind kind, std::uint64_t seed) {
  Scene scene = default_scene();
  scene.data = data_preset("five");
  scene.seed = seed;
  scene.lanes.resize(1);
  scene.lanes[0].sampler = {};
  scene.lanes[0].sampler.kind = kind;
  scene.lanes[0].sampler.grid.steps = 8;
  scene.lanes[0].sampler.grid.spacing = Spacing::karras;
  return derive(scene).lanes.at(0);
}

double median_of(const std::vector<ComparedList>& compared, const std::string& name) {
  const auto found = std::ranges::find_if(
      compared, [&](const ComparedList& one) { return one.list.name == name; });
  return found == compared.end() ? std::nan("") : found->band.median;
}

TEST(ListSearch, FindsAListThatIsBetterThanTheUsualOnes) {
  CpuEngine engine(CpuOptions{.threads = 1});
  std::vector<double> gains;
  for (const std::uint64_t seed : {1, 2, 3}) {
    ListSearch search{.lane = lane_of(SamplerKind::ddim, seed), .steps = 8, .evaluations = 250};
    const LevelList found = find_list(search, engine);
    ASSERT_EQ(found.sigmas.size(), 8u);
    EXPECT_TRUE(std::ranges::is_sorted(found.sigmas, std::greater()));
    const std::vector<ComparedList> compared = compare_lists(search, found, engine, 4);
    EXPECT_TRUE(std::ranges::is_sorted(compared, {},
                                       [](const ComparedList& one) { return one.band.median; }));
    const double own = median_of(compared, "found");
    gains.push_back(median_of(compared, "karras") / own);
    EXPECT_EQ(compared.front().list.name, "found") << "on particles that it was not made with";
  }
  std::ranges::sort(gains);
  EXPECT_GE(gains[1], 1.8) << "of Karras' error, on the median of the seeds";
}

TEST(ListSearch, TheTeachersPathHasSoManySteps) {
  CpuEngine engine(CpuOptions{.threads = 1});
  const Lane lane = lane_of(SamplerKind::ddim, 1);
  std::vector<double> fine;
  for (int i = 0; i < 16; ++i) fine.push_back(100 * std::pow(1e-4, i / 15.0));
  for (const int steps : {2, 5, 12}) {
    const std::vector<double> list = cheapest_list(lane, fine, steps, engine, {});
    ASSERT_EQ(list.size(), static_cast<std::size_t>(steps));
    EXPECT_EQ(list.front(), fine.front());
    EXPECT_TRUE(std::ranges::is_sorted(list, std::greater()));
    for (const double sigma : list) EXPECT_TRUE(std::ranges::count(fine, sigma));
  }
}

TEST(ListSearch, AStopKeepsTheBestSoFar) {
  CpuEngine engine(CpuOptions{.threads = 1});
  ListSearch search{.lane = lane_of(SamplerKind::ddim, 1), .steps = 6, .evaluations = 100'000};
  std::stop_source stop;
  LevelList last;
  const LevelList found = find_list(
      search, engine,
      [&](const SearchProgress& so_far) {
        last = so_far.best;
        if (so_far.tried > 20) stop.request_stop();
      },
      stop.get_token());
  EXPECT_EQ(found.sigmas, last.sigmas);
  EXPECT_EQ(found.sigmas.size(), 6u);
}

TEST(ListSearch, WorksForASolverWithAMemoryAndForANoisyOne) {
  CpuEngine engine(CpuOptions{.threads = 1});
  for (const SamplerKind kind : {SamplerKind::dpmpp_2m, SamplerKind::ddpm}) {
    ListSearch search{
        .lane = lane_of(kind, 1), .steps = 6, .metric = Metric::sliced_w1, .evaluations = 60};
    const LevelList found = find_list(search, engine);
    EXPECT_EQ(found.sigmas.size(), 6u);
    EXPECT_TRUE(std::isfinite(found.error));
  }
}

TEST(ListSearch, SaysWhatItCannotDo) {
  ListSearch search{.lane = lane_of(SamplerKind::ddim, 1), .steps = 1};
  EXPECT_THROW(check(search), BadRequest);
  search.steps = 8;
  search.lane.guidance.kind = GuidanceKind::classifier_free;
  EXPECT_NO_THROW(check(search));
  search.lane.guidance.plus_plus = true;
  EXPECT_THROW(check(search), BadRequest);
  search.metric = Metric::sliced_w1;
  EXPECT_NO_THROW(check(search));
  search.metric = Metric::curvature;
  EXPECT_THROW(check(search), BadRequest);
}

}  // namespace
}  // namespace alphabar
