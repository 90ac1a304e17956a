#pragma once

#include <filesystem>
#include <string>

#include "core/files/image/image.h"

namespace alphabar {

/// Whether a file's name ends as one of a still picture that can be read.
bool is_still(const std::filesystem::path& path);

/// "PNG, JPEG, ...".
std::string still_kinds();

/// Reads a still picture by what is in it, whatever its name: a PNG as read_png() does, else the
/// first picture of a JPEG, WebP, BMP, TIFF, GIF or PNM file, by libav, as RGB, or RGBA where it
/// has alpha; turned as it is stored. At most 64 million pixels, up to 16384 on a side.
///
/// Throws BadRequest for a missing file, one of another kind, a damaged one, or one beyond these
/// limits.
Image read_still(const std::filesystem::path& path);

}  // namespace alphabar
