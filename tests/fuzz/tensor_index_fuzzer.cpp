#include <filesystem>
#include <fstream>

#include "core/base/error.h"
#include "core/files/arrays/tensor_files.h"
#include "tests/fuzz/scratch_folder.h"

namespace {

/// A folder with one file of tensors, "a.safetensors", that indices may name.
struct Tensors : alphabar::testing::ScratchFolder {
  Tensors() {
    const float values[2] = {1, 2};
    const alphabar::TensorToWrite tensors[] = {{"x", {2}, values}};
    alphabar::write_safetensors(path() / "a.safetensors", tensors);
  }
};

}  // namespace

// Anything but tensors that can be read or a BadRequest is a finding.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  using namespace alphabar;
  static const Tensors folder;
  const std::filesystem::path index = folder.path() / "model.safetensors.index.json";
  std::ofstream(index, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes), static_cast<std::streamsize>(count));
  try {
    const TensorFiles files = TensorFiles::open(index);
    for (const auto& [file, tensor] : files.all()) file->read_float(*tensor);
  } catch (const BadRequest&) {
  }
  return 0;
}
