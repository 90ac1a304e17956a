#include "core/plan/formula/step_formula.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "core/base/error.h"
#include "core/plan/samplers/samplers.h"

namespace alphabar {
namespace {

Formula formula(const std::string& text) { return parse_equation("y = " + text).right; }

double scalar(const char* text, const FormulaValues& values = {}) {
  return evaluate(formula(text), values).value()[0];
}

TEST(Formula, IsReadAsOneWritesIt) {
  const FormulaValues v{{{"a", 3}, {"b'", 4}, {"h", 2}, {"e", std::exp(1.0)}}, {}};
  EXPECT_DOUBLE_EQ(scalar("1 - a b' / 2", v), -5);  // the product is divided
  EXPECT_DOUBLE_EQ(scalar("sqrt(a^2 + b'^2) / (h a)", v), 5.0 / 6);
  EXPECT_DOUBLE_EQ(scalar("[1 - e^-h] a", v), 3 * (1 - std::exp(-2)));
  EXPECT_DOUBLE_EQ(scalar("-a + 2*a", v), 3);
}

TEST(Formula, KeepsVectorsByComponentAndCallsByFirstArgument) {
  const FormulaValues v{{{"s", 2}}, {{"x", {1, -1}}, {"eps_hat(y)", {0.5, 3}}}};
  const auto value = evaluate(formula("x + s eps_hat(y, s)"), v);
  ASSERT_TRUE(value);
  EXPECT_DOUBLE_EQ((*value)[0], 2);
  EXPECT_DOUBLE_EQ((*value)[1], 5);
  EXPECT_FALSE(evaluate(formula("x + eps_hat"), v));
}

TEST(Formula, RefusesWhatIsNone) {
  for (const char* text : {"", "x +", "(x", "x)", "sqrt()", "x ' y", "2 $ 3"})
    EXPECT_THROW(formula(text), BadRequest) << text;
  EXPECT_THROW(parse_equation("x + y"), BadRequest);
}

TEST(Formula, IsWrittenAsLatex) {
  EXPECT_EQ(latex(formula("sqrt(1 - ab') x0_hat / (2 s)")),
            "\\frac{\\sqrt{1-\\bar{\\alpha}_{t'}}\\,\\hat{x}_0}{2\\,s_t}");
  EXPECT_EQ(latex(parse_equation("x' = g^2 score(x, sigma), g = 2")),
            "x_{t'}=g^{2}\\,\\nabla\\!\\log p_t(x_t,\\sigma),\\quad g=2");
}

TEST(Formula, PaintsTermsWhoseVectorsAreOfOneKind) {
  FormulaStyle style;
  style.paint = [](Share share, const std::string& text) {
    std::string painted(1, '<');
    painted += std::to_string(static_cast<int>(share));
    return painted + ":" + text + ">";
  };
  EXPECT_EQ(latex(formula("[a x0_hat + s x] / 2 + sigma_t z"), style),
            "\\frac{<1:a_t\\,\\hat{x}_0>+<0:s_t\\,x_t>}{2}+<4:\\sigma_t\\,z>");
}

TEST(Formula, NumbersTakeTheNamesPlaces) {
  FormulaStyle style;
  style.name = [](const Formula& f) {
    return f.text == "x" ? latex_vector({1, -0.25}) : latex_number(-0.5);
  };
  EXPECT_EQ(latex(formula("2 a x - b^2"), style),
            "2\\,(-0.500)\\,\\binom{1.00}{-0.250}-(-0.500)^{2}");
}

TEST(Formula, EverySamplerHasOneThatCanBeReadAndSet) {
  for (const SamplerInfo& info : samplers())
    for (const char* text : {info.formula, info.formula_else}) {
      if (text == nullptr) continue;
      const Equation equation = parse_equation(text);
      EXPECT_GT(latex(equation).size(), 10u) << info.name;
      EXPECT_EQ(latex(equation).find("{}"), std::string::npos) << info.name;
    }
}

}  // namespace
}  // namespace alphabar
