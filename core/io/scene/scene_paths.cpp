#include "core/io/scene/scene_paths.h"

#include <array>
#include <system_error>
#include <utility>

#include "core/base/path_text.h"
#include "core/io/scene/scene_json.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;

enum class Leads { to_net, to_picture };

template <class Visit>
void visit_nets(Setup& setup, const Visit& visit) {
  visit(setup.model.net, Leads::to_net);
  for (LaneSpec& lane : setup.lanes)
    if (lane.model) visit(lane.model->net, Leads::to_net);
}

/// Every path of a scene that is not empty.
template <class Visit>
void visit_paths(Scene& scene, const Visit& visit) {
  const auto given = [&](std::string& text, Leads leads) {
    if (!text.empty()) visit(text, leads);
  };
  given(scene.pictures.model, Leads::to_net);
  given(scene.pictures.picture, Leads::to_picture);
  visit_nets(scene, given);
  for (Reference& reference : scene.references) visit_nets(reference.setup, given);
}

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

/// Whether it is there. A net is its folder, or a file in it; something else that has the name of a
/// shipped net is none.
bool leads_to(const fs::path& path, Leads leads) {
  if (leads == Leads::to_picture) return is_file(path);
  const fs::path ending = path.extension();
  if (ending == ".json" || ending == ".safetensors") return is_file(path);
  for (const char* name : {"config.json", "model_index.json", "unet/config.json"})
    if (is_file(path / name)) return true;
  return false;
}

/// The folder of a file; empty: there is no current folder to begin from.
fs::path folder_of(const fs::path& file) {
  std::error_code ignored;
  return fs::absolute(file, ignored).lexically_normal().parent_path();
}

}  // namespace

void place_paths(Scene& scene, const fs::path& file) {
  const fs::path folder = folder_of(file);
  if (folder.empty()) return;
  visit_paths(scene, [&](std::string& text, Leads leads) {
    const fs::path path = path_of(text);
    if (path.is_absolute()) return;
    for (const fs::path& from : {folder, folder.parent_path()}) {
      if (from != folder && leads != Leads::to_net) continue;
      if (!leads_to(from / path, leads)) continue;
      text = text_of((from / path).lexically_normal());
      return;
    }
  });
}

Scene placed(Scene scene, const fs::path& file) {
  place_paths(scene, file);
  return scene;
}

std::string json_kept_in(const fs::path& file, Scene scene) {
  const fs::path folder = folder_of(file);
  visit_paths(scene, [&](std::string& text, Leads leads) {
    const fs::path path = path_of(text);
    if (folder.empty() || !leads_to(path, leads)) return;
    std::error_code ignored;
    const fs::path whole = fs::absolute(path, ignored).lexically_normal();
    const fs::path inside = whole.lexically_relative(folder);
    const bool above = inside.empty() || *inside.begin() == "..";
    // text_of() makes a path whole where a line of text cannot have it.
    if (const std::string near = text_of(inside); !above && path_of(near) == inside)
      text = near;
    else
      text = text_of(whole);
  });
  return to_json(scene);
}

}  // namespace alphabar
