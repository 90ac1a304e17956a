#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <stop_token>
#include <string>
#include <string_view>

#include "core/lecture/lecture.h"

namespace alphabar {

/// Whether a parsed document says that it is a lecture: "format": "alphabar-lecture".
bool is_lecture(const nlohmann::json& document);

/// Lecture files: {"format": "alphabar-lecture", "version": 1, "title": ..., "slides": [{"name",
/// "notes", "minutes", "scene": a scene as its own file has it}]}.
///
/// `where` names the source in messages. Throws BadRequest naming source, slide, field, value and
/// what is allowed; whatever is returned has passed check(lecture).
Lecture lecture_from_document(const nlohmann::json& document, const std::string& where);
/// The same of a document that was read from `file`: the paths of its scenes begin at the file's
/// folder (core/io/scene/scene_paths.h), as of one that read_lecture() reads.
Lecture lecture_in_file(const nlohmann::json& document, const std::filesystem::path& file);
Lecture read_lecture(const std::filesystem::path& file, std::stop_token stop = {});

/// As a file's text; lecture_from_document of it is == for every lecture that passes check() and
/// whose scenes come back equal (core/io/scene/scene_json.h).
std::string to_json(const Lecture& lecture);

/// Whole or not at all. Throws Failed.
void write_lecture(const Lecture& lecture, const std::filesystem::path& file);

}  // namespace alphabar
