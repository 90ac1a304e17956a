#include "core/lecture/lecture.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "core/base/error.h"
#include "core/io/lecture/lecture_file.h"

namespace alphabar {
namespace {

Slide slide(const std::string& title, std::vector<Bookmark> marks, double position = 0.5) {
  Slide made;
  made.scene = default_scene();
  made.scene.title = title;
  made.scene.note = "$x_t$";
  made.scene.bookmarks = std::move(marks);
  made.scene.playback.position = position;
  return made;
}

Lecture lecture() {
  Lecture made{"A course", {slide("one", {{"end", 1}, {"noise", 0, "say it"}}), slide("two", {})}};
  made.slides[0].minutes = 4;
  made.slides[1].minutes = 3;
  made.slides[1].notes = "by **heart**";
  made.slides[1].name = "second";
  made.slides[1].scene.lang = "de";
  made.slides[1].scene.translations = {{"zh-Hans", "二", "噪声", {{"here", "这里"}}}};
  made.slides[1].scene.cards = {{"here", {0.2, 0.3}, CardTarget::component, {}, 2}};
  made.slides[1].scene.view.stage = {{StageValue::steps, 1}};
  return made;
}

/// What reading this text says.
std::string refusal(const std::string& text) {
  try {
    lecture_from_document(nlohmann::json::parse(text), "l.json");
  } catch (const BadRequest& problem) {
    return problem.what();
  }
  return "";
}

TEST(Lectures, StopAtBookmarksInOrderOfTimeAndElseWhereTheSceneStands) {
  const std::vector<LecturePlace> moments = moments_of(lecture());
  const std::vector<LecturePlace> wanted{{0, 0}, {0, 1}, {1, 0.5}};
  EXPECT_EQ(moments, wanted);
  EXPECT_EQ(moment_name(lecture().slides[0].scene, 1), "end");
  EXPECT_EQ(moment_name(lecture().slides[0].scene, 0.4), "");
}

TEST(Lectures, AddUpWhatIsPlanned) {
  EXPECT_EQ(minutes_before(lecture(), 1), 4);
  EXPECT_EQ(minutes_of(lecture()), 7);
}

TEST(Lectures, ComeBackEqualFromAFile) {
  const Lecture written = lecture();
  const Lecture read = lecture_from_document(nlohmann::json::parse(to_json(written)), "l.json");
  EXPECT_EQ(read, written);
}

TEST(Lectures, AreRefusedWithThePlaceOfTheMistake) {
  EXPECT_NE(refusal(R"({"format": "alphabar-scene"})").find("alphabar-lecture"), std::string::npos);
  EXPECT_NE(refusal(R"({"format": "alphabar-lecture", "version": 9})").find("version"),
            std::string::npos);
  const std::string bad = refusal(R"({"format": "alphabar-lecture", "slides":
      [{"scene": {"format": "alphabar-scene"}},
       {"scene": {"format": "alphabar-scene", "particles": 0}}]})");
  EXPECT_NE(bad.find("l.json: slides[1].scene"), std::string::npos) << bad;
  EXPECT_NE(bad.find("particles"), std::string::npos) << bad;
  EXPECT_NE(refusal(R"({"format": "alphabar-lecture", "slides": [{}]})").find("slides[0].scene"),
            std::string::npos);
  EXPECT_NE(refusal(R"({"format": "alphabar-lecture", "slides": [{"minutes": -1,
      "scene": {"format": "alphabar-scene"}}]})")
                .find("minutes"),
            std::string::npos);
  EXPECT_NE(refusal(R"({"format": "alphabar-lecture", "speaker": 1})").find("speaker"),
            std::string::npos);
}

TEST(Lectures, MoveTheirSlides) {
  Lecture three = lecture();
  three.slides.push_back(slide("three", {}));
  const auto order = [&] {
    std::string names;
    for (const Slide& one : three.slides) names += one.scene.title + " ";
    return names;
  };
  move_slide(three, 0, 2);
  EXPECT_EQ(order(), "two three one ");
  move_slide(three, 2, 1);
  EXPECT_EQ(order(), "two one three ");
  move_slide(three, 1, 1);
  EXPECT_EQ(order(), "two one three ");
}

TEST(Languages, TheTextThatFitsBestIsRead) {
  Scene scene = default_scene();
  scene.lang = "en";
  scene.title = "noise";
  scene.note = "a note";
  scene.translations = {{"zh", "噪声", ""}, {"zh-Hant", "噪聲", "註"}, {"de", "Rauschen", "x"}};
  EXPECT_EQ(words_of(scene, "").title, "noise");
  EXPECT_EQ(words_of(scene, "en-GB").title, "noise");
  EXPECT_EQ(words_of(scene, "zh").title, "噪声");
  EXPECT_EQ(words_of(scene, "zh").note, "a note") << "what it does not say is the scene's own";
  EXPECT_EQ(words_of(scene, "ZH-hant").title, "噪聲");
  EXPECT_EQ(words_of(scene, "de-AT").title, "Rauschen");
  EXPECT_EQ(words_of(scene, "fr").title, "noise");
}

TEST(Languages, NamesAndCardsAreReadInThemToo) {
  Scene scene = default_scene();
  scene.title = "noise";
  scene.lanes.resize(2);
  scene.lanes[0].name = "exact";
  scene.lanes[1].name = "no translation";
  scene.bookmarks = {{"Half way", 0.5}, {"exact", 1}};
  scene.cards = {{"**Here**"}};
  scene.translations = {
      {"zh", "噪声", "", {{"exact", "精确"}, {"Half way", "中途"}, {"**Here**", "**这里**"}}}};
  const std::vector<std::string> wanted{"exact", "no translation", "Half way", "**Here**"};
  EXPECT_EQ(words_to_translate(scene), wanted);
  EXPECT_EQ(in_language(scene, "zh-Hans", "exact"), "精确");
  EXPECT_EQ(in_language(scene, "zh", "no translation"), "no translation");
  EXPECT_EQ(in_language(scene, "en", "exact"), "exact");
  EXPECT_EQ(cards_in(scene, "zh")[0].words, "**这里**");
  const Scene said = said_in(scene, "zh");
  EXPECT_EQ(said.title, "噪声");
  EXPECT_EQ(said.lanes[0].name, "精确");
  EXPECT_EQ(said.bookmarks[1].name, "精确");
  EXPECT_EQ(said.cards[0].words, "**这里**");
  EXPECT_EQ(said_in(scene, "fr"), scene);
  check(said);
  scene.translations[0].words["exact"] = std::string(1001, 'x');
  EXPECT_THROW(check(scene), BadRequest);
}

TEST(Languages, TagsAreChecked) {
  for (const char* good : {"en", "zh-Hant", "de-AT-1996", "x-klingon"})
    EXPECT_TRUE(is_language_tag(good)) << good;
  for (const char* bad : {"", "-", "en-", "e n", "中文", "abcdefghi", "en--US"})
    EXPECT_FALSE(is_language_tag(bad)) << bad;
  Scene scene = default_scene();
  scene.translations = {{"no tag!", "", ""}};
  EXPECT_THROW(check(scene), BadRequest);
}

}  // namespace
}  // namespace alphabar
