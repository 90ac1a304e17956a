#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <stop_token>
#include <string>
#include <string_view>

#include "core/io/scene/scene_json.h"
#include "core/scene/scene.h"

namespace alphabar {

/// Scene files. Reference cases (an object with "parameterisation",
/// core/io/diffusers/case_json.h) are scenes too.
///
/// `where` names the source in messages. Throws BadRequest naming source, field, value and what is
/// allowed; whatever is returned has passed check(scene). Throws Cancelled soon after a stop is
/// asked for.
Scene scene_from_json(std::string_view text, const std::string& where, std::stop_token stop = {});
/// The same of text that was parsed (core/files/json/json_strict.h).
Scene scene_from_document(const nlohmann::json& document, const std::string& where);

/// Reads a scene file, whose paths begin there (placed()); unreadable ones are refused, too.
Scene read_scene(const std::filesystem::path& file, std::stop_token stop = {});

/// Writes a scene file, whole or not at all. Throws Failed.
void write_scene(const Scene& scene, const std::filesystem::path& file);

}  // namespace alphabar
