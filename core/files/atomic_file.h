#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "core/system/descriptor.h"

namespace alphabar {

/// An output file that appears under its name only when it is whole.
///
/// Bytes go to a file without a name in the target's own folder (a rename must stay on one file
/// system); commit() flushes them to the disk and gives it the name. Without commit() nothing is
/// left, however the program ends, and an older file of that name stays as it was. File systems
/// that know no such files have it under a temporary name, which the destructor removes. A target
/// that exists and is a device or a pipe (/dev/stdout) is written directly.
///
/// Throws BadRequest for a path that cannot be written (folder missing, a folder itself, no
/// permission) and Failed when writing goes wrong later (disk full, input/output error).
class AtomicFile {
 public:
  explicit AtomicFile(const std::filesystem::path& target);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::span<const std::uint8_t> bytes);
  void write(std::string_view text);

  /// Moves the place of the next write to `offset` bytes from the start (to patch a header).
  void seek(std::uint64_t offset);
  /// The place of the next write, in bytes from the start.
  std::uint64_t position() const { return position_; }

  /// fsync, close, rename. Nothing may be written afterwards.
  void commit();
  /// The file is whole but has a temporary name until commit(): fsync and close.
  /// For a set of files that must appear together.
  void close();

  /// Where the bytes are until close() or commit(), for a library that must read them back.
  std::filesystem::path readable() const;
  const std::filesystem::path& target() const { return target_; }

 private:
  [[noreturn]] void fail(const std::string& doing, int error_number) const;
  void discard() noexcept;
  bool open_nameless(const std::filesystem::path& folder);
  std::filesystem::path new_name() const;

  std::filesystem::path target_, temporary_;
  Descriptor descriptor_;
  std::uint64_t position_ = 0;
  bool direct_ = false;  // a device or a pipe: no temporary, no rename
  bool committed_ = false;
};

}  // namespace alphabar
