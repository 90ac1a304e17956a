// The third-party parts work together without a display: ImGui's OpenGL backend over libepoxy,
// ImPlot, and the test engine in place of the program's empty hooks.
#include <epoxy/gl.h>
#include <gtest/gtest.h>
#include <imgui.h>
#include <imgui_impl_opengl3.h>
#include <imgui_te_context.h>
#include <imgui_te_engine.h>
#include <implot.h>

#include <array>
#include <vector>

#include "app/platform/fonts.h"
#include "core/gl/context/gl_context.h"

namespace alphabar {
namespace {

constexpr int width = 400, height = 300;

class GuiStack : public testing::Test {
 protected:
  void SetUp() override {
    context_ = make_headless_context();
    GLuint texture = 0, framebuffer = 0;
    glGenTextures(1, &texture);
    glBindTexture(GL_TEXTURE_2D, texture);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
    glGenFramebuffers(1, &framebuffer);
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture, 0);
    ImGui::CreateContext();
    ImPlot::CreateContext();
    ImGui::GetIO().IniFilename = nullptr;
    add_fonts(*ImGui::GetIO().Fonts, 1);
    ASSERT_TRUE(ImGui_ImplOpenGL3_Init());
  }
  void TearDown() override {
    ImGui_ImplOpenGL3_Shutdown();
    ImPlot::DestroyContext();
    ImGui::DestroyContext();
    if (engine_) ImGuiTestEngine_DestroyContext(engine_);
  }

  template <typename Draw>
  void frame(Draw draw) {
    ImGui::GetIO().DisplaySize = {width, height};
    ImGui::GetIO().DeltaTime = 1.0f / 60;
    ImGui_ImplOpenGL3_NewFrame();
    ImGui::NewFrame();
    draw();
    ImGui::Render();
    glViewport(0, 0, width, height);
    glClearColor(0, 0, 0, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  }

  int count_pixels(const std::array<unsigned char, 3>& colour) {
    std::vector<unsigned char> pixels(std::size_t{4} * width * height);
    glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE, pixels.data());
    int count = 0;
    for (std::size_t i = 0; i < pixels.size(); i += 4)
      count += pixels[i] == colour[0] && pixels[i + 1] == colour[1] && pixels[i + 2] == colour[2];
    return count;
  }

  std::unique_ptr<GlContext> context_;
  ImGuiTestEngine* engine_ = nullptr;
};

TEST_F(GuiStack, DrawsWidgetsAndPlots) {
  const std::vector<double> x{0, 1}, y{0, 0};
  const auto draw = [&] {
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize({width, height});
    ImGui::Begin("all", nullptr, ImGuiWindowFlags_NoDecoration);
    if (ImPlot::BeginPlot("alpha", {-1, -1})) {
      ImPlot::PlotLine("line", x.data(), y.data(), 2,
                       {ImPlotProp_LineColor, ImVec4(1, 0, 0, 1), ImPlotProp_LineWeight, 5.0f});
      ImPlot::EndPlot();
    }
    ImGui::End();
  };
  for (int i = 0; i < 3; ++i) frame(draw);
  EXPECT_GT(count_pixels({255, 0, 0}), 300);  // a line of some 300 x 5 pixels, its edges blended
  EXPECT_EQ(glGetError(), GLenum{GL_NO_ERROR});
}

TEST_F(GuiStack, TestEngineFindsAndClicksAButton) {
  engine_ = ImGuiTestEngine_CreateContext();
  ImGuiTestEngine_GetIO(engine_).ConfigRunSpeed = ImGuiTestRunSpeed_Fast;
  ImGuiTestEngine_GetIO(engine_).ConfigNoThrottle = true;
  ImGuiTest* test = IM_REGISTER_TEST(engine_, "stack", "click");
  test->TestFunc = [](ImGuiTestContext* ctx) {
    ctx->SetRef("panel");
    ctx->ItemClick("Go");
  };
  ImGuiTestEngine_Start(engine_, ImGui::GetCurrentContext());
  ImGuiTestEngine_QueueTest(engine_, test);
  int clicks = 0, frames = 0;
  while (!ImGuiTestEngine_IsTestQueueEmpty(engine_) && frames++ < 1000) {
    frame([&] {
      ImGui::Begin("panel");
      clicks += ImGui::Button("Go");
      ImGui::End();
    });
    ImGuiTestEngine_PostSwap(engine_);
  }
  EXPECT_EQ(clicks, 1);
  EXPECT_EQ(test->Output.Status, ImGuiTestStatus_Success);
  ImGuiTestEngine_Stop(engine_);
}

}  // namespace
}  // namespace alphabar
