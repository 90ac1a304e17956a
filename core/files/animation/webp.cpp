#include "core/files/animation/webp.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/files/xmp.h"

namespace alphabar {
namespace {

constexpr int block = 8;  // pixels: what has not changed is left out by squares of this side

std::string little_endian(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text.push_back(static_cast<char>(value >> (8 * i) & 255));
  return text;
}

std::string less_one(int length) {
  return little_endian(static_cast<std::uint64_t>(length - 1), 3);
}

/// The chunks of a picture's own file that a frame holds: all but its header.
std::string frame_chunks(const std::vector<std::uint8_t>& webp) {
  const std::string_view bytes(reinterpret_cast<const char*>(webp.data()), webp.size());
  std::string chunks;
  for (std::size_t at = 12; at + 8 <= bytes.size();) {
    std::size_t size = 0;
    for (int i = 3; i >= 0; --i)
      size = size << 8 | static_cast<unsigned char>(bytes[at + 4 + static_cast<std::size_t>(i)]);
    const std::size_t whole = 8 + size + size % 2;
    if (bytes.substr(at, 4) != "VP8X") chunks += bytes.substr(at, whole);
    at += whole;
  }
  if (chunks.empty()) throw Failed("this libwebp writes its files in another way");
  return chunks;
}

}  // namespace

Webp::Webp(const std::filesystem::path& path, const FrameShape& shape, std::string recipe)
    : file_(path), shape_(shape), recipe_(std::move(recipe)), encoder_(80) {
  const auto fits = [](int length) { return length >= 16 && length <= 8192; };
  if (!fits(shape.width) || !fits(shape.height))
    throw BadRequest(path.string(), "size", fmt::format("{}x{}", shape.width, shape.height),
                     "lengths from 16 to 8192");
  if (!(shape.fps >= 0.1 && shape.fps <= 120))
    throw BadRequest(path.string(), "fps", fmt::format("{}", shape.fps), "0.1 to 120 in .webp");
  constexpr int animated = 0x02, opacity = 0x10, xmp = 0x04;
  const int flags = animated | (shape.alpha ? opacity : 0) | (recipe_.empty() ? 0 : xmp);
  file_.write("RIFF" + little_endian(0, 4) + "WEBP");  // its length follows in finish()
  write_chunk("VP8X", little_endian(static_cast<std::uint64_t>(flags), 4) + less_one(shape.width) +
                          less_one(shape.height));
  write_chunk("ANIM", little_endian(0, 4) + little_endian(0, 2));  // on nothing, for ever
}

void Webp::write_chunk(const char* type, const std::string& data) {
  file_.write(type + little_endian(data.size(), 4) + data);
  if (data.size() % 2 != 0) file_.write(std::string_view("\0", 1));
}

/// Whether a part is as it was shown.
bool Webp::same(const std::vector<std::uint8_t>& pixels, const Part& part) const {
  for (int y = part.y; y < part.y + part.height; ++y) {
    const auto from = (std::ptrdiff_t{y} * shape_.width + part.x) * 4;
    if (!std::equal(pixels.begin() + from, pixels.begin() + from + std::ptrdiff_t{4} * part.width,
                    shown_.begin() + from))
      return false;
  }
  return true;
}

std::optional<Webp::Part> Webp::changed(const std::vector<std::uint8_t>& pixels) const {
  int left = shape_.width, right = 0, top = shape_.height, bottom = 0;
  for (int y = 0; y < shape_.height; y += block)
    for (int x = 0; x < shape_.width; x += block) {
      const Part part{x, y, std::min(block, shape_.width - x), std::min(block, shape_.height - y)};
      if (same(pixels, part)) continue;
      left = std::min(left, x);
      right = std::max(right, x + part.width);
      top = std::min(top, y);
      bottom = std::max(bottom, y + part.height);
    }
  if (right == 0) return std::nullopt;
  return Part{left, top, right - left, bottom - top};
}

/// The pixels of a part. Over a ground that stays, those of squares that are as they were shown are
/// nothing, so that what lies below is seen.
std::vector<std::uint8_t> Webp::cut(const std::vector<std::uint8_t>& pixels,
                                    const Part& part) const {
  std::vector<std::uint8_t> out;
  for (int y = part.y; y < part.y + part.height; ++y) {
    const auto from = pixels.begin() + (std::ptrdiff_t{y} * shape_.width + part.x) * 4;
    out.insert(out.end(), from, from + std::ptrdiff_t{4} * part.width);
  }
  if (!shape_.alpha)
    for (std::size_t i = 3; i < out.size(); i += 4) out[i] = 255;
  if (shape_.alpha || added_ == 0) return out;
  for (int y = 0; y < part.height; y += block)
    for (int x = 0; x < part.width; x += block) {
      const int width = std::min(block, part.width - x), height = std::min(block, part.height - y);
      if (!same(pixels, {part.x + x, part.y + y, width, height})) continue;
      for (int row = y; row < y + height; ++row)
        std::fill_n(out.begin() + (std::ptrdiff_t{row} * part.width + x) * 4,
                    std::ptrdiff_t{4} * width, std::uint8_t{0});
    }
  return out;
}

void Webp::add(std::span<const std::uint8_t> rgba) {
  std::vector<std::uint8_t> pixels(rgba.begin(), rgba.end());
  std::optional<Part> part = Part{0, 0, shape_.width, shape_.height};
  if (added_ > 0) part = changed(pixels);
  if (part) {
    Pending next{*part,
                 frame_chunks(encoder_.encode(cut(pixels, *part), part->width, part->height)),
                 added_};
    if (pending_) write_pending();
    pending_ = std::move(next);
    shown_ = std::move(pixels);
  }
  ++added_;
}

void Webp::write_pending() {
  const auto milliseconds = [&](std::size_t frame) {
    return std::lround(1000 * static_cast<double>(frame) / shape_.fps);
  };
  // Times of all frames add up, whatever each is rounded to.
  const long time = std::clamp(milliseconds(added_) - milliseconds(pending_->first), 1L, 0xFFFFFFL);
  const Part& part = pending_->part;
  constexpr int replaces = 0x02;
  const bool over = !shape_.alpha && pending_->first > 0;  // what was left out shows what was there
  write_chunk("ANMF", little_endian(static_cast<std::uint64_t>(part.x / 2), 3) +
                          little_endian(static_cast<std::uint64_t>(part.y / 2), 3) +
                          less_one(part.width) + less_one(part.height) +
                          little_endian(static_cast<std::uint64_t>(time), 3) +
                          little_endian(over ? 0 : replaces, 1) + pending_->chunks);
  pending_.reset();
}

void Webp::finish(const std::function<void(double)>&) {
  assert(pending_);
  write_pending();
  if (!recipe_.empty()) write_chunk("XMP ", xmp_packet(recipe_));
  const std::uint64_t end = file_.position();
  if (end > 0xFFFFFFFEU)
    throw Failed(file_.target().string() + ": a WebP holds at most 4 GiB: take fewer frames");
  file_.seek(4);
  file_.write(little_endian(end - 8, 4));
  file_.seek(end);
  file_.commit();
}

}  // namespace alphabar
