#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "core/system/descriptor.h"

namespace alphabar {

/// Blocks of bytes in a nameless file of the given folder, in the order they come: for what memory
/// would not hold. The file vanishes with the spool, however the process ends. Throws BadRequest
/// where the folder cannot be written, Failed when the disk is full or cannot be read.
class Spool {
 public:
  explicit Spool(const std::filesystem::path& folder);

  void add(std::span<const std::uint8_t> block);
  std::size_t size() const { return ends_.size(); }
  /// Block `index`, valid until the next call.
  std::span<const std::uint8_t> read(std::size_t index);

 private:
  std::filesystem::path folder_;
  Descriptor file_;
  std::vector<std::uint64_t> ends_;
  std::vector<std::uint8_t> block_;
};

}  // namespace alphabar
