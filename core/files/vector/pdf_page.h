#pragma once

#include <exception>
#include <map>
#include <memory>
#include <string>

#include "core/files/atomic_file.h"
#include "core/files/vector/font_outlines.h"
#include "core/files/vector/vector_page.h"

typedef struct _cairo cairo_t;
typedef struct _cairo_surface cairo_surface_t;
typedef struct _cairo_font_face cairo_font_face_t;

namespace alphabar {

/// A page as PDF, by cairo: text that can be searched and copied in fonts of which what is used is
/// inside, the recipe as XMP metadata.
class PdfPage : public VectorPage {
 public:
  PdfPage(const std::filesystem::path& path, const PageSpec& spec);
  ~PdfPage() override;

  void fill(const PagePath& path, const PageColor& color) override;
  void stroke(const std::vector<PagePoint>& points, double width, const PageColor& color) override;
  void discs(const std::vector<PagePoint>& centers, double radius, const PageColor& color) override;
  void text(const PageText& text) override;
  void picture(const Image& image, const PageBox& box, PageTexels texels) override;
  void clip(const PageBox& box) override;
  void finish() override;

 private:
  void check();
  void trace(const PagePath& path);

  AtomicFile file_;
  PageSpec spec_;
  std::string bytes_;  // of the whole file: what is added to it points into it
  std::shared_ptr<FontOutlines> fonts_ = std::make_shared<FontOutlines>();
  std::map<FT_Face, cairo_font_face_t*> faces_;
  cairo_surface_t* surface_ = nullptr;
  cairo_t* cairo_ = nullptr;
};

/// The bytes of a PDF that cairo wrote, with an XMP packet as its document's metadata (ISO 32000-1,
/// 14.3.2), added as an incremental update (7.5.6). Throws Failed where they are laid out
/// otherwise.
std::string with_metadata(std::string pdf, const std::string& xmp);

}  // namespace alphabar
