#include "app/window/headless/headless.h"

#include <imgui.h>
#include <imgui_impl_opengl3.h>

#include <algorithm>
#include <string>

#include "app/theme/palette.h"
#include "app/window/frame.h"
#include "app/window/screen/magnify.h"
#include "app/window/screen/new_frame.h"
#include "core/base/error.h"
#include "core/gl/state_guard.h"
#include "core/system/memory.h"

namespace alphabar {

HeadlessWindow::HeadlessWindow(int width, int height)
    : context_(make_headless_context()), width_(width), height_(height), ui_(1) {
  // The target, what panels draw into, the picture that is read back, and its bytes as a file.
  require_driver_memory(
      "a window of " + std::to_string(width) + " x " + std::to_string(height) + " pixels",
      8.0 * width * height);
  target_ = std::make_unique<GlTarget>(GL_RGBA8);
  target_->resize(width, height);
  if (!ImGui_ImplOpenGL3_Init("#version 330 core"))
    throw Failed("the text renderer could not be started on this OpenGL driver");
}

HeadlessWindow::~HeadlessWindow() { ImGui_ImplOpenGL3_Shutdown(); }

void HeadlessWindow::resize(int width, int height) {
  const GlStateGuard guard;
  target_->resize(std::max(width, 1), std::max(height, 1));
  width_ = width;
  height_ = height;
}

void HeadlessWindow::build(AppState& app, double seconds, const std::function<void()>& also) {
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = {static_cast<float>(width_), static_cast<float>(height_)};
  io.DeltaTime = static_cast<float>(std::max(seconds, 1e-4));
  app.fonts = ui_.fonts();
  apply_scene_theme(app);
  ImGui_ImplOpenGL3_NewFrame();
  new_frame();
  draw_frame(app, seconds);
  if (also) also();
  ImGui::Render();
  if (app.presenter.on && ImGui::IsMousePosValid())
    magnify(*ImGui::GetDrawData(), ImGui::GetMousePos(), static_cast<float>(app.presenter.zoom));
}

void HeadlessWindow::draw(AppState& app, double seconds) {
  build(app, seconds);
  const GlStateGuard guard;
  target_->bind();
  const ImVec4 ground = palette(app.session.scene().view.theme).background;
  glClearColor(ground.x, ground.y, ground.z, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

Image HeadlessWindow::read() const {
  const std::size_t row = static_cast<std::size_t>(width_) * 4;
  Image image{width_, height_, 4,
              std::vector<std::uint8_t>(row * static_cast<std::size_t>(height_))};
  const GlStateGuard guard;
  target_->bind();
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(0, 0, width_, height_, GL_RGBA, GL_UNSIGNED_BYTE, image.pixels.data());
  if (glGetError() != GL_NO_ERROR) throw Failed("reading the picture back from OpenGL failed");
  // GL's first row is the bottom one.
  for (std::size_t y = 0; y < static_cast<std::size_t>(height_) / 2; ++y)
    std::swap_ranges(image.pixels.data() + y * row, image.pixels.data() + (y + 1) * row,
                     image.pixels.data() + (static_cast<std::size_t>(height_) - 1 - y) * row);
  for (std::size_t i = 3; i < image.pixels.size(); i += 4) image.pixels[i] = 255;
  return image;
}

}  // namespace alphabar
