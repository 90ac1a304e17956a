#include "app/window/exporting/export_form.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>
#include <cfloat>
#include <cmath>
#include <optional>
#include <span>
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
    Kind{".gif", "GIF",
         "Runs in anything that shows a picture; few colours, opacity is kept or not.", 0.16},
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

/// `figure`: in place of the animation.
void preview(AppState& app, const std::optional<FigureSpec>& figure) {
  const auto runs = app.session.runs();
  const AnimationSpec& spec = app.export_spec;
  if (!figure) {
    if (runs->lanes.empty() || !runs->results.front().trajectory) return;
    if (spec.subject == Subject::filmstrip && !runs->pictures) return;
    if (spec.subject == Subject::window) return note("Every frame is the whole window.");
  }
  // What the numbers below leave of the window's height.
  const float lines = app.export_draft.more ? 101.0F : 78.0F;
  const float room = std::min(grid(28), ImGui::GetMainViewport()->Size.y - grid(lines));
  if (room < grid(10)) return;
  app.export_spec.language = app.settings.language;
  if (!app.export_draft.preview) app.export_draft.preview = std::make_shared<ExportPreview>();
  app.export_draft.preview->draw(
      {spec, figure, app.session.shared_scene(), runs, app.session.scene().playback.position},
      {ImGui::GetContentRegionAvail().x, room});
}

/// Any of several names, `on` in their order, chosen in a list that stays open.
bool choices(const Property& property, std::vector<bool>& on, std::span<const char* const> names) {
  const float label = std::min(grid(11.5F), ImGui::GetContentRegionAvail().x * 0.45F);
  const float column = ImGui::GetCursorPosX() + label;
  ImGui::AlignTextToFramePadding();
  ImGui::TextDisabled("%s", property.label);
  help_on_hover(property.help);
  ImGui::SameLine(column);
  ImGui::SetNextItemWidth(-FLT_MIN);
  std::string chosen;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (on[i]) chosen.append(chosen.empty() ? "" : ", ").append(names[i]);
  bool changed = false;
  if (begin_combo(property.id, chosen.empty() ? "nothing else" : chosen.c_str())) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      bool wanted = on[i];
      if (!ImGui::Checkbox(names[i], &wanted)) continue;
      on[i] = wanted;
      changed = true;
    }
    ImGui::EndCombo();
  }
  help_on_hover(property.help);
  return changed;
}

/// Other kinds that the same frames are written to.
void also_choice(AppState& app) {
  std::vector<std::string>& also = app.export_draft.also;
  std::vector<const char*> names;
  std::vector<bool> on;
  std::vector<std::string> endings;
  for (const Kind& kind : animations) {
    if (ending_of(path_of(app.export_file)) == kind.ending) continue;
    names.push_back(kind.name);
    endings.emplace_back(kind.ending);
    on.push_back(std::ranges::count(also, kind.ending) > 0);
  }
  if (!choices({"##also", "also as", "Further files of the same frames, in one pass."}, on, names))
    return;
  also.clear();
  for (std::size_t i = 0; i < on.size(); ++i)
    if (on[i]) also.push_back(endings[i]);
}

/// A number of which 0 stands for none.
void optional_number(const Property& property, std::optional<double>& value,
                     const NumberRange& range) {
  double number_shown = value.value_or(0);
  if (!number(property, number_shown, range)) return;
  value = number_shown == 0 ? std::nullopt : std::optional(number_shown);
}

/// The part of the time and how it passes.
void time_part(const Scene& scene, AnimationSpec& spec, bool& clips) {
  number({"##from", "from", "Where it begins on the time slider, 0 to 1."}, spec.from,
         {0, 1, 0, "%.3g"});
  number({"##to", "to", "Where it ends there."}, spec.to, {0, 1, 1, "%.3g"});
  optional_number({"##seconds", "seconds", "Of the pass; 0: as the scene plays."}, spec.seconds,
                  {0, 3600, 0, "%.3g"});
  number({"##rest_first", "first stays", "Seconds that the first state stays."}, spec.rest_first,
         {0, 60, 0, "%.3g"});
  number({"##rest", "last stays", "Seconds that the last state stays."}, spec.rest,
         {0, 60, 1, "%.3g"});
  toggle({"##eased", "eased", "It starts and ends slowly."}, spec.eased, {false});
  if (scene.bookmarks.empty()) return;
  number({"##stops", "stops", "Seconds that it stays at each bookmark."}, spec.stops,
         {0, 60, 0, "%.3g"});
  toggle({"##clips", "clips", "A file from each bookmark to the next: OUT-1, OUT-2 ..."}, clips,
         {false});
}

/// What is drawn beside the views themselves.
void look_part(const Scene& scene, AnimationSpec& spec) {
  optional_number({"##type", "type", "Size of its type in pixels; 0: as its size asks."}, spec.type,
                  {0, 200, 0, "%.3g"});
  if (spec.subject == Subject::window) {
    toggle({"##presenting", "presenting", "The window as the class sees it."}, spec.presenting,
           {false});
  } else {
    toggle({"##header", "title, time", "Above the views."}, spec.header, {true});
    if (scene.view.pinned >= 0)
      toggle({"##numbers", "numbers", "The table of the followed particle."}, spec.numbers,
             {false});
  }
  toggle({"##with_scene", "scene inside", "The file opens again as this scene."}, spec.with_scene,
         {true});
}

}  // namespace

void animation_form(AppState& app) {
  AnimationSpec& spec = app.export_spec;
  const Scene& scene = app.session.scene();
  preview(app, std::nullopt);
  const Kind& kind = kind_choice("##kind", animations, app.export_file);
  choice({"##subject", "of", "What the animation shows."}, spec.subject, Subject::lanes);
  if (spec.subject != Subject::filmstrip) lane_choice(scene, spec.lane);
  size_part(spec);
  if (spec.subject == Subject::window)
    spec.paper = Paper::theme;
  else
    choice({"##paper", "ground", "The colours of the theme, white, or nothing behind it."},
           spec.paper, Paper::theme);
  number({"##fps", "frames/s", "Frames a second, 1 to 120."}, spec.fps, {1, 120, 30, "%.3g"});
  choice({"##pace", "even in", "What passes evenly while it plays."}, spec.pace, Pace::rows);
  choice({"##ending", "at the end", "It stays, goes back, or is a loop without a seam."},
         spec.ending, Ending::stays);
  also_choice(app);
  toggle({"##more", "more", "Parts of the time, stays, clips, captions, the scene inside."},
         app.export_draft.more, {false});
  if (app.export_draft.more) {
    time_part(scene, spec, app.export_draft.clips);
    look_part(scene, spec);
  }
  const int frames = frame_count(scene, spec);
  note(fmt::format("{} frames, {:.3g} s, about {}", frames, frames / spec.fps,
                   bytes_text(kind.bytes_a_pixel * frames * spec.width * spec.height))
           .c_str());
}

void figure_form(AppState& app) {
  FigureSpec& spec = app.export_draft.spec;
  const Scene& scene = app.session.scene();
  spec.position = scene.playback.position;
  preview(app, spec);
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
  toggle({"##figure_scene", "scene inside", "The file opens again as this scene."}, spec.with_scene,
         {true});
  note("It shows the moment that the window does.");
}

}  // namespace alphabar
