#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/files/image/image.h"

namespace alphabar {

/// What a program of the system prints on standard output, run without a shell; throws
/// std::runtime_error with what it said where it fails.
std::string output_of(const std::vector<std::string>& command);

/// A figure as another program draws it, at so many dots per inch, on white.
Image drawn_by_rsvg(const std::filesystem::path& svg, int dpi);
Image drawn_by_poppler(const std::filesystem::path& pdf, int dpi);

/// Mean difference of the colours of two pictures, 0..255, where both have pixels; 255 where their
/// sizes differ by more than two pixels.
double mean_difference(const Image& a, const Image& b);

}  // namespace alphabar
