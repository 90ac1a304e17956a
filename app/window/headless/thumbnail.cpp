#include "app/window/headless/thumbnail.h"

#include <imgui.h>

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

#include "app/engines/lane_engine.h"
#include "app/export/animation_painter.h"
#include "app/export/offscreen_ui.h"
#include "app/panels/panels.h"
#include "app/views/draw/text.h"
#include "app/views/draw/view_colors.h"
#include "app/window/layout/panel_table.h"
#include "app/window/state/app_state.h"
#include "core/base/error.h"
#include "core/files/image/png.h"
#include "core/gl/context/gl_context.h"
#include "core/io/scene/scene_paths.h"

namespace alphabar {
namespace {

constexpr int width = 640, height = 400;  // twice the thumbnail's, so that its edges are smooth
constexpr auto timeout = std::chrono::minutes(5);

/// Half as wide and high, without alpha: each pixel the mean of four.
Image halved(const Image& image) {
  Image half{image.width / 2, image.height / 2, 3, {}};
  half.pixels.reserve(static_cast<std::size_t>(half.width * half.height * 3));
  const auto at = [&](int x, int y, int c) {
    return int{image.pixels[static_cast<std::size_t>((y * image.width + x) * image.channels + c)]};
  };
  for (int y = 0; y < image.height; y += 2)
    for (int x = 0; x < image.width; x += 2)
      for (int c = 0; c < 3; ++c)
        half.pixels.push_back(static_cast<std::uint8_t>(
            (at(x, y, c) + at(x + 1, y, c) + at(x, y + 1, c) + at(x + 1, y + 1, c) + 2) / 4));
  return half;
}

Image lanes(const Scene& scene, const Runs& runs) {
  OffscreenUi ui(width, height);
  ParticlePanes panes;
  ui.draw(scene.view.theme, 1, [&] {
    constexpr float margin = 12;
    const ViewColors colors = view_colors(scene.view.theme, runs);
    PaneStyle style;
    style.colors = colors;
    style.interactive = false;
    style.time = scene.playback.unit;
    style.cards = scene.cards;
    style.strong = ui.fonts().strong;
    ImGui::GetWindowDrawList()->AddRectFilled({0, 0}, {width, height}, packed(colors.ground));
    ImGui::SetCursorScreenPos({margin, margin});
    panes.draw(runs, scene.playback.position, scene.view, {width - 2 * margin, height - 2 * margin},
               style);
  });
  return ui.read();
}

/// The first panel that is shown here and not in the usual view: what the scene is about. Null
/// where there is none.
const Panel* unusual_panel(const ViewSpec& view) {
  const auto found = std::ranges::find_if(panels(), [&](const Panel& panel) {
    const bool of_lanes = std::string_view(panel.id) == "learn";  // what they ask, beside them
    return is_shown(panel, view) && !is_shown(panel, ViewSpec()) && !of_lanes;
  });
  return found == panels().end() ? nullptr : &*found;
}

Image panel_picture(const Panel& panel, AppState& app, Scene scene, const Runs& runs) {
  OffscreenUi ui(width, height);
  app.fonts = ui.fonts();
  for (int frame = 0; frame < 3; ++frame) {  // as a picture of the window
    ui.draw(scene.view.theme, 1, [&] {
      ImGui::SetCursorScreenPos({12, 12});
      ImGui::BeginChild("panel", {width - 24, height - 24});
      panel.draw(app, scene, runs);
      ImGui::EndChild();
    });
    if (!app.figures.wait(timeout) || !app.learn.wait(timeout))
      throw Failed("the figures were not made in time");
  }
  return ui.read();
}

Image filmstrip(const Scene& scene, const Runs& runs) {
  AnimationSpec spec;
  spec.subject = Subject::filmstrip;
  spec.width = width;
  spec.height = height;
  return AnimationPainter(spec).paint(scene, runs, scene.playback.position,
                                      class_name(scene.pictures));
}

}  // namespace

void thumbnail(const Scene& scene, const std::filesystem::path& file, Backends backends) {
  const std::unique_ptr<GlContext> context = make_headless_context();
  if (!backends.make_engine) backends.make_engine = lane_engine(context.get());
  AppState app(scene, std::move(backends));
  app.still = true;
  if (!app.session.wait(timeout)) throw Failed("the scene did not run in time");
  const std::shared_ptr<const Runs> runs = app.session.runs();
  if (!runs->error.empty()) throw Failed(runs->error);
  const Panel* panel = unusual_panel(scene.view);
  const bool strip = scene.view.arrangement == Arrangement::images && runs->pictures;
  const Image image = panel   ? panel_picture(*panel, app, scene, *runs)
                      : strip ? filmstrip(scene, *runs)
                              : lanes(scene, *runs);
  write_png(file, halved(image), json_kept_in(file, scene));
}

}  // namespace alphabar
