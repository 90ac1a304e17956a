#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/files/arrays/npy.h"

namespace alphabar {

/// What a file from outside may ask for, checked before anything is allocated.
struct NpzLimits {
  std::uint64_t bytes = std::uint64_t{4} << 30;  ///< of all arrays together, unpacked
  std::size_t entries = 4096;
};

/// The arrays of an .npz file (a zip of .npy files, stored or deflated), all in memory.
class Npz {
 public:
  /// Reads every array: NpzFile(path, limits).read(), see there.
  static Npz read(const std::filesystem::path& path, const NpzLimits& limits = {});

  bool has(const std::string& name) const { return arrays_.contains(name); }
  /// Throws BadRequest, saying which arrays there are, when there is none of that name.
  const Array& at(const std::string& name) const;
  Array take(const std::string& name);  ///< at(), moved out: it is gone afterwards
  const std::map<std::string, Array>& arrays() const { return arrays_; }
  const std::string& file() const { return file_; }

 private:
  friend class NpzFile;
  std::string file_;
  std::map<std::string, Array> arrays_;
};

/// An .npz file before its arrays are unpacked: what their headers say can be checked first, and
/// arrays that nobody asks for cost nothing.
class NpzFile {
 public:
  /// Reads names and headers. Throws BadRequest naming the file and the array for: a missing or
  /// unreadable file, a broken zip, an entry that is no .npy, encrypted or otherwise packed, a size
  /// that disagrees with the shape, names twice, and more entries than the limit.
  /// Sizes are taken from the central directory (NumPy's local headers may hold 0xFFFFFFFF).
  explicit NpzFile(const std::filesystem::path& path, const NpzLimits& limits = {});
  ~NpzFile();

  bool has(const std::string& name) const { return headers_.contains(name); }
  /// Throws BadRequest, saying which arrays there are, when there is none of that name.
  const NpyHeader& at(const std::string& name) const;
  /// The shape of an array, where it is this one; -1 stands for any length. Throws BadRequest.
  const std::vector<std::int64_t>& require_shape(const std::string& name,
                                                 std::initializer_list<std::int64_t> wanted) const;
  const std::string& file() const { return file_; }

  /// Unpacks all arrays, or those of the names that there are. Checksums are verified. Throws
  /// BadRequest for damaged data and for more bytes than the limit.
  Npz read() const;
  Npz read(const std::vector<std::string>& names) const;

 private:
  struct Zip;
  std::string file_;
  NpzLimits limits_;
  std::unique_ptr<Zip> zip_;
  std::map<std::string, NpyHeader> headers_;
};

/// The array that holds the recipe of a file, bytes of JSON: bytes(numpy.load(file)[this]).
inline constexpr const char* npz_recipe = "alphabar_scene";

/// The recipe of an .npz file; none: it has none. Throws what NpzFile throws.
std::optional<std::string> recipe_in_npz(const std::filesystem::path& path);

/// Writes an .npz that NumPy loads: stored entries, npy 1.0, no clock in it, so equal arrays make
/// equal bytes. The file appears when finish() returns, whole; without finish() nothing is left.
/// Memory: nothing but what the caller holds. Throws what AtomicFile throws.
class NpzWriter {
 public:
  explicit NpzWriter(const std::filesystem::path& path);
  ~NpzWriter();

  void add(const std::string& name, const Array& array);
  template <std::ranges::contiguous_range Values>
  void add(const std::string& name, const Values& values, const std::vector<std::int64_t>& shape) {
    using T = std::ranges::range_value_t<Values>;
    begin(name, dtype_of<T>(), shape);
    append(std::span<const T>(values));
    end();
  }
  /// One value, of shape [].
  template <class T>
  requires std::is_arithmetic_v<T>
  void add(const std::string& name, T value) { add(name, std::vector<T>{value}, {}); }

  /// The scene's JSON as the array npz_recipe; an empty one is left out.
  void add_recipe(const std::string& json);

  /// An array in pieces, as they are made: begin, append until the shape is full, end.
  void begin(const std::string& name, std::string_view dtype,
             const std::vector<std::int64_t>& shape);
  template <class T>
  void append(std::span<const T> values) {
    check_type(dtype_of<T>());
    append_bytes({reinterpret_cast<const std::uint8_t*>(values.data()), values.size_bytes()});
  }
  void end();

  void finish();

 private:
  template <class T>
  static constexpr std::string_view dtype_of() {
    if constexpr (std::is_same_v<T, double>) return "<f8";
    if constexpr (std::is_same_v<T, float>) return "<f4";
    if constexpr (std::is_same_v<T, std::int64_t>) return "<i8";
    if constexpr (std::is_same_v<T, std::int32_t>) return "<i4";
    if constexpr (std::is_same_v<T, std::uint8_t>) return "|u1";
    return "";
  }
  void check_type(std::string_view dtype) const;
  void append_bytes(std::span<const std::uint8_t> bytes);

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace alphabar
