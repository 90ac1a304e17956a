#pragma once

#include <filesystem>
#include <string>

namespace alphabar {

/// The folder of a picture net that a scene names: an existing path, taken from `beside` (the
/// scene's own folder or the one above it) or from the current folder; or else a folder of
/// assets/models beside the program or in the source tree. Throws BadRequest saying where it
/// looked, or what is there instead. text: a path as text_of() writes it (core/base/path_text.h).
std::filesystem::path find_model(const std::string& text, const std::filesystem::path& beside = {});

/// Throws BadRequest unless the folder's weights are one safetensors file of the usual name, saying
/// in what other form they are there.
void check_weights_file(const std::filesystem::path& folder);

}  // namespace alphabar
