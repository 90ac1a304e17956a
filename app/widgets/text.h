#pragma once

#include <imgui.h>

#include <string>
#include <string_view>
#include <vector>

namespace alphabar {

/// Size of a text in the current font at `size` pixels (0: the current size).
ImVec2 text_size(std::string_view text, float size = 0);

/// How text is drawn.
struct TextLook {
  ImU32 color;
  ImVec2 align{0, 0};  ///< the share of its box that lies at the place given
  float size = 0;      ///< pixels; 0: the current size
};

/// Draws text so that the point `at` lies at the share `align` of its box: {0, 0} is its top left
/// corner, {0.5, 1} the middle of its bottom. Returns its box's size.
ImVec2 draw_text(ImDrawList& list, const ImVec2& at, std::string_view text, const TextLook& look);
ImVec2 draw_text(ImDrawList& list, const ImVec2& at, std::string_view text, ImU32 color,
                 const ImVec2& align = {0, 0});

/// What draw_text and draw_words draw while this lives, for tests that nothing is cut or lies over
/// another text. One at a time.
class DrawnTexts {
 public:
  struct Text {
    std::string words;
    ImVec2 min, max;            ///< its box, pixels
    ImVec2 clip_min, clip_max;  ///< what of the screen could be drawn on
  };

  DrawnTexts();
  ~DrawnTexts();
  DrawnTexts(const DrawnTexts&) = delete;
  DrawnTexts& operator=(const DrawnTexts&) = delete;

  const std::vector<Text>& texts() const { return texts_; }
  void clear() { texts_.clear(); }

 private:
  friend void note_drawn(const ImDrawList&, std::string_view, const ImVec2&, const ImVec2&);
  std::vector<Text> texts_;
};

/// Tells a DrawnTexts of words that were drawn otherwise, in the box from min to max.
void note_drawn(const ImDrawList& list, std::string_view words, const ImVec2& min,
                const ImVec2& max);

/// Whether a text has each of the words, in any order; only letters and figures count, in any case:
/// "solver 2m" is in "DPM-Solver++(2M)".
bool has_words(std::string_view text, std::string_view words);

/// As much of the text as fits the width, with "…" where something was left out: at the end of a
/// sentence, in the middle of a name, whose ends tell it from others.
std::string fitted(std::string_view text, float width, float size = 0);
std::string fitted_name(std::string_view name, float width, float size = 0);

}  // namespace alphabar
