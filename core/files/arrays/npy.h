#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace alphabar {

/// An array of a .npy file, whole in memory: C order, so the last index runs fastest.
///
/// An empty shape is a scalar (one value); a 0 in the shape is an array of no values.
struct Array {
  using Values = std::variant<std::vector<double>, std::vector<float>, std::vector<std::int64_t>,
                              std::vector<std::int32_t>, std::vector<std::uint8_t>>;

  std::vector<std::int64_t> shape;
  Values values;
  std::string where;  ///< "file: array", for messages only

  std::size_t size() const;
  /// NumPy's name of the type: <f8 <f4 <i8 <i4 |u1.
  std::string dtype() const;

  /// The values as doubles, where every one of them is exactly a double (<i8 up to 2^53).
  std::vector<double> as_doubles() const &;
  std::vector<double> as_doubles() &&;
  /// The same, where every one of them is also finite; the first that is not is named.
  std::vector<double> finite_doubles() const &;
  /// The values as floats: <f4 and |u1 only, so that no digits are lost unseen.
  std::vector<float> as_floats() const &;
  std::vector<float> as_floats() &&;
  /// The values as whole numbers: <i8, <i4, |u1.
  std::vector<std::int64_t> as_int64() const;

  void require_shape(std::initializer_list<std::int64_t> wanted) const;
};

/// Throws BadRequest (at `where`) unless the shape is this one; -1 stands for any length.
void check_shape(std::span<const std::int64_t> shape, std::initializer_list<std::int64_t> wanted,
                 const std::string &where);

/// "[2, 3]", for messages.
std::string shape_text(std::span<const std::int64_t> shape);

/// The product of the shape's lengths. Throws BadRequest (field "shape") for a negative length or
/// a product of lengths above 2^62.
std::size_t count_of(std::span<const std::int64_t> shape);

/// What the header of a .npy file says.
struct NpyHeader {
  std::string descr;  ///< as in the file; read_npy_header lets only known ones through
  std::vector<std::int64_t> shape;
  std::size_t item_bytes = 0;
};

/// Bytes before the header text: magic (6), version (2), length of the text (2 or 4).
struct NpyPrefix {
  std::size_t prefix_bytes = 0;  ///< 10 for version 1.0, 12 for 2.0
  std::size_t text_bytes = 0;
};

/// Reads the prefix from the first 12 bytes of a file (fewer where the file is shorter).
/// Throws BadRequest unless it is version 1.0 or 2.0 with at most 64 KiB of text.
/// Source: NumPy's documentation, numpy.lib.format, "Format Version 1.0" and "2.0".
NpyPrefix read_npy_prefix(std::span<const std::uint8_t> start);

/// Reads the header text, a Python dict literal with exactly the keys descr, fortran_order, shape.
/// Throws BadRequest for anything else, for types other than those of Array (objects, which would
/// be pickles, by name), for Fortran order, and for more than 32 axes.
NpyHeader read_npy_header(std::string_view text);

/// Prefix and text of version 1.0, padded with blanks to a multiple of 64 bytes as NumPy does.
std::string npy_header_bytes(std::string_view dtype, std::span<const std::int64_t> shape);

/// A vector of the right type with nothing in it; dtype is one of Array::dtype()'s.
Array::Values empty_values(std::string_view dtype);

}  // namespace alphabar
