#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/files/animation/frame_sink.h"
#include "core/files/atomic_file.h"
#include "core/files/video/still_encoder.h"

namespace alphabar {

/// One page for a browser with the frames inside and a player: play, scrub, step, speed. It asks
/// for nothing from anywhere. The recipe is a script element of type application/json.
class HtmlPlayer : public FrameSink {
 public:
  HtmlPlayer(const std::filesystem::path& path, const FrameShape& shape, const std::string& recipe);

  void add(std::span<const std::uint8_t> rgba) override;
  void finish(const std::function<void(double)>& progress) override;

 private:
  AtomicFile file_;
  FrameShape shape_;
  StillEncoder encoder_;
  std::vector<std::uint8_t> last_;
  std::vector<std::size_t> order_;  // which picture each frame shows
  std::size_t pictures_ = 0;
};

/// The recipe of such a page; none: it has none.
std::optional<std::string> recipe_in_html(std::string_view page);

}  // namespace alphabar
