#include "core/files/vector/pdf_page.h"

#include <cairo-ft.h>
#include <cairo-pdf.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <new>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/path_text.h"
#include "core/files/vector/utf8.h"
#include "core/files/xmp.h"

namespace alphabar {
namespace {

cairo_status_t append(void* to, const unsigned char* bytes, unsigned int count) {
  static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(bytes), count);
  return CAIRO_STATUS_SUCCESS;
}

/// Pixels as cairo has them, premultiplied.
std::vector<std::uint32_t> premultiplied(const Image& image) {
  std::vector<std::uint32_t> pixels;
  const auto channels = static_cast<std::size_t>(image.channels);
  for (std::size_t i = 0; i + channels <= image.pixels.size(); i += channels) {
    const std::uint8_t* p = &image.pixels[i];
    const std::uint32_t a = channels == 4 ? p[3] : 255;
    const auto part = [a](std::uint32_t c) { return (c * a + 127) / 255; };
    const bool gray = channels == 1;
    pixels.push_back(a << 24 | part(p[0]) << 16 | part(p[gray ? 0 : 1]) << 8 |
                     part(p[gray ? 0 : 2]));
  }
  return pixels;
}

/// A face for cairo, which keeps it for some time after it was last used, and what it lies in.
cairo_font_face_t* cairo_face(FT_Face face, const std::shared_ptr<FontOutlines>& owner) {
  static const cairo_user_data_key_t key{};
  cairo_font_face_t* made = cairo_ft_font_face_create_for_ft_face(face, 0);
  auto* held = new std::shared_ptr<FontOutlines>(owner);
  const auto release = [](void* p) { delete static_cast<std::shared_ptr<FontOutlines>*>(p); };
  if (cairo_font_face_set_user_data(made, &key, held, release) != CAIRO_STATUS_SUCCESS) {
    release(held);
    throw std::bad_alloc();
  }
  return made;
}

}  // namespace

PdfPage::PdfPage(const std::filesystem::path& path, const PageSpec& spec)
    : file_(path), spec_(spec) {
  surface_ = cairo_pdf_surface_create_for_stream(append, &bytes_, spec.width * spec.unit,
                                                 spec.height * spec.unit);
  // No clock: equal drawing makes equal bytes.
  cairo_pdf_surface_set_metadata(surface_, CAIRO_PDF_METADATA_CREATE_DATE, "");
  cairo_pdf_surface_set_metadata(surface_, CAIRO_PDF_METADATA_CREATOR, "Alphabar");
  if (!spec.title.empty())
    cairo_pdf_surface_set_metadata(surface_, CAIRO_PDF_METADATA_TITLE, spec.title.c_str());
  cairo_ = cairo_create(surface_);
  cairo_scale(cairo_, spec.unit, spec.unit);
  check();
}

PdfPage::~PdfPage() {
  cairo_destroy(cairo_);
  for (const auto& [face, font] : faces_) cairo_font_face_destroy(font);
  cairo_surface_destroy(surface_);
}

void PdfPage::check() {
  const cairo_status_t status = cairo_status(cairo_);
  if (status != CAIRO_STATUS_SUCCESS)
    throw Failed(shown(file_.target()) +
                 ": cannot draw the page: " + cairo_status_to_string(status));
}

void PdfPage::trace(const PagePath& path) {
  std::size_t at = 0;
  cairo_new_path(cairo_);
  for (const PagePath::Verb verb : path.verbs) {
    const PagePoint* p = &path.points[at];
    switch (verb) {
      case PagePath::Verb::move: cairo_move_to(cairo_, p->x, p->y); break;
      case PagePath::Verb::line: cairo_line_to(cairo_, p->x, p->y); break;
      case PagePath::Verb::curve:
        cairo_curve_to(cairo_, p[0].x, p[0].y, p[1].x, p[1].y, p[2].x, p[2].y);
        break;
      case PagePath::Verb::close: cairo_close_path(cairo_); break;
    }
    at += verb == PagePath::Verb::close ? 0 : verb == PagePath::Verb::curve ? 3 : 1;
  }
}

void PdfPage::fill(const PagePath& path, const PageColor& color) {
  if (path.verbs.empty()) return;
  trace(path);
  cairo_set_source_rgba(cairo_, color.r, color.g, color.b, color.a);
  cairo_fill(cairo_);
}

void PdfPage::stroke(const std::vector<PagePoint>& points, double width, const PageColor& color) {
  cairo_new_path(cairo_);
  for (const PagePoint& p : points) cairo_line_to(cairo_, p.x, p.y);
  cairo_set_line_width(cairo_, width);
  cairo_set_line_join(cairo_, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap(cairo_, CAIRO_LINE_CAP_BUTT);
  cairo_set_source_rgba(cairo_, color.r, color.g, color.b, color.a);
  cairo_stroke(cairo_);
}

void PdfPage::discs(const std::vector<PagePoint>& centers, double radius, const PageColor& color) {
  // A line of no length with round ends is a disc, in a tenth of the bytes of four curves.
  cairo_set_line_cap(cairo_, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_width(cairo_, 2 * radius);
  cairo_set_source_rgba(cairo_, color.r, color.g, color.b, color.a);
  for (const PagePoint& p : centers) {
    cairo_move_to(cairo_, p.x, p.y);
    cairo_line_to(cairo_, p.x, p.y);
    cairo_stroke(cairo_);
  }
}

void PdfPage::text(const PageText& text) {
  if (text.glyphs.empty()) return;
  if (spec_.text == TextAs::paths) {
    PagePath path;
    for (const PageGlyph& glyph : text.glyphs)
      fonts_->append(path, text.font, glyph.letter, {glyph.x, text.y}, text.em);
    return fill(path, text.color);
  }
  FT_Face face = fonts_->face(text.font);
  cairo_font_face_t*& font = faces_[face];
  if (!font) font = cairo_face(face, fonts_);
  cairo_set_font_face(cairo_, font);
  cairo_set_font_size(cairo_, text.em);
  std::string letters;
  std::vector<cairo_glyph_t> glyphs;
  std::vector<cairo_text_cluster_t> clusters;
  for (const PageGlyph& glyph : text.glyphs) {
    const std::string letter = utf8(glyph.letter);
    letters += letter;
    glyphs.push_back({FT_Get_Char_Index(face, glyph.letter), glyph.x, text.y});
    clusters.push_back({static_cast<int>(letter.size()), 1});
  }
  cairo_set_source_rgba(cairo_, text.color.r, text.color.g, text.color.b, text.color.a);
  cairo_show_text_glyphs(cairo_, letters.data(), static_cast<int>(letters.size()), glyphs.data(),
                         static_cast<int>(glyphs.size()), clusters.data(),
                         static_cast<int>(clusters.size()), cairo_text_cluster_flags_t{});
}

void PdfPage::picture(const Image& image, const PageBox& box, PageTexels texels) {
  std::vector<std::uint32_t> pixels = premultiplied(image);
  cairo_surface_t* picture = cairo_image_surface_create_for_data(
      reinterpret_cast<unsigned char*>(pixels.data()), CAIRO_FORMAT_ARGB32, image.width,
      image.height, 4 * image.width);
  cairo_save(cairo_);
  cairo_translate(cairo_, box.min.x, box.min.y);
  cairo_scale(cairo_, (box.max.x - box.min.x) / image.width,
              (box.max.y - box.min.y) / image.height);
  cairo_set_source_surface(cairo_, picture, 0, 0);
  cairo_pattern_set_filter(cairo_get_source(cairo_),
                           texels == PageTexels::sharp ? CAIRO_FILTER_NEAREST : CAIRO_FILTER_GOOD);
  cairo_pattern_set_extend(cairo_get_source(cairo_), CAIRO_EXTEND_PAD);
  cairo_rectangle(cairo_, 0, 0, image.width, image.height);
  cairo_fill(cairo_);
  cairo_restore(cairo_);
  cairo_surface_flush(surface_);
  cairo_surface_finish(picture);  // the page has a copy of its own
  cairo_surface_destroy(picture);
}

void PdfPage::clip(const PageBox& box) {
  cairo_reset_clip(cairo_);
  cairo_rectangle(cairo_, box.min.x, box.min.y, std::max(box.max.x - box.min.x, 0.0),
                  std::max(box.max.y - box.min.y, 0.0));
  cairo_clip(cairo_);
}

void PdfPage::finish() {
  cairo_show_page(cairo_);
  check();
  cairo_surface_finish(surface_);
  if (cairo_surface_status(surface_) != CAIRO_STATUS_SUCCESS)
    throw Failed(shown(file_.target()) + ": cannot end the page");
  if (!spec_.recipe.empty()) bytes_ = with_metadata(std::move(bytes_), xmp_packet(spec_.recipe));
  file_.write(std::string_view(bytes_));
  file_.commit();
}

std::string with_metadata(std::string pdf, const std::string& xmp) {
  const auto number_after = [&](std::string_view key) -> long {
    const std::size_t at = pdf.rfind(key);
    if (at == std::string::npos) throw Failed("this cairo writes its PDF in another way");
    return std::strtol(pdf.c_str() + at + key.size(), nullptr, 10);
  };
  const long root = number_after("/Root "), size = number_after("/Size "),
             previous = number_after("startxref\n");
  const std::string head = fmt::format("\n{} 0 obj\n", root);
  const std::size_t from = pdf.rfind(head), to = pdf.find("endobj", from);
  const std::size_t end = to == std::string::npos ? to : pdf.rfind(">>", to);
  if (from == std::string::npos || end == std::string::npos || end < from)
    throw Failed("this cairo writes its PDF in another way");
  std::string catalog = pdf.substr(from + 1, end - from - 1);
  const std::size_t at_metadata = pdf.size();
  pdf += fmt::format(
      "{} 0 obj\n<< /Type /Metadata /Subtype /XML /Length {} >>\nstream\n{}\nendstream\n"
      "endobj\n",
      size, xmp.size(), xmp);
  const std::size_t at_catalog = pdf.size();
  pdf += fmt::format("{}   /Metadata {} 0 R\n>>\nendobj\n", catalog, size);
  const std::size_t at_table = pdf.size();
  pdf += fmt::format("xref\n{} 1\n{:010} 00000 n \n{} 1\n{:010} 00000 n \n", root, at_catalog, size,
                     at_metadata);
  pdf += fmt::format("trailer\n<< /Size {} /Root {} 0 R /Prev {} >>\nstartxref\n{}\n%%EOF\n",
                     size + 1, root, previous, at_table);
  return pdf;
}

}  // namespace alphabar
