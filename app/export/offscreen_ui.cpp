#include "app/export/offscreen_ui.h"

#include <imgui.h>
#include <imgui_impl_opengl3.h>
#include <imgui_internal.h>
#include <implot.h>

#include <algorithm>
#include <string>

#include "app/theme/theme.h"
#include "app/views/draw/print_notes.h"
#include "app/views/draw/view_colors.h"
#include "core/base/error.h"
#include "core/gl/state_guard.h"
#include "core/gl/texture.h"
#include "core/system/memory.h"

namespace alphabar {
namespace {

/// Makes contexts current and puts the former ones back.
class CurrentUi {
 public:
  CurrentUi(ImGuiContext* imgui, ImPlotContext* implot)
      : imgui_(ImGui::GetCurrentContext()), implot_(ImPlot::GetCurrentContext()) {
    ImGui::SetCurrentContext(imgui);
    ImPlot::SetCurrentContext(implot);
  }
  ~CurrentUi() {
    ImGui::SetCurrentContext(imgui_);
    ImPlot::SetCurrentContext(implot_);
  }
  CurrentUi(const CurrentUi&) = delete;
  CurrentUi& operator=(const CurrentUi&) = delete;

 private:
  ImGuiContext* imgui_;
  ImPlotContext* implot_;
};

}  // namespace

struct OffscreenUi::Parts {
  int width, height;
  double pixel_scale;
  GlTarget target{GL_RGBA8};
  ImGuiContext* imgui = nullptr;
  ImPlotContext* implot = nullptr;
  Fonts fonts;
};

OffscreenUi::OffscreenUi(int width, int height, double pixel_scale)
    : parts_(std::make_unique<Parts>()) {
  parts_->width = width;
  parts_->height = height;
  parts_->pixel_scale = pixel_scale;
  // Besides the target, the picture that is read back and what the frame is made of.
  require_driver_memory(
      "a frame of " + std::to_string(width) + " x " + std::to_string(height) + " pixels",
      8.0 * width * height);
  parts_->target.resize(width, height);
  const CurrentUi keep(nullptr, nullptr);
  parts_->imgui = ImGui::CreateContext();
  parts_->implot = ImPlot::CreateContext();
  ImGui::SetCurrentContext(parts_->imgui);
  ImPlot::SetCurrentContext(parts_->implot);
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  parts_->fonts = add_fonts(*io.Fonts, static_cast<float>(pixel_scale));
  if (!ImGui_ImplOpenGL3_Init("#version 330 core"))
    throw Failed("the text renderer could not be started on this OpenGL driver");
}

OffscreenUi::~OffscreenUi() {
  const CurrentUi keep(parts_->imgui, parts_->implot);
  ImGui_ImplOpenGL3_Shutdown();
  ImPlot::DestroyContext(parts_->implot);
  ImGui::DestroyContext(parts_->imgui);
}

const Fonts& OffscreenUi::fonts() const { return parts_->fonts; }

void OffscreenUi::mouse(const Mouse& mouse) {
  const CurrentUi keep(parts_->imgui, parts_->implot);
  ImGuiIO& io = ImGui::GetIO();
  if (mouse.x < 0 || mouse.y < 0)
    io.AddMousePosEvent(-FLT_MAX, -FLT_MAX);
  else
    io.AddMousePosEvent(mouse.x, mouse.y);
  io.AddMouseButtonEvent(0, mouse.down);
  if (mouse.wheel != 0) io.AddMouseWheelEvent(0, mouse.wheel);
}

/// One frame, up to what is to be painted; the contexts are current and the theme is applied.
void OffscreenUi::build(const std::function<void()>& content) {
  ImGuiIO& io = ImGui::GetIO();
  const auto scale = static_cast<float>(parts_->pixel_scale);
  // Where a point is no whole number of pixels, ImGui's window of whole points and OpenGL's
  // scissors of whole pixels would both leave out the last row.
  const bool whole = scale == 1;
  const float more = whole ? 0 : 0.01F;
  io.DisplaySize = {(static_cast<float>(parts_->width) + more) / scale,
                    (static_cast<float>(parts_->height) + more) / scale};
  io.DisplayFramebufferScale = {scale, scale};
  io.DeltaTime = 1.0F / 60;
  if (on_paper()) ImGui::GetStyle().ScrollbarSize = 1e-3F;
  ImGui_ImplOpenGL3_NewFrame();
  ImGui::NewFrame();
  // As vectors letters stand where they belong, not on whole pixels.
  if (!ImGui::GetStyle().AntiAliasedLines)
    ImGui::GetDrawListSharedData()->InitialDrawFlags |= ImDrawFlags_TextNoPixelSnap;
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(whole ? io.DisplaySize
                                 : ImVec2(io.DisplaySize.x + 1, io.DisplaySize.y + 1));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);  // it would be cut off the content
  ImGui::Begin("picture", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoScrollWithMouse);
  ImGui::PopStyleVar(2);
  content();
  ImGui::End();
  ImGui::Render();
}

void OffscreenUi::draw(Theme theme, double font_scale, const std::function<void()>& content) {
  const CurrentUi keep(parts_->imgui, parts_->implot);
  apply_theme(theme, static_cast<float>(font_scale));
  build(content);
  const GlStateGuard guard;
  parts_->target.bind();
  const ImVec4 panel = palette(theme).panel;
  glClearColor(panel.x, panel.y, panel.z, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

void OffscreenUi::put_on_paper(PrintNotes& notes) {
  const CurrentUi keep(parts_->imgui, parts_->implot);
  ImGui::GetIO().UserData = &notes;
}

void OffscreenUi::lay_out(Theme theme, double font_scale, const std::function<void()>& content,
                          const std::function<void(const ImDrawData&)>& use) {
  const CurrentUi keep(parts_->imgui, parts_->implot);
  apply_theme(theme, static_cast<float>(font_scale));
  ImGuiStyle& style = ImGui::GetStyle();
  style.AntiAliasedLines = style.AntiAliasedFill = false;
  style.CircleTessellationMaxError = 0.02F;
  style.CurveTessellationMaxError = 0.05F;
  build(content);
  const ImDrawData& made = *ImGui::GetDrawData();
  const GlStateGuard guard;
  for (ImTextureData* texture : *made.Textures)
    if (texture->Status != ImTextureStatus_OK) ImGui_ImplOpenGL3_UpdateTexture(texture);
  use(made);
}

Image OffscreenUi::read() const {
  const int w = parts_->width, h = parts_->height;
  Image image{w, h, 4, std::vector<std::uint8_t>(static_cast<std::size_t>(w) * h * 4)};
  const GlStateGuard guard;
  parts_->target.bind();
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(0, 0, w, h, GL_RGBA, GL_UNSIGNED_BYTE, image.pixels.data());
  if (glGetError() != GL_NO_ERROR) throw Failed("reading the picture back from OpenGL failed");
  const std::size_t row = static_cast<std::size_t>(w) * 4;
  for (int y = 0; y < h / 2; ++y)  // GL's first row is the bottom one
    std::swap_ranges(image.pixels.begin() + static_cast<std::ptrdiff_t>(y * row),
                     image.pixels.begin() + static_cast<std::ptrdiff_t>((y + 1) * row),
                     image.pixels.begin() + static_cast<std::ptrdiff_t>((h - 1 - y) * row));
  for (std::size_t i = 3; i < image.pixels.size(); i += 4) image.pixels[i] = 255;
  return image;
}

}  // namespace alphabar
