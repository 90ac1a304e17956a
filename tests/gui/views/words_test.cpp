// Markdown with formulas, read and set on lines.

#include <gtest/gtest.h>
#include <imgui.h>

#include <memory>

#include "app/platform/fonts.h"
#include "app/views/words/markdown.h"
#include "app/views/words/set_words.h"
#include "core/gl/context/gl_context.h"

namespace alphabar {
namespace {

using Kind = MarkdownPiece::Kind;

TEST(Markdown, ReadsParagraphsListsEmphasisAndFormulas) {
  const auto read = parse_markdown(
      "# Head\nfirst **strong** and *slanted* $\\bar\\alpha_t$\nsecond line\n\n- one\n- two\n\n"
      "3. three\n\n$$x$$");
  ASSERT_EQ(read.size(), 6u);
  EXPECT_EQ(read[0].heading, 1);
  const auto& pieces = read[1].pieces;
  ASSERT_EQ(pieces.size(), 8u);
  EXPECT_TRUE(pieces[1].strong);
  EXPECT_TRUE(pieces[3].slanted);
  EXPECT_EQ(pieces[5].kind, Kind::formula);
  EXPECT_EQ(pieces[5].text, "\\bar\\alpha_t");
  EXPECT_EQ(pieces[6].kind, Kind::line_break) << "lines of the text are lines on screen";
  EXPECT_EQ(read[2].marker, "\u2022");
  EXPECT_EQ(read[3].marker, "\u2022");
  EXPECT_EQ(read[4].marker, "3.");
  EXPECT_TRUE(read[5].pieces[0].display);
}

TEST(Markdown, TakesWhatIsNoMarkdownAsItIs) {
  EXPECT_EQ(plain_words("x_T and x_t cost 5 $ each, <b>&amp;"),
            "x_T and x_t cost 5 $ each, <b>&amp;");
  EXPECT_TRUE(parse_markdown("").empty());
  for (const char* text : {"**", "$", "$$", "[a](", "```", "\xFF\xFE", "- ", "> q", "***"})
    EXPECT_NO_THROW(parse_markdown(text)) << text;
}

class SetWordsTest : public testing::Test {
 protected:
  SetWordsTest() : context_(make_headless_context()) {
    context_->make_current();
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.DisplaySize = {640, 480};
    io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
    fonts_ = add_fonts(*io.Fonts, 1);
    formulas_ = std::make_unique<FormulaSheet>();
    ImGui::NewFrame();
    look_ = {fonts_.text, fonts_.strong, 20, {1, 1, 1}};
  }
  ~SetWordsTest() override {
    ImGui::EndFrame();
    formulas_.reset();
    ImGui::DestroyContext();
  }
  SetWords set(const std::string& words, float width) {
    return set_words(words, width, look_, *formulas_);
  }
  /// No two runs lie over one another, and none is outside.
  static void expect_tidy(const SetWords& words, float width) {
    for (std::size_t i = 0; i < words.runs.size(); ++i) {
      const auto& [at, size, text, font, pixels, formula, slanted] = words.runs[i];
      EXPECT_LE(at.x + size.x, width + 0.5F) << text;
      EXPECT_LE(at.y + size.y, words.size.y + 0.5F) << text;
      for (std::size_t j = 0; j < i; ++j) {
        const SetWords::Run& other = words.runs[j];
        const bool apart =
            at.x >= other.at.x + other.size.x - 0.5F || other.at.x >= at.x + size.x - 0.5F ||
            at.y >= other.at.y + other.size.y - 0.5F || other.at.y >= at.y + size.y - 0.5F;
        EXPECT_TRUE(apart) << text << " over " << other.text;
      }
    }
  }

  std::unique_ptr<GlContext> context_;
  Fonts fonts_;
  std::unique_ptr<FormulaSheet> formulas_;
  WordsLook look_;
};

TEST_F(SetWordsTest, BreaksLinesBetweenWordsAndLetsNothingOverlap) {
  const std::string words =
      "The same marginals $p_t$ at every $t$:\n- the **SDE** "
      "$dx = \\left[f - \\frac{g^2}{2}\\nabla\\log p_t\\right]dt$ with noise\n- the *ODE*\n\n"
      "# A head\n\nand the end of it all, which is longer than one line can hold";
  const SetWords wide = set(words, 1000), narrow = set(words, 300);
  expect_tidy(wide, 1000);
  expect_tidy(narrow, 300);
  EXPECT_GT(narrow.lines, wide.lines);
  EXPECT_GT(narrow.size.y, wide.size.y);
}

TEST_F(SetWordsTest, BreaksChineseAnywhereButBeforeItsStops) {
  const SetWords set_here = set("噪声变成数据，数据变成噪声。噪声变成数据，数据变成噪声。", 200);
  EXPECT_GT(set_here.lines, 2);
  expect_tidy(set_here, 200);
  float line = -1;
  for (const SetWords::Run& run : set_here.runs) {
    if (run.at.x == 0 && run.at.y > line) {
      EXPECT_FALSE(run.text.starts_with("，") || run.text.starts_with("。")) << run.text;
      line = run.at.y;
    }
  }
}

TEST_F(SetWordsTest, AFormulaThatCannotBeSetStandsAsItWasWritten) {
  const SetWords broken = set("so $\\frac{1}{$ it is", 400);
  EXPECT_FALSE(broken.runs.empty());
  expect_tidy(broken, 400);
}

TEST_F(SetWordsTest, NothingTakesNoRoom) {
  EXPECT_EQ(set("", 100).lines, 0);
  EXPECT_EQ(set("", 100).size.y, 0);
}

}  // namespace
}  // namespace alphabar
