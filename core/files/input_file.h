#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace alphabar {

/// Throws BadRequest unless there is a regular file of that name. A pipe would be waited for
/// without end and a folder cannot be read; neither is opened.
void check_input_file(const std::filesystem::path& file);

/// How a file's name ends, in small letters: ".png" of "A.PNG". Programs and people write both.
std::string ending_of(const std::filesystem::path& file);

/// The whole of a regular file of at most `most_bytes`. Throws BadRequest.
std::string read_text(const std::filesystem::path& file, std::size_t most_bytes);

}  // namespace alphabar
