#include "app/views/words/markdown.h"

#include <md4c.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/plan/formula/step_formula.h"

namespace alphabar {
namespace {

/// Gathers paragraphs while md4c goes through a text.
class Reader {
 public:
  std::vector<MarkdownParagraph> paragraphs;

  void enter(MD_BLOCKTYPE type, void* detail) {
    if (type == MD_BLOCK_UL) lists_.push_back({false, 0});
    if (type == MD_BLOCK_OL)
      lists_.push_back({true, static_cast<const MD_BLOCK_OL_DETAIL*>(detail)->start});
    if (type == MD_BLOCK_LI) open_ = false;
    if (type == MD_BLOCK_LI && !lists_.empty())
      marker_ = lists_.back().ordered ? std::to_string(lists_.back().next++) + "." : "\u2022";
    if (type == MD_BLOCK_P || type == MD_BLOCK_CODE || type == MD_BLOCK_HR) begin(0);
    if (type == MD_BLOCK_H)
      begin(static_cast<int>(static_cast<const MD_BLOCK_H_DETAIL*>(detail)->level));
  }
  void leave(MD_BLOCKTYPE type) {
    if ((type == MD_BLOCK_UL || type == MD_BLOCK_OL) && !lists_.empty()) lists_.pop_back();
    if (type == MD_BLOCK_LI) {
      marker_.clear();
      open_ = false;
    }
    if (type == MD_BLOCK_P || type == MD_BLOCK_H || type == MD_BLOCK_CODE) open_ = false;
  }
  void span(MD_SPANTYPE type, int change) {
    if (type == MD_SPAN_STRONG) strong_ += change;
    if (type == MD_SPAN_EM) slanted_ += change;
    if (type == MD_SPAN_LATEXMATH || type == MD_SPAN_LATEXMATH_DISPLAY) {
      display_ = type == MD_SPAN_LATEXMATH_DISPLAY;
      if (change > 0) piece(MarkdownPiece::Kind::formula);
      in_formula_ = change > 0;
    }
  }
  void text(MD_TEXTTYPE type, std::string_view words) {
    if (!open_) begin(0);  // an item of a list whose lines stand close
    if (in_formula_) {
      paragraphs.back().pieces.back().text +=
          type == MD_TEXT_SOFTBR || type == MD_TEXT_BR ? " " : words;
      return;
    }
    if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR) {
      piece(MarkdownPiece::Kind::line_break);
      return;
    }
    if (type == MD_TEXT_NULLCHAR) words = "\uFFFD";
    for (std::size_t begin = 0; begin <= words.size();) {  // lines of code
      const std::size_t end = std::min(words.find('\n', begin), words.size());
      add(words.substr(begin, end - begin));
      if (end < words.size()) piece(MarkdownPiece::Kind::line_break);
      begin = end + 1;
    }
  }

 private:
  struct List {
    bool ordered;
    unsigned next;
  };

  void begin(int heading) {
    MarkdownParagraph& next = paragraphs.emplace_back();
    next.heading = heading;
    next.depth = static_cast<int>(lists_.size());
    next.marker = std::exchange(marker_, std::string());
    open_ = true;
  }
  void piece(MarkdownPiece::Kind kind) {
    if (!open_) begin(0);
    paragraphs.back().pieces.push_back({kind, "", strong_ > 0, slanted_ > 0, display_});
  }
  void add(std::string_view words) {
    if (words.empty()) return;
    auto& pieces = paragraphs.back().pieces;
    const bool goes_on = !pieces.empty() && pieces.back().kind == MarkdownPiece::Kind::words &&
                         pieces.back().strong == (strong_ > 0) &&
                         pieces.back().slanted == (slanted_ > 0);
    if (!goes_on) {
      display_ = false;
      piece(MarkdownPiece::Kind::words);
    }
    pieces.back().text += words;
  }

  std::vector<List> lists_;
  std::string marker_;
  int strong_ = 0, slanted_ = 0;
  bool open_ = false, in_formula_ = false, display_ = false;
};

Reader& reader_of(void* user) { return *static_cast<Reader*>(user); }

}  // namespace

std::vector<MarkdownParagraph> parse_markdown(const std::string& text) {
  MD_PARSER parser{};
  parser.flags = MD_FLAG_LATEXMATHSPANS | MD_FLAG_NOHTML | MD_FLAG_NOINDENTEDCODEBLOCKS;
  parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* user) {
    reader_of(user).enter(type, detail);
    return 0;
  };
  parser.leave_block = [](MD_BLOCKTYPE type, void*, void* user) {
    reader_of(user).leave(type);
    return 0;
  };
  parser.enter_span = [](MD_SPANTYPE type, void*, void* user) {
    reader_of(user).span(type, 1);
    return 0;
  };
  parser.leave_span = [](MD_SPANTYPE type, void*, void* user) {
    reader_of(user).span(type, -1);
    return 0;
  };
  parser.text = [](MD_TEXTTYPE type, const MD_CHAR* words, MD_SIZE size, void* user) {
    reader_of(user).text(type, {words, size});
    return 0;
  };
  Reader reader;
  if (md_parse(text.data(), static_cast<MD_SIZE>(text.size()), &parser, &reader) != 0) {
    MarkdownParagraph as_written;  // there was no memory for more
    as_written.pieces.emplace_back().text = text;
    return {as_written};
  }
  return std::move(reader.paragraphs);
}

std::string markdown_of(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (std::string_view("\\`*_{}[]()#+-.!$<>&|~").find(c) != std::string_view::npos)
      escaped += '\\';
    escaped += c == '\n' ? ' ' : c;
  }
  return escaped;
}

std::string formula_words(const std::string& formula, const std::string& source) {
  return "$" + latex(parse_equation(formula)) + "$\n\n" + markdown_of(source);
}

std::string plain_words(const std::string& markdown) {
  std::string words;
  for (const MarkdownParagraph& paragraph : parse_markdown(markdown)) {
    if (!words.empty()) words += ' ';
    for (const MarkdownPiece& piece : paragraph.pieces)
      words += piece.kind == MarkdownPiece::Kind::line_break ? " " : piece.text;
  }
  return words;
}

}  // namespace alphabar
