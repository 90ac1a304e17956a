#include "core/files/file_kind.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/base/error.h"
#include "core/files/input_file.h"

namespace alphabar {
namespace {

using namespace std::string_view_literals;

constexpr const char* convert =
    "a pickle is a program and is not read: save it with save_pretrained(..., "
    "safe_serialization=True)";
constexpr const char* net = "give the folder that it is in to images or unet";
constexpr const char* arrays = "give it to --replay, --at or --io";
constexpr const char* picture = "only one that this program made has a scene in it";

/// The first that fits is it. Of the kinds that a product can be written to the first is the usual.
constexpr std::array kinds{
    FileKind{.name = "weights saved by PyTorch (pickle)",
             .advice = convert,
             .endings = {".pt", ".pth", ".ckpt", ".bin"}},
    FileKind{.name = "a pickle", .advice = convert, .bytes = "\x80\x02"sv},
    FileKind{.name = "a pickle", .advice = convert, .endings = {".pkl"}},
    FileKind{.name = "weights (safetensors)", .advice = net, .endings = {".safetensors"}},
    FileKind{.name = "arrays (.npz)",
             .advice = arrays,
             .bytes = "PK\x03\x04"sv,
             .bytes_of_others = true,
             .endings = {".npz"},
             .opens_as = OpensAs::recipe,
             .offered = true,
             .holds = {Product::arrays}},
    FileKind{.name = "an array (.npy)",
             .advice = "save it with numpy.savez as .npz",
             .bytes = "\x93NUMPY"sv},
    FileKind{.name = "a zip", .advice = "unpack it", .bytes = "PK\x03\x04"sv},
    FileKind{.name = "packed by gzip", .advice = "unpack it", .bytes = "\x1f\x8b"sv},
    FileKind{.name = "an HDF5 file",
             .advice = "save what is in it with numpy.savez",
             .bytes = "\x89HDF"sv},
    FileKind{.name = "a film",
             .advice = picture,
             .bytes = "ftyp"sv,
             .at = 4,
             .endings = {".mp4", ".mov"},
             .opens_as = OpensAs::recipe,
             .offered = true,
             .holds = {Product::animation}},
    FileKind{.name = "a film",
             .advice = picture,
             .bytes = "\x1A\x45\xDF\xA3"sv,
             .endings = {".webm"},
             .opens_as = OpensAs::recipe,
             .offered = true,
             .holds = {Product::animation}},
    FileKind{.name = "a picture",
             .advice = picture,
             .bytes = "WEBP"sv,
             .at = 8,
             .endings = {".webp"},
             .opens_as = OpensAs::recipe,
             .offered = true,
             .holds = {Product::animation}},
    FileKind{.name = "an animated picture",
             .advice = picture,
             .endings = {".apng"},
             .opens_as = OpensAs::recipe,
             .offered = true,
             .holds = {Product::animation}},
    FileKind{.name = "a page with a player",
             .advice = picture,
             .endings = {".html"},
             .opens_as = OpensAs::recipe,
             .offered = true,
             .holds = {Product::animation}},
    FileKind{.name = "a picture",
             .advice = picture,
             .bytes = "GIF8"sv,
             .endings = {".gif"},
             .opens_as = OpensAs::recipe,
             .offered = true,
             .holds = {Product::animation}},
    FileKind{.name = "a picture",
             .advice = picture,
             .bytes = "\x89PNG"sv,
             .endings = {".png"},
             .opens_as = OpensAs::recipe,
             .offered = true,
             .holds = {Product::picture, Product::frames}},
    FileKind{.name = "a picture",
             .advice = picture,
             .bytes = "\xff\xd8\xff"sv,
             .endings = {".jpg", ".jpeg", ".jpe"},
             .opens_as = OpensAs::recipe,
             .offered = true},
    FileKind{.name = "a picture",
             .advice = picture,
             .bytes = "BM"sv,
             .bytes_of_others = true,
             .endings = {".bmp"},
             .opens_as = OpensAs::recipe,
             .offered = true},
    FileKind{.name = "a picture",
             .advice = picture,
             .bytes = "II*\0"sv,
             .endings = {".tif", ".tiff"},
             .opens_as = OpensAs::recipe,
             .offered = true},
    FileKind{
        .name = "a picture", .advice = picture, .bytes = "MM\0*"sv, .endings = {".tif", ".tiff"}},
    FileKind{.name = "a picture",
             .advice = picture,
             .bytes = "P5"sv,
             .bytes_of_others = true,
             .endings = {".pgm"},
             .opens_as = OpensAs::recipe,
             .offered = true},
    FileKind{.name = "a picture",
             .advice = picture,
             .bytes = "P6"sv,
             .bytes_of_others = true,
             .endings = {".ppm"},
             .opens_as = OpensAs::recipe,
             .offered = true},
    FileKind{.name = "a page (PDF)",
             .advice = picture,
             .bytes = "%PDF"sv,
             .endings = {".pdf"},
             .opens_as = OpensAs::recipe,
             .offered = true,
             .holds = {Product::figure}},
    FileKind{.name = "a figure (SVG)",
             .advice = picture,
             .endings = {".svg"},
             .opens_as = OpensAs::recipe,
             .offered = true,
             .holds = {Product::figure}},
    FileKind{.endings = {".json"}, .offered = true, .holds = {Product::scene}},
    FileKind{.endings = {".csv"},
             .opens_as = OpensAs::points,
             .offered = true,
             .holds = {Product::table}},
    FileKind{.name = "a table (LaTeX)",
             .advice = picture,
             .endings = {".tex"},
             .opens_as = OpensAs::recipe,
             .offered = true,
             .holds = {Product::latex}},
    FileKind{.name = "a program (Python)",
             .advice = picture,
             .endings = {".py"},
             .opens_as = OpensAs::recipe,
             .offered = true,
             .holds = {Product::script}},
    FileKind{.endings = {".tsv"}, .opens_as = OpensAs::points, .offered = true},
};

constexpr FileKind unknown;

bool fits(const FileKind& kind, std::string_view start, std::string_view ending) {
  if (kind.bytes.empty()) return kind.endings.has(ending);
  return start.substr(kind.at).starts_with(kind.bytes) &&
         (!kind.bytes_of_others || kind.endings.has(ending));
}

std::vector<std::string_view> endings_where(const auto& condition) {
  std::vector<std::string_view> endings;
  for (const FileKind& kind : kinds)
    if (condition(kind)) endings.insert(endings.end(), kind.endings.begin(), kind.endings.end());
  return endings;
}

}  // namespace

const FileKind& kind_of(const std::filesystem::path& path) {
  std::array<char, 16> start{};
  try {
    const InputFile file(path);
    const auto count = std::min<std::uint64_t>(file.size(), start.size());
    file.read(0, std::as_writable_bytes(std::span(start).first(count)));
  } catch (const std::exception&) {  // whoever reads it will say so
    return unknown;
  }
  const std::string ending = ending_of(path);
  const std::string_view bytes(start.data(), start.size());
  const auto found =
      std::ranges::find_if(kinds, [&](const FileKind& kind) { return fits(kind, bytes, ending); });
  return found == kinds.end() ? unknown : *found;
}

void refuse_other_kinds(const std::filesystem::path& path, const std::string& allowed) {
  const FileKind& kind = kind_of(path);
  if (*kind.name) throw BadRequest(path.string(), "content", kind.name, allowed, kind.advice);
}

OpensAs opens_as(const std::filesystem::path& path) {
  const std::string ending = ending_of(path);
  const auto found =
      std::ranges::find_if(kinds, [&](const FileKind& kind) { return kind.endings.has(ending); });
  return found == kinds.end() ? OpensAs::text : found->opens_as;
}

std::vector<std::string_view> endings_offered() {
  return endings_where([](const FileKind& kind) { return kind.offered; });
}

std::vector<std::string_view> endings_of(OpensAs opens_as) {
  return endings_where([=](const FileKind& kind) { return kind.opens_as == opens_as; });
}

std::vector<std::string_view> endings_of(Product product) {
  return endings_where([=](const FileKind& kind) { return kind.holds.has(product); });
}

bool holds(const std::filesystem::path& path, Product product) {
  return std::ranges::count(endings_of(product), ending_of(path)) > 0;
}

std::string joined(std::span<const std::string_view> endings, std::string_view between) {
  std::string all;
  for (const std::string_view ending : endings)
    all.append(all.empty() ? "" : between).append(ending);
  return all;
}

}  // namespace alphabar
