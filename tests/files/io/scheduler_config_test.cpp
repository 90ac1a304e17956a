#include "core/io/diffusers/scheduler_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <random>

#include "core/base/error.h"
#include "core/io/diffusers/scheduler_classes.h"
#include "core/io/schedule_text.h"
#include "core/plan/samplers/samplers.h"
#include "core/process/levels/grid.h"
#include "tests/support/paths.h"

namespace alphabar {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

SchedulerConfig read(const std::string& text, int steps = 10) {
  return read_scheduler_config(text, "text", steps);
}

/// A configuration of a class with some keys.
SchedulerConfig config_of(const std::string& class_name, json keys = json::object(),
                          int steps = 10) {
  keys["_class_name"] = class_name;
  return read(keys.dump(), steps);
}

std::string refusal(const std::string& class_name, json keys) {
  keys["_class_name"] = class_name;
  try {
    read(keys.dump());
  } catch (const BadRequest& refused) {
    EXPECT_EQ(std::string(refused.what()).find('\n'), std::string::npos);
    return refused.what();
  }
  ADD_FAILURE() << "read: " << keys.dump();
  return "";
}

std::vector<double> sigmas_of(const SchedulerConfig& config) {
  std::vector<double> sigmas;
  for (const Level& level : run_levels(Process(config.process), config.sampler.grid))
    sigmas.push_back(level.sigma());
  return sigmas;
}

/// Files as diffusers 0.42.1 wrote them (to_json_string).
class DiffusersConfig : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(DiffusersConfig, ComesBackAsTheSameProcessAndSampler) {
  std::ifstream in(GetParam());
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  ASSERT_TRUE(looks_like_schedule(text));
  const SchedulerConfig first = read_scheduler_config(text, GetParam().filename(), 5);
  const std::string copied = scheduler_config(first.process, first.sampler).json;
  const SchedulerConfig again = read_scheduler_config(copied, "copied", 5);
  EXPECT_EQ(again.process, first.process) << copied;
  EXPECT_EQ(again.sampler, first.sampler) << copied;
}

std::vector<std::filesystem::path> configs() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(test_data()) / "diffusers"))
    files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

INSTANTIATE_TEST_SUITE_P(Files, DiffusersConfig, testing::ValuesIn(configs()),
                         [](const auto& chosen) {
                           std::string name = chosen.param.stem().string();
                           for (char& c : name)
                             if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
                           return name;
                         });

TEST(SchedulerConfig, PythonsInfinityIsNoObstacle) {
  const SchedulerConfig made = read(
      R"({"_class_name": "DPMSolverMultistepScheduler", "lambda_min_clipped": -Infinity, "x": NaN})");
  EXPECT_EQ(made.sampler.kind, SamplerKind::dpmpp_2m);
  EXPECT_THAT(made.notices, IsEmpty());
}

TEST(SchedulerConfig, SaSolverAndTcdAreReadAsTheLibraryRunsThem) {
  const SchedulerConfig sa = config_of(
      "SASolverScheduler",
      {{"predictor_order", 3}, {"corrector_order", 4}, {"algorithm_type", "noise_prediction"}});
  EXPECT_EQ(sa.sampler.kind, SamplerKind::sa_solver);
  EXPECT_EQ(sa.sampler.order, 3);
  EXPECT_EQ(sa.sampler.corrector_order, 4);
  EXPECT_EQ(sa.sampler.form, SolverForm::eps);
  EXPECT_EQ(sa.sampler.eta, 1);  // on timesteps 200 to 800
  const Process process(sa.process);
  EXPECT_EQ(sa.sampler.noise_sigma_min, process.at(201).sigma());
  EXPECT_EQ(sa.sampler.noise_sigma_max, process.at(801).sigma());
  const SchedulerConfig flow = config_of("SASolverScheduler", {{"use_flow_sigmas", true}});
  EXPECT_EQ(flow.process.kind, ProcessKind::flow);
  EXPECT_NEAR(flow.sampler.noise_sigma_min, 0.2 / 0.8, 1e-12);

  const SchedulerConfig tcd = config_of("TCDScheduler", {{"original_inference_steps", 20}}, 4);
  EXPECT_EQ(tcd.sampler.kind, SamplerKind::tcd);
  EXPECT_EQ(tcd.sampler.eta, 0.3);
  EXPECT_THAT(tcd.sampler.grid.values, ElementsAre(1000, 750, 500, 250, 1));
  EXPECT_EQ(tcd.process.kind, ProcessKind::scaled_linear);
}

TEST(SchedulerConfig, EveryKeyIsUsedKnownOrTold) {
  for (const SchedulerClass& type : scheduler_classes()) {
    const SchedulerConfig made = config_of(type.name, {{"shape_of_the_moon", 3}});
    EXPECT_THAT(made.notices, ElementsAre(HasSubstr("shape_of_the_moon = 3"))) << type.name;
    // What the class has by default says nothing.
    EXPECT_THAT(config_of(type.name).notices, IsEmpty()) << type.name;
  }
  // A key of another class is passed over by the library, too.
  EXPECT_THAT(config_of("EulerDiscreteScheduler", {{"skip_prk_steps", true}}).notices, IsEmpty());
  EXPECT_THAT(config_of("DDIMScheduler", {{"use_karras_sigmas", true}}).notices,
              ElementsAre(HasSubstr("no key of DDIMScheduler")));
}

/// Whatever stands in a configuration: it is read, or refused, and an unknown key is never silent.
TEST(SchedulerConfig, ConfigurationsThatAreStirredAreToldOrRefused) {
  std::mt19937 random(3);
  const std::vector<json> values{true,
                                 false,
                                 nullptr,
                                 0,
                                 1,
                                 -1,
                                 0.5,
                                 1e300,
                                 "zero",
                                 "",
                                 json::array(),
                                 json::object(),
                                 json::array({0.1, 0.2})};
  std::vector<std::string> keys{"eta", "moon", "sigma_max_2"};
  for (const SchedulerClass& type : scheduler_classes())
    for (const std::string_view key : keys_of(type)) keys.emplace_back(key);
  for (int i = 0; i < 4000; ++i) {
    const SchedulerClass& type = scheduler_classes()[random() % scheduler_classes().size()];
    json config{{"_class_name", type.name}};
    for (unsigned k = 0; k < 1 + random() % 3; ++k)
      config[keys[random() % keys.size()]] = values[random() % values.size()];
    try {
      const SchedulerConfig made = read(config.dump(), 7);
      build_plan(Process(made.process), made.sampler);
      for (const char* unknown : {"moon", "sigma_max_2"})
        EXPECT_TRUE(
            !config.contains(unknown) || config[unknown].is_null() ||
            std::ranges::any_of(
                made.notices, [&](const std::string& words) { return words.starts_with(unknown); }))
            << config.dump();
    } catch (const BadRequest&) {
    }
  }
}

TEST(SchedulerConfig, KarrasTakesTheLimitsThatItIsGiven) {
  std::ifstream in(std::filesystem::path(test_data()) / "pasted" / "svd-linspace.json");
  const SchedulerConfig svd = read({std::istreambuf_iterator<char>(in), {}}, 25);
  const std::vector<double> sigmas = sigmas_of(svd);
  ASSERT_EQ(sigmas.size(), 26u);
  EXPECT_NEAR(sigmas.front(), 700, 1e-9);
  EXPECT_NEAR(sigmas[24], 0.002, 1e-15);
  EXPECT_EQ(sigmas.back(), 0);
  EXPECT_EQ(svd.process.kind, ProcessKind::edm);
  EXPECT_THAT(svd.notices, ElementsAre(HasSubstr("timestep_type")));
  const SchedulerConfig discrete =
      config_of("EulerDiscreteScheduler",
                {{"use_karras_sigmas", true}, {"sigma_min", 0.05}, {"sigma_max", 30}});
  EXPECT_NEAR(sigmas_of(discrete).front(), 30, 1e-12);
  EXPECT_NEAR(sigmas_of(discrete)[9], 0.05, 1e-12);
}

/// The library's own, of T = 10.
TEST(SchedulerConfig, SchedulesOfOneClassAloneAreLists) {
  const auto betas = [](const char* type, const char* name) {
    const SchedulerConfig read =
        config_of(type, {{"beta_schedule", name}, {"num_train_timesteps", 10}}, 5);
    EXPECT_EQ(read.process.kind, ProcessKind::betas);
    return read.process.betas;
  };
  const std::vector<double> laplace = betas("DDPMScheduler", "laplace");
  const std::array expected{0.168330923, 0.058444988,  0.0408845767, 0.0321436897, 0.0267509893,
                            0.028263174, 0.0384885184, 0.0578796156, 0.106906205,  0.943141997};
  ASSERT_EQ(laplace.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(laplace[i], expected[i], 1e-7) << i;
  for (const double beta : betas("HeunDiscreteScheduler", "exp"))
    EXPECT_NEAR(beta, 0.698805809, 1e-7);
  EXPECT_THAT(refusal("DDPMScheduler", {{"beta_schedule", "exp"}, {"num_train_timesteps", 1e9}}),
              HasSubstr("num_train_timesteps"));
}

TEST(SchedulerConfig, WhatNoPlanHasIsTold) {
  const auto notices = [](const char* type, json keys) { return config_of(type, keys).notices; };
  EXPECT_THAT(notices("DDIMScheduler", {{"clip_sample", true}}),
              ElementsAre(HasSubstr("clip_sample = true: nothing is clipped")));
  EXPECT_THAT(notices("DDPMScheduler", {{"thresholding", true}, {"sample_max_value", 2.0}}),
              ElementsAre(HasSubstr("thresholding = true")));
  EXPECT_THAT(notices("DDPMScheduler", {{"variance_type", "learned_range"}}),
              ElementsAre(HasSubstr("learned_range")));
  EXPECT_EQ(config_of("DDPMScheduler", {{"variance_type", "fixed_large_log"}}).sampler.variance,
            Variance::large);
  EXPECT_THAT(refusal("DDPMScheduler", {{"variance_type", "wide"}}), HasSubstr("variance_type"));
  const SchedulerConfig dynamic =
      config_of("FlowMatchEulerDiscreteScheduler", {{"use_dynamic_shifting", true}});
  EXPECT_NEAR(dynamic.sampler.grid.shift, std::exp(1.15), 1e-12);
  EXPECT_THAT(dynamic.notices, ElementsAre(HasSubstr("shift 3.1582")));
  EXPECT_THAT(refusal("FlowMatchEulerDiscreteScheduler", {{"invert_sigmas", true}}),
              HasSubstr("invert_sigmas"));
  const SchedulerConfig clipped =
      config_of("DPMSolverMultistepScheduler",
                {{"beta_schedule", "squaredcos_cap_v2"}, {"lambda_min_clipped", -5.1}});
  EXPECT_EQ(clipped.sampler.grid.values_in, LevelUnit::t);
  EXPECT_GE(0.5 * log_snr(Process(clipped.process).at(clipped.sampler.grid.values.front())), -5.1);
  EXPECT_THAT(clipped.notices, ElementsAre(HasSubstr("lambda_min_clipped")));
}

TEST(SchedulerConfig, NumbersThatAreNoneAreRefused) {
  EXPECT_THAT(refusal("EulerDiscreteScheduler", {{"sigma_max", -1}}), HasSubstr("sigma_max = -1"));
  EXPECT_THAT(refusal("EDMEulerScheduler", {{"rho", "seven"}}), HasSubstr("rho"));
  EXPECT_THAT(refusal("EulerDiscreteScheduler", {{"final_sigmas_type", "one"}}),
              HasSubstr("zero, sigma_min"));
  EXPECT_THAT(refusal("NoScheduler", json::object()), HasSubstr("_class_name"));
}

/// What is copied of a lane is the same lane when it is pasted, whatever diffusers can say of it.
TEST(SchedulerConfig, ACopyReadsBackToTheSameLane) {
  std::mt19937 random(9);
  int lost = 0;
  for (int i = 0; i < 600; ++i) {
    ProcessSpec process;
    process.kind =
        std::array{ProcessKind::linear,  ProcessKind::cosine, ProcessKind::scaled_linear,
                   ProcessKind::formula, ProcessKind::flow,   ProcessKind::edm}[random() % 6];
    process.T = 200;
    process.zero_terminal_snr = is_discrete(process.kind) && random() % 5 == 0;
    SamplerSpec sampler;
    sampler.kind = samplers()[random() % samplers().size()].kind;
    sampler.order = 1 + static_cast<int>(random() % 3);
    sampler.eta = random() % 2 ? 0 : 0.4;
    GridSpec& grid = sampler.grid;
    grid.spacing = static_cast<Spacing>(random() % (static_cast<unsigned>(Spacing::by_hand) + 1));
    grid.steps = 12;
    grid.shift = random() % 2 ? 1 : 3;
    grid.end_clean = random() % 3 != 0;
    if (grid.spacing == Spacing::by_hand) grid.values = {10, 5, 1, 0.5};
    SchedulerConfigText text;
    try {
      build_plan(Process(process), sampler);
      text = scheduler_config(process, sampler);
    } catch (const BadRequest&) {
      continue;  // diffusers has no such process, or no plan has it
    }
    const SchedulerConfig back = read_scheduler_config(text.json, "copied", 12);
    EXPECT_EQ(back.process, process) << text.json;
    EXPECT_EQ(back.sampler, sampler) << text.json;
    if (grid.spacing == Spacing::by_hand || grid.spacing == Spacing::quadratic) {
      EXPECT_FALSE(text.notices.empty()) << "diffusers loses these, and that is told";
      ++lost;
    }
  }
  EXPECT_GT(lost, 20);
}

TEST(SchedulerConfig, WhatWasChangedByHandGoesBeforeWhatWasKept) {
  SamplerSpec by_hand;
  by_hand.grid.spacing = Spacing::by_hand;
  by_hand.grid.values = {10, 5, 1};
  json config = json::parse(scheduler_config(ProcessSpec{}, by_hand).json);
  ASSERT_TRUE(config.contains("_alphabar"));
  config["beta_end"] = 0.03;
  const SchedulerConfig changed = read(config.dump());
  EXPECT_EQ(changed.process.beta_end, 0.03);
  EXPECT_EQ(changed.sampler.grid.spacing, Spacing::leading);
  EXPECT_THAT(changed.notices, ElementsAre(HasSubstr("_alphabar")));
}

TEST(SchedulerConfig, ASceneIsNotTakenForASchedule) {
  EXPECT_FALSE(looks_like_schedule(R"({"format": "alphabar-scene", "version": 1, "lanes": []})"));
  EXPECT_FALSE(looks_like_schedule(""));
  EXPECT_TRUE(looks_like_schedule("alphas_cumprod = [0.9]"));
  EXPECT_TRUE(looks_like_schedule("14.6, 3"));
  EXPECT_TRUE(looks_like_schedule(R"({"sigmas": [3, 1]})"));
}

TEST(SchedulerConfig, AContinuousProcessHasNoBetas) {
  ProcessSpec vp;
  vp.kind = ProcessKind::vp_sde;
  EXPECT_THROW(betas_text(vp), BadRequest);
  EXPECT_THROW(scheduler_config(vp, SamplerSpec{}), BadRequest);
}

}  // namespace
}  // namespace alphabar
