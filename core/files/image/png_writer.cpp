#include <png.h>

#include <cassert>
#include <csetjmp>
#include <memory>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/files/atomic_file.h"
#include "core/files/image/png.h"

// libpng reports errors by longjmp, which must not pass over a C++ object with a destructor, and
// no C++ exception may pass through libpng. So: everything with a destructor lives in png_bytes,
// the jump lands in encode(), and that there is no memory waits in Output.

namespace alphabar {
namespace {

struct Output {
  std::vector<std::uint8_t> bytes;
  bool full = false;
  std::string message;
};

void on_write(png_structp png, png_bytep bytes, png_size_t count) {
  auto* output = static_cast<Output*>(png_get_io_ptr(png));
  try {
    output->bytes.insert(output->bytes.end(), bytes, bytes + count);
  } catch (const std::bad_alloc&) {
    output->full = true;
  }
  if (output->full) png_error(png, "write");  // after the catch: longjmp must not leave one
}

void on_flush(png_structp) {}

[[noreturn]] void on_error(png_structp png, png_const_charp message) {
  static_cast<Output*>(png_get_error_ptr(png))->message = message;
  png_longjmp(png, 1);
}

void on_warning(png_structp, png_const_charp) {}

bool encode(png_structp png, png_infop info, const ImageView& image, png_const_bytep* rows,
            png_textp text) {
  if (setjmp(png_jmpbuf(png))) return false;
  const int colour = image.channels == 1   ? PNG_COLOR_TYPE_GRAY
                     : image.channels == 3 ? PNG_COLOR_TYPE_RGB
                                           : PNG_COLOR_TYPE_RGBA;
  png_set_IHDR(png, info, static_cast<png_uint_32>(image.width),
               static_cast<png_uint_32>(image.height), 8, colour, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_sRGB(png, info, PNG_sRGB_INTENT_PERCEPTUAL);
  if (text) png_set_text(png, info, text, 1);
  png_write_info(png, info);
  png_write_image(png, const_cast<png_bytepp>(rows));  // libpng takes them as non-const, and reads
  png_write_end(png, nullptr);
  return true;
}

}  // namespace

std::vector<std::uint8_t> png_bytes(const ImageView& image, const std::string& recipe) {
  assert(image.width > 0 && image.height > 0);
  assert(image.channels == 1 || image.channels == 3 || image.channels == 4);
  const std::size_t stride = static_cast<std::size_t>(image.width) * image.channels;
  assert(image.pixels.size() == stride * image.height);
  assert(recipe.find('\0') == std::string::npos);

  Output output;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &output, on_error, on_warning);
  png_infop info = png ? png_create_info_struct(png) : nullptr;
  const auto destroy = [&](void*) { png_destroy_write_struct(&png, &info); };
  const std::unique_ptr<void, decltype(destroy)> owner(png, destroy);
  if (!info) throw std::bad_alloc();
  png_set_write_fn(png, &output, on_write, on_flush);

  std::vector<png_const_bytep> rows(static_cast<std::size_t>(image.height));
  for (std::size_t y = 0; y < rows.size(); ++y) rows[y] = image.pixels.data() + y * stride;
  png_text text{};
  std::string keyword = png_recipe_keyword, words = recipe, none;
  text.compression = PNG_ITXT_COMPRESSION_zTXt;
  text.key = keyword.data();
  text.text = words.data();
  text.itxt_length = words.size();
  text.lang = none.data();
  text.lang_key = none.data();
  if (encode(png, info, image, rows.data(), recipe.empty() ? nullptr : &text))
    return std::move(output.bytes);
  if (output.full) throw std::bad_alloc();
  throw Failed("cannot make a PNG: " + output.message);
}

void write_png(const std::filesystem::path& path, const ImageView& image,
               const std::string& recipe) {
  AtomicFile file(path);  // tells of a bad path at once
  file.write(png_bytes(image, recipe));
  file.commit();
}

}  // namespace alphabar
