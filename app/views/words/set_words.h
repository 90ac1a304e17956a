#pragma once

#include <imgui.h>

#include <string>
#include <vector>

#include "app/views/draw/formula_sheet.h"

namespace alphabar {

/// How words are set.
struct WordsLook {
  ImFont* text = nullptr;    ///< null: the current font
  ImFont* strong = nullptr;  ///< of what stands out; null: the same
  float size = 0;            ///< as ImGui::PushFont takes it; 0: the current one
  Rgb color{1, 1, 1};
};

/// Words on their lines: every run with its place from the top left corner, in pixels.
struct SetWords {
  struct Run {
    ImVec2 at, size;
    std::string text;
    ImFont* font = nullptr;
    float pixels = 0;
    bool formula = false, slanted = false;
  };
  std::vector<Run> runs;
  ImVec2 size{0, 0};
  int lines = 0;
};

/// Sets Markdown with formulas (markdown.h) in lines of at most `width` pixels; what cannot be
/// broken may be wider. A formula that cannot be set is its own text. The context that `formulas`
/// belongs to is current.
SetWords set_words(const std::string& markdown, float width, const WordsLook& look,
                   FormulaSheet& formulas);

void draw_words(ImDrawList& list, const ImVec2& at, const SetWords& words, const WordsLook& look,
                FormulaSheet& formulas);

}  // namespace alphabar
