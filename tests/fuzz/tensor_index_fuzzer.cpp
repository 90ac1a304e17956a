#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "core/base/error.h"
#include "core/files/arrays/tensor_files.h"

namespace {

/// A folder with one file of tensors, "a.safetensors", that indices may name.
std::filesystem::path folder_with_tensors() {
  std::string name = (std::filesystem::temp_directory_path() / "index-fuzz-XXXXXX").string();
  if (!mkdtemp(name.data())) std::abort();
  const float values[2] = {1, 2};
  const alphabar::TensorToWrite tensors[] = {{"x", {2}, values}};
  alphabar::write_safetensors(std::filesystem::path(name) / "a.safetensors", tensors);
  return name;
}

}  // namespace

// Anything but tensors that can be read or a BadRequest is a finding.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  using namespace alphabar;
  static const std::filesystem::path index = folder_with_tensors() / "model.safetensors.index.json";
  std::ofstream(index, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes), static_cast<std::streamsize>(count));
  try {
    const TensorFiles files = TensorFiles::open(index);
    for (const auto& [file, tensor] : files.all()) file->read_float(*tensor);
  } catch (const BadRequest&) {
  }
  return 0;
}
