#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

namespace alphabar {

/// Equally long blocks of bytes, kept compressed in a nameless file of the given folder: for a
/// second pass over frames that memory would not hold. The file vanishes with the spool, however
/// the process ends. Throws Failed when the disk is full or gives back other than was written.
class FrameSpool {
 public:
  FrameSpool(const std::filesystem::path& folder, std::size_t block_bytes);

  void add(std::span<const std::uint8_t> block);
  std::size_t size() const { return places_.size(); }
  /// Block `index`, valid until the next call.
  std::span<const std::uint8_t> read(std::size_t index);

 private:
  struct Place {
    std::int64_t offset;
    std::size_t bytes;
  };
  std::filesystem::path folder_;
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
  std::vector<Place> places_;
  std::vector<std::uint8_t> packed_, plain_;
  std::int64_t end_ = 0;
};

}  // namespace alphabar
