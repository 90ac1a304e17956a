#include "core/files/animation/apng.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <string_view>
#include <utility>

#include "core/base/error.h"
#include "core/files/image/png.h"

namespace alphabar {
namespace {

std::string big_endian(std::uint32_t value, int bytes = 4) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text.push_back(static_cast<char>(value >> (8 * i) & 255));
  return text;
}

struct Chunk {
  std::string_view type, data;
};

/// The chunks of a PNG of our own.
std::vector<Chunk> chunks_of(std::string_view png) {
  std::vector<Chunk> chunks;
  for (std::size_t at = 8; at + 12 <= png.size();) {
    std::size_t size = 0;
    for (int i = 0; i < 4; ++i)
      size = size << 8 | static_cast<unsigned char>(png[at + static_cast<std::size_t>(i)]);
    chunks.push_back({png.substr(at + 4, 4), png.substr(at + 8, size)});
    at += size + 12;
  }
  return chunks;
}

}  // namespace

Apng::Apng(const std::filesystem::path& path, const FrameShape& shape, const std::string& recipe)
    : file_(path), shape_(shape), recipe_(recipe), channels_(shape.alpha ? 4 : 3) {
  const auto fits = [](int length) { return length >= 1 && length <= 16384; };
  if (!fits(shape.width) || !fits(shape.height))
    throw BadRequest(path.string(), "size", fmt::format("{}x{}", shape.width, shape.height),
                     "lengths from 1 to 16384");
}

void Apng::chunk(const std::string& type, const std::string& data) {
  const std::string body = type + data;
  const uLong sum =
      crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
  file_.write(big_endian(static_cast<std::uint32_t>(data.size())) + body +
              big_endian(static_cast<std::uint32_t>(sum)));
}

std::string Apng::control(std::uint32_t frames) const {
  return big_endian(frames) + big_endian(0);  // plays for ever
}

std::optional<Apng::Part> Apng::changed(const std::vector<std::uint8_t>& pixels) const {
  int left = shape_.width, right = -1, top = shape_.height, bottom = -1;
  const auto channels = static_cast<std::size_t>(channels_);
  for (int y = 0; y < shape_.height; ++y) {
    const std::size_t row = static_cast<std::size_t>(y) * static_cast<std::size_t>(shape_.width);
    for (int x = 0; x < shape_.width; ++x) {
      const std::size_t at = (row + static_cast<std::size_t>(x)) * channels;
      if (std::equal(&pixels[at], &pixels[at] + channels, &shown_[at])) continue;
      left = std::min(left, x);
      right = std::max(right, x);
      top = std::min(top, y);
      bottom = y;
    }
  }
  if (right < 0) return std::nullopt;
  return Part{left, top, right - left + 1, bottom - top + 1};
}

Apng::Pending Apng::encode(const std::vector<std::uint8_t>& pixels, const Part& part) {
  std::vector<std::uint8_t> cut;
  for (int y = part.y; y < part.y + part.height; ++y) {
    const auto from = pixels.begin() + (std::ptrdiff_t{y} * shape_.width + part.x) * channels_;
    cut.insert(cut.end(), from, from + std::ptrdiff_t{part.width} * channels_);
  }
  const std::vector<std::uint8_t> bytes = png_bytes(
      ImageView(part.width, part.height, channels_, cut), frames_ == 0 && !pending_ ? recipe_ : "");
  const std::string_view png(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  Pending pending{part, {}, added_};
  for (const Chunk& c : chunks_of(png)) {
    if (c.type == "IDAT") pending.data.emplace_back(c.data);
    if (added_ > 0 || c.type == "IDAT" || c.type == "IEND") continue;
    if (c.type == "IHDR") file_.write(png.substr(0, 8));
    chunk(std::string(c.type), std::string(c.data));
    if (c.type != "IHDR") continue;
    control_at_ = file_.position();
    chunk("acTL", control(0));  // until all are there
  }
  return pending;
}

void Apng::add(std::span<const std::uint8_t> rgba) {
  std::vector<std::uint8_t> pixels;
  for (std::size_t i = 0; i + 4 <= rgba.size(); i += 4)
    pixels.insert(pixels.end(), rgba.begin() + static_cast<std::ptrdiff_t>(i),
                  rgba.begin() + static_cast<std::ptrdiff_t>(i) + channels_);
  std::optional<Part> part = Part{0, 0, shape_.width, shape_.height};
  if (added_ > 0) part = changed(pixels);
  if (part) {
    Pending next = encode(pixels, *part);
    if (pending_) write_pending();
    pending_ = std::move(next);
    shown_ = std::move(pixels);
  }
  ++added_;
}

void Apng::write_pending() {
  const auto milliseconds = [&](std::size_t frame) {
    return std::lround(1000 * static_cast<double>(frame) / shape_.fps);
  };
  // Times of all frames add up, whatever each is rounded to.
  const long time = std::clamp(milliseconds(added_) - milliseconds(pending_->first), 1L, 65535L);
  const Part& part = pending_->part;
  std::string frame = big_endian(sequence_++);
  for (const int value : {part.width, part.height, part.x, part.y})
    frame += big_endian(static_cast<std::uint32_t>(value));
  frame += big_endian(static_cast<std::uint32_t>(time), 2) + big_endian(1000, 2);
  frame += std::string(2, '\0');  // it stays, and replaces what was there
  chunk("fcTL", frame);
  for (const std::string& data : pending_->data)
    if (frames_ == 0)
      chunk("IDAT", data);
    else
      chunk("fdAT", big_endian(sequence_++) + data);
  ++frames_;
  pending_.reset();
}

void Apng::finish(const std::function<void(double)>&) {
  assert(pending_);
  write_pending();
  chunk("IEND", "");
  const std::uint64_t end = file_.position();
  file_.seek(control_at_);
  chunk("acTL", control(frames_));
  file_.seek(end);
  file_.commit();
}

}  // namespace alphabar
