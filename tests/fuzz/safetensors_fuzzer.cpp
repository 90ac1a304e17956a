#include "core/base/error.h"
#include "core/files/arrays/safetensors.h"
#include "tests/fuzz/memory_file.h"

// Anything but tensors that can be read or a BadRequest is a finding.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  using namespace alphabar;
  try {
    const testing::MemoryFile memory(bytes, count);
    const Safetensors file = Safetensors::open(memory.path());
    for (const TensorEntry& tensor : file.tensors()) file.read_float(tensor);
  } catch (const BadRequest&) {
  }
  return 0;
}
