#include "app/views/pictures/picture_views.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <imgui.h>

#include "app/export/offscreen_ui.h"
#include "app/views/draw/text.h"
#include "app/views/pictures/picture_plots.h"
#include "core/gl/context/gl_context.h"
#include "tests/support/view_runs.h"

namespace alphabar {
namespace {

using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;

constexpr int width = 900, height = 500;

class PictureViewsTest : public testing::Test {
 protected:
  PictureViewsTest() : scene_(small_scene(10, 10)), runs_(plain_runs(scene_)) {
    auto pictures = std::make_shared<PictureRuns>();
    auto first = plain_pictures(*runs_.process, 11);
    add_lane(first->spec, PictureLane(first->spec));
    lane_of(first->spec, 1).name = "the other";
    auto second = std::make_shared<PictureRun>(*first);
    second->lane = 1;
    // Another x0_hat, grey all over: the difference is not.
    GrowingList<float> grey(first->x0.size());
    grey.append(std::vector<float>(first->x0.size(), 0));
    second->x0 = grey;
    pictures->lanes = {first, second};
    pictures->progress = 1;
    pictures_ = pictures;
    runs_.pictures = pictures;
  }

  template <class Content>
  void frame(Content content) {
    ui_.draw(Theme::dark, 1, [&] {
      ImGui::SetCursorScreenPos({0, 0});
      content();
    });
  }
  float shade(const Image& image, const ImVec4& cell) const {
    const auto x = static_cast<std::size_t>(0.5F * (cell.x + cell.z)),
               y = static_cast<std::size_t>(0.5F * (cell.y + cell.w));
    return static_cast<float>(image.pixels[4 * (y * width + x)]) / 255;
  }
  PictureLanesEdits draw_lanes(bool busy = false) {
    PictureLanesEdits edits;
    PictureLanesStyle style;
    style.colors = colors_;
    style.large = true;
    style.busy = busy;
    frame([&] { edits = views_.lanes.draw(runs_, 0.5, scene_.view, {width, height}, style); });
    return edits;
  }

  std::unique_ptr<GlContext> context_ = make_headless_context();
  OffscreenUi ui_{width, height};
  Scene scene_;
  Runs runs_;
  std::shared_ptr<PictureRuns> pictures_;
  PictureViews views_;
  ViewColors colors_ = view_colors(Theme::dark);
};

TEST_F(PictureViewsTest, LanesStandBelowEachOtherWithTheirNames) {
  const DrawnTexts drawn;
  draw_lanes();
  ASSERT_EQ(views_.lanes.strips().size(), 2u);
  const Filmstrip &first = *views_.lanes.strips()[0], &second = *views_.lanes.strips()[1];
  EXPECT_LT(first.cell(StripRow::x, 0).w, second.cell(StripRow::x0_hat, 0).y);
  EXPECT_THAT(drawn.texts(), Contains(Field(&DrawnTexts::Text::words, HasSubstr("the other"))));
}

TEST_F(PictureViewsTest, LanesThatHaveNotBegunHaveTheirRoom) {
  draw_lanes();
  const ImVec4 before = views_.lanes.strips()[1]->cell(StripRow::x0_hat, 3);
  const auto second = pictures_->lanes.back();
  pictures_->lanes.pop_back();
  draw_lanes();
  EXPECT_LT(views_.lanes.strips()[0]->cell(StripRow::x, 0).w, before.y);
  pictures_->lanes = {second};  // the first is still to come
  draw_lanes();
  EXPECT_EQ(views_.lanes.strips()[0]->cell(StripRow::x0_hat, 3).y, before.y);
}

TEST_F(PictureViewsTest, TheDifferenceIsThatOfThePredictions) {
  scene_.view.picture_difference = true;
  for (int i = 0; i < 2; ++i) draw_lanes();
  const Image image = ui_.read();
  const Filmstrip& second = *views_.lanes.strips()[1];
  // 0 - x0, half of it: x0 rises from -1 to 1.
  EXPECT_NEAR(shade(image, second.cell(StripRow::difference, 0)), 0.75, 0.02);
  EXPECT_NEAR(shade(image, second.cell(StripRow::difference, 10)), 0.25, 0.02);
  EXPECT_NEAR(shade(image, second.cell(StripRow::x0_hat, 10)), 0.5, 0.02);
}

TEST_F(PictureViewsTest, TellsHowFarItIs) {
  EXPECT_EQ(making_text(*pictures_), "");
  pictures_->progress = 0.404;
  pictures_->seconds_left = 12.3;
  EXPECT_EQ(making_text(*pictures_), "lane 2 of 2, 40 %, 12 s left");
}

TEST_F(PictureViewsTest, TheBatchShowsEveryPictureOfEveryLane) {
  auto many = std::make_shared<PictureRun>(pictures_->front());
  many->pictures = 2;  // of 22 pictures 11 rows of two
  many->rows_done = 5;
  many->x0 = GrowingList<float>(20 * 64);
  std::vector<float> values;
  for (int i = 0; i < 20; ++i) values.insert(values.end(), 64, i % 2 == 0 ? -1.0F : 1.0F);
  many->x0.append(values);
  runs_.pictures = only_lane(many);
  std::optional<int> picked;
  const auto content = [&] {
    if (const auto one = views_.batch.draw(runs_, 0, 0, {width, height}, colors_)) picked = one;
  };
  frame(content);
  frame(content);
  const Image image = ui_.read();
  EXPECT_NEAR(shade(image, {60, 200, 62, 202}), 0, 0.02);
  // The second stands to the right of the first; cells are at most 14 times the type high.
  for (const bool down : {false, true, false}) {
    ui_.mouse({300, 150, down});
    frame(content);
  }
  EXPECT_EQ(picked, 1);
}

TEST_F(PictureViewsTest, OnePictureHasItsNumbers) {
  const DrawnTexts drawn;
  frame([&] { views_.detail.draw(runs_, 1, 0, {width, height}, colors_, nullptr); });
  EXPECT_THAT(drawn.texts(), Contains(Field(&DrawnTexts::Text::words, HasSubstr("its numbers"))));
  EXPECT_THAT(drawn.texts(), Contains(Field(&DrawnTexts::Text::words, "mean 1.0")));
}

TEST_F(PictureViewsTest, PicturesArePointsOfAPlane) {
  const PicturePlane plane = picture_plane(pictures_, {});
  const std::vector<int> rows{10, 10};
  const DrawnTexts drawn;
  frame([&] { draw_picture_plane(plane, rows, 0, colors_, nullptr, {width, height}); });
  EXPECT_THAT(drawn.texts(), Contains(Field(&DrawnTexts::Text::words, HasSubstr("100 % and 0 %"))));
}

TEST_F(PictureViewsTest, ANetIsDrawnWithItsBlocks) {
  NetOutline net;
  net.name = "a net";
  net.height = net.width = 28;
  net.time_features = 24;
  net.time_channels = 96;
  net.parameters = 1429417;
  net.down = {{"down 1", 24, 28, 28, 1, 0, 1000}, {"down 2", 48, 14, 14, 1, 1, 2000}};
  net.middle = {{"middle", 48, 14, 14, 2, 1, 3000}};
  net.up = {{"up 1", 48, 14, 14, 2, 1, 4000}, {"up 2", 24, 28, 28, 2, 0, 5000}};
  const DrawnTexts drawn;
  frame([&] { views_.net.draw(&net, nullptr, colors_, nullptr, {width, height}); });
  for (const char* words :
       {"a net", "1,429,417", "24 at 28", "down 2, attention", "middle", "24 features"})
    EXPECT_THAT(drawn.texts(), Contains(Field(&DrawnTexts::Text::words, HasSubstr(words))))
        << words;
}

/// Two blocks of one map each, the second half black and half white.
std::shared_ptr<NetInside> inside_of(const std::shared_ptr<const PictureRun>& run) {
  auto inside = std::make_shared<NetInside>();
  inside->of = {run, 3, 0};
  inside->blocks = {{0.0123, 4, 4, 1, std::vector<float>(16, 0.5F)},
                    {0.0027, 2, 2, 1, {-30, -30, 30, 30}}};
  return inside;
}

TEST_F(PictureViewsTest, ANetShowsWhatItsBlocksMakeOfAState) {
  NetOutline net;
  net.name = "a net";
  net.height = net.width = 28;
  net.down = {{"down 1", 24, 4, 4, 1, 0, 1000}};
  net.up = {{"up 1", 24, 2, 2, 2, 0, 5000}};
  const auto inside = inside_of(pictures_->lanes.front());
  const DrawnTexts drawn;
  frame([&] { views_.net.draw(&net, inside, colors_, nullptr, {width, height}); });
  EXPECT_EQ(views_.net.maps_shown(), 2);
  for (const char* words : {"12.3 ms", "2.7 ms", "state 3 of lane 1, picture 1: 15 ms"})
    EXPECT_THAT(drawn.texts(), Contains(Field(&DrawnTexts::Text::words, HasSubstr(words))))
        << words;
  frame([&] { views_.net.draw(&net, nullptr, colors_, nullptr, {width, height}); });
  EXPECT_EQ(views_.net.maps_shown(), 0);
}

TEST_F(PictureViewsTest, TheTimeEmbeddingIsAMapOverTime) {
  auto net = std::make_shared<NetOutline>();
  net->time_channels = 2;
  for (int t = 1; t <= 100; ++t) {
    net->embedding_t.push_back(t);
    net->embedding.insert(net->embedding.end(), {t <= 50 ? -1.0F : 1.0F, 1.0F});
  }
  pictures_->net = net;
  const DrawnTexts drawn;
  frame([&] { views_.embedding.draw(runs_, 1, colors_, nullptr, {width, height}); });
  const Image image = ui_.read();
  // Three root mean squares are white: a third of the way from grey.
  EXPECT_NEAR(shade(image, {250, 100, 252, 102}), 0.5 - 1 / 6.0, 0.02);
  EXPECT_NEAR(shade(image, {700, 100, 702, 102}), 0.5 + 1 / 6.0, 0.02);
  EXPECT_NEAR(shade(image, {250, 400, 252, 402}), 0.5 + 1 / 6.0, 0.02);
  EXPECT_THAT(drawn.texts(),
              Contains(Field(&DrawnTexts::Text::words, HasSubstr("2 channels over t"))));
  net->embedding.clear();
  frame([&] { views_.embedding.draw(runs_, 1, colors_, nullptr, {width, height}); });
  EXPECT_THAT(drawn.texts(), Contains(Field(&DrawnTexts::Text::words, HasSubstr("Nothing says"))));
}

}  // namespace
}  // namespace alphabar
