#include "core/io/scene/packed_numbers.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/files/base64.h"

namespace alphabar {
namespace {

struct Type {
  std::string_view name;
  std::size_t bytes;
  bool whole;
};
constexpr std::array<Type, 4> types{
    {{"<i2", 2, true}, {"<i4", 4, true}, {"<f4", 4, false}, {"<f8", 8, false}}};

/// Whether the type has every value times per_unit, and gives it back as it was.
bool has_all(const Type& type, double per_unit, std::span<const double> values) {
  const double most = type.bytes == 2 ? 32767 : 2147483647;
  for (const double value : values) {
    if (type.whole) {
      const double number = std::round(value * per_unit);
      if (!(std::abs(number) <= most) || number / per_unit != value) return false;
    } else if (type.bytes == 4 && static_cast<double>(static_cast<float>(value)) != value) {
      return false;
    }
  }
  return true;
}

/// The bits of one number.
std::uint64_t bits_of(const Type& type, double number) {
  if (type.whole) return static_cast<std::uint64_t>(std::llround(number));
  if (type.bytes == 4) return std::bit_cast<std::uint32_t>(static_cast<float>(number));
  return std::bit_cast<std::uint64_t>(number);
}

double number_of(const Type& type, std::uint64_t bits) {
  if (type.whole && type.bytes == 2) return static_cast<std::int16_t>(bits);
  if (type.whole) return static_cast<std::int32_t>(bits);
  if (type.bytes == 4)
    return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
  return std::bit_cast<double>(bits);
}

PackedNumbers packed_as(const Type& type, double per_unit, std::span<const double> values) {
  std::vector<std::uint8_t> bytes;
  bytes.reserve(type.bytes * values.size());
  for (const double value : values) {
    const std::uint64_t bits = bits_of(type, type.whole ? std::round(value * per_unit) : value);
    for (std::size_t i = 0; i < type.bytes; ++i)
      bytes.push_back(static_cast<std::uint8_t>(bits >> (8 * i)));
  }
  return {std::string(type.name), per_unit, base64(bytes)};
}

/// A part and what it is to hold.
struct Part {
  std::vector<double>& values;
  PackedSize size;
  PackedNumbers numbers = {};
};

void unpack(const JsonFields& f, Part& to) {
  const PackedNumbers& from = to.numbers;
  const std::size_t each = to.size.each, most = to.size.most;
  const Type* type = nullptr;
  for (const Type& known : types)
    if (known.name == from.type) type = &known;
  if (!type) f.refuse("type", "<i2, <i4, <f4, <f8");
  if (!(from.per_unit > 0) || !std::isfinite(from.per_unit)) f.refuse("per_unit", "above 0");
  const std::string letters = std::to_string(from.base64.size()) + " letters";
  if (from.base64.size() / 4 * 3 > most * type->bytes + 3)
    f.refuse_value("base64", letters, "at most " + std::to_string(most) + " numbers");
  const std::optional<std::vector<std::uint8_t>> bytes = from_base64(from.base64);
  if (!bytes)
    f.refuse_value("base64", letters, "base64 by RFC 4648, section 4, without breaks",
                   "it is damaged: take it from the file that was saved");
  const std::size_t piece = type->bytes * each;
  if (bytes->empty() || bytes->size() % piece != 0 || bytes->size() > most * type->bytes)
    f.refuse_value("base64", std::to_string(bytes->size()) + " bytes",
                   std::to_string(piece) + " to " + std::to_string(most * type->bytes) +
                       " bytes, a multiple of " + std::to_string(piece));
  to.values.clear();
  to.values.reserve(bytes->size() / type->bytes);
  for (std::size_t at = 0; at < bytes->size(); at += type->bytes) {
    std::uint64_t bits = 0;
    for (std::size_t i = type->bytes; i-- > 0;) bits = bits << 8 | (*bytes)[at + i];
    to.values.push_back(number_of(*type, bits) / from.per_unit);
  }
}

/// Found by JsonFields through argument-dependent lookup.
void fields(JsonFields& f, Part& part) {
  f("type", part.numbers.type);
  f("per_unit", part.numbers.per_unit);
  f("base64", part.numbers.base64);
  if (f.reading()) unpack(f, part);
}

}  // namespace

PackedNumbers packed(std::span<const double> values) {
  for (const Type& type : types) {
    if (!type.whole && has_all(type, 1, values)) return packed_as(type, 1, values);
    if (!type.whole) continue;
    for (double per_unit = 1; per_unit <= 1e6; per_unit *= 10)
      if (has_all(type, per_unit, values)) return packed_as(type, per_unit, values);
  }
  return packed_as(types.back(), 1, values);
}

void packed_part(JsonFields& f, const char* name, std::vector<double>& values,
                 const PackedSize& size) {
  Part part{values, size, f.reading() ? PackedNumbers() : packed(values)};
  f.part(name, part);
}

}  // namespace alphabar
