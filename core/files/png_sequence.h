#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/files/atomic_file.h"
#include "core/files/frame_sink.h"

namespace alphabar {

/// Frames as numbered PNG files: NAME.png gives NAME-0001.png, NAME-0002.png and so on (more
/// digits beyond 9999). All of them appear in finish(), or none: when one cannot be renamed, those
/// before it are removed.
class PngSequence : public FrameSink {
 public:
  /// Throws BadRequest for a side outside 1 to 16384 and for a path that cannot be written.
  PngSequence(const std::filesystem::path& pattern, int width, int height,
              const std::string& recipe);

  void add(std::span<const std::uint8_t> rgba) override;
  void finish(const std::function<void(double)>& progress) override;

  /// The name of frame `number`, from 1.
  static std::filesystem::path frame_path(const std::filesystem::path& pattern, std::size_t number);

 private:
  std::filesystem::path pattern_;
  int width_, height_;
  std::string recipe_;
  std::vector<std::unique_ptr<AtomicFile>> done_;  // closed, under their temporary names
  std::unique_ptr<AtomicFile> next_;
  std::vector<std::uint8_t> rgb_;
};

}  // namespace alphabar
