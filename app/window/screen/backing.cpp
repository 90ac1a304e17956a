#include "app/window/screen/backing.h"

#include <GLFW/glfw3.h>
#include <epoxy/gl.h>
#include <imgui.h>
#include <imgui_impl_glfw.h>
#include <imgui_impl_opengl3.h>

#include <algorithm>

#include "app/theme/palette.h"
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

void show_frame(GLFWwindow* window, Theme theme) {
  ImGui::Render();
  int width = 0, height = 0;
  glfwGetFramebufferSize(window, &width, &height);
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
  glViewport(0, 0, width, height);
  const ImVec4 ground = palette(theme).background;
  glClearColor(ground.x, ground.y, ground.z, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  glfwSwapBuffers(window);
}

}  // namespace alphabar
