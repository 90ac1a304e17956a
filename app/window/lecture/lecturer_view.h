#pragma once

#include "app/platform/fonts.h"
#include "app/views/draw/formula_sheet.h"
#include "app/window/lecture/moment_pictures.h"
#include "app/window/state/app_state.h"

namespace alphabar {

/// What the view is drawn with: all of the context that is current.
struct LecturerTools {
  AppState& app;
  const Fonts& fonts;
  FormulaSheet& formulas;
  MomentPictures& pictures;
};

/// What the lecturer has before the eyes, over the whole of the current ImGui context's viewport:
/// where the lecture is, the notes of the slide and the moment, what comes next, the clock, and
/// buttons for what the class sees.
void lecturer_view(const LecturerTools& tools);

}  // namespace alphabar
