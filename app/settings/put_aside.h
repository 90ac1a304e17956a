#pragma once

#include <filesystem>

namespace alphabar {

/// Gives a file that cannot be read the name FILE.broken, or FILE.broken-2 ... where that is taken,
/// and returns it; its own, where it cannot be renamed. What somebody wrote is not lost by it.
std::filesystem::path put_aside(const std::filesystem::path& file);

}  // namespace alphabar
