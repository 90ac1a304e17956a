// A word as points: spread evenly over its letters, or refused by name.
#include "app/lettering/word_points.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "core/base/error.h"

namespace alphabar {
namespace {

std::map<int, int> counts_of(const DataSpec& data) {
  std::map<int, int> counts;
  for (std::size_t i = 0; i < data.points.size(); ++i)
    ++counts[data.point_labels.empty() ? 0 : data.point_labels[i]];
  return counts;
}

std::string refusal(const WordSpec& spec) {
  try {
    return "made: " + word_points(spec).name;
  } catch (const BadRequest& error) {
    return error.what();
  }
}

TEST(WordPoints, AreEvenOverTheInkOfABar) {
  const DataSpec data = word_points({"I", 4000, 1});
  EXPECT_NO_THROW(check(data));
  ASSERT_EQ(data.points.size(), 4000u);
  EXPECT_EQ(data.name, "word I");
  constexpr int rows = 10, columns = 4;
  Vec2 low{1e9, 1e9}, high{-1e9, -1e9};
  for (const Vec2& p : data.points)
    for (std::size_t c = 0; c < 2; ++c) {
      low[c] = std::min(low[c], p[c]);
      high[c] = std::max(high[c], p[c]);
    }
  EXPECT_NEAR(low[1], -2.2, 0.02);
  EXPECT_NEAR(high[1], 2.2, 0.02);
  std::array<int, rows * columns> counts{};
  for (const Vec2& p : data.points) {
    const auto cell = [&](std::size_t c, int n) {
      return std::min(n - 1, static_cast<int>(n * (p[c] - low[c]) / (high[c] - low[c])));
    };
    ++counts[static_cast<std::size_t>(cell(1, rows) * columns + cell(0, columns))];
  }
  // A bar is ink all over: each cell has its hundred, give or take what independent draws would.
  for (const int count : counts) EXPECT_NEAR(count, 100, 4 * std::sqrt(100.0));
}

TEST(WordPoints, LeaveTheHoleOfALetterOpen) {
  const DataSpec data = word_points({"O", 3000, 1});
  for (const Vec2& p : data.points) EXPECT_GT(std::hypot(p[0], p[1]), 0.8);
  Vec2 mean{0, 0};
  for (const Vec2& p : data.points)
    for (std::size_t c = 0; c < 2; ++c) mean[c] += p[c] / 3000;
  EXPECT_NEAR(mean[0], 0, 0.05);
  EXPECT_NEAR(mean[1], 0, 0.05);
}

TEST(WordPoints, HaveAClassALetterAndEqualLettersAlike) {
  const auto counts = counts_of(word_points({"no on", 4000, 3}));
  ASSERT_EQ(counts.size(), 4u) << "the blank is none";
  EXPECT_NEAR(counts.at(0), counts.at(3), 2);
  EXPECT_NEAR(counts.at(1), counts.at(2), 2);
  EXPECT_GT(counts.at(1), counts.at(0) * 0.7);
  EXPECT_TRUE(word_points({"l", 10, 1}).point_labels.empty());
}

TEST(WordPoints, AreTheSameForASeed) {
  const WordSpec spec{"seed", 500, 7};
  EXPECT_EQ(word_points(spec), word_points(spec));
  EXPECT_NE(word_points(spec), word_points({"seed", 500, 8}));
}

TEST(WordPoints, TakeOtherScriptsFromTheFontsThereAre) {
  // sigma; and two Han letters, which a font of the set-up has
  EXPECT_EQ(counts_of(word_points({"\u03C3", 100, 1})).size(), 1u);
  EXPECT_EQ(counts_of(word_points({"\u6269\u6563", 400, 1})).size(), 2u);
}

TEST(WordPoints, RefuseWhatIsNoWord) {
  using ::testing::HasSubstr;
  EXPECT_THAT(refusal({"", 100, 1}), HasSubstr("letters = none"));
  EXPECT_THAT(refusal({"  \u3000", 100, 1}), HasSubstr("blanks alone"));
  EXPECT_THAT(refusal({std::string(33, 'a'), 100, 1}), HasSubstr("letters = 33; allowed: 1 to 32"));
  EXPECT_THAT(refusal({std::string(32, 'a'), 100, 1}), HasSubstr("made"));
  EXPECT_THAT(refusal({"a\nb", 100, 1}), HasSubstr("one line"));
  EXPECT_THAT(refusal({"\xFF", 100, 1}), HasSubstr("UTF-8"));
  EXPECT_THAT(refusal({"a\U000F1234", 100, 1}), HasSubstr("U+F1234"));
  EXPECT_THAT(refusal({"a\u0378", 100, 1}), HasSubstr("U+0378"));
  EXPECT_THAT(refusal({"a", 0, 1}), HasSubstr("points"));
  EXPECT_THAT(refusal({"a", DataSpec::most_points + 1, 1}), HasSubstr("points"));
  EXPECT_THAT(refusal({"a", 10, -1}), HasSubstr("seed"));
}

}  // namespace
}  // namespace alphabar
