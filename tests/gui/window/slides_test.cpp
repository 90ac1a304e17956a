// Every moment of the lecture that ships, as the class sees it: no text is cut or lies over
// another.

#include <gtest/gtest.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <ostream>
#include <set>
#include <string>

#include "app/gallery/shipped_lectures.h"
#include "app/gallery/shipped_scenes.h"
#include "app/widgets/text.h"
#include "app/window/document/lecture_show.h"
#include "app/window/headless/headless.h"
#include "core/engine/cpu/cpu_engine.h"

namespace alphabar {
namespace {

struct Shown {
  int width, height;
  double type = 1;
  const char* language = "";

  friend std::ostream& operator<<(std::ostream& out, const Shown& shown) {
    return out << shown.width << " x " << shown.height << " at " << shown.type << " "
               << shown.language;
  }
};

/// What is wrong with the texts of a frame, a line each.
std::set<std::string> faults(const std::vector<DrawnTexts::Text>& texts) {
  constexpr float slack = 1.5F;  // pixels: a box is larger than its letters
  std::set<std::string> found;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const DrawnTexts::Text& t = texts[i];
    if (t.words.empty()) continue;
    if (t.min.x < t.clip_min.x - slack || t.max.x > t.clip_max.x + slack ||
        t.min.y < t.clip_min.y - slack || t.max.y > t.clip_max.y + slack)
      found.insert("cut: " + t.words);
    for (std::size_t j = 0; j < i; ++j) {
      const DrawnTexts::Text& other = texts[j];
      if (other.words == t.words) continue;  // an outline is the same text around itself
      const float over_x = std::min(t.max.x, other.max.x) - std::max(t.min.x, other.min.x);
      const float over_y = std::min(t.max.y, other.max.y) - std::max(t.min.y, other.min.y);
      const float line = std::min(t.max.y - t.min.y, other.max.y - other.min.y);
      if (over_x > slack && over_y > 0.3F * line) found.insert(t.words + " over " + other.words);
    }
  }
  return found;
}

class Slides : public testing::TestWithParam<Shown> {};

Backends backends() {
  const auto make = [] {
    return LaneBackend{std::make_unique<CpuEngine>(CpuOptions{.threads = 1}), "", {}};
  };
  return {.make_engine = make, .make_pictures = {}};
}

/// Of what is drawn when all work is done, and panels have settled: no text is cut or over another.
void expect_no_faults(HeadlessWindow& window, AppState& app) {
  ASSERT_TRUE(app.session.wait(std::chrono::seconds(60)));
  for (int i = 0; i < 8; ++i) {
    window.build(app, 1.0 / 60);
    app.figures.wait(std::chrono::minutes(1));
    app.learn.wait(std::chrono::minutes(1));
  }
  const DrawnTexts drawn;
  window.build(app, 1.0 / 60);
  const Scene& scene = app.session.scene();
  EXPECT_GT(drawn.texts().size(), 5u) << scene.title;
  for (const std::string& fault : faults(drawn.texts()))
    ADD_FAILURE() << scene.title << " at " << scene.playback.position << ": " << fault;
}

TEST(SlidesTexts, TellCutTextsAndTextsOverOthers) {
  const ImVec2 corner{0, 0}, end{100, 100};
  const std::vector<DrawnTexts::Text> tidy{{"a", {0, 0}, {50, 20}, corner, end},
                                           {"b", {51, 0}, {100, 20}, corner, end},
                                           {"a", {0, 1}, {50, 21}, corner, end}};
  EXPECT_TRUE(faults(tidy).empty());
  const std::vector<DrawnTexts::Text> not_tidy{{"a", {0, 0}, {50, 20}, corner, end},
                                               {"b", {40, 5}, {90, 25}, corner, end},
                                               {"c", {80, 60}, {120, 80}, corner, end}};
  const std::set<std::string> wanted{"b over a", "cut: c"};
  EXPECT_EQ(faults(not_tidy), wanted);
}

TEST_P(Slides, CutNoTextAndPrintNoneOverAnother) {
  const auto [width, height, type, language] = GetParam();
  Lecture lecture = *shipped_lecture("noise-to-data");
  for (Slide& slide : lecture.slides) {  // what is drawn does not hang on how many there are
    slide.scene.particles = 500;
    slide.scene.view.hide("pictures");
  }
  HeadlessWindow window(width, height);
  Scene first = lecture.slides.front().scene;
  first.view.font_scale = type;
  AppState app(first, backends());
  app.still = true;
  app.settings.language = language;
  app.presenter.on = true;
  open_lecture(app, lecture, {});
  app.notice = {};
  int moments = 0;
  for (bool more = true; more; next_moment(app), ++moments) {
    expect_no_faults(window, app);
    more = has_next_moment(app);
  }
  EXPECT_EQ(moments, static_cast<int>(moments_of(lecture).size()));
}

/// The gallery's scenes, presented one by one where there is least room.
TEST(GallerySlides, CutNoTextAndPrintNoneOverAnother) {
  HeadlessWindow window(1280, 800);
  for (const ShippedScene& shipped : shipped_scenes()) {
    Scene scene = shipped.scene;
    scene.particles = 500;
    scene.view.hide("pictures");
    AppState app(scene, backends());
    app.still = true;
    app.presenter.on = true;
    app.opened_now = true;
    expect_no_faults(window, app);
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, Slides,
                         testing::Values(Shown{1280, 800}, Shown{1920, 1080},
                                         Shown{1280, 800, 1, "zh"}, Shown{1920, 1080, 2},
                                         Shown{1280, 800, 2}));

}  // namespace
}  // namespace alphabar
