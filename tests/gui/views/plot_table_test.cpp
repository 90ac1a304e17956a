#include "core/figures/plots/plot_table.h"

#include <gtest/gtest.h>
#include <imgui.h>

#include <cmath>
#include <set>

#include "app/export/offscreen_ui.h"
#include "app/views/curves/curves.h"
#include "app/views/draw/curve_labels.h"
#include "core/base/error.h"
#include "core/figures/plots/particle_table.h"
#include "core/objectives/bound.h"
#include "core/runs/cursor.h"
#include "tests/support/golden.h"
#include "tests/support/view_runs.h"

namespace alphabar {
namespace {

const std::vector<ProcessKind> noisy{
    ProcessKind::linear, ProcessKind::cosine, ProcessKind::vp_sde, ProcessKind::subvp_sde,
    ProcessKind::ve,     ProcessKind::edm,    ProcessKind::flow};

Runs runs_of(ProcessKind kind, SamplerKind sampler = SamplerKind::ddim) {
  Scene scene = small_scene(1, 20);
  scene.process.kind = kind;
  scene.lanes.resize(1);
  scene.lanes[0].sampler.kind = sampler;
  return plain_runs(scene);
}

double lerp_at(const Curve& curve, double x) { return value_at(curve, x); }

TEST(PlotTable, EveryKindIsThereOnceWithItsWords) {
  std::set<std::string> names;
  for (const PlotInfo& info : plot_kinds()) {
    EXPECT_EQ(&plot_info(info.kind), &info);
    EXPECT_TRUE(names.insert(info.name).second) << info.name;
    EXPECT_GT(std::string(info.help).size(), 20u);
    EXPECT_TRUE(info.has_log || !info.starts_log);
  }
}

TEST(PlotTable, EveryPlotOfEveryProcessHasFinitePointsOrSaysWhyNot) {
  for (const ProcessKind kind : noisy) {
    const Runs runs = runs_of(kind);
    for (const PlotInfo& info : plot_kinds()) {
      if (!info.make) continue;
      const PlotData data = info.make(runs);
      EXPECT_FALSE(data.symbol.empty());
      std::size_t points = 0;
      for (const PlotLine& line : data.lines) {
        ASSERT_EQ(line.curve.x.size(), line.curve.y.size());
        EXPECT_EQ(line.lane >= 0, !line.rows.empty()) << info.name;
        points += line.curve.x.size();
      }
      EXPECT_NE(points > 0, !data.none.empty()) << info.name << static_cast<int>(kind);
    }
  }
}

TEST(PlotTable, TheCoefficientsOfDdimAndTheFlowAreTheReferences) {
  const GoldenCase golden = read_golden("equivalence/ddim-vs-vp-pf-coefficients");
  const Process process{ProcessSpec{}};
  const FlowCoefficients c = flow_coefficients(process);
  const std::vector<double> ddim = golden.values("ddim_eps"), flow = golden.values("pf_euler_eps");
  ASSERT_EQ(c.ddim.x.front(), 1);
  ASSERT_EQ(c.ddim.x.back(), 1000);
  for (std::size_t i = 0; i < c.ddim.x.size(); ++i) {
    const auto t = static_cast<std::size_t>(c.ddim.x[i]) - 1;  // the reference counts from 0
    // A difference of nearly equal numbers: nine good digits, says the case.
    EXPECT_NEAR(c.ddim.y[i], std::abs(ddim[t]), 1e-8 * std::abs(ddim[t]));
    EXPECT_NEAR(c.flow.y[i], std::abs(flow[t]), 1e-12);
  }
}

TEST(PlotTable, ThePosteriorsVarianceIsTheReferences) {
  const GoldenCase golden = read_golden("schedules/linear-1000");
  const Process process{ProcessSpec{}};
  const PosteriorCurves c = posterior_curves(process, {});
  const std::vector<double> small = golden.values("posterior_variance");
  const std::vector<double> beta = golden.values("beta");
  for (std::size_t i = 0; i < c.small.x.size(); ++i) {
    const auto t = static_cast<std::size_t>(c.small.x[i]) - 1;
    EXPECT_NEAR(c.small.y[i], small[t], 1e-12);
    EXPECT_NEAR(c.large.y[i], beta[t], 1e-12);  // 1 - a^2 in place of beta itself
  }
}

TEST(PlotTable, ThePosteriorsMeanIsTheReferencesAndOneFormulaOnAnyProcess) {
  const GoldenCase golden = read_golden("schedules/linear-1000");
  const Process process{ProcessSpec{}};
  const PosteriorCurves c = posterior_curves(process, {});
  const std::vector<double> of_x0 = golden.values("posterior_mean_coef1");
  const std::vector<double> of_x = golden.values("posterior_mean_coef2");
  for (std::size_t i = 0; i < c.of_x0.x.size(); ++i) {
    const auto t = static_cast<std::size_t>(c.of_x0.x[i]) - 1;
    EXPECT_NEAR(c.of_x0.y[i], of_x0[t], 1e-12);
    EXPECT_NEAR(c.of_x.y[i], of_x[t], 1e-12);
  }
  // The same timesteps as levels of a continuous process, where the general form is taken.
  ProcessSpec continuous;
  continuous.kind = ProcessKind::vp_sde;
  const std::vector<Level> steps{process.at(700), process.at(699), process.at(698)};
  const PosteriorCurves general = posterior_curves(Process(continuous), steps);
  ASSERT_EQ(general.of_x0.x.size(), 2u);
  EXPECT_NEAR(general.of_x0.y[0], of_x0[699], 1e-12);
  EXPECT_NEAR(general.of_x.y[0], of_x[699], 1e-12);
}

TEST(PlotTable, FisherDivergenceAndDenoisingLossAreFunctionsOfSigmaAlone) {
  const Runs discrete = runs_of(ProcessKind::linear), edm = runs_of(ProcessKind::edm);
  const auto made = [](const Runs& runs) {
    return plot_info(PlotKind::matching).make_slowly(runs, {});
  };
  const PlotData of_t = made(discrete), of_sigma = made(edm);
  ASSERT_EQ(of_t.lines.size(), 2u);
  for (const std::size_t line : {std::size_t{0}, std::size_t{1}})
    for (const int i : {10, 25, 40}) {
      const double sigma = of_sigma.lines[line].curve.x[static_cast<std::size_t>(i)];
      const double wanted = of_sigma.lines[line].curve.y[static_cast<std::size_t>(i)];
      const double found = value_at(of_t.lines[line].curve, discrete.process->at_sigma(sigma).t);
      // Between 48 points of either: a tenth, on curves that span many decades.
      EXPECT_NEAR(found, wanted, 0.1 * wanted) << line << ", sigma " << sigma;
    }
}

TEST(PlotTable, DiffusionIsTheSlopeOfTheVariance) {
  // g^2 = d s^2 / dt - 2 s^2 d log a / dt, by differences a thousandth of the range apart.
  for (const ProcessKind kind : {ProcessKind::vp_sde, ProcessKind::subvp_sde, ProcessKind::ve,
                                 ProcessKind::edm, ProcessKind::flow}) {
    ProcessSpec spec;
    spec.kind = kind;
    const Process process(spec);
    const double t = kind == ProcessKind::edm ? 5 : 0.4, h = 1e-4 * t;
    const Level low = process.at(t - h), high = process.at(t + h), here = process.at(t);
    const double slope = (high.s * high.s - low.s * low.s) / (2 * h) -
                         2 * here.s * here.s * std::log(high.a / low.a) / (2 * h);
    EXPECT_NEAR(lerp_at(beta_curve(process), t), slope, 2e-3 * slope) << static_cast<int>(kind);
  }
}

TEST(PlotTable, ExactSamplersMissNothingAndTheSdeDoes) {
  const auto worst = [](const Runs& runs) {
    double most = 0;
    for (const PlotLine& line : plot_info(PlotKind::invariants).make(runs).lines)
      for (const double y : line.curve.y) most = std::max(most, y);
    return most;
  };
  EXPECT_LT(worst(runs_of(ProcessKind::linear)), 1e-12);
  EXPECT_GT(worst(runs_of(ProcessKind::linear, SamplerKind::euler_maruyama)), 1e-4);
}

TEST(PlotTable, SlowPlotsAreMadeAsideAndAgreeWithTheObjectives) {
  const Runs runs = runs_of(ProcessKind::linear);
  const PlotData bound = plot_info(PlotKind::bound).make_slowly(runs, std::stop_token{});
  ASSERT_EQ(bound.lines.size(), 4u);
  const double first = bound_term(*runs.process, *runs.target, 1, Variance::small).value();
  ASSERT_LT(first, 0);
  EXPECT_EQ(bound.lines[1].name, "\u2212L\u2080");
  EXPECT_NEAR(bound.lines[1].curve.y[0], -first, -2e-3 * first);
  EXPECT_EQ(bound.lines[1].curve.x.front(), 1);
  const double last =
      bound_term(*runs.process, *runs.target, runs.process->T() + 1, Variance::small).value();
  EXPECT_NEAR(bound.lines[2].curve.y[0], last, 1e-12);
  EXPECT_EQ(bound.lines[2].curve.x.back(), runs.process->T());
  const Curve& terms = bound.lines.back().curve;
  for (const std::size_t i : {std::size_t{3}, std::size_t{20}}) {
    const auto t = static_cast<int>(terms.x[i]);
    const double wanted = bound_term(*runs.process, *runs.target, t, Variance::small).value();
    EXPECT_NEAR(terms.y[i], wanted, 2e-3 * wanted);
  }
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(plot_info(PlotKind::bound).make_slowly(runs, stop.get_token()), Cancelled);
}

// The first frame has no curves yet and says so; one after they are made has.
TEST(PlotTable, ASlowPlotIsShownWhenItsCurvesAreThere) {
  const Runs runs = runs_of(ProcessKind::linear);
  CurveBoard board;
  const auto context = make_headless_context();
  OffscreenUi ui(500, 400);
  Scene scene;
  scene.view.plots = {{PlotKind::matching, true}};
  scene.process = runs.process->spec();
  scene.playback.position = 0.5;
  SlowPlots slow;
  const auto draw = [&] {
    ui.draw(Theme::dark, 1, [&] {
      ImGui::SetCursorScreenPos({0, 0});
      board.draw(runs, scene, view_colors(Theme::dark), {500, 400}, {.slow = &slow});
    });
  };
  // Columns of the picture, away from its labels, in which the main curve's colour is found.
  const auto inked = [&] {
    const Image image = ui.read();
    const Rgb ink = view_colors(Theme::dark).curve;
    int columns = 0;
    for (int x = 100; x < 400; ++x) {
      bool found = false;
      for (int y = 80; y < 340 && !found; ++y) {
        const std::uint8_t* p = &image.pixels[static_cast<std::size_t>(4 * (y * image.width + x))];
        found = std::abs(p[0] - 255 * ink.r) + std::abs(p[1] - 255 * ink.g) +
                    std::abs(p[2] - 255 * ink.b) <
                60;
      }
      columns += found;
    }
    return columns;
  };
  draw();
  EXPECT_LT(inked(), 150);  // a line of words at most
  slow.data[PlotKind::matching] = plot_info(PlotKind::matching).make_slowly(runs, {});
  draw();
  draw();  // axes are laid out a frame late
  EXPECT_GT(inked(), 250);
}

TEST(PlotTable, LocalErrorsAreOfLanesWithoutNoise) {
  Scene scene = small_scene(64, 12);  // DDPM's SDE and the flow
  const Derived derived = derive(scene);
  const PlotData data = plot_info(PlotKind::local_error).make_slowly(derived, {});
  ASSERT_EQ(data.lines.size(), 3u);
  EXPECT_TRUE(data.none.empty());
  for (const PlotLine& line : data.lines) {
    EXPECT_EQ(line.lane, 1);
    EXPECT_EQ(line.curve.x.size(), line.rows.size());
  }
  const std::vector<double>&local = data.lines[0].curve.y, &sum = data.lines[1].curve.y;
  double so_far = 0;
  for (std::size_t i = 0; i < local.size(); ++i)
    EXPECT_NEAR(sum[i], so_far += local[i], 1e-12) << i;
  EXPECT_DOUBLE_EQ(data.lines[0].curve.x.front(), derived.lanes[1].plan->start.t);
  scene.lanes.pop_back();
  EXPECT_TRUE(plot_info(PlotKind::local_error).make_slowly(derive(scene), {}).lines.empty());
  EXPECT_FALSE(plot_info(PlotKind::local_error).make_slowly(derive(scene), {}).none.empty());
}

TEST(PlotTable, DistancesBetweenLanesStartAtNothing) {
  Scene scene = small_scene(64, 12);
  const PlotData data = plot_info(PlotKind::lane_distance).make_slowly(derive(scene), {});
  ASSERT_EQ(data.lines.size(), 1u);
  EXPECT_EQ(data.lines[0].lane, 1);
  EXPECT_LT(data.lines[0].curve.y.front(), 1e-6) << "they share x_T";
  EXPECT_GT(data.lines[0].curve.y.back(), 0.05);
  scene.lanes.pop_back();
  EXPECT_FALSE(plot_info(PlotKind::lane_distance).make_slowly(derive(scene), {}).none.empty());
}

TEST(PlotTable, WhatIsOfOtherLanesIsLeftOut) {
  const Scene scene = small_scene(16, 5);
  const Derived before = derive(scene);
  SlowPlots slow{before, {{PlotKind::bound, {}}, {PlotKind::local_error, {}}}};
  Scene other = scene;
  other.lanes[0].sampler.grid.steps = 6;
  const Derived after = derive(std::make_shared<const Scene>(other), &before);
  slow.keep(after);
  EXPECT_TRUE(slow.data.contains(PlotKind::bound)) << "of the process and the data alone";
  EXPECT_FALSE(slow.data.contains(PlotKind::local_error));
  other.process.T = 500;
  slow.keep(derive(std::make_shared<const Scene>(other), &after));
  EXPECT_TRUE(slow.data.empty());
}

TEST(ParticleTable, HasAParticleInEveryLaneWithAllDigits) {
  Scene scene = small_scene(5, 6);
  scene.lanes[1].name = "a \"flow\"";
  const Runs runs = plain_runs(scene);
  const std::vector<ParticleRow> all = particle_rows(runs, 3, {});
  ASSERT_EQ(all.size(), runs.results[0].trajectory->rows() + runs.results[1].trajectory->rows());
  EXPECT_EQ(all.front().lane, runs.lanes[0].title);
  EXPECT_EQ(all.back().lane, "a \"flow\"");
  EXPECT_EQ(all.front().level, runs.lanes[0].plan->start);
  const auto end = runs.results[1].trajectory->state(runs.results[1].trajectory->rows() - 1);
  EXPECT_EQ(all.back().x, (Vec2{end[6], end[7]}));
  const std::vector<ParticleRow> now = particle_rows(runs, 3, 1.0);
  ASSERT_EQ(now.size(), 2u);
  EXPECT_EQ(now[1].x, all.back().x);
  EXPECT_TRUE(particle_rows(runs, 5, {}).empty()) << "no lane has so many";
  const std::string csv = particle_csv(all);
  EXPECT_TRUE(csv.starts_with("lane,step,t,a,s,x_1,x_2,x_1 / a,x_2 / a\n")) << csv;
  EXPECT_EQ(std::ranges::count(csv, '\n'), static_cast<std::ptrdiff_t>(all.size()) + 1);
  EXPECT_NE(particle_numpy(now).find("\"a \\\"flow\\\"\": np.array(["), std::string::npos)
      << particle_numpy(now);
  // The digits read back as the float that ran.
  const std::string text = particle_text({now[1]});
  const std::size_t at = text.find("x = (") + 5;
  EXPECT_EQ(std::stod(text.substr(at)), now[1].x[0]);
}

TEST(PlotTable, CsvHasOneTimeForLinesThatShareIt) {
  PlotData data;
  data.lines = {{.name = "a", .curve = {{1, 2}, {3, 4}}},
                {.name = "b", .curve = {{1, 2}, {5, 6}}},
                {.name = "c", .curve = {{7}, {8}}}};
  EXPECT_EQ(plot_csv(data), "t,a,b,t (c),c\n1,3,5,7,8\n2,4,6,nan,nan\n");
  EXPECT_EQ(plot_csv(PlotData{}), "");
}

TEST(CurveLabels, KeepClearOfCurvesAndOfEachOther) {
  LabelPlaces places({0, 0}, {300, 200});
  places.add({{0, 150}, {300, 50}}, -1);
  places.add({{0, 190}, {300, 190}}, -1);
  const ImVec2 size{60, 16};
  const auto first = places.take(0, size), second = places.take(1, size);
  ASSERT_TRUE(first && second);
  for (const ImVec2& at : {*first, *second}) {
    EXPECT_GE(at.x, 0);
    EXPECT_LE(at.x + size.x, 300);
    for (float x = at.x; x <= at.x + size.x; x += 5) {
      const float y = 150 - x / 3;
      EXPECT_FALSE(y > at.y && y < at.y + size.y);
      EXPECT_FALSE(190 > at.y && 190 < at.y + size.y);
    }
  }
  EXPECT_GT(first->x, 150) << "at the right end, where there is room";
}

TEST(CurveLabels, NoNameIsGivenWhereTwoCurvesCannotBeToldApart) {
  LabelPlaces places({0, 0}, {300, 200});
  places.add({{0, 100}, {300, 100}}, -1);
  places.add({{0, 102}, {300, 102}}, -1);
  places.add({{0, 102}, {300, 102}}, 0);  // of a lane: another hue
  EXPECT_FALSE(places.take(0, {60, 16}));
  EXPECT_TRUE(places.take(2, {60, 16}));
}

TEST(Curves, EveryPlotOfEveryProcessIsDrawnOnEveryAxis) {
  const auto context = make_headless_context();
  OffscreenUi ui(700, 500);
  for (const ProcessKind kind : noisy) {
    const Runs runs = runs_of(kind);
    CurveBoard board;
    for (const bool log : {false, true}) {
      Scene scene;
      scene.process = runs.process->spec();
      scene.view.plots.clear();
      scene.view.log_time = log;
      for (const PlotInfo& info : plot_kinds())
        scene.view.plots.push_back({info.kind, log && info.has_log});
      for (const double position : {0.0, 0.5, 1.0})
        EXPECT_NO_FATAL_FAILURE(ui.draw(Theme::dark, 1, [&] {
          ImGui::SetCursorScreenPos({0, 0});
          scene.playback.position = position;
          const CurveEdits edits = board.draw(runs, scene, view_colors(Theme::dark), {700, 500});
          EXPECT_FALSE(edits.position || edits.view || edits.process);
        }));
    }
  }
}

}  // namespace
}  // namespace alphabar
