#pragma once

#include <memory>

#include "app/views/draw/formula_sheet.h"
#include "app/window/lecture/moment_pictures.h"
#include "app/window/screen/backing.h"
#include "app/window/screen/ui.h"
#include "app/window/state/app_state.h"
#include "core/gl/context/glfw_context.h"

namespace alphabar {

/// The lecturer's window beside the one that the class sees: notes, the next moment, clock,
/// controls. It has contexts of its own; those of the caller are current again after each call.
class NotesWindow {
 public:
  NotesWindow();
  ~NotesWindow();

  /// One frame; false: the window was closed.
  bool draw(AppState& app);

 private:
  std::unique_ptr<GlfwContext> context_;
  std::unique_ptr<Ui> ui_;
  std::unique_ptr<FormulaSheet> formulas_;
  std::unique_ptr<MomentPictures> pictures_;
  std::unique_ptr<Backing> backing_;
};

}  // namespace alphabar
