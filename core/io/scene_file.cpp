#include "core/io/scene_file.h"

#include <utility>

#include "core/files/atomic_file.h"
#include "core/files/json/json_strict.h"
#include "core/io/diffusers/case_json.h"
#include "core/io/scene/scene_paths.h"

namespace alphabar {

Scene scene_from_document(const nlohmann::json& document, const std::string& where) {
  const bool is_case = document.is_object() && document.contains("parameterisation");
  return is_case ? scene_from_case(document, where) : native_scene(document, where);
}

Scene scene_from_json(std::string_view text, const std::string& where, std::stop_token stop) {
  return scene_from_document(parse_json(text, where, {}, std::move(stop)), where);
}

Scene read_scene(const std::filesystem::path& file, std::stop_token stop) {
  return placed(scene_from_document(read_json(file, {}, std::move(stop)), file.string()), file);
}

void write_scene(const Scene& scene, const std::filesystem::path& file) {
  AtomicFile out(file);
  out.write(json_kept_in(file, scene));
  out.commit();
}

}  // namespace alphabar
