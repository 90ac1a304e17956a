#include "app/platform/fonts.h"

#include <gtest/gtest.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>

namespace alphabar {
namespace {

class FontsTest : public testing::Test {
 protected:
  void SetUp() override {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.DisplaySize = {640, 480};
    io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
    fonts_ = add_fonts(*io.Fonts, 2);
    ImGui::NewFrame();
  }
  void TearDown() override {
    ImGui::EndFrame();
    ImGui::DestroyContext();
  }
  Fonts fonts_;
};

TEST_F(FontsTest, HaveGreekAndMathematicalSigns) {
  // alpha eta sigma epsilon, alpha with macron, theta phi, Sigma, nabla, element of, proportional,
  // square root, integral, infinity, minus, times, middle dot, subscript t, superscript 2
  for (const ImWchar sign :
       {0x3b1u,  0x3b7u,  0x3c3u,  0x3b5u,  0x1fb1u, 0x3b8u, 0x3c6u, 0x3a3u,  0x2207u, 0x2208u,
        0x221du, 0x221au, 0x222bu, 0x221eu, 0x2212u, 0xd7u,  0xb7u,  0x209cu, 0xb2u,   0x2225u}) {
    EXPECT_TRUE(fonts_.text->IsGlyphInFont(sign)) << std::hex << sign;
    EXPECT_TRUE(fonts_.strong->IsGlyphInFont(sign)) << std::hex << sign;
  }
}

TEST_F(FontsTest, SetAllDigitsAtOneWidthAtEverySize) {
  for (ImFont* font : {fonts_.text, fonts_.strong})
    for (const float size : {13.0f, 18.0f, 36.0f, 50.0f}) {
      const auto width = [&](const char* text) {
        return font->CalcTextSizeA(size, 1e6f, 0, text).x;
      };
      for (const char* digit : {"1", "2", "3", "4", "5", "6", "7", "8", "9"})
        EXPECT_EQ(width(digit), width("0")) << digit << " at " << size;
      EXPECT_NE(width("i"), width("m"));  // letters keep their own widths
      EXPECT_GT(width("0"), 0.3f * size);
      EXPECT_LT(width("0"), 0.7f * size);
    }
}

TEST_F(FontsTest, TellTheTwoWeightsApart) {
  ASSERT_NE(fonts_.text, nullptr);
  EXPECT_GT(fonts_.strong->CalcTextSizeA(36, 1e6f, 0, "schedule").x,
            fonts_.text->CalcTextSizeA(36, 1e6f, 0, "schedule").x);
}

TEST_F(FontsTest, HaveOtherScriptsFromTheMachineOnceTheyAreAskedFor) {
  const auto read = [](const ImFont* font) {
    return std::ranges::count_if(font->Sources,
                                 [](const ImFontConfig* source) { return source->FontData; });
  };
  const auto own = read(fonts_.text);
  EXPECT_FALSE(fonts_.text->IsGlyphInFont(0xFFFD) && read(fonts_.text) != own)
      << "what ImGui tries for its own marks reads no font";
  // Chinese, Japanese, Korean: one font of the set-up has them all
  for (const ImWchar letter : {0x6269u, 0x3042u, 0xD55Cu}) {
    EXPECT_TRUE(fonts_.text->IsGlyphInFont(letter)) << std::hex << letter;
    EXPECT_TRUE(fonts_.strong->IsGlyphInFont(letter)) << std::hex << letter;
  }
  EXPECT_GT(read(fonts_.text), own);
  const float latin = fonts_.text->CalcTextSizeA(36, 1e6F, 0, "n").x;
  const float han = fonts_.text->CalcTextSizeA(36, 1e6F, 0, "\u6269").x;
  EXPECT_GT(han, 1.2F * latin);
  EXPECT_LT(han, 36.0F) << "as large as the letters beside it";
}

TEST_F(FontsTest, ShowALetterThatNoFontHasAsMissing) {
  EXPECT_FALSE(fonts_.text->IsGlyphInFont(0x1FFFE));
  EXPECT_GT(fonts_.text->CalcTextSizeA(20, 1e6F, 0, "\U0001FFFE").x, 0);
}

}  // namespace
}  // namespace alphabar
