#include "app/window/scene_file.h"

#include <imgui.h>

#include <fstream>
#include <iterator>

#include "app/window/schedule_box.h"
#include "core/base/error.h"
#include "core/files/png.h"
#include "core/files/points_csv.h"
#include "core/files/scene_json.h"
#include "core/files/schedule_text.h"

namespace alphabar {
namespace {

constexpr double moment = 4;  // seconds that good news stays

Scene read_any(const std::filesystem::path& file, const Scene& now) {
  if (file.extension() == ".csv") {
    Scene scene = now;
    scene.data = read_points(file);
    return scene;
  }
  if (file.extension() != ".png") return read_scene(file);
  const auto recipe = read_png(file).recipe;
  if (!recipe)
    throw BadRequest(file.string(), "recipe", "", "", "this picture was not made by Alphabar");
  return scene_from_json(*recipe, file.string());
}

/// The text of a file that may be a list or a configuration; empty where it is no such thing.
std::string short_text(const std::filesystem::path& file) {
  constexpr std::uintmax_t most = 4u << 20;
  std::error_code error;
  const std::filesystem::path kind = file.extension();
  if (kind == ".png" || kind == ".csv" || !std::filesystem::is_regular_file(file, error)) return "";
  const auto size = std::filesystem::file_size(file, error);
  if (error || size > most) return "";
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

void open_scene(AppState& app, const std::filesystem::path& file) {
  try {
    if (const std::string text = short_text(file); looks_like_schedule(text)) {
      take_schedule(app, text, file.string());
      return;
    }
    Scene scene = read_any(file, app.session.scene());
    if (!app.session.apply(scene)) return;
    const bool is_scene = file.extension() != ".png" && file.extension() != ".csv";
    app.file = is_scene ? file : std::filesystem::path();
    app.notice = {"Opened " + file.filename().string(), false, ImGui::GetTime() + moment};
  } catch (const std::exception& problem) {
    app.notice = {problem.what(), true, 0};
  }
}

void save_scene(AppState& app, const std::filesystem::path& file) {
  try {
    write_scene(app.session.scene(), file);
    app.file = file;
    app.notice = {"Saved " + file.string(), false, ImGui::GetTime() + moment};
  } catch (const std::exception& problem) {
    app.notice = {problem.what(), true, 0};
  }
}

}  // namespace alphabar
