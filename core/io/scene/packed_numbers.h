#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/files/json/json_fields.h"

namespace alphabar {

/// A long list of numbers as a part of a JSON file, each value a number / per_unit:
///     {"type": "<i2", "per_unit": 10000, "base64": "..."}
/// type: NumPy's name of what the bytes are, of which the least byte comes first: <i2, <i4 (whole
/// numbers), <f4, <f8; base64: RFC 4648, section 4. In Python:
///     numpy.frombuffer(base64.b64decode(p["base64"]), p["type"]) / p["per_unit"]
struct PackedNumbers {
  std::string type = "<f8";
  double per_unit = 1;
  std::string base64;
};

/// In the shortest type that gives back every value exactly.
PackedNumbers packed(std::span<const double> values);

/// How many numbers a part may hold: a multiple of `each`, at most `most`.
struct PackedSize {
  std::size_t each, most;
};

/// Reads or writes such a part. Throws BadRequest naming the field.
void packed_part(JsonFields& f, const char* name, std::vector<double>& values,
                 const PackedSize& size);

}  // namespace alphabar
