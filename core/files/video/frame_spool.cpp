#include "core/files/video/frame_spool.h"

#include <zlib.h>

#include <cassert>

#include "core/base/error.h"
#include "core/base/path_text.h"

namespace alphabar {

FrameSpool::FrameSpool(const std::filesystem::path& folder, std::size_t block_bytes)
    : folder_(folder), spool_(folder), packed_(compressBound(block_bytes)), plain_(block_bytes) {}

void FrameSpool::add(std::span<const std::uint8_t> block) {
  assert(block.size() == plain_.size());
  uLongf bytes = packed_.size();
  const int code = compress2(packed_.data(), &bytes, block.data(), block.size(), Z_BEST_SPEED);
  assert(code == Z_OK);  // the buffer is as long as compressBound asks
  static_cast<void>(code);
  spool_.add(std::span(packed_).first(bytes));
}

std::span<const std::uint8_t> FrameSpool::read(std::size_t index) {
  const std::span<const std::uint8_t> packed = spool_.read(index);
  uLongf bytes = plain_.size();
  if (uncompress(plain_.data(), &bytes, packed.data(), packed.size()) != Z_OK ||
      bytes != plain_.size())
    throw Failed(shown(folder_) + ": cannot read back frames: they are damaged");
  return plain_;
}

}  // namespace alphabar
