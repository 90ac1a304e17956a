#pragma once

#include <span>
#include <string_view>

namespace alphabar {

/// A file whose bytes are part of the program (shaders, fonts, the default scene).
struct EmbeddedFile {
  std::string_view name;   ///< file name without folders
  std::string_view bytes;  ///< the whole content; bytes.data()[bytes.size()] is a zero
};

/// The file of that name, or nullptr.
inline const EmbeddedFile* find(std::span<const EmbeddedFile> files, std::string_view name) {
  for (const EmbeddedFile& file : files)
    if (file.name == name) return &file;
  return nullptr;
}

}  // namespace alphabar
