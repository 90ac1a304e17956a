#include "app/window/screen/ui.h"

#include <imgui.h>
#include <implot.h>

namespace alphabar {

Ui::Ui(float scale) : imgui_(ImGui::CreateContext()), implot_(ImPlot::CreateContext()) {
  make_current();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.ConfigFlags |= ImGuiConfigFlags_DockingEnable;
  io.ConfigWindowsMoveFromTitleBarOnly = true;
  io.ConfigDockingWithShift = true;  // a panel dragged by accident stays where it is
  io.ConfigDragClickToInputText = true;
  ImGui::GetStyle().FontScaleDpi = scale;
  fonts_ = add_fonts(*io.Fonts, scale);
}

void Ui::make_current() {
  ImGui::SetCurrentContext(imgui_);
  ImPlot::SetCurrentContext(implot_);
}

Ui::~Ui() {
  ImPlot::DestroyContext(implot_);
  ImGui::DestroyContext(imgui_);
}

}  // namespace alphabar
