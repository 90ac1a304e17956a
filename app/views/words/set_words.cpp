#include "app/views/words/set_words.h"

#include <imgui_internal.h>

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <string_view>
#include <utility>

#include "app/views/words/markdown.h"
#include "app/widgets/text.h"
#include "core/base/error.h"

namespace alphabar {
namespace {

constexpr float between_lines = 0.22F;       // of the letters' height
constexpr float between_paragraphs = 0.45F;  // the same
constexpr float indent = 1.4F;               // of a list, in letters' heights
constexpr float slant = 0.2F;                // of slanted letters: tan of the angle

/// Chinese, Japanese and Korean need no space to be broken at.
bool breaks_anywhere(unsigned code) {
  return code >= 0x2E80 && code <= 0x9FFF ? true : (code >= 0xF900 && code <= 0xFFEF);
}

/// What may not begin a line.
bool closes(unsigned code) {
  static constexpr std::u32string_view signs = U"，。、；：！？）》」』】〉”’…—,.;:!?)]}%";
  return signs.find(static_cast<char32_t>(code)) != std::u32string_view::npos;
}

/// The parts of words between which a line may end; a blank belongs to the part before it.
std::vector<std::string_view> parts_of(std::string_view words) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  bool after_blank = false, after_free = false;
  for (std::size_t i = 0; i < words.size();) {
    unsigned code = 0;
    const int bytes = ImTextCharFromUtf8(&code, words.data() + i, words.data() + words.size());
    const bool blank = code == ' ' || code == '\t', free = breaks_anywhere(code);
    const bool may_break = after_blank ? !blank : (free || after_free) && !blank && !closes(code);
    if (may_break && i > begin) {
      parts.push_back(words.substr(begin, i - begin));
      begin = i;
    }
    after_blank = blank;
    after_free = free;
    i += static_cast<std::size_t>(std::max(bytes, 1));
  }
  if (begin < words.size()) parts.push_back(words.substr(begin));
  return parts;
}

std::string_view without_end_blanks(std::string_view part) {
  const std::size_t last = part.find_last_not_of(" \t");
  return last == std::string_view::npos ? std::string_view() : part.substr(0, last + 1);
}

/// Puts runs on lines.
class Setter {
 public:
  Setter(float width, const WordsLook& look, FormulaSheet& formulas)
      : width_(width), look_(look), formulas_(formulas) {}

  void paragraph(const MarkdownParagraph& paragraph) {
    const float factor = paragraph.heading == 0   ? 1
                         : paragraph.heading == 1 ? 1.35F
                         : paragraph.heading == 2 ? 1.2F
                                                  : 1.1F;
    base_ = (look_.size > 0 ? look_.size : ImGui::GetStyle().FontSizeBase) * factor;
    if (!words_.runs.empty()) y_ += between_paragraphs * letters_height(false);
    left_ = static_cast<float>(paragraph.depth) * indent * letters_height(false);
    x_ = left_;
    if (!paragraph.marker.empty()) marker(paragraph.marker);
    for (const MarkdownPiece& piece : paragraph.pieces) {
      if (piece.kind == MarkdownPiece::Kind::line_break) end_line();
      if (piece.kind == MarkdownPiece::Kind::formula) formula(piece);
      if (piece.kind == MarkdownPiece::Kind::words)
        for (const std::string_view part : parts_of(piece.text))
          add(part, piece.strong || paragraph.heading > 0, piece.slanted);
    }
    end_line();
  }

  SetWords take() {
    words_.size.y = std::max(0.0F, y_ - between_lines * last_height_);
    return std::move(words_);
  }

 private:
  ImFont* font(bool strong) const {
    if (strong && look_.strong) return look_.strong;
    return look_.text ? look_.text : ImGui::GetFont();
  }
  /// Height of the letters' box in pixels.
  float letters_height(bool strong) const {
    ImGui::PushFont(font(strong), base_);
    const float height = ImGui::GetFontSize();
    ImGui::PopFont();
    return height;
  }
  float ascent(bool strong) const { return 0.78F * letters_height(strong); }

  void marker(const std::string& sign) {
    SetWords::Run run = run_of(sign, false, false);
    run.at.x = std::max(0.0F, left_ - run.size.x - 0.45F * run.pixels);
    line_.push_back({std::move(run), ascent(false)});
  }

  SetWords::Run run_of(std::string_view text, bool strong, bool slanted) const {
    SetWords::Run run;
    run.font = font(strong);
    ImGui::PushFont(run.font, base_);
    run.pixels = ImGui::GetFontSize();
    run.text = text;
    run.size = run.font->CalcTextSizeA(run.pixels, FLT_MAX, 0, run.text.c_str(),
                                       run.text.c_str() + run.text.size());
    ImGui::PopFont();
    run.slanted = slanted;
    return run;
  }

  void add(std::string_view part, bool strong, bool slanted) {
    const SetWords::Run tight = run_of(without_end_blanks(part), strong, slanted);
    if (x_ > left_ && x_ + tight.size.x > width_) end_line();
    SetWords::Run run = run_of(part, strong, slanted);
    if (x_ == left_ && tight.text.empty()) return;  // blanks at a line's start
    const float advance = run.size.x;
    run.size.x = tight.size.x;
    run.at.x = x_;
    x_ += advance;
    line_.push_back({std::move(run), ascent(strong)});
  }

  void formula(const MarkdownPiece& piece) {
    const std::string latex = piece.display ? piece.text : "\\textstyle{" + piece.text + "}";
    const FormulaLook look{letters_height(false) * 0.92F, look_.color};
    try {
      SetWords::Run run;
      run.formula = true;
      run.text = latex;
      run.pixels = look.size;
      run.size = formulas_.size(latex, look);
      if (piece.display || (x_ > left_ && x_ + run.size.x > width_)) end_line();
      run.at.x = x_;
      x_ += run.size.x;
      line_.push_back({std::move(run), formulas_.baseline(latex, look)});
      if (piece.display) end_line();
    } catch (const BadRequest&) {  // it stands as it was written
      add("$" + piece.text + "$", false, false);
    }
  }

  void end_line() {
    if (line_.empty() && x_ == left_ && words_.runs.empty()) return;
    const float letters = letters_height(false);
    float above = ascent(false), below = letters - above;
    for (const auto& [run, baseline] : line_) {
      above = std::max(above, baseline);
      below = std::max(below, run.size.y - baseline);
    }
    for (auto& [run, baseline] : line_) {
      run.at.y = y_ + above - baseline;
      words_.size.x = std::max(words_.size.x, run.at.x + run.size.x);
      words_.runs.push_back(std::move(run));
    }
    if (!line_.empty()) ++words_.lines;
    line_.clear();
    last_height_ = letters;
    if (x_ > left_ || above + below > 0) y_ += above + below + between_lines * letters;
    x_ = left_;
  }

  struct Placed {
    SetWords::Run run;
    float baseline;  ///< from its top
  };

  float width_;
  const WordsLook& look_;
  FormulaSheet& formulas_;
  SetWords words_;
  std::vector<Placed> line_;
  float base_ = 0, x_ = 0, y_ = 0, left_ = 0, last_height_ = 0;
};

/// Letters lean to the right of their feet.
void lean(ImDrawList& list, int first_vertex, float foot) {
  for (int i = first_vertex; i < list.VtxBuffer.Size; ++i)
    list.VtxBuffer[i].pos.x += slant * (foot - list.VtxBuffer[i].pos.y);
}

}  // namespace

SetWords set_words(const std::string& markdown, float width, const WordsLook& look,
                   FormulaSheet& formulas) {
  Setter setter(width, look, formulas);
  for (const MarkdownParagraph& paragraph : parse_markdown(markdown)) setter.paragraph(paragraph);
  return setter.take();
}

void draw_words(ImDrawList& list, const ImVec2& at, const SetWords& words, const WordsLook& look,
                FormulaSheet& formulas) {
  const ImU32 color = ImGui::ColorConvertFloat4ToU32({look.color.r, look.color.g, look.color.b, 1});
  for (const SetWords::Run& run : words.runs) {
    const ImVec2 corner{at.x + run.at.x, at.y + run.at.y};
    note_drawn(list, run.text, corner, {corner.x + run.size.x, corner.y + run.size.y});
    if (run.formula) {
      formulas.draw(list, corner, run.text, {run.pixels, look.color});
      continue;
    }
    const int first = list.VtxBuffer.Size;
    list.AddText(run.font, run.pixels, corner, color, run.text.data(),
                 run.text.data() + run.text.size());
    if (run.slanted) lean(list, first, corner.y + 0.78F * run.pixels);
  }
}

}  // namespace alphabar
