#include "app/window/screen/backing.h"

#include <GLFW/glfw3.h>
#include <epoxy/gl.h>
#include <imgui.h>
#include <imgui_impl_glfw.h>
#include <imgui_impl_opengl3.h>

#include <algorithm>

#include "app/theme/palette.h"
#include "app/window/screen/magnify.h"
#include "app/window/screen/new_frame.h"
#include "core/base/error.h"

namespace alphabar {

Backing::Backing(GLFWwindow* window) {
  ImGui_ImplGlfw_InitForOpenGL(window, true);
  if (!ImGui_ImplOpenGL3_Init("#version 330 core"))
    throw Failed("the text renderer could not be started on this OpenGL driver");
}

Backing::~Backing() {
  ImGui_ImplOpenGL3_Shutdown();
  ImGui_ImplGlfw_Shutdown();
}

void begin_frame(GLFWwindow* window) {
  // Another one on another monitor; 1 where the desktop scales the window itself.
  ImGui::GetStyle().FontScaleDpi = std::max(ImGui_ImplGlfw_GetContentScaleForWindow(window), 1.0F);
  ImGui_ImplOpenGL3_NewFrame();
  ImGui_ImplGlfw_NewFrame();
  new_frame();
}

/// The frame in the window's own buffer is kept as a freeze begins, and replaced by it then on.
void Backing::keep_or_show_kept(const std::array<int, 2>& size, bool frozen) {
  if (!frozen) return kept_.reset();
  const auto [width, height] = size;
  const bool begins = !kept_;
  if (begins) {
    kept_ = std::make_unique<GlTarget>(GL_RGBA8);
    kept_->resize(width, height);
  }
  glBindFramebuffer(begins ? GL_READ_FRAMEBUFFER : GL_DRAW_FRAMEBUFFER, 0);
  glBindFramebuffer(begins ? GL_DRAW_FRAMEBUFFER : GL_READ_FRAMEBUFFER, kept_->framebuffer());
  glBlitFramebuffer(0, 0, kept_->width(), kept_->height(), 0, 0, begins ? kept_->width() : width,
                    begins ? kept_->height() : height, GL_COLOR_BUFFER_BIT, GL_LINEAR);
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
}

void Backing::show(GLFWwindow* window, Theme theme, const Screen& screen) {
  ImGui::Render();
  if (ImGui::IsMousePosValid()) magnify(*ImGui::GetDrawData(), ImGui::GetMousePos(), screen.zoom);
  int width = 0, height = 0;
  glfwGetFramebufferSize(window, &width, &height);
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
  glViewport(0, 0, width, height);
  const ImVec4 ground = palette(theme).background;
  glClearColor(ground.x, ground.y, ground.z, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  keep_or_show_kept({width, height}, screen.frozen);
  glfwSwapBuffers(window);
}

}  // namespace alphabar
