#include "core/files/arrays/idx.h"

#include <zlib.h>

#include <memory>
#include <new>
#include <string>

#include "core/base/error.h"
#include "core/files/file_kind.h"
#include "core/files/input_file.h"

namespace alphabar {
namespace {

constexpr const char* allowed = "an idx file of unsigned bytes, as MNIST's, packed by gzip or not";
constexpr std::uint64_t most_bytes = std::uint64_t{1} << 30;

using File = std::unique_ptr<gzFile_s, int (*)(gzFile)>;

void read_exactly(gzFile in, void* to, std::uint64_t count, const std::string& file) {
  auto* next = static_cast<char*>(to);
  while (count > 0) {
    const unsigned part = static_cast<unsigned>(std::min<std::uint64_t>(count, 1u << 24));
    const int got = gzread(in, next, part);
    if (got <= 0) throw BadRequest(file, "size", "cut short or damaged", "a whole idx file");
    next += got;
    count -= static_cast<std::uint64_t>(got);
  }
}

}  // namespace

IdxArray read_idx(const std::filesystem::path& path) {
  const InputFile input(path);
  const std::string& file = input.name();
  Descriptor own = input.copy();
  const File in(gzdopen(own.get(), "rb"), gzclose);
  if (!in) throw std::bad_alloc();
  own.release();  // zlib closes it
  std::uint8_t magic[4];
  read_exactly(in.get(), magic, sizeof magic, file);
  if (magic[0] != 0 || magic[1] != 0 || magic[2] != 0x08 || magic[3] < 1 || magic[3] > 4) {
    refuse_other_kinds(path, allowed);
    throw BadRequest(file, "first bytes", "not those of unsigned bytes in 1 to 4 dimensions",
                     "0 0 8 1 to 0 0 8 4", "is it an idx file?");
  }
  IdxArray array;
  std::uint64_t count = 1;
  for (int i = 0; i < magic[3]; ++i) {
    std::uint8_t b[4];
    read_exactly(in.get(), b, sizeof b, file);
    const std::uint64_t extent =
        std::uint64_t{b[0]} << 24 | std::uint64_t{b[1]} << 16 | std::uint64_t{b[2]} << 8 | b[3];
    array.shape.push_back(static_cast<std::int64_t>(extent));
    if (extent == 0 || extent > most_bytes / count)
      throw BadRequest(file, "extent " + std::to_string(i), std::to_string(extent),
                       "1 or more, and at most 1 GiB in all");
    count *= extent;
  }
  array.values.resize(count);
  read_exactly(in.get(), array.values.data(), count, file);
  std::uint8_t more = 0;
  if (gzread(in.get(), &more, 1) != 0)
    throw BadRequest(file, "size", "bytes after the array", "nothing after the array");
  return array;
}

}  // namespace alphabar
