#include "app/views/draw/plot_parts.h"

#include <gmock/gmock.h>
#include <implot.h>

#include <array>
#include <cmath>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "app/export/offscreen_ui.h"
#include "app/widgets/text.h"

namespace alphabar {
namespace {

using testing::ElementsAre;

TEST(LogTicks, AreOneTwoFiveWhereThereIsRoom) {
  EXPECT_THAT(log_ticks(5, 200, 10), ElementsAre(5, 10, 20, 50, 100, 200));
  EXPECT_THAT(log_ticks(5, 200, 5), ElementsAre(10, 100));
}

TEST(LogTicks, ArePowersOfTenFurtherApartOverManyDecades) {
  EXPECT_THAT(log_ticks(0.9e-6, 1.1, 4), ElementsAre(1e-6, 1e-4, 1e-2, 1));
}

TEST(LogTicks, AreThereWhereNoPowerOfTenIs) {
  EXPECT_THAT(log_ticks(0.15, 0.8, 1), ElementsAre(0.2));
  EXPECT_THAT(log_ticks(12, 180, 1), ElementsAre(100));
}

TEST(LogTicks, AreEvenWhereTheRangeIsAPartOfADecade) {
  const auto near = [](std::initializer_list<double> ticks) {
    return testing::Pointwise(testing::DoubleNear(1e-9), std::vector<double>(ticks));
  };
  EXPECT_THAT(log_ticks(2.26, 4.6, 2), near({3, 4}));
  EXPECT_THAT(log_ticks(2.26, 4.6, 5), near({2.5, 3, 3.5, 4, 4.5}));
  EXPECT_THAT(log_ticks(0.6, 0.95, 4), near({0.6, 0.7, 0.8, 0.9}));
  EXPECT_THAT(log_ticks(0.6, 0.95, 1), near({0.6}));
}

/// Where the dashes of a line along y = 50 begin and end, in x, in a box of 100 x 100.
class Dashes : public testing::Test {
 protected:
  std::vector<float> ends(const std::vector<ImVec2>& points) {
    std::set<float> places;
    ui_.draw(Theme::dark, 1, [&] {
      ImDrawList& list = *ImGui::GetWindowDrawList();
      list.PushClipRect({0, 0}, {100, 100});
      const int before = list.VtxBuffer.Size;
      draw_dashed(list, points, std::array{10.0F, 20.0F}, IM_COL32_WHITE, 2);
      for (int i = before; i < list.VtxBuffer.Size; ++i)
        places.insert(std::round(10 * list.VtxBuffer[i].pos.x) / 10);
      list.PopClipRect();
    });
    return {places.begin(), places.end()};
  }

 private:
  std::unique_ptr<GlContext> context_ = make_headless_context();
  OffscreenUi ui_{100, 100};
};

TEST(PlotTicks, AreTextsThatWereDrawn) {
  const std::unique_ptr<GlContext> context = make_headless_context();
  OffscreenUi ui(200, 200);
  const DrawnTexts drawn;
  ui.draw(Theme::dark, 1, [] {
    if (!ImPlot::BeginPlot("plot", {180, 180}, plot_flags)) return;
    ImPlot::SetupAxesLimits(0, 1, 5, 200);
    ImPlot::SetupAxisScale(ImAxis_Y1, ImPlotScale_Log10);
    set_log_ticks(ImAxis_Y1, 5, 200, 180, 50);
    end_plot();
  });
  std::set<std::string> words;
  for (const DrawnTexts::Text& text : drawn.texts()) words.insert(text.words);
  EXPECT_THAT(words, testing::IsSupersetOf({"10", "100", "0", "1"}));
}

TEST_F(Dashes, RunOnOverThePointsOfALine) {
  const auto expected = ElementsAre(0, 10, 30, 40, 60, 70);
  EXPECT_THAT(ends({{0, 50}, {90, 50}}), expected);
  EXPECT_THAT(ends({{0, 50}, {20, 50}, {53, 50}, {53, 50}, {90, 50}}), expected);
  EXPECT_THAT(ends({{-285, 50}, {90, 50}}), ElementsAre(15, 25, 45, 55, 75, 85))
      << "whole periods before the box";
}

TEST_F(Dashes, OfALineOfAnyLengthAreThoseInTheBox) {
  for (const float far : {1e4F, 1e8F}) {
    const auto line = ends({{-far, 50}, {far, 50}});
    ASSERT_GE(line.size(), 6u) << far;
    EXPECT_LE(line.size(), 8u) << far;
    EXPECT_GT(line.front(), -3) << far;
    EXPECT_LT(line.back(), 103) << far;
  }
  EXPECT_LE(ends({{-1e30F, 50}, {1e30F, 50}}).size(), 8u) << "doubles know no place in it any more";
  EXPECT_TRUE(ends({{-1e8F, 150}, {1e8F, 150}}).empty()) << "beside the box";
  EXPECT_TRUE(ends({{-HUGE_VALF, 50}, {50, 50}}).empty());
}

}  // namespace
}  // namespace alphabar
