#pragma once

#include <filesystem>
#include <optional>

#include "core/io/points/points_csv.h"

namespace alphabar {

/// The dark of a PNG picture in which no scene is, as 4,000 points: the bright, where most of it is
/// dark. A pixel counts by how dark it is, beyond a tenth, and what is transparent is white; the
/// picture's longer side spans -2.2 to 2.2. None for a picture with a scene in it, and for what is
/// no PNG.
///
/// Throws BadRequest for a damaged picture, or one that is of one shade.
std::optional<PointsTable> dark_of_picture(const std::filesystem::path& file);

}  // namespace alphabar
