#include "core/files/animation/png_sequence.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <string_view>
#include <thread>
#include <utility>

#include "core/base/error.h"
#include "core/files/atomic_folder.h"
#include "core/files/image/png.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;

/// Which files of a folder are frames of this pattern, whatever their number.
AtomicFolder::Own frames_of(const fs::path& pattern) {
  return [start = pattern.stem().string() + "-",
          ending = pattern.extension().string()](std::string_view name) {
    if (!name.starts_with(start) || !name.ends_with(ending)) return false;
    if (name.size() < start.size() + 4 + ending.size()) return false;
    name.remove_prefix(start.size());
    name.remove_suffix(ending.size());
    return std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
  };
}

fs::path checked(const fs::path& pattern) {
  AtomicFolder::check(PngSequence::folder_of(pattern), frames_of(pattern));
  return pattern.parent_path();
}

}  // namespace

fs::path PngSequence::folder_of(const fs::path& pattern) {
  return pattern.parent_path() / pattern.stem();
}

std::string PngSequence::frame_name(const fs::path& pattern, std::size_t number) {
  return fmt::format("{}-{:04}{}", pattern.stem().string(), number, pattern.extension().string());
}

PngSequence::PngSequence(const fs::path& pattern, const FrameShape& shape, std::string recipe)
    : pattern_(pattern),
      width_(shape.width),
      height_(shape.height),
      channels_(shape.alpha ? 4 : 3),
      recipe_(std::move(recipe)),
      spool_(checked(pattern)),
      cores_(std::max(1U, std::thread::hardware_concurrency())) {
  if (width_ < 1 || width_ > 16384 || height_ < 1 || height_ > 16384)
    throw BadRequest(pattern.string(), "size", fmt::format("{}x{}", width_, height_),
                     "lengths from 1 to 16384");
}

void PngSequence::add(std::span<const std::uint8_t> rgba) {
  const auto channels = static_cast<std::size_t>(channels_);
  const std::size_t count = static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_);
  assert(rgba.size() == 4 * count);
  std::vector<std::uint8_t> pixels(channels * count);
  for (std::size_t pixel = 0; pixel < count; ++pixel)
    for (std::size_t c = 0; c < channels; ++c) pixels[channels * pixel + c] = rgba[4 * pixel + c];
  if (coded_.size() >= cores_) store_first();
  coded_.push_back(std::async(std::launch::async, [this, pixels = std::move(pixels)] {
    return png_bytes(ImageView(width_, height_, channels_, pixels), recipe_);
  }));
}

void PngSequence::store_first() {
  const std::vector<std::uint8_t> png = coded_.front().get();
  coded_.pop_front();
  spool_.add(png);
}

void PngSequence::finish(const std::function<void(double)>& progress) {
  while (!coded_.empty()) store_first();
  assert(spool_.size() > 0);
  AtomicFolder folder(folder_of(pattern_), frames_of(pattern_));
  for (std::size_t i = 0; i < spool_.size(); ++i) {
    if (progress) progress(static_cast<double>(i) / static_cast<double>(spool_.size()));
    folder.write(frame_name(pattern_, i + 1), spool_.read(i));
  }
  folder.commit();
}

}  // namespace alphabar
