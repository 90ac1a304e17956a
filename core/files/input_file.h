#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "core/system/descriptor.h"

namespace alphabar {

/// A regular file, opened once: whatever happens to its name meanwhile, what is read is of one
/// file, and of one state of it.
class InputFile {
 public:
  /// Throws BadRequest, with the reason, unless there is a regular file of that name that may be
  /// read. A pipe would be waited for without end and a folder cannot be read; neither is opened.
  explicit InputFile(const std::filesystem::path& path);

  /// The bytes from `offset` on. Throws BadRequest where there are fewer, where they cannot be
  /// read, and where the file was written to since it was opened.
  void read(std::uint64_t offset, std::span<std::byte> to) const;

  std::uint64_t size() const { return static_cast<std::uint64_t>(opened_.st_size); }
  const std::string& name() const { return name_; }  ///< its path, for messages
  /// The same open file for a library that takes a descriptor, at its first byte. Throws Failed
  /// where the system gives none.
  Descriptor copy() const;

 private:
  void check_unchanged() const;

  std::string name_;
  Descriptor descriptor_;
  struct stat opened_ {};  // as it was then
  mutable bool read_from_ = false;
};

/// Throws BadRequest unless there is a regular file of that name. A pipe would be waited for
/// without end and a folder cannot be read; neither is opened.
void check_input_file(const std::filesystem::path& file);

/// How a file's name ends, in small letters: ".png" of "A.PNG". Programs and people write both.
std::string ending_of(const std::filesystem::path& file);

/// The whole of a regular file of at most `most_bytes`. Throws BadRequest.
std::string read_text(const std::filesystem::path& path, std::size_t most_bytes);

}  // namespace alphabar
