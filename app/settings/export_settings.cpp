#include "app/settings/export_settings.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/files/file_kind.h"

namespace alphabar {
namespace {

/// A number that may be missing, as one that is 0 then.
void optional_number(JsonFields& f, const char* name, std::optional<double>& value) {
  double number = value.value_or(0);
  f(name, number);
  value = number == 0 ? std::nullopt : std::optional(number);
}

}  // namespace

// Found by JsonFields through argument-dependent lookup: hence not in an unnamed namespace.
static void fields(JsonFields& f, AnimationSpec& spec) {
  f("what", spec.subject);
  f("width", spec.width);
  f("height", spec.height);
  f("fps", spec.fps);
  f("rest", spec.rest);
  f("rest_first", spec.rest_first);
  f("stops", spec.stops);
  optional_number(f, "seconds", spec.seconds);
  f("even_in", spec.pace);
  f("eased", spec.eased);
  f("ending", spec.ending);
  f("paper", spec.paper);
  optional_number(f, "type", spec.type);
  f("header", spec.header);
  f("numbers", spec.numbers);
  f("presenting", spec.presenting);
  f("with_scene", spec.with_scene);
}

static void fields(JsonFields& f, FigureSpec& spec) {
  f("view", spec.view);
  f("width", spec.width);
  optional_number(f, "height", spec.height);
  f("type", spec.type);
  f("theme", spec.theme);
  f("paper", spec.paper);
  f("text", spec.text);
  f("dpi", spec.dpi);
  f("with_scene", spec.with_scene);
}

void fields(JsonFields& f, ExportSettings& settings) {
  f("figure", settings.figure);
  f.part("animation", settings.animation);
  f.part("view", settings.view);
  f("clips", settings.clips);
  f("also", settings.also);
  f("file", settings.file);
  f("figure_file", settings.figure_file);
}

void check(const ExportSettings& settings) {
  const Scene scene = default_scene();
  check(scene, settings.animation);
  check(scene, settings.view);
  for (const std::string& ending : settings.also)
    if (!holds("a" + ending, Product::animation) && !holds("a" + ending, Product::frames))
      throw BadRequest("settings", "also", ending, joined(endings_of(Product::animation), ", "));
}

ExportSettings kept(ExportSettings settings) {
  settings.animation.lane = settings.animation.first = 0;
  settings.animation.from = 0;
  settings.animation.to = 1;
  settings.animation.end.reset();
  settings.animation.theme.reset();
  settings.view.lane = 0;
  settings.view.position = FigureSpec{}.position;
  settings.view.most_points = FigureSpec{}.most_points;
  return settings;
}

}  // namespace alphabar
