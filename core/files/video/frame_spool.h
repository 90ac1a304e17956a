#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "core/files/video/spool.h"

namespace alphabar {

/// A spool of equally long blocks that are kept compressed: for a second pass over frames. Throws
/// what Spool throws, and Failed where the disk gives back other than was written.
class FrameSpool {
 public:
  FrameSpool(const std::filesystem::path& folder, std::size_t block_bytes);

  void add(std::span<const std::uint8_t> block);
  std::size_t size() const { return spool_.size(); }
  /// Block `index`, valid until the next call.
  std::span<const std::uint8_t> read(std::size_t index);

 private:
  std::filesystem::path folder_;
  Spool spool_;
  std::vector<std::uint8_t> packed_, plain_;
};

}  // namespace alphabar
