#include <string_view>

#include "core/base/error.h"
#include "core/files/arrays/npz.h"
#include "tests/fuzz/memory_file.h"

// The input is read as a whole .npz and, because a checksum guards what is inside one, as the
// header of a .npy as well. Anything but an array or a BadRequest is a finding.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  using namespace alphabar;
  try {
    const testing::MemoryFile file(bytes, count);
    Npz::read(file.path(), {.bytes = std::uint64_t{1} << 24, .entries = 64});
  } catch (const BadRequest&) {
  }
  try {
    read_npy_prefix({bytes, count});
  } catch (const BadRequest&) {
  }
  try {
    const NpyHeader header =
        read_npy_header(std::string_view(reinterpret_cast<const char*>(bytes), count));
    count_of(header.shape);
  } catch (const BadRequest&) {
  }
  return 0;
}
