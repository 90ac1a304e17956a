#pragma once

#include <imgui.h>

#include <map>
#include <string>

#include "app/views/draw/formula_sheet.h"

namespace alphabar {

/// What views leave for one who draws them on paper (app/export/figure), where it hangs in ImGui's
/// own context (ImGuiIO::UserData): which textures are formulas.
struct PrintNotes {
  struct Formula {
    std::string latex;
    FormulaLook look;
  };
  std::map<ImTextureID, Formula> formulas;
};

/// Of the current context; null on a screen.
inline PrintNotes* print_notes() { return static_cast<PrintNotes*>(ImGui::GetIO().UserData); }

/// Whether a view is drawn on paper: then it shows no controls.
inline bool on_paper() { return print_notes() != nullptr; }

}  // namespace alphabar
