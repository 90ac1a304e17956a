#include "core/files/input_file.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <system_error>

#include "core/base/error.h"

namespace alphabar {

namespace fs = std::filesystem;

void check_input_file(const fs::path& file) {
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (!fs::exists(status))
    throw BadRequest(file.string(), "", "", "a file that exists", "check the path");
  if (fs::is_directory(status))
    throw BadRequest(file.string(), "", "", "a regular file, and this is a folder");
  if (!fs::is_regular_file(status))
    throw BadRequest(file.string(), "", "", "a regular file, and this is a pipe or a device");
}

std::string ending_of(const std::filesystem::path& file) {
  std::string ending = file.extension().string();
  std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return std::tolower(c); });
  return ending;
}

std::string read_text(const fs::path& file, std::size_t most_bytes) {
  check_input_file(file);
  std::error_code error;
  const auto size = fs::file_size(file, error);
  if (error || size > most_bytes)
    throw BadRequest(file.string(), "size",
                     error ? error.message() : std::to_string(size) + " bytes",
                     "at most " + std::to_string(most_bytes) + " bytes");
  std::ifstream in(file, std::ios::binary);
  std::string text(static_cast<std::size_t>(size), '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!in || in.gcount() != static_cast<std::streamsize>(text.size()))
    throw BadRequest(file.string(), "", "", "a readable file", "check its permissions");
  return text;
}

}  // namespace alphabar
