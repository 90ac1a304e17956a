#include "app/settings/settings.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/base/path_text.h"
#include "core/files/atomic_file.h"
#include "core/files/json/json_fields.h"
#include "core/files/json/json_strict.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_recent = 10;
constexpr JsonLimits limits{std::size_t{1} << 20, 64};

void check(const DockTree& tree) {
  if (tree.parts.empty() != tree.split.empty() || (!tree.parts.empty() && tree.parts.size() != 2))
    throw BadRequest("layout", "parts", std::to_string(tree.parts.size()),
                     "two with a split, none without");
  if (!tree.split.empty() && tree.split != "across" && tree.split != "down")
    throw BadRequest("layout", "split", tree.split, "across or down");
  check_range("layout", "share", tree.share, 0.01, 0.99);
  for (const DockTree& part : tree.parts) check(part);
}

}  // namespace

// Found by JsonFields through argument-dependent lookup: hence not in an unnamed namespace.
static void fields(JsonFields& f, DockTree& tree) {
  f("panels", tree.panels);
  f("split", tree.split);
  f("share", tree.share);
  f.list("parts", tree.parts);
}

static void fields(JsonFields& f, SavedLayout& layout) {
  f("arrangement", layout.arrangement);
  f.part("tree", layout.tree);
}

static void fields(JsonFields& f, WindowPlace& place) {
  f("x", place.x);
  f("y", place.y);
  f("width", place.width);
  f("height", place.height);
}

static void fields(JsonFields& f, Settings& settings) {
  f("theme", settings.theme);
  f("font_scale", settings.font_scale);
  f.ignore("speed");  // of playing, in files from before it was the scene's
  f("arrangement", settings.arrangement);
  f("language", settings.language);
  f("device", settings.device);
  f("lecture", settings.lecture);
  f("recent", settings.recent);
  f.list("layouts", settings.layouts);
  f.part("window", settings.window);
  f.part("exports", settings.exports);
}

void remember(Settings& settings, const fs::path& file) {
  std::error_code error;
  const fs::path absolute = fs::absolute(file, error);
  if (error) return;
  const std::string name = text_of(absolute.lexically_normal());
  std::erase(settings.recent, name);
  settings.recent.insert(settings.recent.begin(), name);
  if (settings.recent.size() > most_recent) settings.recent.resize(most_recent);
}

void check(const Settings& settings) {
  check_range("settings", "font_scale", settings.font_scale, 0.5, 4);
  if (!settings.language.empty() && !is_language_tag(settings.language))
    throw BadRequest("settings", "language", "\"" + settings.language + "\"", "a language tag");
  check_range("settings", "recent", static_cast<double>(settings.recent.size()), 0, most_recent);
  for (const SavedLayout& layout : settings.layouts) check(layout.tree);
  for (const int place : {settings.window.x, settings.window.y})
    check_range("settings", "window", place, -100'000, 100'000);
  check(settings.exports);
  for (const int size : {settings.window.width, settings.window.height})
    check_range("settings", "window", size, 0, 100'000);
}

Settings read_settings(const fs::path& file) {
  std::error_code error;
  if (!fs::exists(file, error) && !error) return {};
  const nlohmann::json document = read_json(file, limits);
  try {
    Settings settings;
    JsonFields reader(document, "");
    fields(reader, settings);
    reader.finish();
    check(settings);
    return settings;
  } catch (const BadRequest& problem) {
    throw problem.in(file.string());
  }
}

void write_settings(const Settings& settings, const fs::path& file) {
  make_user_folder(file.parent_path());
  Settings copy = settings;  // one description serves both ways
  JsonFields writer;
  fields(writer, copy);
  AtomicFile out(file);
  out.write(writer.take().dump(2) + "\n");
  out.commit();
}

void make_user_folder(const fs::path& folder) {
  std::error_code error;
  if (fs::is_directory(folder, error)) return;
  fs::create_directories(folder, error);
  if (error) throw Failed(shown(folder) + ": cannot make this folder: " + error.message());
  fs::permissions(folder, fs::perms::owner_all, error);  // best effort: XDG asks for 0700
}

}  // namespace alphabar
