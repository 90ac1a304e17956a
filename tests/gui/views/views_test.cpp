#include <gtest/gtest.h>
#include <imgui.h>

#include <cmath>

#include "app/export/offscreen_ui.h"
#include "app/views/chain/chain_graph.h"
#include "app/views/curves/curves.h"
#include "app/views/draw/ink.h"
#include "app/views/particles/pane.h"
#include "app/views/particles/pane_caption.h"
#include "app/views/particles/particles.h"
#include "app/views/particles/render/lane_marks.h"
#include "app/views/pictures/filmstrip.h"
#include "core/figures/captions.h"
#include "core/figures/plots/curve_data.h"
#include "core/runs/cursor.h"
#include "tests/support/view_runs.h"

namespace alphabar {
namespace {

constexpr int width = 800, height = 400;

class ViewsTest : public testing::Test {
 protected:
  ViewsTest() : scene_(small_scene(200, 20)), runs_(plain_runs(scene_)) {}

  template <class Content>
  void frame(Content content) {
    ui_.draw(Theme::dark, 1, [&] {
      ImGui::SetCursorScreenPos({0, 0});
      content();
    });
  }
  /// A button pressed and released at a place, with a frame for each.
  template <class Content>
  void click(float x, float y, Content content) {
    for (const bool down : {false, true, false}) {
      ui_.mouse({x, y, down});
      frame(content);
    }
  }
  /// Into the current frame; takes over the view that is asked for. True where there is one.
  bool draw_panes(double position = 1) {
    const PaneEdits edits =
        panes_.draw(runs_, position, scene_.view, {width, height}, {.colors = colors_});
    if (edits.view) scene_.view = *edits.view;
    return edits.view.has_value();
  }
  bool panes(double position = 1) {
    bool changed = false;
    frame([&] { changed = draw_panes(position); });
    return changed;
  }
  /// Where a particle of a lane lies on the screen at the end of the run.
  ImVec2 on_screen(std::size_t lane, int particle) const {
    const ImVec4 plane = panes_.plane(lane);
    const Trajectory<float>& run = *runs_.results[lane].trajectory;
    const Vec2 x = state_at(run, static_cast<std::size_t>(particle), 1e9);
    const Camera camera{scene_.view.center, scene_.view.half_height};
    const Vec2 at = camera.to_pixel(x, static_cast<int>(plane.z - plane.x),
                                    static_cast<int>(plane.w - plane.y));
    return {plane.x + static_cast<float>(at[0]), plane.y + static_cast<float>(at[1])};
  }
  Rgb pixel(const Image& image, float x, float y) const {
    const auto i = 4 * (static_cast<std::size_t>(y) * width + static_cast<std::size_t>(x));
    return {static_cast<float>(image.pixels[i]) / 255,
            static_cast<float>(image.pixels[i + 1]) / 255,
            static_cast<float>(image.pixels[i + 2]) / 255};
  }
  static float apart(const Rgb& a, const Rgb& b) {
    return std::max({std::abs(a.r - b.r), std::abs(a.g - b.g), std::abs(a.b - b.b)});
  }

  std::unique_ptr<GlContext> context_ = make_headless_context();
  OffscreenUi ui_{width, height};
  Scene scene_;
  Runs runs_;
  ViewColors colors_ = view_colors(Theme::dark);
  ParticlePanes panes_;
  Filmstrip strip_;
  CurveBoard curves_;
};

TEST_F(ViewsTest, AParticleUnderTheMouseIsHighlightedInEveryLane) {
  panes();
  const ImVec2 mouse = on_screen(0, 7);
  ui_.mouse({mouse.x, mouse.y});
  panes();
  panes();
  const Vec2 there = state_at(*runs_.results[0].trajectory, 7, 1e9);
  EXPECT_EQ(panes_.hovered(), nearest_particle(*runs_.results[0].trajectory, 1e9, there, 1e-6));
  panes();
  const Image image = ui_.read();
  const ImVec2 other = on_screen(1, panes_.hovered());
  float nearest = 1;
  for (float r = 0; r < 10; r += 0.5F)
    nearest = std::min(nearest, apart(pixel(image, other.x + r, other.y), colors_.text));
  EXPECT_LT(nearest, 0.15F);  // the ring of the same particle in the other lane
}

TEST_F(ViewsTest, AClickPinsAParticleAndASecondOneFreesIt) {
  panes();
  const ImVec2 at = on_screen(1, 3);
  const auto content = [&] { draw_panes(); };
  click(at.x, at.y, content);
  EXPECT_GE(scene_.view.pinned, 0);
  ui_.mouse({-1, -1});
  panes();
  panes();
  EXPECT_EQ(panes_.hovered(), -1);
  for (int i = 0; i < 40; ++i) panes();  // two clicks, not a double click
  click(at.x, at.y, content);
  EXPECT_EQ(scene_.view.pinned, -1);
}

TEST_F(ViewsTest, DraggingOnePanePansBothAndTheWheelKeepsWhatIsUnderTheMouse) {
  panes();
  const ImVec4 plane = panes_.plane(0);
  const ImVec2 start{plane.x + 50, plane.y + 60};
  const double unit = (plane.w - plane.y) / (2 * scene_.view.half_height);
  ui_.mouse({start.x, start.y});
  panes();
  ui_.mouse({start.x, start.y, true});
  panes();
  ui_.mouse({start.x + 40, start.y - 20, true});
  EXPECT_TRUE(panes());
  ui_.mouse({start.x + 40, start.y - 20, false});
  panes();
  EXPECT_NEAR(scene_.view.center[0], -40 / unit, 1e-5);
  EXPECT_NEAR(scene_.view.center[1], -20 / unit, 1e-5);
  EXPECT_EQ(scene_.view.pinned, -1);  // a drag is no click

  const int w = static_cast<int>(plane.z - plane.x), h = static_cast<int>(plane.w - plane.y);
  const auto under = [&] {
    return Camera{scene_.view.center, scene_.view.half_height}.to_data({90, 40}, w, h);
  };
  const Vec2 before = under();
  const double half = scene_.view.half_height;
  ui_.mouse({start.x + 40, start.y - 20, false, 2});
  EXPECT_TRUE(panes());
  EXPECT_LT(scene_.view.half_height, half);
  EXPECT_NEAR(under()[0], before[0], 1e-9);
  EXPECT_NEAR(under()[1], before[1], 1e-9);
}

TEST_F(ViewsTest, NothingIsDrawnAgainWhileNothingChanges) {
  panes(0.5);
  panes(0.5);
  const int drawn = panes_.times_drawn();
  for (int i = 0; i < 5; ++i) panes(0.5);
  EXPECT_EQ(panes_.times_drawn(), drawn);
  panes(0.6);
  EXPECT_EQ(panes_.times_drawn(), drawn + 2);
}

TEST_F(ViewsTest, AClickInTheFilmstripAsksForThePositionThatShowsThatStep) {
  runs_.pictures = only_lane(plain_pictures(*runs_.process, 11));
  std::optional<double> asked;
  const auto content = [&] {
    if (const auto answer =
            strip_.draw(runs_, 0.1, {width, height / 3}, {.colors = colors_}).position)
      asked = answer;
  };
  frame(content);
  ASSERT_GT(strip_.columns(), 4);
  for (const int column : {0, 4, strip_.columns() - 1}) {
    const ImVec4 cell = strip_.cell(StripRow::x0_hat, column);
    asked.reset();
    click(0.5F * (cell.x + cell.z), 0.5F * (cell.y + cell.w), content);
    ASSERT_TRUE(asked.has_value()) << column;
    const Cursor at = cursor(runs_, runs_.pictures->front(), *asked);
    EXPECT_NEAR(at.step.value(), strip_.row_of(column), 1e-6) << column;
  }
}

TEST_F(ViewsTest, TheStripShowsTheRightPictureAndFramesTheCurrentOne) {
  runs_.pictures = only_lane(plain_pictures(*runs_.process, 11));
  for (int i = 0; i < 2; ++i)
    frame([&] { strip_.draw(runs_, 1, {width, 0.4F * height}, {.colors = colors_}); });
  const Image image = ui_.read();
  const auto middle = [&](StripRow strip_row, int column) {
    const ImVec4 cell = strip_.cell(strip_row, column);
    return pixel(image, 0.5F * (cell.x + cell.z), 0.5F * (cell.y + cell.w)).r;
  };
  EXPECT_NEAR(middle(StripRow::x, 0), 0, 0.01);
  EXPECT_NEAR(middle(StripRow::x, 5), 0.5, 0.01);
  EXPECT_NEAR(middle(StripRow::x, 10), 1, 0.01);
  EXPECT_NEAR(middle(StripRow::x0_hat, 3), 3.0 / 9, 0.01);
  EXPECT_NEAR(middle(StripRow::x0_hat, 10), 1, 0.01);  // the last prediction stays
  const ImVec4 last = strip_.cell(StripRow::x, 10);
  EXPECT_EQ(strip_.current(), 10);
  EXPECT_LT(apart(pixel(image, last.x - 1, 0.5F * (last.y + last.w)), colors_.accent), 0.05F);
}

TEST_F(ViewsTest, TheStripFillsAsRowsComeAndUploadsEachPictureOnce) {
  const auto all = plain_pictures(*runs_.process, 11);
  const auto draw = [&](int rows) {
    auto done = std::make_shared<PictureRun>(*all);
    done->rows_done = rows;
    runs_.pictures = only_lane(std::move(done));
    frame([&] { strip_.draw(runs_, 0, {width, height / 3}, {.colors = colors_}); });
  };
  draw(4);
  EXPECT_EQ(strip_.uploads(), 4 + 3);
  draw(4);
  EXPECT_EQ(strip_.uploads(), 4 + 3);
  draw(11);
  EXPECT_EQ(strip_.uploads(), 11 + 10);
  runs_.pictures =
      only_lane(plain_pictures(*runs_.process, 11));  // another run: all of its pictures
  frame([&] { strip_.draw(runs_, 0, {width, height / 3}, {.colors = colors_}); });
  EXPECT_EQ(strip_.uploads(), 2 * (11 + 10));
}

TEST_F(ViewsTest, PressingInACurveAsksForThatTime) {
  std::optional<double> asked;
  scene_.playback.position = 0.5;
  const auto content = [&] {
    const CurveEdits edits = curves_.draw(runs_, scene_, colors_, {width, height});
    if (edits.position) asked = edits.position;
  };
  frame(content);
  click(0.25F * width, 0.2F * height, content);
  ASSERT_TRUE(asked.has_value());
  const double first = *asked;
  click(0.75F * width, 0.85F * height, content);
  ASSERT_TRUE(asked.has_value());
  // Time runs to the right, sampling from right to left; half the width apart is half the time, and
  // more by the share of the width, some tenth, that the values' numbers take.
  EXPECT_NEAR(first - *asked, 0.55, 0.05);
}

TEST_F(ViewsTest, ATypedFormulaIsShadedWhereItIsNoSchedule) {
  const FormulaCurve typed =
      formula_curve("u > 0.4 && u < 0.6 ? 2 : 1 - 0.5 * u", scene_.process.T);
  scene_.view.plots = {{PlotKind::level, false}};
  scene_.playback.position = 0;
  std::optional<double> asked;
  const auto board = [&](const FormulaCurve* marked) {
    const CurveEdits edits =
        curves_.draw(runs_, scene_, colors_, {width, height}, {.typed = marked});
    if (edits.position) asked = edits.position;
  };
  // The columns that are shaded over most of their height; curves and grid lines lie over the rest.
  const auto shaded = [&](const FormulaCurve* marked) {
    frame([&] { board(marked); });
    frame([&] { board(marked); });
    const Image image = ui_.read();
    const Rgb wrong = mix(colors_.ground, colors_.error, 0.6F);
    std::vector<int> columns;
    for (int x = 0; x < width; ++x) {
      int rows = 0;
      for (int y = height / 4; y < 3 * height / 4; ++y)
        rows += apart(pixel(image, static_cast<float>(x), static_cast<float>(y)), wrong) < 0.02F;
      if (rows > height / 4) columns.push_back(x);
    }
    return columns;
  };
  EXPECT_TRUE(shaded(nullptr).empty());
  const std::vector<int> columns = shaded(&typed);
  ASSERT_GT(columns.size(), 50u);
  EXPECT_GT(static_cast<int>(columns.size()) + 4, columns.back() - columns.front()) << "one piece";
  // A pixel is 0.0014 of the time, and the row of the plan is found to less.
  const auto time_at = [&](int x) {
    click(static_cast<float>(x) + 0.5F, 0.3F * height, [&] { board(nullptr); });
    return 1 - asked.value_or(-1);
  };
  EXPECT_NEAR(time_at(columns.front()), 0.4, 0.004);
  EXPECT_NEAR(time_at(columns.back()), 0.6, 0.004);
}

TEST_F(ViewsTest, EveryProcessHasItsCurves) {
  for (const ProcessKind kind :
       {ProcessKind::cosine, ProcessKind::vp_sde, ProcessKind::subvp_sde, ProcessKind::ve,
        ProcessKind::edm, ProcessKind::flow, ProcessKind::clean}) {
    ProcessSpec spec;
    spec.kind = kind;
    Runs runs = runs_;
    runs.lanes.clear();
    runs.process = std::make_shared<Process>(spec);
    Scene scene = scene_;
    scene.process = spec;
    scene.playback.position = 0.5;
    EXPECT_NO_FATAL_FAILURE(frame([&] { curves_.draw(runs, scene, colors_, {width, height}); }));
    if (kind == ProcessKind::clean) continue;
    const ProcessCurves curves = process_curves(*runs.process);
    EXPECT_GT(curves.sigma.x.size(), 100u);
    for (std::size_t i = 1; i < curves.sigma.y.size(); ++i)
      EXPECT_GE(curves.sigma.y[i], curves.sigma.y[i - 1] * (1 - 1e-12));
  }
}

TEST_F(ViewsTest, ACaptionWrapsAndDropsNothing) {
  const Rgb color{1, 1, 1};
  const Caption caption{{{.text = "Probability-flow ODE", .color = color, .title = true}},
                        {{.text = "t = 640", .color = color, .widest = "t = 0000"},
                         {.text = "NFE 36 / 100", .color = color, .at_right = true}}};
  int wide_glyphs = 0, narrow_glyphs = 0;
  float wide = 0, narrow = 0;
  frame([&] {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const int start = list.VtxBuffer.Size;
    wide = draw_caption(&list, {0, 0}, 400, caption, {});
    wide_glyphs = list.VtxBuffer.Size - start;
    narrow = draw_caption(&list, {0, 100}, 130, caption, {});
    narrow_glyphs = list.VtxBuffer.Size - start - wide_glyphs;
    EXPECT_EQ(draw_caption(nullptr, {0, 0}, 130, caption, {}), narrow);
  });
  EXPECT_GT(narrow, 1.5F * wide);
  EXPECT_EQ(narrow_glyphs, wide_glyphs);
  EXPECT_GT(wide_glyphs, 100);
}

TEST_F(ViewsTest, TheWidestPieceOfACaptionIsWhatCutsNothing) {
  const Caption caption{{{.text = "Probability-flow ODE", .color = {}, .title = true}}};
  frame([&] {
    const float one =
        widest_piece({{{.text = "Probability-flow", .color = {}, .title = true}}}, {});
    EXPECT_GT(one, 100);
    EXPECT_EQ(widest_piece(caption, {}), one) << "a title is broken between its words";
  });
}

TEST_F(ViewsTest, FourLanesAtLargeTypeStandInTwoRowsRatherThanCutTheirNames) {
  while (runs_.lanes.size() < 4) {
    runs_.lanes.push_back(runs_.lanes.back());
    runs_.results.push_back(runs_.results.back());
  }
  for (const float scale : {1.0F, 2.0F}) {
    ui_.draw(Theme::dark, scale, [&] {
      ImGui::SetCursorScreenPos({0, 0});
      draw_panes();
    });
    const bool one_row = panes_.plane(3).y == panes_.plane(0).y;
    EXPECT_EQ(one_row, scale == 1) << scale;
    EXPECT_GT(panes_.plane(3).w - panes_.plane(3).y, 30) << scale;
  }
}

TEST_F(ViewsTest, ADistanceSaysThatItIsThatOfTheEnd) {
  runs_.measured = true;
  const Places places = places_at(runs_, 0);
  const Pane pane{.lanes = {0}, .forward = false};
  for (const std::optional<TimeUnit> time :
       {std::optional(TimeUnit::t), std::optional<TimeUnit>()}) {  // none: an exported frame
    const Caption words = caption_of(runs_, pane, places, colors_, {time, Metric::sliced_w1});
    EXPECT_TRUE(words[0][1].text.starts_with("SW\u2081 at end ")) << words[0][1].text;
  }
}

TEST_F(ViewsTest, EveryArrowOfAChainHasItsNumber) {
  const ChainSpec chain;
  const Eigen::VectorXd start = Eigen::VectorXd::Unit(4, 3);
  for (const float scale : {1.0F, 2.0F})
    for (const ImVec2 size : {ImVec2(420, 240), {380, 380}, {760, 300}})
      ui_.draw(Theme::light, scale, [&] {
        const ChainGraph graph(chain.p.size(), {10, 10}, {scale * size.x, scale * size.y});
        EXPECT_EQ(graph.draw({chain.p, start, {}}, colors_), 0)
            << scale << ": " << size.x << " x " << size.y;
      });
}

TEST(ViewColors, ClassesHaveNoLanesHue) {
  for (const Theme theme : {Theme::dark, Theme::light, Theme::projector}) {
    const ViewColors colors = view_colors(theme);
    for (const Rgb& one : colors.classes) {
      for (const Rgb& lane : colors.lanes)
        EXPECT_GT(std::hypot(one.r - lane.r, one.g - lane.g, one.b - lane.b), 0.2F);
      EXPECT_GT(std::abs(lightness(ink_on(one, colors)) - lightness(one)), 0.4F);
    }
    EXPECT_EQ(ink_on(colors.ground, colors), colors.text);
  }
}

TEST(DataHandles, WeightsStayAMixturesWhateverIsDone) {
  DataSpec data = data_preset("ring");
  for (int i = 0; i < 200; ++i) scale_weight(data, 0, 1.5);
  EXPECT_NO_THROW(check(data));
  EXPECT_LT(data.components[0].weight, 1);
  for (int i = 0; i < 200; ++i) scale_weight(data, 0, 0.5);
  EXPECT_NO_THROW(check(data));
  drag_handle(data, {Handle::Part::axis_1, 1}, data.components[1].mean);  // onto the mean itself
  drag_handle(data, {Handle::Part::mean, 2}, {1e9, -1e9});
  EXPECT_NO_THROW(check(data));
  while (remove_component(data, 0)) EXPECT_NO_THROW(check(data));
  EXPECT_EQ(data.components.size(), 1u);
  scale_weight(data, 0, 0.5);
  EXPECT_EQ(data.components[0].weight, 1);
}

TEST(Captions, NumbersAreWrittenAsAPageHasThem) {
  EXPECT_EQ(number_text(0), "0");
  EXPECT_EQ(number_text(-0.5), "\u22120.500");
  EXPECT_EQ(number_text(123.456), "123");
  EXPECT_EQ(number_text(4.04e-5), "4.04\u00B710\u207B\u2075");
  EXPECT_EQ(number_text(-9.9999e7), "\u22121.00\u00B710\u2078");
  EXPECT_EQ(number_text(std::nan("")), "\u2014");
}

TEST(CurveData, NoiseOfALaneIsThePlansAndDdimsFanIsProportionalToEta) {
  const Runs runs = plain_runs(small_scene(1, 25));
  const PlotData noise = plot_info(PlotKind::noise).make(runs);
  ASSERT_EQ(noise.lines.size(), 6u);
  const Curve &sde = noise.lines[4].curve, &ode = noise.lines[5].curve;
  ASSERT_EQ(sde.x.size(), 25u);
  for (std::size_t i = 0; i < sde.x.size(); ++i) {
    EXPECT_EQ(sde.y[i], runs.lanes[0].plan->rows[i].c_z);
    EXPECT_EQ(ode.y[i], 0);
  }
  const std::vector<Level> levels = leading_levels(runs);
  const Curve full = ddim_sigma_curve(levels, 1), half = ddim_sigma_curve(levels, 0.5);
  ASSERT_EQ(full.x.size(), 25u);
  for (std::size_t i = 0; i < full.x.size(); ++i) EXPECT_DOUBLE_EQ(half.y[i], 0.5 * full.y[i]);
}

}  // namespace
}  // namespace alphabar
