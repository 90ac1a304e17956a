#include "core/base/error.h"
#include "core/files/stills/still_reader.h"
#include "tests/fuzz/memory_file.h"

// Anything but a picture or a BadRequest is a finding.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  try {
    const alphabar::testing::MemoryFile file(bytes, count);
    alphabar::read_still(file.path());
  } catch (const alphabar::BadRequest&) {
  }
  return 0;
}
