#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace alphabar {

/// A path as somebody reads it: absolute, with ~ for the home folder.
std::string shown_path(const std::filesystem::path& path);

/// What writing an animation to `file` would replace: the file, or for .png the folder of numbered
/// pictures. Empty: nothing.
std::filesystem::path replaced_by_animation(const std::filesystem::path& file);

/// The first of NAME.mp4, NAME-2.mp4, NAME-3.mp4 ... that replaces nothing; it goes on counting
/// where the name ends in a number already.
std::filesystem::path first_free(const std::filesystem::path& file);

/// What the clips of an animation into this file are called: OUT-1.mp4, OUT-2.mp4 ... of OUT.mp4.
std::vector<std::filesystem::path> clip_files(const std::filesystem::path& file, std::size_t count);

}  // namespace alphabar
