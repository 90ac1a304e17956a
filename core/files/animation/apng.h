#pragma once

#include <optional>
#include <vector>

#include "core/files/animation/frame_sink.h"
#include "core/files/atomic_file.h"

namespace alphabar {

/// An animated PNG (PNG specification, third edition, 11.3.6), lossless, for ever: of each frame
/// the part that changed, equal frames once. The recipe is that of any PNG.
class Apng : public FrameSink {
 public:
  /// Throws BadRequest for a side outside 1 to 16384 and a path that cannot be written.
  Apng(const std::filesystem::path& path, const FrameShape& shape, const std::string& recipe);

  void add(std::span<const std::uint8_t> rgba) override;
  void finish(const std::function<void(double)>& progress) override;

 private:
  struct Part {
    int x, y, width, height;
  };
  /// A frame whose time is not known yet.
  struct Pending {
    Part part;
    std::vector<std::string> data;  ///< of its IDAT chunks
    std::size_t first;              ///< frame that it was
  };
  std::optional<Part> changed(const std::vector<std::uint8_t>& pixels) const;
  Pending encode(const std::vector<std::uint8_t>& pixels, const Part& part);
  void write_pending();
  void chunk(const std::string& type, const std::string& data);
  std::string control(std::uint32_t frames) const;

  AtomicFile file_;
  FrameShape shape_;
  std::string recipe_;
  int channels_;
  std::vector<std::uint8_t> shown_;
  std::optional<Pending> pending_;
  std::size_t added_ = 0;
  std::uint64_t control_at_ = 0;  // of the chunk that counts frames
  std::uint32_t frames_ = 0, sequence_ = 0;
};

}  // namespace alphabar
