#include "app/platform/fonts.h"

#include <gtest/gtest.h>
#include <imgui.h>

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

TEST_F(FontsTest, CoverChineseWhereTheySayTheyDo) {
  EXPECT_EQ(fonts_.cjk, fonts_.text->IsGlyphInFont(0x6269));
}

}  // namespace
}  // namespace alphabar
