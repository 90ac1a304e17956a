#include "core/io/lists/list_readings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <random>

#include "core/base/check.h"
#include "core/io/schedule_text.h"
#include "core/process/levels/grid.h"
#include "tests/support/paths.h"

namespace alphabar {
namespace {

using Form = ScheduleList::Form;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
constexpr double inf = std::numeric_limits<double>::infinity();

Process process_named(ProcessKind kind) {
  ProcessSpec spec;
  spec.kind = kind;
  return Process(spec);
}
const Process& linear() {
  static const Process process{ProcessSpec{}};
  return process;
}

std::vector<Form> forms(const std::string& text, const Process& process = linear()) {
  std::vector<Form> found;
  for (const ListReading& reading : list_readings(text, "text", process))
    found.push_back(reading.list.form);
  return found;
}

/// A small input that somebody pasted or dropped.
std::string pasted(const std::string& name) {
  std::ifstream in(std::filesystem::path(test_data()) / "pasted" / name);
  EXPECT_TRUE(in) << name;
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string refusal(const std::string& text, const Process& process = linear(),
                    std::optional<Form> as = {}) {
  try {
    only_reading(list_readings(text, "text", process, as), "text");
  } catch (const BadRequest& refused) {
    EXPECT_EQ(std::string(refused.what()).find('\n'), std::string::npos);
    return refused.what();
  }
  ADD_FAILURE() << "read: " << text;
  return "";
}

TEST(ListReadings, AreToldByTheNumbers) {
  EXPECT_THAT(forms("[0.1, 0.2, 0.3]"), ElementsAre(Form::betas));
  EXPECT_THAT(forms("14.6, 3, 0.5, 0"), ElementsAre(Form::sigmas));
  EXPECT_THAT(forms("inf, 3, 0.5, 0"), ElementsAre(Form::sigmas));
  EXPECT_THAT(forms("999, 850, 736, 645, 545, 455, 343, 233, 124, 24"),
              ElementsAre(Form::timesteps));
  EXPECT_THAT(forms("1000, 500, 1"), ElementsAre(Form::t));
  // More than one thing, the likeliest first.
  EXPECT_THAT(forms("14, 9, 2, 0"), ElementsAre(Form::sigmas, Form::timesteps));
  EXPECT_THAT(forms("[0.9, 0.5, 0.1]"), ElementsAre(Form::alpha_bar, Form::sigmas, Form::flow));
  EXPECT_THAT(forms("1.0, 0.5, 0.1"), ElementsAre(Form::flow, Form::sigmas));
}

TEST(ListReadings, DependOnTheProcess) {
  const Process flow = process_named(ProcessKind::flow), edm = process_named(ProcessKind::edm);
  EXPECT_THAT(forms("1.0, 0.5, 0.1", flow), ElementsAre(Form::flow));
  EXPECT_THAT(forms("0.9, 0.5, 0.1", flow), ElementsAre(Form::flow, Form::alpha_bar));
  EXPECT_THAT(forms("1000, 750, 250", flow), ElementsAre(Form::timesteps, Form::sigmas));
  EXPECT_THAT(forms("999, 850, 24", edm), ElementsAre(Form::sigmas)) << "it has no timesteps";
  EXPECT_THAT(forms("1.0, 0.5, 0.1", edm), ElementsAre(Form::sigmas)) << "nor pure noise";
  ProcessSpec few;
  few.T = 100;
  EXPECT_THAT(forms("999, 850, 24", Process(few)), ElementsAre(Form::sigmas));
}

TEST(ListReadings, ANameDecides) {
  for (const auto& [text, form] :
       std::vector<std::pair<const char*, Form>>{{"betas = [0.3, 0.2, 0.1]", Form::betas},
                                                 {"alphas_cumprod=[0.9, 0.2]", Form::alpha_bar},
                                                 {"sigmas: np = [0.3, 0.2]", Form::sigmas},
                                                 {"flow_times = [1, 0.5]", Form::flow},
                                                 {"timesteps: [20, 10]", Form::timesteps},
                                                 {"t = [20, 10]", Form::t},
                                                 {"trained_betas: [0.1, 0.2]", Form::betas}})
    EXPECT_THAT(forms(text), ElementsAre(form)) << text;
  const ListReading alphas = list_readings("alphas = [0.9, 0.75]", "text", linear()).front();
  EXPECT_EQ(alphas.list.form, Form::betas);
  EXPECT_NEAR(alphas.list.values[1], 0.25, 1e-15);
  // Libraries of flow matching call their times sigmas.
  EXPECT_THAT(forms("sigmas = [1, 0.5]", process_named(ProcessKind::flow)),
              ElementsAre(Form::flow, Form::sigmas));
}

TEST(ListReadings, DecimalCommasAreNoSigmas) {
  const auto eight = list_readings("14,61 9,07 2,92 0,03", "text", linear());
  ASSERT_EQ(eight.size(), 1u);
  EXPECT_THAT(eight[0].list.values, ElementsAre(14.61, 9.07, 2.92, 0.03));
  EXPECT_THAT(eight[0].reason, HasSubstr("decimal points"));
  EXPECT_THAT(refusal("14,61,9,07,2,92,0,03"), HasSubstr("number 2 = 61"));
  EXPECT_THAT(refusal("3,2 1,0"), HasSubstr("commas taken for decimal points")) << "ambiguous";
}

TEST(ListReadings, AFewFaultsWaitForRepairAndManyAreRefused) {
  std::string typo = "14.6";
  for (int i = 0; i < 20; ++i) typo += ", " + to_text(i == 9 ? 77 : 12.5 - 0.5 * i);
  const auto near = list_readings(typo, "text", linear());
  ASSERT_EQ(near.size(), 1u);
  EXPECT_EQ(near[0].list.form, Form::sigmas);
  EXPECT_THAT(faults(near[0].list), ElementsAre(10u));
  EXPECT_THAT(refusal(typo), HasSubstr("number 11 = 77"));
  EXPECT_THAT(refusal("[0.1, 1.5]"), HasSubstr("betas: number 2 = 1.5"));
  EXPECT_THAT(refusal("3, 0.5, 0.9, 0.1, 0.9"), HasSubstr("numbers of one kind"));
  // A name says what to repair.
  EXPECT_THAT(faults(list_readings("betas = [0.1, 1.5]", "text", linear())[0].list),
              ElementsAre(1u));
}

TEST(ListReadings, WhatPeoplePasteIsWhatItIs) {
  const ListReading ays =
      only_reading(list_readings(pasted("ays-svd.txt"), "text", linear()), "text");
  EXPECT_EQ(ays.list.form, Form::sigmas);
  EXPECT_THAT(describe(ays.list, linear()), HasSubstr("2 of 12 levels outside the process's"));
  EXPECT_THAT(forms(pasted("flow-bare.txt"), process_named(ProcessKind::flow)),
              ElementsAre(Form::flow));
  EXPECT_THAT(refusal(pasted("flow-bare.txt")), HasSubstr("one of flow"));
  EXPECT_THAT(refusal(pasted("inf.txt")), HasSubstr("inf may come first"));
  const ListReading arrows =
      only_reading(list_readings(pasted("arrows.txt"), "text", linear()), "text");
  EXPECT_THAT(arrows.list.values, ElementsAre(14.61, 9.07, 2.92, 0.03, 0));
  const ListReading zero =
      only_reading(list_readings(pasted("acp0.txt"), "text", linear(), Form::alpha_bar), "text");
  const Process process(process_of(zero.list));
  EXPECT_EQ(process.beta(4), 1);
  EXPECT_EQ(process.alpha_bar(4), 0);
}

TEST(ListReadings, TimestepsAreLevelsOfTheProcess) {
  const ScheduleList list{Form::timesteps, {999, 500, 0}};
  const GridSpec grid = grid_of(list, linear());
  EXPECT_THAT(grid.values, ElementsAre(1000, 501, 1));
  const std::vector<Level> levels = run_levels(linear(), grid);
  EXPECT_EQ(levels[1], linear().at(501));
  EXPECT_EQ(levels.back().s, 0);
  const Process flow = process_named(ProcessKind::flow);
  EXPECT_THAT(grid_of({Form::timesteps, {1000, 250}}, flow).values, ElementsAre(1, 0.25));
  EXPECT_THROW(grid_of(list, process_named(ProcessKind::ve)), BadRequest);
  EXPECT_THROW(grid_of({Form::timesteps, {1000, 1}}, linear()), BadRequest) << "0..T-1";
  EXPECT_THROW(grid_of({Form::sigmas, {inf, 1}}, process_named(ProcessKind::edm)), BadRequest);
}

TEST(ListReadings, ARepairKeepsTheFormAndHasNoFaults) {
  std::mt19937 random(5);
  std::uniform_real_distribution<double> value(-2, 30);
  for (int i = 0; i < 2000; ++i) {
    ScheduleList list;
    list.form = list_forms()[random() % list_forms().size()].form;
    for (unsigned k = 0; k < 1 + random() % 12; ++k)
      list.values.push_back(random() % 9 == 0 ? inf : random() % 9 == 0 ? 0 : value(random));
    const ScheduleList good = repaired(list);
    EXPECT_EQ(good.form, list.form);
    EXPECT_TRUE(faults(good).empty());
    EXPECT_EQ(good.values.size(), list.values.size());
    EXPECT_TRUE(good == list || !faults(list).empty()) << "nothing to repair";
  }
}

/// Every list that the program writes reads back equal, on every process that has one.
TEST(ListReadings, WhatIsCopiedIsPastedAsItWas) {
  std::mt19937 random(7);
  for (const ProcessKind kind :
       {ProcessKind::linear, ProcessKind::cosine, ProcessKind::sigmoid, ProcessKind::vp_sde,
        ProcessKind::subvp_sde, ProcessKind::ve, ProcessKind::edm, ProcessKind::flow})
    for (int i = 0; i < 40; ++i) {
      ProcessSpec spec;
      spec.kind = kind;
      spec.T = 100 + static_cast<int>(random() % 200);
      spec.zero_terminal_snr = random() % 3 == 0;
      const Process process(spec);
      SamplerSpec sampler;
      sampler.grid.steps = 1 + static_cast<int>(random() % 20);
      sampler.grid.spacing =
          static_cast<Spacing>(random() % static_cast<unsigned>(Spacing::by_hand));
      sampler.grid.end_clean = random() % 4 != 0;
      std::string text;
      try {
        text = levels_text(spec, sampler);
      } catch (const BadRequest&) {
        continue;  // no list of sigmas on zero SNR
      }
      if (!sampler.grid.end_clean) continue;  // a list without clean data ends at it when read
      const ListReading read = only_reading(list_readings(text, "text", process), text);
      GridSpec grid = grid_of(read.list, process);
      const auto wanted = run_levels(process, sampler.grid), got = run_levels(process, grid);
      ASSERT_EQ(got.size(), wanted.size()) << text;
      for (std::size_t k = 0; k < got.size(); ++k) {
        EXPECT_NEAR(got[k].a, wanted[k].a, 1e-12) << text;
        EXPECT_NEAR(got[k].s, wanted[k].s, 1e-12 * std::max(1.0, wanted[k].s)) << text;
      }
      if (!process.discrete()) continue;
      const auto betas = only_reading(list_readings(betas_text(spec), "text", process), "text");
      const auto bars =
          only_reading(list_readings(alphas_cumprod_text(spec), "text", process), "text");
      const Process of_betas(process_of(betas.list)), of_bars(process_of(bars.list));
      for (int t = 1; t <= process.T(); ++t) {
        EXPECT_EQ(of_betas.beta(t), process.beta(t));
        EXPECT_NEAR(of_bars.alpha_bar(t), process.alpha_bar(t), 1e-12 * process.alpha_bar(t));
      }
    }
}

TEST(ListReadings, TextsThatAreCutAndStirredAreReadOrRefused) {
  std::mt19937 random(11);
  const std::vector<std::string> seeds{"[0.1, 0.2, 0.3]",
                                       "betas = tensor([1e-4, 2e-2], dtype=torch.float32)",
                                       "14.6, 9.7, 0",
                                       "inf -> 3 -> 1",
                                       "sigmas: [np.float64(3.5), 1,5]",
                                       "{\"timesteps\": [999, 500, 3]}"};
  for (int i = 0; i < 6000; ++i) {
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
      for (const ListReading& reading : list_readings(text, "text", linear())) {
        EXPECT_TRUE(faults(repaired(reading.list)).empty());
        describe(repaired(reading.list), linear());
      }
    } catch (const BadRequest&) {
    }
  }
}

}  // namespace
}  // namespace alphabar
