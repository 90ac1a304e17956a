#include "app/window/exporting/export_form.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "app/theme/theme.h"
#include "app/widgets/property.h"
#include "app/window/document/file_names.h"
#include "app/window/exporting/export_preview.h"
#include "core/base/path_text.h"
#include "core/files/input_file.h"

namespace alphabar {
namespace {

/// A kind of files, what it is for, and what a pixel of it takes: measured on the default scene.
struct Kind {
  const char *ending, *name, *use;
  double bytes_a_pixel = 0;
};

constexpr std::array animations{
    Kind{".mp4", "MP4", "A film that plays everywhere: slides, mail, the web.", 0.02},
    Kind{".mov", "MOV, ProRes 4444", "For cutting: large, all but lossless, opacity is kept.",
         0.45},
    Kind{".webm", "WebM", "For web pages, small; opacity is kept.", 0.06},
    Kind{".gif", "GIF", "Runs in anything that shows a picture; few colours.", 0.16},
    Kind{".webp", "WebP", "As a GIF, smaller and in all colours; opacity is kept.", 0.14},
    Kind{".apng", "APNG", "As a GIF, lossless and large; opacity is kept.", 1.1},
    Kind{".html", "page with a player", "One file for a browser: step, scrub, change the speed.",
         0.1},
    Kind{".png", "numbered pictures", "A folder of PNGs, lossless, for other programs.", 1.1},
};

constexpr std::array figures{
    Kind{".pdf", "PDF", "For LaTeX and print: text is text, lines are lines."},
    Kind{".svg", "SVG", "For the web and for drawing programs: everything can be edited."},
    Kind{".png", "PNG", "Pixels, for whatever takes nothing else."},
};

/// The kind of a file name, which a choice changes.
template <std::size_t N>
const Kind& kind_choice(const char* id, const std::array<Kind, N>& kinds, std::string& file) {
  int index = -1;
  std::vector<const char*> names;
  for (std::size_t i = 0; i < N; ++i) {
    names.push_back(kinds[i].name);
    if (ending_of(path_of(file)) == kinds[i].ending) index = static_cast<int>(i);
  }
  if (choice({id, "kind", "The kind of file."}, index, names, 0)) {
    std::filesystem::path path = path_of(file);
    path.replace_extension(kinds[static_cast<std::size_t>(index)].ending);
    file = text_of(first_free(path));
  }
  const Kind& kind = kinds[static_cast<std::size_t>(std::max(index, 0))];
  if (index >= 0) note(kind.use);
  return kind;
}

void size_part(AnimationSpec& spec) {
  constexpr std::array<std::array<int, 2>, 5> sizes{
      {{1280, 720}, {1920, 1080}, {1080, 1080}, {640, 360}, {480, 480}}};
  constexpr std::array<const char*, 5> names{"1280 × 720", "1920 × 1080", "1080 × 1080",
                                             "640 × 360", "480 × 480"};
  int index = -1;
  for (std::size_t i = 0; i < sizes.size(); ++i)
    if (sizes[i][0] == spec.width && sizes[i][1] == spec.height) index = static_cast<int>(i);
  if (choice({"##size", "size", "Width and height in pixels."}, index, names, 0)) {
    spec.width = sizes[static_cast<std::size_t>(index)][0];
    spec.height = sizes[static_cast<std::size_t>(index)][1];
  }
}

std::string bytes_text(double bytes) {
  return bytes < 1e6 ? fmt::format("{:.0f} KB", std::max(bytes / 1e3, 1.0))
                     : fmt::format("{:.{}f} MB", bytes / 1e6, bytes < 1e7 ? 1 : 0);
}

void lane_choice(const Scene& scene, int& lane) {
  std::vector<std::string> texts{"all lanes"};
  for (std::size_t i = 0; i < scene.lanes.size(); ++i)
    texts.push_back("lane " + std::to_string(i + 1));
  std::vector<const char*> names;
  for (const std::string& text : texts) names.push_back(text.c_str());
  lane = std::min(lane, static_cast<int>(scene.lanes.size()));
  choice({"##lane", "lanes", "All of them, or one alone."}, lane, names, 0);
}

void preview(AppState& app) {
  const auto runs = app.session.runs();
  const AnimationSpec& spec = app.export_spec;
  if (runs->lanes.empty() || !runs->results.front().trajectory) return;
  if (spec.subject == Subject::filmstrip && !runs->pictures) return;
  // What the numbers below leave of the window's height.
  const float room = std::min(grid(28), ImGui::GetMainViewport()->Size.y - grid(66));
  if (room < grid(10)) return;
  app.export_spec.language = app.settings.language;
  if (!app.export_draft.preview) app.export_draft.preview = std::make_shared<ExportPreview>();
  app.export_draft.preview->draw(
      {spec, app.session.shared_scene(), runs, app.session.scene().playback.position},
      {ImGui::GetContentRegionAvail().x, room});
}

}  // namespace

void animation_form(AppState& app) {
  AnimationSpec& spec = app.export_spec;
  const Scene& scene = app.session.scene();
  preview(app);
  const Kind& kind = kind_choice("##kind", animations, app.export_file);
  choice({"##subject", "of", "What the animation shows."}, spec.subject, Subject::lanes);
  if (spec.subject != Subject::filmstrip) lane_choice(scene, spec.lane);
  size_part(spec);
  choice({"##paper", "ground", "The colours of the theme, white, or nothing behind it."},
         spec.paper, Paper::theme);
  number({"##fps", "frames/s", "Frames a second, 1 to 120."}, spec.fps, {1, 120, 30, "%.3g"});
  choice({"##pace", "even in", "What passes evenly while it plays."}, spec.pace, Pace::rows);
  choice({"##ending", "at the end", "It stays, goes back, or is a loop without a seam."},
         spec.ending, Ending::stays);
  if (!scene.bookmarks.empty())
    number({"##stops", "stops", "Seconds that it stays at each bookmark."}, spec.stops,
           {0, 60, 0, "%.3g"});
  const int frames = frame_count(scene, spec);
  note(fmt::format("{} frames, {:.3g} s, about {}", frames, frames / spec.fps,
                   bytes_text(kind.bytes_a_pixel * frames * spec.width * spec.height))
           .c_str());
}

void figure_form(AppState& app) {
  FigureSpec& spec = app.export_draft.spec;
  const Scene& scene = app.session.scene();
  kind_choice("##figure_kind", figures, app.export_draft.file);
  std::vector<std::string> words;
  std::string all = figure_view_names();
  for (std::size_t end; (end = all.find(", ")) != std::string::npos; all.erase(0, end + 2))
    words.push_back(all.substr(0, end));
  words.push_back(all);
  std::vector<const char*> names;
  for (const std::string& word : words) names.push_back(word.c_str());
  const auto at = std::ranges::find(words, spec.view);
  int index = static_cast<int>(at - words.begin());
  if (choice({"##view", "of", "What the figure shows."}, index, names, 0))
    spec.view = words[static_cast<std::size_t>(index)];
  lane_choice(scene, spec.lane);
  std::vector<const char*> sizes;
  int size = -1;
  for (const FigureSize& known : figure_sizes()) {
    if (known.width == spec.width && known.height == spec.height)
      size = static_cast<int>(sizes.size());
    sizes.push_back(known.title);
  }
  if (choice({"##figure_size", "size", "How large it is on paper."}, size, sizes, 0))
    read_figure_size(figure_sizes()[static_cast<std::size_t>(size)].name, spec);
  number({"##type", "type", "Size of its type in points, 3 to 72."}, spec.type, {3, 72, 8, "%.3g"});
  choice({"##figure_theme", "colours", "Light is for print."}, spec.theme, Theme::light);
  choice({"##figure_paper", "ground", "White, nothing, or the colours of the theme."}, spec.paper,
         Paper::white);
  choice({"##figure_text", "text as", "Text can be searched and edited; outlines need no font."},
         spec.text, TextAs::text);
  spec.position = scene.playback.position;
  note("It shows the moment that the window does.");
}

}  // namespace alphabar
