// Schedules typed as formulas: their values, and what is refused where.

#include "core/scene/formula.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "core/base/error.h"
#include "core/plan/samplers/samplers.h"
#include "core/process/process.h"

namespace alphabar {
namespace {

ProcessSpec typed(const std::string& text, int T = 1000) {
  ProcessSpec spec;
  spec.kind = ProcessKind::formula;
  spec.formula = text;
  spec.T = T;
  return spec;
}

std::vector<double> alpha_bar_of(const std::string& text, int T) {
  return schedule_of(formula_curve(text, T));
}

/// What a formula is refused with; empty where it is not.
std::string refusal(const std::string& text, int T = 10) {
  try {
    alpha_bar_of(text, T);
    return "";
  } catch (const BadRequest& error) {
    return error.what();
  }
}

TEST(Formula, KnowsItsNames) {
  for (const int T : {1, 2, 7, 1000}) {
    const auto values = alpha_bar_of("1 - 0.9 * t / T", T);
    ASSERT_EQ(values.size(), static_cast<std::size_t>(T));
    for (int t = 1; t <= T; ++t)
      EXPECT_NEAR(values[static_cast<std::size_t>(t - 1)], 1 - 0.9 * t / T, 1e-15);
  }
  EXPECT_EQ(alpha_bar_of("cos(pi/2 * u)^2", 2)[0], std::pow(std::cos(std::numbers::pi / 4), 2));
  EXPECT_EQ(alpha_bar_of("u <= 0.5 ? 0.75 : 0.25", 4),
            (std::vector<double>{0.75, 0.75, 0.25, 0.25}));
  EXPECT_EQ(alpha_bar_of("min(0.5, 1, max(0, 0.1))", 1)[0], 0.1);
  EXPECT_EQ(alpha_bar_of("exp(log(0.5)) * exp(ln(0.5))", 1)[0], 0.25);
  EXPECT_EQ(alpha_bar_of("2^-2^2 * 4", 1)[0], 0.25);  // powers from the right
  for (const char* name : {"sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh",
                           "exp", "sqrt", "abs", "log"})
    EXPECT_EQ(refusal("0.5 + 0 * " + std::string(name) + "(0.5)"), "") << name;
}

// The cosine schedule typed in is the built-in one: beta is capped there alone, at the last step.
TEST(Formula, CosineIsTheBuiltInOne) {
  ProcessSpec spec;
  spec.kind = ProcessKind::cosine;
  const Process built_in(spec);
  const Process process(typed("cos((u + 0.008) / 1.008 * pi/2)^2 / cos(0.008 / 1.008 * pi/2)^2"));
  for (int t = 1; t < 1000; ++t)
    EXPECT_NEAR(process.alpha_bar(t), built_in.alpha_bar(t), 1e-13) << t;
}

TEST(Formula, FlatPiecesStillHaveNoise) {
  const Process process(typed("t < 500 ? 1 : 0.5"));
  for (int t = 1; t <= 1000; ++t) EXPECT_GT(process.beta(t), 0) << t;
  EXPECT_NEAR(process.alpha_bar(1000), 0.5, 1e-8);
}

TEST(Formula, TheDefaultRunsWithEverySamplerOfItsKind) {
  const Process process(typed(ProcessSpec().formula));
  for (const SamplerKind kind : {SamplerKind::ddpm, SamplerKind::ddim, SamplerKind::euler_maruyama,
                                 SamplerKind::heun, SamplerKind::dpmpp_2m}) {
    SamplerSpec sampler;
    sampler.kind = kind;
    EXPECT_NO_THROW(build_plan(process, sampler)) << sampler_info(kind).name;
  }
}

TEST(Formula, SaysWhereTheTextIsWrong) {
  const auto expect = [](const std::string& text, const std::string& place) {
    EXPECT_NE(refusal(text).find(place), std::string::npos) << text << ": " << refusal(text);
  };
  expect("1 - v", "character 5");
  expect("1 - 0.5 * * u", "character 11");
  expect("exp(-u", "character 6");
  expect("foo(u)", "character 1");
  expect("1 - u)", "character 6");
  expect("0.5, 0.4", "character 4: a second formula");
  expect("max(1, 2), 0.4", "character 10: a second formula");
  expect("t = 3", "character 3: an assignment");
  expect("0.5 + \"u\"", "character 7: a quotation mark");
  expect("0.5 \xCE\xB1", "character 5: not a letter of ASCII");
  expect(std::string("0.5\0", 4), "character 4");
  expect("sin(1, 2)", "character");
  expect("sin()", "character");
  expect("u < 1 ? 2", "character 9");
  expect("1e999", "character");
  expect("0x10", "character 2");
  expect("_pi", "character 1");
  expect("", "nothing");
  expect("   ", "nothing");
  expect(std::string(401, '1'), "401 characters");
  expect(std::string(400, '('), "character 400");
  expect(std::string(399, '-') + "1", "character 3");
}

TEST(Formula, SaysTheFirstTThatFails) {
  EXPECT_NE(refusal("1.5 - u").find("alpha_bar(1) = 1.4"), std::string::npos);
  EXPECT_NE(refusal("1 - u").find("alpha_bar(10) = 0;"), std::string::npos) << refusal("1 - u");
  EXPECT_NE(refusal("1 - u").find("zero_terminal_snr"), std::string::npos);
  EXPECT_NE(refusal("t < 4 ? 0.9 : 0.9 + 0.001 * t").find("alpha_bar(4) = 0.904"),
            std::string::npos);
  EXPECT_NE(refusal("sqrt(0.25 - u)").find("alpha_bar(3) = "), std::string::npos)
      << refusal("sqrt(0.25 - u)");
  EXPECT_NE(refusal("1 / (t - 3)").find("alpha_bar(1)"), std::string::npos);
  EXPECT_NE(refusal("1 / 0").find("alpha_bar(1) = inf"), std::string::npos);
  EXPECT_NE(refusal("1").find("alpha_bar(10) = 1"), std::string::npos);
}

TEST(Formula, ACurveThatIsNoScheduleSaysWhereItFails) {
  using Places = std::vector<std::size_t>;
  EXPECT_EQ(formula_curve("1 - 0.9*u", 10).faults, Places{});
  // 0.8, 0.6, 0.4, 0.2, 0, -0.2: outside.
  EXPECT_EQ(formula_curve("1 - 0.2*t", 6).faults, (Places{4, 5}));
  // 0.9, 0.5, 0.6, 0.55, 0.4: what is above the last good value fails, and only that.
  EXPECT_EQ(
      formula_curve("t == 1 ? 0.9 : t == 2 ? 0.5 : t == 3 ? 0.6 : t == 4 ? 0.55 : 0.4", 5).faults,
      (Places{2, 3}));
  EXPECT_EQ(formula_curve("t < 3 ? 0.5 : sqrt(-1)", 3).faults, Places{2});
  EXPECT_EQ(formula_curve("1", 4).faults, Places{3});
  EXPECT_EQ(formula_curve("2 - u", 2).alpha_bar, (std::vector<double>{1.5, 1}));
}

}  // namespace
}  // namespace alphabar
