#pragma once

#include <filesystem>
#include <string>

namespace alphabar {

/// What a file is, for somebody who gave it where another kind is wanted: told by its first bytes
/// or, where these say nothing, by its name.
struct FileKind {
  std::string name;  ///< "weights saved by PyTorch (pickle)"; empty: of no kind that is known here
  std::string advice;  ///< what to do with it
};

/// Opens nothing but a regular file. Throws nothing.
FileKind kind_of(const std::filesystem::path& path);

/// Throws BadRequest where a file is of a kind that is known and no text; allowed: what is wanted.
void refuse_other_kinds(const std::filesystem::path& path, const std::string& allowed);

}  // namespace alphabar
