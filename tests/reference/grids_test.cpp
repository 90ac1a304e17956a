// Lists of levels against those that make_grids.py makes from the definitions of ComfyUI's and
// other programs' schedulers, read as scene files say them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "core/base/error.h"
#include "core/io/scene_file.h"
#include "core/process/levels/grid.h"
#include "tests/support/paths.h"

namespace alphabar {
namespace {

nlohmann::json cases() {
  std::ifstream file(std::string(test_data()) + "/grids.json");
  return nlohmann::json::parse(file);
}

Scene scene_of(const nlohmann::json& process, const nlohmann::json& grid) {
  const nlohmann::json scene{
      {"format", "alphabar-scene"},
      {"version", 1},
      {"process", process},
      {"lanes", {{{"name", ""}, {"sampler", {{"kind", "euler"}, {"grid", grid}}}}}}};
  return scene_from_json(scene.dump(), "grid");
}

double relative_error(double value, double wanted) {
  if (value == wanted) return 0;
  return wanted == 0 || !std::isfinite(value) ? INFINITY : std::abs(value / wanted - 1);
}

TEST(Grids, AreThoseOfTheirPrograms) {
  std::map<std::string, double> worst;
  for (const nlohmann::json& each : cases()) {
    const Scene scene = scene_of(each.at("process"), each.at("grid"));
    const Process process(scene.process);
    const std::vector<Level> levels = run_levels(process, scene.lanes[0].sampler.grid);
    const auto& sigmas = each.at("sigmas");
    ASSERT_EQ(levels.size(), sigmas.size()) << each.dump();
    double& error = worst[each.at("grid").at("spacing")];
    for (std::size_t i = 0; i < levels.size(); ++i) {
      const double sigma = process.is_flow() ? levels[i].t : levels[i].sigma();
      error = std::max(error, relative_error(sigma, sigmas[i]));
      EXPECT_LE(relative_error(sigma, sigmas[i]), 1e-10)
          << "entry " << i << ", " << sigma << " of " << each.dump();
    }
  }
  EXPECT_EQ(worst.size(), 11u);
  for (const auto& [spacing, error] : worst) RecordProperty(spacing, testing::PrintToString(error));
}

// Which spacings are those of another program under another name here.
TEST(Grids, BetaIsDiffusersAndBetaTimestepsComfyUis) {
  const nlohmann::json net{{"kind", "linear"}};
  const auto levels = [&](const char* spacing) {
    const Scene scene = scene_of(net, {{"spacing", spacing}, {"steps", 10}});
    return run_levels(Process(scene.process), scene.lanes[0].sampler.grid);
  };
  const std::vector<Level> beta = levels("beta"), timesteps = levels("beta_timesteps");
  ASSERT_EQ(beta.size(), timesteps.size());
  EXPECT_EQ(beta[0].t, 1000);
  EXPECT_EQ(timesteps[0].t, 1000);
  EXPECT_EQ(beta[9].t, 1);       // quantiles of sigma, with both ends
  EXPECT_GT(timesteps[9].t, 1);  // quantiles of t, without the lower end
  EXPECT_LT(timesteps[5].t, beta[5].t);
}

TEST(Grids, WhatDoesNotFitIsRefusedWithWhatWould) {
  const auto refusal = [](const nlohmann::json& process, const nlohmann::json& grid) {
    try {
      const Scene scene = scene_of(process, grid);
      run_levels(Process(scene.process), scene.lanes[0].sampler.grid);
    } catch (const BadRequest& error) {
      return std::string(error.what());
    }
    return std::string("none");
  };
  const auto has = [](const char* words) { return testing::HasSubstr(words); };
  const nlohmann::json net{{"kind", "linear"}}, flow{{"kind", "flow"}};
  EXPECT_THAT(refusal(net, {{"spacing", "bong_tangent"}}), has("choose karras"));
  EXPECT_THAT(refusal(flow, {{"spacing", "align_your_steps"}}), has("kl_optimal"));
  EXPECT_THAT(refusal(flow, {{"spacing", "gits"}}), has("gits"));
  EXPECT_THAT(refusal(net, {{"spacing", "gits"}, {"coefficient", 0.5}}), has("0.8"));
  EXPECT_THAT(refusal(net, {{"spacing", "linear_quadratic"}, {"steps", 8}, {"linear_steps", 8}}),
              has("1 to 7"));
  EXPECT_THAT(refusal(flow, {{"spacing", "simple"}, {"tokens", 900}, {"tokens_high", 256}}),
              has("tokens_low"));
  EXPECT_THAT(refusal(flow, {{"spacing", "simple"}, {"tokens", 1'000'000}}), has("tokens"));
  EXPECT_THAT(refusal(net, {{"spacing", "linear_quadratic"}, {"steps", 3}, {"threshold", 0.6}}),
              has("at most 0.5"));
  EXPECT_THAT(refusal(net, {{"spacing", "linear_quadratic"},
                            {"steps", 2},
                            {"threshold", 0.6},
                            {"drop_penultimate", true}}),
              has("at most 0.5"));
  EXPECT_THAT(refusal({{"kind", "linear"}, {"T", 5}},
                      {{"spacing", "simple"}, {"steps", 5}, {"drop_penultimate", true}}),
              has("below T = 5"));
  EXPECT_THAT(refusal(net, {{"spacing", "align_your_steps"}, {"ays_model", "sd3"}}), has("sdxl"));
}

TEST(Grids, WithoutCleanDataEndAtTheListsLast) {
  const auto end = [](const nlohmann::json& process, const nlohmann::json& grid) {
    const Scene scene = scene_of(process, grid);
    const auto levels = run_levels(Process(scene.process), scene.lanes[0].sampler.grid);
    EXPECT_EQ(levels.size(), 11u);
    return levels.back();
  };
  const nlohmann::json net{{"kind", "linear"}}, flow{{"kind", "flow"}};
  const auto grid = [](const char* spacing) {
    return nlohmann::json{{"spacing", spacing}, {"steps", 10}, {"end_clean", false}};
  };
  EXPECT_NEAR(end(net, grid("align_your_steps")).sigma(), 0.0291671582, 1e-12);
  EXPECT_NEAR(end(net, grid("gits")).sigma(), 0.02916753, 1e-12);
  EXPECT_EQ(end(net, grid("linear_quadratic")).t, 1);
  EXPECT_EQ(end(net, grid("normal")).t, 1);
  EXPECT_EQ(end(net, grid("simple")).t, 1);
  EXPECT_EQ(end(flow, grid("bong_tangent")).t, 0.001);
}

// Levels fall from step to step, however few there are and whatever the process.
TEST(Grids, FallOnEveryProcessAndInTheShortestRuns) {
  for (const ProcessInfo& info : processes()) {
    ProcessSpec spec;
    spec.kind = info.kind;
    spec.betas.assign(3, 0.2);
    spec.drawn_t = {0.5, 1};
    spec.drawn_alpha_bar = {0.5, 0.001};
    if (!Process(spec).has_noise()) continue;
    for (const int T : {1, 2, 3, 50}) {
      spec.T = T;
      const Process process(spec);
      for (const SpacingInfo& spacing : spacings())
        for (const int steps : {1, 2, 3, 40}) {
          GridSpec grid;
          grid.spacing = spacing.kind;
          grid.steps = steps;
          if (spacing.picks == Picks::values || (process.discrete() && steps > process.T()))
            continue;
          if (process.is_flow() ? spacing.picks == Picks::published
                                : spacing.kind == Spacing::bong_tangent)
            continue;
          const std::vector<Level> levels = run_levels(process, grid);
          ASSERT_GE(levels.size(), 2u);
          for (std::size_t i = 0; i + 1 < levels.size(); ++i)
            EXPECT_GE(levels[i].sigma(), levels[i + 1].sigma())
                << info.name << ", T = " << process.T() << ", " << spacing.name << ", " << steps;
        }
      if (!process.discrete()) break;
    }
  }
}

}  // namespace
}  // namespace alphabar
