#include "core/files/arrays/safetensors.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/files/atomic_file.h"
#include "core/files/json/json_strict.h"

namespace alphabar {
namespace {

static_assert(std::endian::native == std::endian::little, "the format is little-endian");

using nlohmann::json;

constexpr std::size_t length_bytes = 8;
constexpr std::size_t longest_header = std::size_t{16} << 20;
constexpr std::size_t most_dimensions = 8;

std::size_t element_bytes(TensorType type) {
  switch (type) {
    case TensorType::f16:
    case TensorType::bf16: return 2;
    case TensorType::f32: return 4;
    case TensorType::f64: return 8;
  }
  assert(false);
  return 0;
}

float from_bf16(std::uint16_t bits) { return std::bit_cast<float>(std::uint32_t{bits} << 16); }

// IEEE 754 binary16: 1 sign, 5 exponent, 10 fraction bits.
float from_f16(std::uint16_t bits) {
  const std::uint32_t sign = std::uint32_t{bits & 0x8000u} << 16;
  const std::uint32_t exponent = (bits >> 10) & 0x1f, fraction = bits & 0x3ffu;
  if (exponent == 0x1f) return std::bit_cast<float>(sign | 0x7f800000u | fraction << 13);
  if (exponent == 0) {  // zero and subnormals: fraction * 2^-24, exact in float
    const float value = static_cast<float>(fraction) * 0x1p-24f;
    return sign ? -value : value;
  }
  return std::bit_cast<float>(sign | (exponent + 112) << 23 | fraction << 13);
}

template <class T>
T load(const std::byte* at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

template <class To>
std::vector<To> convert(const TensorEntry& tensor, const std::vector<std::byte>& data) {
  const std::size_t count = tensor.elements(), size = element_bytes(tensor.type);
  std::vector<To> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::byte* at = data.data() + i * size;
    switch (tensor.type) {
      case TensorType::f16: values[i] = from_f16(load<std::uint16_t>(at)); break;
      case TensorType::bf16: values[i] = from_bf16(load<std::uint16_t>(at)); break;
      case TensorType::f32: values[i] = static_cast<To>(load<float>(at)); break;
      case TensorType::f64: values[i] = static_cast<To>(load<double>(at)); break;
    }
  }
  return values;
}

// A whole number from 0 to 2^53, or a mistake.
std::size_t whole(const json& value, const std::string& file, const std::string& field) {
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > (std::uint64_t{1} << 53))
    throw BadRequest(file, field, value.dump(), "a whole number from 0");
  return static_cast<std::size_t>(value.get<std::uint64_t>());
}

TensorType type_of(const json& value, const std::string& file, const std::string& field) {
  const std::string name = value.is_string() ? value.get<std::string>() : value.dump();
  if (name == "F16") return TensorType::f16;
  if (name == "BF16") return TensorType::bf16;
  if (name == "F32") return TensorType::f32;
  if (name == "F64") return TensorType::f64;
  throw BadRequest(file, field, name, "F16, BF16, F32, F64");
}

TensorEntry read_entry(const std::string& name, const json& value, const std::string& file) {
  const auto refuse = [&](const std::string& what, const std::string& allowed) {
    throw BadRequest(file, name, what, allowed);
  };
  if (!value.is_object()) refuse("not an object", "dtype, shape, data_offsets");
  for (const auto& [key, ignored] : value.items())
    if (key != "dtype" && key != "shape" && key != "data_offsets")
      refuse("unknown key " + key, "dtype, shape, data_offsets");
  for (const char* key : {"dtype", "shape", "data_offsets"})
    if (!value.contains(key)) refuse(std::string("no ") + key, "dtype, shape, data_offsets");

  TensorEntry entry;
  entry.name = name;
  entry.type = type_of(value["dtype"], file, name + ".dtype");
  const json& shape = value["shape"];
  if (!shape.is_array() || shape.size() > most_dimensions)
    refuse("shape " + shape.dump(), "at most 8 whole numbers");
  std::size_t count = 1;
  for (const json& extent : shape) {
    const std::size_t n = whole(extent, file, name + ".shape");
    if (n != 0 && count > (std::size_t{1} << 53) / n) refuse("shape " + shape.dump(), "below 2^53");
    count *= n;
    entry.shape.push_back(static_cast<std::int64_t>(n));
  }
  const json& offsets = value["data_offsets"];
  if (!offsets.is_array() || offsets.size() != 2)
    refuse("data_offsets " + offsets.dump(), "two whole numbers");
  entry.begin = whole(offsets[0], file, name + ".data_offsets");
  entry.end = whole(offsets[1], file, name + ".data_offsets");
  if (entry.end < entry.begin || entry.end - entry.begin != count * element_bytes(entry.type))
    refuse("data_offsets " + offsets.dump(),
           std::to_string(count * element_bytes(entry.type)) + " bytes by its shape and dtype");
  return entry;
}

std::span<const std::uint8_t> bytes_of(const void* data, std::size_t count) {
  return {static_cast<const std::uint8_t*>(data), count};
}

std::string header_text(std::span<const TensorToWrite> tensors,
                        const std::map<std::string, std::string>& metadata) {
  std::string text = "{";
  const auto add = [&](const std::string& name, const nlohmann::ordered_json& value) {
    text.append(text.size() > 1 ? "," : "").append(json(name).dump());
    text.append(":").append(value.dump());
  };
  if (!metadata.empty()) add("__metadata__", metadata);
  std::size_t at = 0;
  for (const TensorToWrite& tensor : tensors) {
    std::size_t count = 1;
    for (const std::int64_t n : tensor.shape) count *= static_cast<std::size_t>(n);
    assert(count == tensor.values.size());
    add(tensor.name, {{"dtype", "F32"},
                      {"shape", tensor.shape},
                      {"data_offsets", {at, at + count * sizeof(float)}}});
    at += count * sizeof(float);
  }
  text.append("}");
  text.resize((text.size() + 7) / 8 * 8, ' ');  // the format aligns the data by spaces
  return text;
}

}  // namespace

std::size_t TensorEntry::elements() const {
  std::size_t count = 1;
  for (const std::int64_t n : shape) count *= static_cast<std::size_t>(n);
  return count;
}

Safetensors Safetensors::open(const std::filesystem::path& path) {
  Safetensors result{InputFile(path)};
  const std::string& file = result.file();
  const std::uint64_t size = result.file_.size();
  if (size < length_bytes)
    throw BadRequest(file, "size", std::to_string(size) + " bytes", "8 or more",
                     "the file is cut short");
  std::uint64_t length = 0;
  result.file_.read(0, std::as_writable_bytes(std::span(&length, 1)));
  if (length > longest_header || length > size - length_bytes)
    throw BadRequest(file, "header length", std::to_string(length),
                     "at most 16 MiB and within the file", "is it a safetensors file?");
  std::string text(static_cast<std::size_t>(length), '\0');
  result.file_.read(length_bytes, std::as_writable_bytes(std::span(text)));
  result.data_begin_ = length_bytes + text.size();
  const std::uint64_t data_bytes = size - result.data_begin_;

  const json header = parse_json(text, file, {longest_header, 8});
  if (!header.is_object()) throw BadRequest(file, "header", "not an object", "a JSON object");
  for (const auto& [name, value] : header.items()) {
    if (name != "__metadata__") {
      result.tensors_.push_back(read_entry(name, value, file));
      continue;
    }
    if (!value.is_object()) throw BadRequest(file, name, "not an object", "strings by name");
    for (const auto& [key, entry] : value.items()) {
      if (!entry.is_string())
        throw BadRequest(file, "__metadata__." + key, entry.dump(), "a string");
      result.metadata_[key] = entry.get<std::string>();
    }
  }
  std::sort(result.tensors_.begin(), result.tensors_.end(),
            [](const TensorEntry& x, const TensorEntry& y) {
              return std::pair(x.begin, x.end) < std::pair(y.begin, y.end);
            });
  std::size_t at = 0;
  for (const TensorEntry& tensor : result.tensors_) {
    result.places_.emplace(tensor.name, result.places_.size());
    if (tensor.begin != at)
      throw BadRequest(file, tensor.name + ".data_offsets",
                       "begins at " + std::to_string(tensor.begin),
                       "begins at " + std::to_string(at) + ", where the tensor before it ends");
    at = tensor.end;
  }
  if (at != data_bytes)
    throw BadRequest(file, "data", std::to_string(data_bytes) + " bytes",
                     std::to_string(at) + " bytes by the header",
                     "the file is cut short or too long");
  return result;
}

const TensorEntry* Safetensors::find(const std::string& name) const {
  const auto found = places_.find(name);
  return found == places_.end() ? nullptr : &tensors_[found->second];
}

std::vector<std::byte> Safetensors::read(const TensorEntry& tensor) const {
  std::vector<std::byte> data(tensor.end - tensor.begin);
  file_.read(data_begin_ + tensor.begin, data);
  return data;
}

std::vector<float> Safetensors::read_float(const TensorEntry& tensor) const {
  return convert<float>(tensor, read(tensor));
}

std::vector<double> Safetensors::read_double(const TensorEntry& tensor) const {
  return convert<double>(tensor, read(tensor));
}

std::vector<std::uint8_t> safetensors_bytes(std::span<const TensorToWrite> tensors,
                                            const std::map<std::string, std::string>& metadata) {
  const std::string header = header_text(tensors, metadata);
  const std::uint64_t length = header.size();
  std::size_t size = length_bytes + header.size();
  for (const TensorToWrite& tensor : tensors) size += tensor.values.size_bytes();
  std::vector<std::uint8_t> all(size);
  auto at = all.begin();
  const auto add = [&](std::span<const std::uint8_t> bytes) {
    at = std::copy(bytes.begin(), bytes.end(), at);
  };
  add(bytes_of(&length, length_bytes));
  add(bytes_of(header.data(), header.size()));
  for (const TensorToWrite& tensor : tensors)
    add(bytes_of(tensor.values.data(), tensor.values.size_bytes()));
  return all;
}

void write_safetensors(const std::filesystem::path& file, std::span<const TensorToWrite> tensors,
                       const std::map<std::string, std::string>& metadata) {
  const std::string header = header_text(tensors, metadata);
  const std::uint64_t length = header.size();
  AtomicFile out(file);
  out.write(bytes_of(&length, length_bytes));
  out.write(header);
  for (const TensorToWrite& tensor : tensors)
    out.write(bytes_of(tensor.values.data(), tensor.values.size_bytes()));
  out.commit();
}

}  // namespace alphabar
