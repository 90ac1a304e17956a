#pragma once

#include <filesystem>
#include <optional>

#include "core/io/points/points_csv.h"

namespace alphabar {

/// Whether a file is a picture that read_still() may read, in which no scene is.
bool is_plain_picture(const std::filesystem::path& file);

/// The dark of such a picture as 4,000 points: the bright, where most of it is dark. A pixel counts
/// by how dark it is, beyond a tenth, and what is transparent is white; the picture's longer side
/// spans -2.2 to 2.2. None for any other file.
///
/// Throws BadRequest for a damaged picture, or one that is of one shade.
std::optional<PointsTable> dark_of_picture(const std::filesystem::path& file);

}  // namespace alphabar
