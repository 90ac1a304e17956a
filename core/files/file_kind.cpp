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

struct Known {
  std::size_t at;           ///< where the bytes are
  std::string_view bytes;   ///< of the file; empty: any
  std::string_view ending;  ///< of its name; empty: any
  const char* name;
  const char* advice;
};

/// The first that fits is it.
constexpr std::array known{
    Known{0, {}, ".pt", "weights saved by PyTorch (pickle)", convert},
    Known{0, {}, ".pth", "weights saved by PyTorch (pickle)", convert},
    Known{0, {}, ".ckpt", "weights saved by PyTorch (pickle)", convert},
    Known{0, {}, ".bin", "weights saved by PyTorch (pickle)", convert},
    Known{0, "\x80\x02"sv, {}, "a pickle", convert},
    Known{0, {}, ".pkl", "a pickle", convert},
    Known{0, {}, ".safetensors", "weights (safetensors)", net},
    Known{0, "PK\x03\x04"sv, ".npz", "arrays (.npz)", arrays},
    Known{0, "\x93NUMPY"sv, {}, "an array (.npy)", "save it with numpy.savez as .npz"},
    Known{0, "PK\x03\x04"sv, {}, "a zip", "unpack it"},
    Known{0, "\x1f\x8b"sv, {}, "packed by gzip", "unpack it"},
    Known{0, "\x89HDF"sv, {}, "an HDF5 file", "save what is in it with numpy.savez"},
    Known{0, "\x89PNG"sv, {}, "a picture", picture},
    Known{0, "\xff\xd8\xff"sv, {}, "a picture", picture},
    Known{0, "GIF8"sv, {}, "a picture", picture},
    Known{4, "ftyp"sv, {}, "a film", picture},
};

}  // namespace

FileKind kind_of(const std::filesystem::path& path) {
  std::array<char, 16> start{};
  try {
    const InputFile file(path);
    const auto count = std::min<std::uint64_t>(file.size(), start.size());
    file.read(0, std::as_writable_bytes(std::span(start).first(count)));
  } catch (const std::exception&) {  // whoever reads it will say so
    return {};
  }
  const std::string ending = ending_of(path);
  for (const Known& kind : known) {
    const std::string_view there(start.data() + kind.at, kind.bytes.size());
    if (there == kind.bytes && (kind.ending.empty() || kind.ending == ending))
      return {kind.name, kind.advice};
  }
  return {};
}

void refuse_other_kinds(const std::filesystem::path& path, const std::string& allowed) {
  const FileKind kind = kind_of(path);
  if (!kind.name.empty())
    throw BadRequest(path.string(), "content", kind.name, allowed, kind.advice);
}

}  // namespace alphabar
