#include "core/files/schedule_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "core/base/error.h"
#include "core/process/process.h"
#include "tests/support/paths.h"

namespace alphabar {
namespace {

using Form = ScheduleList::Form;

ScheduleList list_of(const std::string& text) { return read_schedule(text, "text").list.value(); }

TEST(ScheduleText, ListsAreToldByNameBracketsAndNumbers) {
  EXPECT_EQ(list_of("[0.1, 0.2, 0.3]").form, Form::betas);
  EXPECT_EQ(list_of("[0.9, 0.5, 0.1]").form, Form::alpha_bar);
  EXPECT_EQ(list_of("14.6, 3, 0.5, 0").form, Form::sigmas);
  EXPECT_EQ(list_of("1.0, 0.5, 0.1").form, Form::sigmas);
  EXPECT_EQ(list_of("[14.6, 3, 0.5, 0]").form, Form::sigmas);
  EXPECT_EQ(list_of("betas = [0.3, 0.2, 0.1]").form, Form::betas);
  EXPECT_EQ(list_of("alphas_cumprod=[0.1, 0.2]").form, Form::alpha_bar);
  EXPECT_EQ(list_of("sigmas: np = [0.3, 0.2]").form, Form::sigmas);
  const ScheduleList alphas = list_of("alphas = [0.9, 0.75]");
  EXPECT_EQ(alphas.form, Form::betas);
  EXPECT_NEAR(alphas.values[1], 0.25, 1e-15);
}

TEST(ScheduleText, WrappedAndBrokenOverLinesListsAreRead) {
  const std::vector<double> wanted{0.0001, 0.02, 0.5};
  for (const char* text : {"[1e-4,\n 2e-2,\n 0.5]", "np.array([1e-4, 2e-2, 0.5])",
                           "tensor([1.0000e-04, 2.0000e-02, 5e-1], dtype=torch.float64)",
                           "array([1e-4 0.02 0.5])", "  [0.0001;0.02;0.5;]  ", "1e-4\n0.02\n0.5\n"})
    EXPECT_EQ(list_of(text).values, wanted) << text;
}

TEST(ScheduleText, WhatIsNoScheduleIsRefusedInOneLine) {
  for (const char* text : {"", "   ", "[]", "hello", "[1, two]", "[0.1, nan]", "[0.1, inf]",
                           "[0.1, 1e999]", "[0.1", "[[0.1], [0.2]]", "[0.1] [0.2]", "f([0.1])",
                           "import os; [0.1]", "[0x10]", "{}", "{\"_class_name\": 5}",
                           "{\"_class_name\": \"EvilScheduler\"}", "[0.1], __import__('os')"}) {
    try {
      read_schedule(text, "text");
      ADD_FAILURE() << text;
    } catch (const BadRequest& refused) {
      EXPECT_EQ(std::string(refused.what()).find('\n'), std::string::npos);
    }
  }
  EXPECT_THROW(read_schedule(std::string(5u << 20, '1'), "text"), BadRequest);
  std::string many = "0.1";
  for (int i = 0; i < 100001; ++i) many += ",0.1";
  EXPECT_THROW(read_schedule(many, "text"), BadRequest);
}

TEST(ScheduleText, TextsThatAreCutAndStirredAreReadOrRefused) {
  std::mt19937 random(11);
  const std::vector<std::string> seeds{
      "[0.1, 0.2, 0.3]", "betas = tensor([1e-4, 2e-2], dtype=torch.float32)", "14.6, 9.7, 0",
      scheduler_config(ProcessSpec{}, SamplerSpec{})};
  for (int i = 0; i < 4000; ++i) {
    std::string text = seeds[random() % seeds.size()];
    for (unsigned k = 0; k < 1 + random() % 4; ++k) {
      const std::size_t at = random() % text.size();
      switch (random() % 3) {
        case 0: text[at] = static_cast<char>(random() % 256); break;
        case 1: text.erase(at, 1 + random() % 5); break;
        default: text.insert(at, text.substr(random() % text.size(), random() % 9));
      }
      if (text.empty()) text.assign(1, ' ');
    }
    try {
      const PastedSchedule read = read_schedule(text, "text");
      EXPECT_TRUE(read.list ? faults(repaired(*read.list)).empty() : read.process && read.sampler);
    } catch (const BadRequest&) {
    }
  }
}

TEST(ScheduleText, WhatIsCopiedIsPastedAsItWas) {
  ProcessSpec cosine;
  cosine.kind = ProcessKind::cosine;
  cosine.T = 300;
  const Process before(cosine);
  const Process betas(process_of(list_of(betas_text(cosine))));
  const Process alphas(process_of(list_of(alphas_cumprod_text(cosine))));
  for (int t = 1; t <= 300; ++t) {
    EXPECT_EQ(betas.beta(t), before.beta(t));
    EXPECT_NEAR(alphas.alpha_bar(t) / before.alpha_bar(t), 1, 1e-12);
  }
  SamplerSpec karras;
  karras.grid.spacing = Spacing::karras;
  karras.grid.steps = 9;
  const ScheduleList sigmas = list_of(sigmas_text(cosine, karras));
  EXPECT_EQ(sigmas.form, Form::sigmas);
  EXPECT_EQ(sigmas.values.size(), 10u);
  EXPECT_EQ(sigmas.values.back(), 0);
}

TEST(ScheduleText, AContinuousProcessHasNoBetas) {
  ProcessSpec vp;
  vp.kind = ProcessKind::vp_sde;
  EXPECT_THROW(betas_text(vp), BadRequest);
  EXPECT_THROW(scheduler_config(vp, SamplerSpec{}), BadRequest);
}

/// Files as diffusers 0.42.1 wrote them (to_json_string).
class DiffusersConfig : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(DiffusersConfig, ComesBackAsTheSameProcessAndSampler) {
  std::ifstream in(GetParam());
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  ASSERT_TRUE(looks_like_schedule(text));
  const PastedSchedule read = read_schedule(text, GetParam().filename().string(), 5);
  ASSERT_TRUE(read.process && read.sampler);
  const std::string copied = scheduler_config(*read.process, *read.sampler);
  const PastedSchedule again = read_schedule(copied, "copied", 5);
  EXPECT_EQ(*again.process, *read.process) << copied;
  EXPECT_EQ(*again.sampler, *read.sampler) << copied;
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

TEST(ScheduleText, PythonsInfinityIsNoObstacle) {
  const PastedSchedule read = read_schedule(
      R"({"_class_name": "DPMSolverMultistepScheduler", "lambda_min_clipped": -Infinity, "x": NaN})",
      "text");
  EXPECT_EQ(read.sampler->kind, SamplerKind::dpmpp_2m);
}

TEST(ScheduleText, ASceneIsNotTakenForASchedule) {
  EXPECT_FALSE(looks_like_schedule(R"({"format": "alphabar-scene", "version": 1})"));
  EXPECT_FALSE(looks_like_schedule(""));
  EXPECT_TRUE(looks_like_schedule("alphas_cumprod = [0.9]"));
  EXPECT_TRUE(looks_like_schedule("14.6, 3"));
}

}  // namespace
}  // namespace alphabar
