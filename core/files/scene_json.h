#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/scene/scene.h"

namespace alphabar {

/// Scene files: JSON with "format": "alphabar-scene" and "version": 1. What a file leaves out keeps
/// its default; a field it should not have is refused. Reference cases (an object with
/// "parameterisation", see case_json.h) are scenes too.
///
/// `where` names the source in messages. Throws BadRequest naming source, field, value and what is
/// allowed; whatever is returned has passed check(scene). Throws Cancelled soon after a stop is
/// asked for.
Scene scene_from_json(std::string_view text, const std::string& where, std::stop_token stop = {});
/// The same of text that was parsed (core/files/json_strict.h).
Scene scene_from_document(const nlohmann::json& document, const std::string& where);

/// Reads a scene file; missing, unreadable and over-long files are refused too.
Scene read_scene(const std::filesystem::path& file, std::stop_token stop = {});

/// The scene as a file's text. Only the fields that the chosen kinds use are written.
/// scene_from_json(to_json(s)) == s for every scene that passes check() and holds defaults in the
/// fields that its kinds do not use.
std::string to_json(const Scene& scene);

/// A process and a sampler alone, as a scene file has them: {"process": ..., "sampler": ...}.
struct LaneParts {
  ProcessSpec process;
  SamplerSpec sampler;
  bool operator==(const LaneParts&) const = default;
};
nlohmann::ordered_json lane_parts_json(LaneParts parts);
/// Throws BadRequest as scene_from_json does.
LaneParts lane_parts_from(const nlohmann::json& object, const std::string& where);

/// What a file says of a sampler or a process besides its kind.
struct SceneField {
  std::string name;   ///< "eta"; inside a part: "corrector.steps"
  std::string usual;  ///< its default, as JSON
};
std::vector<SceneField> scene_fields(SamplerKind kind);
std::vector<SceneField> scene_fields(ProcessKind kind);

/// Writes a scene file, whole or not at all. Throws Failed.
void write_scene(const Scene& scene, const std::filesystem::path& file);

}  // namespace alphabar
