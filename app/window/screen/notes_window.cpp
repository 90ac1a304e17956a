#include "app/window/screen/notes_window.h"

#include <GLFW/glfw3.h>
#include <imgui.h>
#include <implot.h>

#include <algorithm>

#include "app/theme/theme.h"
#include "app/window/lecture/lecturer_view.h"
#include "app/window/screen/placement.h"
#include "app/window/state/command.h"

namespace alphabar {
namespace {

/// What is current of the caller's, put back at the end.
class Current {
 public:
  Current()
      : window_(glfwGetCurrentContext()),
        imgui_(ImGui::GetCurrentContext()),
        implot_(ImPlot::GetCurrentContext()) {}
  ~Current() {
    glfwMakeContextCurrent(window_);
    ImGui::SetCurrentContext(imgui_);
    ImPlot::SetCurrentContext(implot_);
  }
  Current(const Current&) = delete;
  Current& operator=(const Current&) = delete;

 private:
  GLFWwindow* window_;
  ImGuiContext* imgui_;
  ImPlotContext* implot_;
};

}  // namespace

NotesWindow::NotesWindow() {
  const Current before;
  WindowOptions options;
  options.title = "Alphabar: notes";
  options.width = 960;
  options.height = 640;
  context_ = make_window_context(options);
  context_->make_current();
  glfwSwapInterval(0);  // the class's window keeps the time
  float scale = 1;
  glfwGetWindowContentScale(context_->window(), &scale, nullptr);
  ui_ = std::make_unique<Ui>(std::max(scale, 1.0F));
  backing_ = std::make_unique<Backing>(context_->window());
  formulas_ = std::make_unique<FormulaSheet>();
  pictures_ = std::make_unique<MomentPictures>();
}

NotesWindow::~NotesWindow() {
  const Current before;
  context_->make_current();
  ui_->make_current();
  pictures_.reset();
  formulas_.reset();
  backing_.reset();
  ui_.reset();
}

bool NotesWindow::draw(AppState& app) {
  GLFWwindow* window = context_->window();
  if (glfwWindowShouldClose(window)) return false;
  if (is_hidden(window)) return true;
  const Current before;
  context_->make_current();
  ui_->make_current();
  const ViewSpec& view = app.session.scene().view;
  const Theme theme = view.theme == Theme::projector ? Theme::light : view.theme;
  apply_theme(theme, static_cast<float>(view.font_scale));
  begin_frame(window);
  run_pressed(app);
  lecturer_view({app, ui_->fonts(), *formulas_, *pictures_});
  backing_->show(window, theme);
  return true;
}

}  // namespace alphabar
