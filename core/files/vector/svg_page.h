#pragma once

#include <string>

#include "core/files/atomic_file.h"
#include "core/files/vector/font_outlines.h"
#include "core/files/vector/vector_page.h"

namespace alphabar {

/// A page as SVG 1.1: text as text elements with a place for each letter, in the font's family
/// where the reader has it; pictures as PNG inside it.
class SvgPage : public VectorPage {
 public:
  SvgPage(const std::filesystem::path& path, const PageSpec& spec);

  void fill(const PagePath& path, const PageColor& color) override;
  void stroke(const std::vector<PagePoint>& points, double width, const PageColor& color) override;
  void discs(const std::vector<PagePoint>& centers, double radius, const PageColor& color) override;
  void text(const PageText& text) override;
  void picture(const Image& image, const PageBox& box, PageTexels texels) override;
  void clip(const PageBox& box) override;
  void finish() override;

 private:
  void put(const std::string& xml);
  void letters_as_paths(const PageText& text);

  AtomicFile file_;
  PageSpec spec_;
  FontOutlines fonts_;
  PageBox clip_;
  bool clipped_ = false;
  int clips_ = 0;
};

}  // namespace alphabar
