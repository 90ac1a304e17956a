#include <png.h>

#include <array>
#include <csetjmp>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/files/image/png.h"
#include "core/files/input_file.h"

// As in png_writer.cpp: libpng jumps, so the functions with setjmp own nothing.

namespace alphabar {
namespace {

namespace fs = std::filesystem;
using Stream = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

constexpr png_uint_32 longest_side = 16384;
constexpr std::uint64_t most_pixels = 64'000'000;
constexpr png_alloc_size_t largest_chunk = 8 << 20;  // of text, unpacked: a recipe is far smaller
constexpr png_uint_32 most_chunks = 32;              // kept ones: text and the like

void on_warning(png_structp, png_const_charp) {}

[[noreturn]] void on_error(png_structp png, png_const_charp message) {
  *static_cast<std::string*>(png_get_error_ptr(png)) = message;
  png_longjmp(png, 1);
}

/// What a walk over the chunks (length, name, data, checksum: PNG specification, 5.3) tells.
struct Chunks {
  bool whole = false;   ///< each ends within the file
  bool recipe = false;  ///< one is a text under the keyword of a recipe
};

// libpng takes a chunk's memory by the length it claims, before it sees that the bytes are missing;
// and of a text that is damaged it says nothing but a warning.
Chunks walk_chunks(std::FILE* file, std::uint64_t file_bytes) {
  Chunks chunks;
  std::uint64_t at = 8;
  while (at + 8 <= file_bytes) {
    std::array<unsigned char, 8 + sizeof png_recipe_keyword> head{};
    if (std::fseek(file, static_cast<long>(at), SEEK_SET) != 0 ||
        std::fread(head.data(), 1, head.size(), file) < 8)
      return chunks;
    at += std::uint64_t{12} + png_get_uint_32(head.data());  // in 32 bits it could stand still
    if (at > file_bytes) return chunks;
    if (std::memcmp(head.data() + 4, "IEND", 4) == 0) break;
    if (std::memcmp(head.data() + 4, "iTXt", 4) == 0 &&
        std::memcmp(head.data() + 8, png_recipe_keyword, sizeof png_recipe_keyword) == 0)
      chunks.recipe = true;
  }
  std::rewind(file);
  chunks.whole = true;
  return chunks;
}

bool read_start(png_structp png, png_infop info, std::FILE* file) {
  if (setjmp(png_jmpbuf(png))) return false;
  png_init_io(png, file);
  png_set_user_limits(png, longest_side, longest_side);
  png_set_chunk_malloc_max(png, largest_chunk);
  png_set_chunk_cache_max(png, most_chunks);
  png_read_info(png, info);
  png_set_expand(png);  // palettes, fewer than 8 bits, transparency by colour
  png_set_strip_16(png);
  if (png_get_color_type(png, info) == PNG_COLOR_TYPE_GRAY_ALPHA ||
      (png_get_color_type(png, info) == PNG_COLOR_TYPE_GRAY &&
       png_get_valid(png, info, PNG_INFO_tRNS)))
    png_set_gray_to_rgb(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  return true;
}

bool read_rest(png_structp png, png_infop info, png_bytepp rows) {
  if (setjmp(png_jmpbuf(png))) return false;
  png_read_image(png, rows);
  png_read_end(png, info);  // text may also follow the pixels
  return true;
}

std::optional<std::string> recipe_in(png_structp png, png_infop info) {
  png_textp texts = nullptr;
  const int count = png_get_text(png, info, &texts, nullptr);
  for (int i = 0; i < count; ++i)
    if (std::strcmp(texts[i].key, png_recipe_keyword) == 0 && texts[i].text)
      return std::string(texts[i].text);
  return std::nullopt;
}

}  // namespace

static PngContents read(std::FILE* file, std::uint64_t file_bytes, const std::string& name) {
  const auto bad = [&](const std::string& what) {
    return BadRequest(name, "png", what,
                      "an undamaged PNG of at most 16384 x 16384 and 64 million "
                      "pixels");
  };
  const Chunks chunks = walk_chunks(file, file_bytes);
  if (!chunks.whole) throw bad("truncated");

  std::string message;
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &message, on_error, on_warning);
  png_infop info = png ? png_create_info_struct(png) : nullptr;
  const auto destroy = [&](void*) { png_destroy_read_struct(&png, &info, nullptr); };
  const std::unique_ptr<void, decltype(destroy)> owner(png, destroy);
  if (!info) throw std::bad_alloc();
  if (!read_start(png, info, file)) throw bad(message);

  PngContents out;
  const png_uint_32 width = png_get_image_width(png, info);
  const png_uint_32 height = png_get_image_height(png, info);
  const std::size_t stride = png_get_rowbytes(png, info);
  if (std::uint64_t{width} * height > most_pixels) throw bad("too large");
  out.image.width = static_cast<int>(width);
  out.image.height = static_cast<int>(height);
  out.image.channels = png_get_channels(png, info);
  out.image.pixels.resize(stride * height);
  std::vector<png_bytep> rows(height);
  for (std::size_t y = 0; y < height; ++y) rows[y] = out.image.pixels.data() + y * stride;
  if (!read_rest(png, info, rows.data())) throw bad(message);
  out.recipe = recipe_in(png, info);
  if (chunks.recipe && !out.recipe)
    throw BadRequest(name, "recipe", "damaged", "a picture whose scene can be read");
  return out;
}

static Stream open(const InputFile& file) {
  Descriptor own = file.copy();
  Stream stream(fdopen(own.get(), "rb"), std::fclose);
  if (!stream) throw std::bad_alloc();
  own.release();
  return stream;
}

PngContents read_png(const fs::path& path) {
  const InputFile file(path);
  return read(open(file).get(), file.size(), file.name());
}

std::optional<std::string> read_png_recipe(const fs::path& path) {
  const InputFile file(path);
  const Stream stream = open(file);
  const Chunks chunks = walk_chunks(stream.get(), file.size());
  if (chunks.whole && !chunks.recipe) return std::nullopt;
  return read(stream.get(), file.size(), file.name()).recipe;
}

PngContents read_png(std::string_view bytes, const std::string& name) {
  // Read only: what fmemopen is given is not written to.
  const Stream file(
      bytes.empty() ? nullptr : fmemopen(const_cast<char*>(bytes.data()), bytes.size(), "rb"),
      std::fclose);
  if (!file) throw BadRequest(name, "png", "empty", "an undamaged PNG");
  return read(file.get(), bytes.size(), name);
}

}  // namespace alphabar
