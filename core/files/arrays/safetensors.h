#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/files/input_file.h"

namespace alphabar {

enum class TensorType { f16, bf16, f32, f64 };

struct TensorEntry {
  std::string name;
  TensorType type = TensorType::f32;
  std::vector<std::int64_t> shape;  ///< empty for a scalar
  std::size_t begin = 0, end = 0;   ///< bytes in the data part
  std::size_t elements() const;
};

/// A safetensors file: 8 bytes of header length (little-endian), a JSON header, then the data of
/// all tensors in C order without gaps. https://github.com/huggingface/safetensors, "Format".
///
/// Strict: everything the format promises is checked before a byte of data is read, so a file that
/// was opened can be read without surprises: header length within the file and at most 16 MiB, the
/// header one JSON object without duplicate keys, known element types (F16, BF16, F32, F64), shapes
/// that match their byte ranges without overflow, and ranges that cover the data part exactly once.
/// All mistakes throw BadRequest naming the file and the tensor.
class Safetensors {
 public:
  static Safetensors open(const std::filesystem::path& path);

  /// In the order of their data.
  const std::vector<TensorEntry>& tensors() const { return tensors_; }
  const TensorEntry* find(const std::string& name) const;
  /// The header's "__metadata__".
  const std::map<std::string, std::string>& metadata() const { return metadata_; }
  const std::string& file() const { return file_.name(); }

  /// Elements of a tensor of this file, read now and converted; F64 to float rounds to nearest.
  /// All are of the file that was opened, also where another one has its name by now. Throws
  /// BadRequest where that file was written to since.
  std::vector<float> read_float(const TensorEntry& tensor) const;
  std::vector<double> read_double(const TensorEntry& tensor) const;

 private:
  explicit Safetensors(InputFile file) : file_(std::move(file)) {}
  std::vector<std::byte> read(const TensorEntry& tensor) const;

  InputFile file_;
  std::vector<TensorEntry> tensors_;
  std::map<std::string, std::size_t> places_;  // among them, by name
  std::map<std::string, std::string> metadata_;
  std::size_t data_begin_ = 0;  ///< of the file, in bytes
};

/// One tensor to write, as F32.
struct TensorToWrite {
  std::string name;
  std::vector<std::int64_t> shape;
  std::span<const float> values;  ///< as many as the shape says
};

/// Writes tensors in the order given, under a temporary name, renamed when whole. Throws Failed
/// when the disk is full and BadRequest when the folder cannot be written.
void write_safetensors(const std::filesystem::path& file, std::span<const TensorToWrite> tensors,
                       const std::map<std::string, std::string>& metadata = {});

/// The same file as bytes, for a folder whose files appear together.
std::vector<std::uint8_t> safetensors_bytes(
    std::span<const TensorToWrite> tensors,
    const std::map<std::string, std::string>& metadata = {});

}  // namespace alphabar
