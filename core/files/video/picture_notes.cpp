#include "core/files/video/picture_notes.h"

#include <algorithm>
#include <cstddef>

namespace alphabar {
namespace {

/// Reads a GIF's blocks, never beyond its end.
class GifBlocks {
 public:
  explicit GifBlocks(std::string_view bytes) : bytes_(bytes) {}

  int byte() {
    if (at_ >= bytes_.size()) {
      ended_ = true;
      return 0;
    }
    return static_cast<unsigned char>(bytes_[at_++]);
  }
  void skip(std::size_t count) {
    ended_ = ended_ || count > bytes_.size() - at_;
    at_ = std::min(at_ + count, bytes_.size());
  }
  /// The data of sub-blocks, up to the empty one.
  std::string sub_blocks() {
    std::string data;
    for (int size = byte(); size > 0 && !ended_; size = byte()) {
      data.append(bytes_.substr(at_, static_cast<std::size_t>(size)));
      skip(static_cast<std::size_t>(size));
    }
    return data;
  }
  /// A table of colours, as the packed byte before it says.
  void skip_colors(int packed) {
    if ((packed & 0x80) != 0) skip(std::size_t{3} << ((packed & 7) + 1));
  }
  bool ended() const { return ended_; }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
  bool ended_ = false;
};

}  // namespace

std::string gif_comment(std::string_view text) {
  std::string block("\x21\xFE", 2);
  for (; !text.empty(); text.remove_prefix(std::min<std::size_t>(255, text.size()))) {
    const std::string_view part = text.substr(0, 255);
    block.push_back(static_cast<char>(part.size()));
    block.append(part);
  }
  block.push_back('\0');
  return block;
}

std::optional<std::string> json_comment_of_gif(std::string_view bytes) {
  GifBlocks gif(bytes);
  gif.skip(10);
  const int packed = gif.byte();
  gif.skip(2);
  gif.skip_colors(packed);
  while (!gif.ended()) {
    const int kind = gif.byte();
    if (kind == 0x21) {
      const int label = gif.byte();
      std::string data = gif.sub_blocks();
      if (label == 0xFE && data.starts_with('{')) return data;
    } else if (kind == 0x2C) {
      gif.skip(8);
      gif.skip_colors(gif.byte());
      gif.skip(1);
      gif.sub_blocks();
    } else {
      break;
    }
  }
  return std::nullopt;
}

}  // namespace alphabar
