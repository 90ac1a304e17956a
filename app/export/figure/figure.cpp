#include "app/export/figure/figure.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "app/export/figure/draw_reader.h"
#include "app/export/figure/figure_views.h"
#include "app/export/figure/pane_vectors.h"
#include "app/export/offscreen_ui.h"
#include "app/export/opacity.h"
#include "app/views/draw/text.h"
#include "core/base/check.h"
#include "core/base/error.h"
#include "core/files/image/png.h"
#include "core/files/input_file.h"
#include "core/io/scene/scene_paths.h"

namespace alphabar {
namespace {

constexpr double points_in_mm = 72 / 25.4;
constexpr double em_at_one = 15;              // units to the em where ImGui's scale is 1 (fonts.h)
constexpr std::chrono::minutes patience{10};  // for plots that are worked out beside the lanes

constexpr std::array sizes{
    FigureSize{"column", "one column of a paper, 84 mm", 84, std::nullopt, 8},
    FigureSize{"two-columns", "two columns of a paper, 174 mm", 174, std::nullopt, 8},
    FigureSize{"slide", "a slide, 16:9", 338.7, 190.5, 18},
};

std::optional<double> number_in(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// How large a figure is on screen, at ImGui's scale 1.
struct Extent {
  double unit;  ///< points
  float width, height;
};

constexpr float margin = 6;  // units around a view

/// A view that is drawn several times: some of it settles a frame late.
class Drawing {
 public:
  Drawing(const Scene& scene, const Runs& runs, const FigureSpec& spec,
          const std::shared_ptr<const NetInside>& inside)
      : scene_(scene), spec_(spec), view_(figure_view(spec.view)), unit_(spec.type / em_at_one) {
    if (view_.narrowest > 0)
      unit_ = std::min(unit_, spec.width * points_in_mm / double{view_.narrowest});
    if (view_.lowest && spec.height)
      unit_ = std::min(unit_, *spec.height * points_in_mm / double{view_.lowest(scene_)});
    if (const std::string missing = view_.missing ? view_.missing(runs) : ""; !missing.empty())
      throw BadRequest("figure", "view", spec.view, missing);
    stage_ = std::make_unique<FigureStage>(scene_, runs);
    stage_->inside = inside;
    stage_->colors = view_colors(spec.theme, runs);
    if (spec.paper != Paper::theme) stage_->colors.ground = {1, 1, 1};
    width_ = static_cast<float>(spec.width * points_in_mm / unit_);
    height_ = spec.height ? static_cast<float>(*spec.height * points_in_mm / unit_) : measured();
  }

  double unit() const { return unit_; }
  double width() const { return double{width_}; }
  double height() const { return double{height_}; }

  /// As pixels, `scale` to a unit.
  Image paint(double scale) {
    if (spec_.paper != Paper::transparent) return painted(scale, stage_->colors.ground);
    const Image white = painted(scale, {1, 1, 1});
    return with_opacity(white, painted(scale, {0, 0, 0}));
  }

  /// The same at once, with what there is of plots that are worked out beside the views.
  Image preview(double scale) {
    patience_ = std::chrono::milliseconds(0);
    whole_ = true;
    return paint(scale);
  }
  bool whole() const { return whole_; }  ///< nothing in it is still being worked out

  void draw_on(VectorPage& page) {
    // Letters are placed by what they are at this scale, finely enough.
    OffscreenUi ui(pixels(detail), pixels_high(detail), detail);
    ui.put_on_paper(notes_);
    stage_->fonts = ui.fonts();
    const auto content = [&] { draw(); };
    for (int i = 0; i < settled; ++i) {
      ui.lay_out(spec_.theme, 1, content, [](const ImDrawData&) {});
      stage_->work.wait(patience_);
    }
    ui.lay_out(spec_.theme, 1, content, [&](const ImDrawData& data) {
      ReadOptions options;
      const double dots = spec_.dpi / 72 * unit_;
      options.dots_per_unit = dots;
      if (spec_.paper == Paper::transparent) options.paper = paper();
      options.picture = [&](const DrawnPicture& picture) {
        const PaneFrame* pane = stage_->panes.shown_in(static_cast<GLuint>(picture.texture));
        if (pane)
          draw_pane(page, *pane, picture.box,
                    {.most_points = spec_.most_points,
                     .dots_per_unit = dots,
                     .transparent = spec_.paper == Paper::transparent});
        return pane != nullptr;
      };
      DrawReader(page, notes_, std::move(options)).read(data);
    });
  }

 private:
  static constexpr int settled = 4;  // frames after which nothing moves any more
  static constexpr double detail = 4;

  int pixels(double scale) const { return static_cast<int>(std::lround(double{width_} * scale)); }
  int pixels_high(double scale) const {
    return static_cast<int>(std::lround(double{height_} * scale));
  }

  PageColor paper() const {
    const Rgb& g = stage_->colors.ground;
    return {double{g.r}, double{g.g}, double{g.b}, 1};
  }

  void draw() {
    const ImVec2 all{width_ + 2, height_ + 2};  // pixels are whole
    ImGui::GetWindowDrawList()->AddRectFilled({0, 0}, all, packed(stage_->colors.ground));
    ImGui::SetCursorScreenPos({margin, margin});
    const ImVec2 room{width_ - 2 * margin, height_ - 2 * margin};
    ImGui::BeginChild("view", room, ImGuiChildFlags_None,
                      ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoBackground);
    view_.draw(*stage_, room);
    ImGui::SetScrollY(0);
    ImGui::EndChild();
  }

  Image painted(double scale, const Rgb& ground) {
    OffscreenUi ui(pixels(scale), pixels_high(scale), scale);
    ui.put_on_paper(notes_);
    stage_->fonts = ui.fonts();
    stage_->colors.ground = ground;
    for (int i = 0; i < settled; ++i) {
      ui.draw(spec_.theme, 1, [&] { draw(); });
      whole_ = stage_->work.wait(patience_);
    }
    ui.draw(spec_.theme, 1, [&] { draw(); });
    return ui.read();
  }

  /// How high the view would like to be, which it says in a frame.
  float measured() {
    OffscreenUi ui(64, 64);
    ui.put_on_paper(notes_);
    float height = 0;
    ui.lay_out(
        spec_.theme, 1, [&] { height = view_.height(*stage_, width_ - 2 * margin); },
        [](const ImDrawData&) {});
    return std::round(height + 2 * margin);
  }

  std::chrono::milliseconds patience_ = patience;
  bool whole_ = true;
  const Scene scene_;
  const FigureSpec spec_;
  const FigureView& view_;
  double unit_;  // points
  float width_ = 0, height_ = 0;
  PrintNotes notes_;
  std::unique_ptr<FigureStage> stage_;
};

}  // namespace

std::span<const FigureSize> figure_sizes() { return sizes; }

void read_figure_size(const std::string& text, FigureSpec& spec) {
  const auto found = std::ranges::find(sizes, text, &FigureSize::name);
  if (found != sizes.end()) {
    spec.width = found->width;
    spec.height = found->height;
    spec.type = found->type;
    return;
  }
  const std::size_t x = text.find('x');
  const auto width = number_in(std::string_view(text).substr(0, x));
  const auto height =
      x == std::string::npos ? std::nullopt : number_in(std::string_view(text).substr(x + 1));
  if (!width || (x != std::string::npos && !height))
    throw BadRequest(
        "figure", "size", text,
        "column, two-columns, slide, or width and height in millimetres: 84x60, or 84");
  spec.width = *width;
  spec.height = height;
}

std::vector<std::string> render_words(const FigureSpec& spec) {
  const auto number = [](double value) { return fmt::format("{}", value); };
  std::string size = number(spec.width);
  if (spec.height) size += "x" + number(*spec.height);
  std::vector<std::string> words{"--view",
                                 spec.view,
                                 "--at",
                                 number(spec.position),
                                 "--size",
                                 size,
                                 "--type",
                                 number(spec.type),
                                 "--theme",
                                 name_of(spec.theme),
                                 "--paper",
                                 name_of(spec.paper),
                                 "--text",
                                 name_of(spec.text),
                                 "--dpi",
                                 number(spec.dpi),
                                 "--lane",
                                 std::to_string(spec.lane),
                                 "--vector-points",
                                 std::to_string(spec.most_points)};
  if (!spec.language.empty()) words.insert(words.end(), {"--lang", spec.language});
  if (!spec.with_scene) words.emplace_back("--no-scene");
  return words;
}

void check(const Scene& scene, const FigureSpec& spec) {
  figure_view(spec.view);
  check_range("figure", "width", spec.width, 20, 2000);
  if (spec.height) check_range("figure", "height", *spec.height, 10, 2000);
  check_range("figure", "type", spec.type, 3, 72);
  check_range("figure", "at", spec.position, 0, 1);
  check_range("figure", "dpi", spec.dpi, 36, 2400);
  const bool pictures = figure_view(spec.view).of_pictures();
  check_range("figure", "lane", spec.lane, 0,
              static_cast<double>(pictures ? lanes_of(scene.pictures) : scene.lanes.size()));
}

Scene figure_scene(const Scene& scene, const FigureSpec& spec) {
  Scene shown = said_in(scene, spec.language);
  shown.playback.position = spec.position;
  shown.view.theme = spec.theme;
  const FigureView& view = figure_view(spec.view);
  const auto is_other = [&](std::size_t i) { return static_cast<int>(i) + 1 != spec.lane; };
  if (spec.lane > 0 && view.of_pictures())
    for (std::size_t i = 0; i < lanes_of(shown.pictures); ++i)
      lane_of(shown.pictures, i).muted = is_other(i);
  else if (spec.lane > 0)
    for (std::size_t i = 0; i < shown.lanes.size(); ++i) shown.lanes[i].muted = is_other(i);
  if (spec.lane > 0) shown.view.step_lane = shown.view.plan_lane = spec.lane - 1;
  if (view.of_net()) shown.particles = 1;  // no run is shown, and the lanes need not wait for one
  shown.view.panels.clear();
  if (*view.panel) shown.view.show(view.panel);
  return shown;
}

double draw_figure(const Scene& scene, const Runs& runs, const FigureSpec& spec,
                   const std::filesystem::path& file,
                   const std::shared_ptr<const NetInside>& inside) {
  check(scene, spec);
  const std::unique_ptr<GlContext> context = make_headless_context();
  Drawing drawing(figure_scene(scene, spec), runs, spec, inside);
  Scene recipe = scene;
  recipe.playback.position = spec.position;
  const std::string json = spec.with_scene ? json_kept_in(file, recipe) : "";
  const double type = em_at_one * drawing.unit();
  if (ending_of(file) == ".png") {
    write_png(file, drawing.paint(spec.dpi / 72 * drawing.unit()), json);
    return type;
  }
  const std::unique_ptr<VectorPage> page = open_page(file, {.width = drawing.width(),
                                                            .height = drawing.height(),
                                                            .unit = drawing.unit(),
                                                            .text = spec.text,
                                                            .title = scene.title,
                                                            .recipe = json});
  drawing.draw_on(*page);
  page->finish();
  return type;
}

struct FigurePreview::Parts {
  Parts(const Scene& scene, std::shared_ptr<const Runs> of, const FigureSpec& spec)
      : runs(std::move(of)), drawing(figure_scene(scene, spec), *runs, spec, nullptr) {}

  std::shared_ptr<const Runs> runs;  // outlives the drawing
  Drawing drawing;
};

FigurePreview::FigurePreview(const std::shared_ptr<const Scene>& scene,
                             std::shared_ptr<const Runs> runs, const FigureSpec& spec) {
  check(*scene, spec);
  parts_ = std::make_unique<Parts>(*scene, std::move(runs), spec);
}

FigurePreview::~FigurePreview() = default;

double FigurePreview::aspect() const { return parts_->drawing.width() / parts_->drawing.height(); }

Image FigurePreview::paint(int high) {
  return parts_->drawing.preview(high / parts_->drawing.height());
}

bool FigurePreview::whole() const { return parts_->drawing.whole(); }

}  // namespace alphabar
