#include "core/files/animation/recipe.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "core/base/error.h"
#include "core/files/animation/html_player.h"
#include "core/files/arrays/npz.h"
#include "core/files/file_kind.h"
#include "core/files/image/png.h"
#include "core/files/input_file.h"
#include "core/files/recipe_word.h"
#include "core/files/video/libav.h"
#include "core/files/video/picture_notes.h"
#include "core/files/xmp.h"

namespace alphabar {
namespace {

std::optional<std::string> read_video_recipe(const std::filesystem::path& path,
                                             const char* format) {
  av::silence();
  AVDictionary* options = nullptr;
  av_dict_set(&options, "protocol_whitelist", "file", 0);  // whatever the file may refer to
  AVFormatContext* opened = nullptr;
  const std::string url = "file:" + path.string();
  const int code =
      avformat_open_input(&opened, url.c_str(), av_find_input_format(format), &options);
  av_dict_free(&options);
  if (code < 0) throw BadRequest(path.string(), format, av::error_text(code), "an undamaged file");
  const auto close = [](AVFormatContext* p) { avformat_close_input(&p); };
  const std::unique_ptr<AVFormatContext, decltype(close)> owner(opened, close);
  const AVDictionaryEntry* entry = av_dict_get(opened->metadata, "comment", nullptr, 0);
  // Anybody's video may have a comment; a recipe is a JSON object.
  if (!entry || entry->value[0] != '{') return std::nullopt;
  return std::string(entry->value);
}

constexpr std::size_t most_bytes = std::size_t{256} << 20;  // of a file that is searched as a whole

/// Tables and programs, which end with a comment.
bool holds_text_recipe(const std::filesystem::path& path) {
  return holds(path, Product::table) || holds(path, Product::latex) || holds(path, Product::script);
}

}  // namespace

std::optional<std::string> read_text_recipe(const std::filesystem::path& path) {
  const InputFile file(path);
  constexpr std::uint64_t most = std::uint64_t{64} << 20;  // of the end, which has the comment
  std::string text(std::min(file.size(), most), '\0');
  file.read(file.size() - text.size(), std::as_writable_bytes(std::span(text)));
  const std::optional<std::string> word = recipe_word_in(text);
  if (!word) return std::nullopt;
  return json_of_word(*word, path.string(), most_bytes);
}

std::optional<std::string> find_recipe(const std::filesystem::path& path) {
  check_input_file(path);
  std::array<char, 12> start{};
  std::ifstream(path, std::ios::binary).read(start.data(), start.size());
  const std::string_view bytes(start.data(), start.size());
  if (bytes.starts_with("\x89PNG")) return read_png_recipe(path);
  if (bytes.substr(4, 4) == "ftyp") return read_video_recipe(path, "mp4");
  if (bytes.starts_with("\x1A\x45\xDF\xA3")) return read_video_recipe(path, "webm");
  if (bytes.starts_with("GIF8")) return json_comment_of_gif(read_text(path, most_bytes));
  if (bytes.starts_with("PK\x03\x04")) return recipe_in_npz(path);
  if (holds_text_recipe(path)) return read_text_recipe(path);
  if (ending_of(path) == ".html") return recipe_in_html(read_text(path, most_bytes));
  if (bytes.substr(8, 4) == "WEBP" || bytes.starts_with("%PDF") || ending_of(path) == ".svg")
    return recipe_in_xmp(read_text(path, most_bytes));
  return std::nullopt;
}

std::string read_recipe(const std::filesystem::path& path) {
  if (auto recipe = find_recipe(path)) return *std::move(recipe);
  throw BadRequest(path.string(), "recipe", "none", "a file that was exported with one");
}

}  // namespace alphabar
