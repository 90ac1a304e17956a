#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/files/animation/frame_sink.h"
#include "core/files/atomic_file.h"
#include "core/files/video/still_encoder.h"

namespace alphabar {

/// An animated WebP (RFC 9649), for ever: of each frame the part that changed, equal frames once.
/// Parts go to the file as they come, so memory does not grow with the length. The recipe is XMP.
class Webp : public FrameSink {
 public:
  /// Throws BadRequest for a side outside 16 to 8192, a rate outside 0.1 to 120 and a path that
  /// cannot be written; Failed where there is no encoder.
  Webp(const std::filesystem::path& path, const FrameShape& shape, std::string recipe);

  void add(std::span<const std::uint8_t> rgba) override;
  void finish(const std::function<void(double)>& progress) override;

 private:
  struct Part {
    int x, y, width, height;  ///< x and y even
  };
  /// A frame whose time is not known yet.
  struct Pending {
    Part part;
    std::string chunks;  ///< of its picture
    std::size_t first;   ///< frame that it was
  };
  bool same(const std::vector<std::uint8_t>& pixels, const Part& part) const;
  std::optional<Part> changed(const std::vector<std::uint8_t>& pixels) const;
  std::vector<std::uint8_t> cut(const std::vector<std::uint8_t>& pixels, const Part& part) const;
  void write_pending();
  void write_chunk(const char* type, const std::string& data);

  AtomicFile file_;
  FrameShape shape_;
  std::string recipe_;
  StillEncoder encoder_;
  std::vector<std::uint8_t> shown_;
  std::optional<Pending> pending_;
  std::size_t added_ = 0;
};

}  // namespace alphabar
