#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/scene/scene.h"

namespace alphabar {

/// A scene of a parsed document with "format": "alphabar-scene" and "version": 1. What it leaves
/// out keeps its default; a field it should not have is refused.
///
/// `where` names the source in messages. Throws BadRequest naming source, field, value and what is
/// allowed; whatever is returned has passed check(scene).
Scene native_scene(const nlohmann::json& document, const std::string& where);

/// The scene as a file's text. Only the fields that the chosen kinds use are written.
/// native_scene of it is == s for every scene that passes check() and holds defaults in the
/// fields that its kinds do not use.
std::string to_json(const Scene& scene);

/// A process and a sampler alone, as a scene file has them: {"process": ..., "sampler": ...}.
struct LaneParts {
  ProcessSpec process;
  SamplerSpec sampler;
  bool operator==(const LaneParts&) const = default;
};
nlohmann::ordered_json lane_parts_json(LaneParts parts);
/// Throws BadRequest as native_scene does.
LaneParts lane_parts_from(const nlohmann::json& object, const std::string& where);

/// A process and a training on it alone: {"process": ..., "training": ...}.
struct TrainingParts {
  ProcessSpec process;
  TrainingSpec training;
  bool operator==(const TrainingParts&) const = default;
};
nlohmann::ordered_json training_parts_json(TrainingParts parts);
/// Throws BadRequest as native_scene does.
TrainingParts training_parts_from(const nlohmann::json& object, const std::string& where);

/// What a file says of a sampler or a process besides its kind.
struct SceneField {
  std::string name;     ///< "eta"; inside a part: "corrector.steps"
  std::string usual;    ///< its default, as JSON
  std::string choices;  ///< the names that it may have, "small | large"; empty: it has none
};
std::vector<SceneField> scene_fields(SamplerKind kind);
std::vector<SceneField> scene_fields(ProcessKind kind);

}  // namespace alphabar
