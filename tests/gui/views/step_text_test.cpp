// The numbers that are shown, read back from the text that is set.
#include "app/views/step/step_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <regex>

#include "app/views/draw/formula_sheet.h"
#include "core/model/mixture.h"
#include "core/plan/samplers/sde.h"
#include "tests/support/view_runs.h"

namespace alphabar {
namespace {

double number_of(const std::string& text) {
  const auto power = text.find("\\cdot 10^{");
  if (power == std::string::npos) return std::stod(text);
  return std::stod(text.substr(0, power)) * std::pow(10, std::stod(text.substr(power + 10)));
}

/// The column vectors of a formula, in order.
std::vector<Vec2> vectors_in(const std::string& latex) {
  static const std::string number = "(-?[0-9.]+(?:\\\\cdot 10\\^\\{-?[0-9]+\\})?)";
  const std::regex pattern("\\\\binom\\{" + number + "\\}\\{" + number + "\\}");
  std::vector<Vec2> vectors;
  for (std::sregex_iterator it(latex.begin(), latex.end(), pattern), end; it != end; ++it)
    vectors.push_back({number_of((*it)[1]), number_of((*it)[2])});
  return vectors;
}

/// Half a unit in the third digit.
double half_digit(double x) {
  return x == 0 ? 0 : 0.5 * std::pow(10, std::floor(std::log10(std::abs(x))) - 2);
}

TEST(StepText, ShownVectorsAddUpToTheShownNextState) {
  int rows = 0;
  for (const SamplerInfo& info : samplers()) {
    Scene scene = small_scene(4, 16);
    scene.lanes.resize(1);
    scene.lanes[0].sampler.kind = info.kind;
    scene.lanes[0].sampler.eta = 0.5;
    if (info.kind == SamplerKind::dpmpp_2m) scene.lanes[0].sampler.eta = 0;
    const Runs runs = plain_runs(scene);
    const Lane& lane = runs.lanes[0];
    const Trajectory<float>& run = *runs.results[0].trajectory;
    const Equation equation = parse_equation(formula_of(info, *runs.process));
    for (std::size_t r = 1; r < run.rows(); r += 3) {
      const auto step =
          one_step(*lane.plan, *runs.target, run, {2, lane.seed, 0, {}}, run.x_rows[r]);
      ASSERT_TRUE(step);
      const FormulaValues values = formula_values(*step, *runs.process, 1);
      const StepText text = step_text(equation, values, *step, {Theme::dark});
      const std::vector<Vec2> shown = vectors_in(text.row);
      ASSERT_EQ(shown.size(), 1 + step->terms.size()) << info.name << " " << text.row;
      for (std::size_t c = 0; c < 2; ++c) {
        double sum = 0, slack = half_digit(shown[0][c]) + 1e-12;
        for (std::size_t i = 1; i < shown.size(); ++i) {
          sum += shown[i][c];
          slack += half_digit(shown[i][c]);
        }
        EXPECT_NEAR(sum, shown[0][c], slack) << info.name << " " << text.row;
      }
      const auto state = run.state(r);
      EXPECT_NEAR(shown[0][0], state[4], half_digit(shown[0][0]) + 1e-4 * (1 + std::abs(state[4])));
      ++rows;
    }
  }
  EXPECT_GT(rows, 100);
}

TEST(StepText, DdimShowsItsNumbersUnderItsSymbolsInTheSameColours) {
  Scene scene = small_scene(2, 10);
  scene.lanes[0].sampler.kind = SamplerKind::ddim;
  scene.lanes[0].sampler.eta = 0.5;
  const Runs runs = plain_runs(scene);
  const Lane& lane = runs.lanes[0];
  const Trajectory<float>& run = *runs.results[0].trajectory;
  const auto step = one_step(*lane.plan, *runs.target, run, {0, lane.seed, 0, {}}, 4);
  ASSERT_TRUE(step);
  const StepText text = step_text(parse_equation(sampler_info(SamplerKind::ddim).formula),
                                  formula_values(*step, *runs.process, 1), *step, {Theme::light});
  EXPECT_TRUE(text.numbers);
  EXPECT_NE(text.formula.find("\\\\"), std::string::npos);  // two lines
  for (const Share share : {Share::predicted_x0, Share::direction, Share::noise}) {
    const auto count = [&](const std::string& where) {
      const std::string color = "\\fgcolor{" + hex_text(share_color(share, Theme::light)) + "}";
      int n = 0;
      for (auto at = where.find(color); at != std::string::npos; at = where.find(color, at + 1))
        ++n;
      return n;
    };
    EXPECT_EQ(count(text.formula), 2) << text.formula;
    EXPECT_EQ(count(text.row), 2);
  }
  EXPECT_NE(text.formula.find(latex_number(lane.plan->rows[4].to.alpha_bar())), std::string::npos);
}

TEST(StepText, TellsWhatGuidanceAddsInNumbersThatAddUp) {
  for (const GuidanceKind kind :
       {GuidanceKind::classifier_ddim, GuidanceKind::classifier_free, GuidanceKind::loss_point}) {
    Scene scene = small_scene(2, 10);
    scene.guidance = {.kind = kind, .scale = 2, .label = 0};
    const Runs runs = plain_runs(scene);
    const Lane& lane = runs.lanes[0];
    const Trajectory<float>& run = *runs.results[0].trajectory;
    const auto step = one_step(*lane.plan, *lane.model, run, {0, lane.seed, 0, lane.guide}, 4);
    ASSERT_TRUE(step && step->plain);
    const StepText text =
        step_text(parse_equation(formula_of(sampler_info(lane.spec.sampler.kind), *runs.process)),
                  formula_values(*step, *runs.process, 1), *step, {Theme::light, lane.guidance});
    const Point own = step->plain->eps_hat;
    EXPECT_NE(text.where.find(latex_vector(vec2_of(own))), std::string::npos);
    EXPECT_NE(text.where.find(latex_vector(vec2_of(step->eps_hat.col(0)))), std::string::npos);
    const Point added = step->eps_hat.col(0) - own;
    const bool down = kind == GuidanceKind::classifier_ddim;
    EXPECT_NE(text.where.find(latex_vector(vec2_of(down ? Point(-added) : added))),
              std::string::npos);
    EXPECT_NE(text.row.find("\\varnothing"), std::string::npos) << "the model's own outputs";
    const std::string color = hex_text(share_color(Share::guidance, Theme::light));
    EXPECT_NE(text.row.find(color), std::string::npos);
    Scene plain = scene;
    plain.guidance = {};
    const Runs without = plain_runs(plain);
    const Lane& same = without.lanes[0];
    const auto unguided = one_step(*same.plan, *same.model, *without.results[0].trajectory,
                                   {0, same.seed, 0, same.guide}, 4);
    EXPECT_FALSE(unguided->plain);
    EXPECT_EQ(step_text(parse_equation("x' = x"), {}, *unguided, {}).where, "");
  }
}

TEST(StepText, PosteriorSaysBothGaussiansAndTheirDistance) {
  Posterior posterior{{0.5, -1}, 0.25, {0.4, -1.1}, 0.3, {}};
  EXPECT_NE(posterior_text(posterior, Theme::dark).find("\\infty"), std::string::npos);
  posterior.kl = 0.125;
  const std::string text = posterior_text(posterior, Theme::dark);
  for (const std::string& part :
       {latex_vector({0.5, -1}), latex_vector({0.4, -1.1}), latex_number(0.125)})
    EXPECT_NE(text.find(part), std::string::npos) << part;
}

/// What is said of the names in a step on an even grid of 40.
std::string where_of(SamplerKind sampler, ProcessKind process, FlowForm form = FlowForm::euler) {
  Scene scene = small_scene(2, 40);
  scene.process.kind = process;
  scene.lanes.resize(1);
  SamplerSpec& spec = scene.lanes[0].sampler;
  spec.kind = sampler;
  spec.flow_form = form;
  spec.grid.spacing = Spacing::trailing;
  const Runs runs = plain_runs(scene);
  const Lane& lane = runs.lanes[0];
  const Trajectory<float>& run = *runs.results[0].trajectory;
  const auto step = one_step(*lane.plan, *runs.target, run, {0, lane.seed, 0, {}}, 4);
  const double dt = step_time(*runs.process, lane.spec.sampler.grid, step->row);
  const StepText text = step_text(parse_equation(formula_of(sampler_info(sampler), *runs.process)),
                                  formula_values(*step, *runs.process, dt), *step, {Theme::dark});
  EXPECT_TRUE(text.numbers);
  return text.where;
}

TEST(StepText, SaysOfItsNamesOnlyWhatIsSo) {
  const std::string time = "\\Delta t=t-t'", f = "f=", beta = "\\beta_t=1";
  const auto told = [](const std::string& where, const std::string& what) {
    return where.find(what) != std::string::npos;
  };
  const std::string em = where_of(SamplerKind::euler_maruyama, ProcessKind::linear);
  EXPECT_TRUE(told(em, time) && told(em, f)) << em;
  const std::string tables = where_of(SamplerKind::euler_maruyama, ProcessKind::vp_sde);
  EXPECT_TRUE(!told(tables, time) && told(tables, f)) << tables << ": there dt is 1 / N";
  const std::string exploding = where_of(SamplerKind::euler_maruyama, ProcessKind::edm);
  EXPECT_TRUE(told(exploding, time) && !told(exploding, f)) << exploding;
  const std::string form =
      where_of(SamplerKind::probability_flow, ProcessKind::linear, FlowForm::reverse_diffusion);
  EXPECT_TRUE(told(form, time) && !told(form, f)) << form;
  EXPECT_TRUE(told(where_of(SamplerKind::reverse_diffusion, ProcessKind::linear), beta));
  EXPECT_FALSE(told(where_of(SamplerKind::reverse_diffusion, ProcessKind::vp_sde), beta));
}

}  // namespace
}  // namespace alphabar
