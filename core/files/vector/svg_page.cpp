#include "core/files/vector/svg_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "core/base/error.h"
#include "core/files/base64.h"
#include "core/files/image/png.h"
#include "core/files/vector/utf8.h"
#include "core/files/xmp.h"

namespace alphabar {
namespace {

/// With two decimals at most, "-0" never.
std::string number(double value) {
  std::string text = fmt::format("{:.2f}", value);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

std::string hex(const PageColor& color) {
  const auto byte = [](double part) {
    return std::lround(255 * std::min(std::max(part, 0.0), 1.0));
  };
  return fmt::format("#{:02x}{:02x}{:02x}", byte(color.r), byte(color.g), byte(color.b));
}

/// fill="#102030" fill-opacity="0.5".
std::string paint(std::string_view what, const PageColor& color) {
  std::string text = fmt::format("{}=\"{}\"", what, hex(color));
  if (color.a < 1) text += fmt::format(" {}-opacity=\"{:.3g}\"", what, color.a);
  return text;
}

std::string data_of(const PagePath& path) {
  std::string d;
  std::size_t at = 0;
  const auto place = [&](char verb, std::size_t count) {
    d.push_back(verb);
    for (std::size_t i = 0; i < count; ++i, ++at)
      d += (i > 0 ? " " : "") + number(path.points[at].x) + " " + number(path.points[at].y);
  };
  for (const PagePath::Verb verb : path.verbs) switch (verb) {
      case PagePath::Verb::move: place('M', 1); break;
      case PagePath::Verb::line: place('L', 1); break;
      case PagePath::Verb::curve: place('C', 3); break;
      case PagePath::Verb::close: d.push_back('Z'); break;
    }
  return d;
}

/// What CSS calls how heavy a face is.
int weight_of(FT_Face face) {
  const std::string_view style = face->style_name ? face->style_name : "";
  if (style.find("Semi") != std::string_view::npos) return 600;
  return style.find("Bold") != std::string_view::npos ? 700 : 400;
}

}  // namespace

SvgPage::SvgPage(const std::filesystem::path& path, const PageSpec& spec)
    : file_(path), spec_(spec) {
  put(
      fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<svg xmlns=\"http://www.w3.org/2000/svg\" "
                  "xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"{}pt\" height=\"{}pt\" "
                  "viewBox=\"0 0 {} {}\">\n",
                  number(spec.width * spec.unit), number(spec.height * spec.unit),
                  number(spec.width), number(spec.height)));
  if (!spec.title.empty()) put("<title>" + xml_text(spec.title) + "</title>\n");
  if (!spec.recipe.empty()) put("<metadata>" + xmp_element(spec.recipe) + "</metadata>\n");
}

void SvgPage::put(const std::string& xml) { file_.write(std::string_view(xml)); }

void SvgPage::fill(const PagePath& path, const PageColor& color) {
  if (path.verbs.empty()) return;
  put(fmt::format("<path {} d=\"{}\"/>\n", paint("fill", color), data_of(path)));
}

void SvgPage::stroke(const std::vector<PagePoint>& points, double width, const PageColor& color) {
  PagePath path;
  for (const PagePoint& p : points) path.verbs.empty() ? path.move(p) : path.line(p);
  put(fmt::format(
      "<path fill=\"none\" {} stroke-width=\"{}\" stroke-linejoin=\"round\" d=\"{}\"/>\n",
      paint("stroke", color), number(width), data_of(path)));
}

void SvgPage::discs(const std::vector<PagePoint>& centers, double radius, const PageColor& color) {
  std::string all = fmt::format("<g {}>\n", paint("fill", color));
  const std::string r = number(radius);
  for (const PagePoint& p : centers)
    all += "<circle cx=\"" + number(p.x) + "\" cy=\"" + number(p.y) + "\" r=\"" + r + "\"/>\n";
  put(all + "</g>\n");
}

void SvgPage::letters_as_paths(const PageText& text) {
  PagePath path;
  for (const PageGlyph& glyph : text.glyphs)
    fonts_.append(path, text.font, glyph.letter, {glyph.x, text.y}, text.em);
  fill(path, text.color);
}

void SvgPage::text(const PageText& text) {
  if (text.glyphs.empty()) return;
  if (spec_.text == TextAs::paths) return letters_as_paths(text);
  FT_Face face = fonts_.face(text.font);
  const int weight = weight_of(face);
  // A word each: readers that know no place for each letter (librsvg) begin words where they
  // belong.
  std::string words, places, letters;
  const auto end_word = [&] {
    if (!letters.empty())
      words += fmt::format("<tspan x=\"{}\">{}</tspan>", places, xml_text(letters));
    places.clear();
    letters.clear();
  };
  for (const PageGlyph& glyph : text.glyphs) {
    places += (places.empty() ? "" : " ") + number(glyph.x);
    letters += utf8(glyph.letter);
    if (glyph.letter == U' ') end_word();
  }
  end_word();
  put(fmt::format(
      "<text xml:space=\"preserve\" font-family=\"{}, sans-serif\"{} font-size=\"{}\" {} "
      "y=\"{}\">{}</text>\n",
      xml_text(face->family_name ? face->family_name : "sans-serif"),
      weight == 400 ? "" : fmt::format(" font-weight=\"{}\"", weight), number(text.em),
      paint("fill", text.color), number(text.y), words));
}

void SvgPage::picture(const Image& image, const PageBox& box, PageTexels texels) {
  put(fmt::format(
      "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" preserveAspectRatio=\"none\"{} "
      "xlink:href=\"data:image/png;base64,{}\"/>\n",
      number(box.min.x), number(box.min.y), number(box.max.x - box.min.x),
      number(box.max.y - box.min.y),
      texels == PageTexels::sharp ? " style=\"image-rendering:pixelated\"" : "",
      base64(png_bytes(image))));
}

void SvgPage::clip(const PageBox& box) {
  if (clipped_ && box == clip_) return;
  put(fmt::format(
      "{}<clipPath id=\"c{}\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/></clipPath>"
      "<g clip-path=\"url(#c{})\">\n",
      clipped_ ? "</g>\n" : "", clips_, number(box.min.x), number(box.min.y),
      number(std::max(box.max.x - box.min.x, 0.0)), number(std::max(box.max.y - box.min.y, 0.0)),
      clips_));
  ++clips_;
  clip_ = box;
  clipped_ = true;
}

void SvgPage::finish() {
  put(clipped_ ? "</g>\n</svg>\n" : "</svg>\n");
  file_.commit();
}

}  // namespace alphabar
