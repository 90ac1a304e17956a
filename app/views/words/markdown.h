#pragma once

#include <string>
#include <vector>

namespace alphabar {

/// A part of a paragraph that is set in one way.
struct MarkdownPiece {
  enum class Kind { words, formula, line_break } kind = Kind::words;
  std::string text;  ///< formula: LaTeX without its dollars
  bool strong = false, slanted = false;
  bool display = false;  ///< formula: on a line of its own
  bool operator==(const MarkdownPiece&) const = default;
};

struct MarkdownParagraph {
  int heading = 0;     ///< 1..6; 0: none
  int depth = 0;       ///< of the list that it is in; 0: none
  std::string marker;  ///< before its first line: "•", "2."; empty: none
  std::vector<MarkdownPiece> pieces;
  bool operator==(const MarkdownParagraph&) const = default;
};

/// CommonMark with $...$ and $$...$$ for formulas: paragraphs, headings, lists, emphasis. A line's
/// end in the text ends it on screen, too. Of links the words are kept, of pictures what stands for
/// them; HTML is text. Any bytes give something.
std::vector<MarkdownParagraph> parse_markdown(const std::string& text);

/// Plain text as Markdown that shows it as it is, in one line.
std::string markdown_of(const std::string& text);

/// A formula in plain text (core/plan/formula/step_formula.h), set, and where it is from.
std::string formula_words(const std::string& formula, const std::string& source);

/// Markdown without its signs, in one line; formulas as they are written.
std::string plain_words(const std::string& markdown);

}  // namespace alphabar
