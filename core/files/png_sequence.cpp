#include "core/files/png_sequence.h"

#include <fmt/format.h>

#include <cassert>
#include <system_error>

#include "core/base/error.h"
#include "core/files/png.h"

namespace alphabar {

std::filesystem::path PngSequence::frame_path(const std::filesystem::path& pattern,
                                              std::size_t number) {
  return pattern.parent_path() /
         fmt::format("{}-{:04}{}", pattern.stem().string(), number, pattern.extension().string());
}

PngSequence::PngSequence(const std::filesystem::path& pattern, int width, int height,
                         const std::string& recipe)
    : pattern_(pattern), width_(width), height_(height), recipe_(recipe) {
  if (width < 1 || width > 16384 || height < 1 || height > 16384)
    throw BadRequest(pattern.string(), "size", fmt::format("{}x{}", width, height),
                     "lengths from 1 to 16384");
  next_ = std::make_unique<AtomicFile>(frame_path(pattern_, 1));  // tells of a bad path at once
  rgb_.resize(static_cast<std::size_t>(width) * height * 3);
}

void PngSequence::add(std::span<const std::uint8_t> rgba) {
  assert(rgba.size() == rgb_.size() / 3 * 4);
  for (std::size_t pixel = 0; pixel < rgb_.size() / 3; ++pixel)
    for (std::size_t c = 0; c < 3; ++c) rgb_[3 * pixel + c] = rgba[4 * pixel + c];
  if (!next_) next_ = std::make_unique<AtomicFile>(frame_path(pattern_, done_.size() + 1));
  write_png(*next_, ImageView(width_, height_, 3, rgb_), recipe_);
  next_->close();
  done_.push_back(std::move(next_));
}

void PngSequence::finish(const std::function<void(double)>&) {
  assert(!done_.empty());
  std::size_t renamed = 0;
  try {
    for (; renamed < done_.size(); ++renamed) done_[renamed]->commit();
  } catch (...) {
    std::error_code ignored;
    for (std::size_t i = 0; i < renamed; ++i) std::filesystem::remove(done_[i]->target(), ignored);
    throw;
  }
}

}  // namespace alphabar
