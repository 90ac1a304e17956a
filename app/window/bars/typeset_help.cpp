#include "app/window/bars/typeset_help.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <memory>
#include <string_view>

#include "app/theme/theme.h"
#include "app/views/words/set_words.h"

namespace alphabar {

HelpText typeset_help(AppState& app) {
  return HelpText([&app](const char* help) {
    if (std::string_view(help).find('$') == std::string_view::npos) return false;
    if (!app.note_formulas) app.note_formulas = std::make_unique<FormulaSheet>();
    const ImVec4 text = ImGui::GetStyleColorVec4(ImGuiCol_Text);
    const WordsLook look{app.fonts.text, app.fonts.strong, 0, {text.x, text.y, text.z}};
    const bool tooltip = ImGui::GetCurrentWindow()->Flags & ImGuiWindowFlags_Tooltip;
    const float width = tooltip ? grid(56) : ImGui::GetContentRegionAvail().x;
    const SetWords words = set_words(help, width, look, *app.note_formulas);
    draw_words(*ImGui::GetWindowDrawList(), ImGui::GetCursorScreenPos(), words, look,
               *app.note_formulas);
    ImGui::Dummy(words.size);
    return true;
  });
}

}  // namespace alphabar
