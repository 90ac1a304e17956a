#include "app/window/commands/fuzzy.h"

#include <gtest/gtest.h>

namespace alphabar {
namespace {

TEST(Fuzzy, FindsLettersInOrderAndNothingElse) {
  EXPECT_TRUE(fuzzy_score("sva", "Save scene as ..."));
  EXPECT_TRUE(fuzzy_score("SAVE", "Save scene"));
  EXPECT_TRUE(fuzzy_score("as save", "Save scene as ...")) << "words in any order";
  EXPECT_FALSE(fuzzy_score("evas", "Save"));
  EXPECT_FALSE(fuzzy_score("save x", "Save scene"));
  EXPECT_FALSE(fuzzy_score("aa", "a")) << "a letter counts once";
  EXPECT_FALSE(fuzzy_score("a", ""));
  EXPECT_EQ(fuzzy_score("", "Save"), 0.0);
  EXPECT_EQ(fuzzy_score("  ", "Save"), 0.0);
}

TEST(Fuzzy, WordsThatBeginSoComeFirst) {
  EXPECT_GT(fuzzy_score("th", "Next theme"), fuzzy_score("th", "To the right hand"))
      << "the shorter one";
  EXPECT_GT(fuzzy_score("nt", "Next theme"), fuzzy_score("nt", "Point"));
  EXPECT_GT(fuzzy_score("theme", "Next theme"), fuzzy_score("theme", "The other menu"));
  EXPECT_GT(fuzzy_score("ls", "Larger step"), fuzzy_score("ls", "Else"));
}

TEST(Fuzzy, TakesLettersOfEveryScript) {
  EXPECT_TRUE(fuzzy_score("σ", "Plot σ(η)"));
  EXPECT_FALSE(fuzzy_score("η", "Plot σ"));
}

}  // namespace
}  // namespace alphabar
