#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/files/image/image.h"

namespace alphabar {

/// A place on a page, in its units: x to the right, y down, from the upper left corner.
struct PagePoint {
  double x = 0, y = 0;
  bool operator==(const PagePoint&) const = default;
};

/// sRGB and opacity, each in [0, 1].
struct PageColor {
  double r = 0, g = 0, b = 0, a = 1;
  bool operator==(const PageColor&) const = default;
};

struct PageBox {
  PagePoint min, max;
  bool operator==(const PageBox&) const = default;
};

/// A closed or open line of straight pieces and cubic Bezier curves.
struct PagePath {
  enum class Verb : std::uint8_t { move, line, curve, close };
  std::vector<Verb> verbs;
  std::vector<PagePoint> points;  ///< one of move and line, three of curve, none of close

  void move(const PagePoint& p) { add(Verb::move, p); }
  void line(const PagePoint& p) { add(Verb::line, p); }
  void curve(const PagePoint& a, const PagePoint& b, const PagePoint& end) {
    add(Verb::curve, a);
    points.push_back(b);
    points.push_back(end);
  }
  void close() { verbs.push_back(Verb::close); }

 private:
  void add(Verb verb, const PagePoint& p) {
    verbs.push_back(verb);
    points.push_back(p);
  }
};

/// A font of the text on a page. The bytes outlive the page.
struct PageFont {
  std::string_view bytes;  ///< of its file
  int face = 0;            ///< of a collection
  bool operator==(const PageFont&) const = default;
};

/// A letter: where its origin lies on its baseline.
struct PageGlyph {
  char32_t letter = 0;
  double x = 0;
};

/// Letters of one font on one baseline, from left to right.
struct PageText {
  PageFont font;
  double em = 10, y = 0;  ///< units; the baseline
  PageColor color;
  std::vector<PageGlyph> glyphs;
};

/// How a picture is enlarged.
enum class PageTexels { smooth, sharp };

/// A page that is drawn on once, what comes later over what came before. Everything is clipped to
/// the newest clip().
class VectorPage {
 public:
  virtual ~VectorPage() = default;

  /// Fills by the nonzero rule.
  virtual void fill(const PagePath& path, const PageColor& color) = 0;
  /// Round joins and flat ends.
  virtual void stroke(const std::vector<PagePoint>& points, double width,
                      const PageColor& color) = 0;
  /// Filled circles of one radius and colour, each over the ones before.
  virtual void discs(const std::vector<PagePoint>& centers, double radius,
                     const PageColor& color) = 0;
  virtual void text(const PageText& text) = 0;
  /// RGBA or RGB over a box.
  virtual void picture(const Image& image, const PageBox& box, PageTexels texels) = 0;
  /// What follows is cut to this box.
  virtual void clip(const PageBox& box) = 0;

  /// The file appears. Nothing may be drawn afterwards; without it nothing is left. Throws Failed.
  virtual void finish() = 0;
};

enum class TextAs { text, paths };

struct PageSpec {
  double width = 1, height = 1;  ///< units
  double unit = 1;               ///< points (1/72 inch) of a unit
  TextAs text = TextAs::text;
  std::string title = {};
  std::string recipe = {};  ///< the scene's JSON; empty: none
};

/// A page for the path's extension, .svg or .pdf. Equal drawing makes equal bytes.
/// Throws BadRequest for another extension and for a path that cannot be written.
std::unique_ptr<VectorPage> open_page(const std::filesystem::path& path, const PageSpec& spec);

}  // namespace alphabar
