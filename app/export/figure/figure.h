#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/export/paper.h"
#include "core/base/listed.h"
#include "core/files/image/image.h"
#include "core/files/vector/vector_page.h"
#include "core/runs/net_outline.h"
#include "core/runs/runs.h"
#include "core/scene/scene.h"

namespace alphabar {

constexpr auto listed(TextAs) {
  return std::array{
      Listed{TextAs::text, "text", "text"},
      Listed{TextAs::paths, "paths", "outlines"},
  };
}

/// A figure: one view at one moment.
struct FigureSpec {
  std::string view = "lanes";         ///< its name in figure_views()
  int lane = 0;                       ///< the only one that is shown, from 1; 0: all
  double width = 84;                  ///< millimetres, 20..2000
  std::optional<double> height = {};  ///< 10..2000; none: as the view needs
  double type = 8;                    ///< size of its type, points, 3..72
  double position = 1;                ///< on the time slider, 0..1
  Theme theme = Theme::light;
  Paper paper = Paper::white;
  TextAs text = TextAs::text;
  double dpi = 300;                 ///< of a PNG, and of pictures inside the others, 36..2400
  std::size_t most_points = 20000;  ///< particles of a pane that are circles; more become pixels
  std::string language = {};        ///< of the scene's texts, where it has them in it; "": its own
  bool with_scene = true;           ///< the file carries the scene as its recipe

  bool operator==(const FigureSpec&) const = default;
};

/// Names of what a figure can show: "lanes, curves, ...".
std::string figure_view_names();

/// A size for a place: the columns of a paper, a slide.
struct FigureSize {
  const char* name;  ///< "column"
  const char* title;
  double width;  ///< millimetres
  std::optional<double> height;
  double type;  ///< points
};
std::span<const FigureSize> figure_sizes();

/// "column", or "120x80" in millimetres, or "120": sets width, height and, where the name has one,
/// the size of type. Throws BadRequest.
void read_figure_size(const std::string& text, FigureSpec& spec);

/// What `alphabar render` is told for it (app/export/export_process.h).
std::vector<std::string> render_words(const FigureSpec& spec);

/// Throws BadRequest naming what is wrong, its value and its range.
void check(const Scene& scene, const FigureSpec& spec);

/// The scene as a figure shows it: at its moment, in its theme, the other lanes muted, with the
/// panels whose work it needs. What is run for it.
Scene figure_scene(const Scene& scene, const FigureSpec& spec);

/// Draws it into a file, .svg, .pdf or .png, with the scene as its recipe. `runs` belong to
/// figure_scene() and are complete. A GL context of its own is current while it draws. Throws
/// BadRequest, also where there is nothing to show, and Failed. Returns the size of its type in
/// points: less than asked for where a view needs more room than there is. `inside`: of the net at
/// that moment, for the view "network"; null: it shows the blocks alone.
double draw_figure(const Scene& scene, const Runs& runs, const FigureSpec& spec,
                   const std::filesystem::path& file,
                   const std::shared_ptr<const NetInside>& inside = nullptr);

/// A figure on the screen, small, for somebody who chooses how it is to be: it waits for nothing.
/// Made, used and destroyed with an OpenGL context current.
class FigurePreview {
 public:
  /// Throws BadRequest where draw_figure() does.
  FigurePreview(const std::shared_ptr<const Scene>& scene, std::shared_ptr<const Runs> runs,
                const FigureSpec& spec);
  ~FigurePreview();

  double aspect() const;  ///< width over height
  /// RGBA, `high` pixels high.
  Image paint(int high);
  /// Whether everything was in what was painted last; else some is being worked out.
  bool whole() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace alphabar
