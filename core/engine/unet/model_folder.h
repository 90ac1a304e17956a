#pragma once

#include <filesystem>
#include <string>

namespace alphabar {

/// The folder of a picture net that a scene names: an existing path, taken from `beside` (the
/// scene's own folder or the one above it) or from the current folder; or else a folder of
/// assets/models beside the program or in the source tree. Throws BadRequest saying where it
/// looked.
std::filesystem::path find_model(const std::string& name, const std::filesystem::path& beside = {});

}  // namespace alphabar
