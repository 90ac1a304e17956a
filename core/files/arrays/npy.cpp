#include "core/files/arrays/npy.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <charconv>
#include <cmath>
#include <utility>

#include "core/base/check.h"
#include "core/base/error.h"

namespace alphabar {
namespace {

static_assert(std::endian::native == std::endian::little, "npy data are read as they lie");

constexpr std::string_view allowed_types = "<f8, <f4, <i8, <i4 or |u1";
constexpr std::array<std::string_view, 5> type_names = {"<f8", "<f4", "<i8", "<i4", "|u1"};
constexpr std::array<std::size_t, 5> type_bytes = {8, 4, 8, 4, 1};
static_assert(std::variant_size_v<Array::Values> == type_names.size());

BadRequest bad_header(const std::string& field, std::string_view value, const std::string& allowed,
                      const std::string& advice = "") {
  return {"", "npy " + field, std::string(value.substr(0, 80)), allowed, advice};
}

// The few Python literals of a header; every function leaves `rest` behind what it took.
class Literals {
 public:
  explicit Literals(std::string_view text) : rest_(text) {}

  bool at_end() {
    skip_blanks();
    return rest_.empty();
  }
  bool take(char wanted) {
    skip_blanks();
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char wanted) {
    if (!take(wanted)) refuse(fmt::format("'{}' here", wanted));
  }
  std::string_view quoted() {
    skip_blanks();
    if (rest_.empty() || (rest_.front() != '\'' && rest_.front() != '"'))
      refuse("a quoted name here");
    const std::size_t end = rest_.find(rest_.front(), 1);
    if (end == std::string_view::npos) refuse("a closing quote");
    const std::string_view inside = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    return inside;
  }
  bool truth() {
    skip_blanks();
    for (const auto& [word, value] : {std::pair{"True", true}, std::pair{"False", false}})
      if (rest_.starts_with(word)) {
        rest_.remove_prefix(std::string_view(word).size());
        return value;
      }
    refuse("True or False here");
  }
  std::int64_t length() {
    skip_blanks();
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc() || value < 0) refuse("a length of 0 or more here");
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return value;
  }
  // () or (3,) or (3, 4): as Python writes a tuple, so one length needs its comma.
  std::vector<std::int64_t> tuple() {
    std::vector<std::int64_t> lengths;
    expect('(');
    while (!take(')')) {
      lengths.push_back(length());
      if (lengths.size() > 32) refuse("at most 32 axes");
      const bool comma = take(',');
      if (comma) continue;
      if (lengths.size() == 1) refuse("',' here");
      expect(')');
      break;
    }
    return lengths;
  }
  [[noreturn]] void refuse(const std::string& wanted) const {
    throw bad_header("header", rest_.substr(0, 40), wanted, "save it with NumPy's save or savez");
  }

 private:
  void skip_blanks() {
    const std::size_t start = rest_.find_first_not_of(" \n");
    rest_.remove_prefix(start == std::string_view::npos ? rest_.size() : start);
  }
  std::string_view rest_;
};

BadRequest wrong_type(const Array& array, const std::string& allowed, const std::string& to) {
  return {array.where, "dtype", array.dtype(), allowed,
          fmt::format("convert it with .astype('{}')", to)};
}

}  // namespace

std::size_t Array::size() const {
  return std::visit([](const auto& v) { return v.size(); }, values);
}

std::string Array::dtype() const { return std::string(type_names[values.index()]); }

std::vector<double> Array::as_doubles() const& {
  constexpr std::int64_t exact = std::int64_t{1} << 53;
  if (const auto* whole = std::get_if<std::vector<std::int64_t>>(&values))
    for (const std::int64_t v : *whole)
      if (v > exact || v < -exact)
        throw BadRequest(where, "value", std::to_string(v), "whole numbers up to 2^53");
  return std::visit([](const auto& v) { return std::vector<double>(v.begin(), v.end()); }, values);
}

std::vector<double> Array::as_doubles() && {
  if (auto* own = std::get_if<std::vector<double>>(&values)) return std::move(*own);
  return static_cast<const Array&>(*this).as_doubles();
}

std::vector<double> Array::finite_doubles() const& {
  std::vector<double> numbers = as_doubles();
  const auto bad =
      std::ranges::find_if(numbers, [](double number) { return !std::isfinite(number); });
  if (bad == numbers.end()) return numbers;
  auto rest = static_cast<std::size_t>(bad - numbers.begin());
  std::vector<std::int64_t> place(shape.size());
  for (std::size_t axis = shape.size(); axis > 0; --axis) {
    const auto length = static_cast<std::size_t>(shape[axis - 1]);
    place[axis - 1] = static_cast<std::int64_t>(rest % length);
    rest /= length;
  }
  throw BadRequest(where + shape_text(place), "", to_text(*bad), "finite numbers only");
}

std::vector<float> Array::as_floats() const& {
  if (const auto* own = std::get_if<std::vector<float>>(&values)) return *own;
  if (const auto* bytes = std::get_if<std::vector<std::uint8_t>>(&values))
    return {bytes->begin(), bytes->end()};
  throw wrong_type(*this, "<f4 or |u1", "float32");
}

std::vector<float> Array::as_floats() && {
  if (auto* own = std::get_if<std::vector<float>>(&values)) return std::move(*own);
  return static_cast<const Array&>(*this).as_floats();
}

std::vector<std::int64_t> Array::as_int64() const {
  if (dtype()[1] == 'f') throw wrong_type(*this, "<i8, <i4 or |u1", "int64");
  return std::visit(
      [](const auto& v) {
        std::vector<std::int64_t> out(v.size());
        std::transform(v.begin(), v.end(), out.begin(),
                       [](auto x) { return static_cast<std::int64_t>(x); });
        return out;
      },
      values);
}

void Array::require_shape(std::initializer_list<std::int64_t> wanted) const {
  check_shape(shape, wanted, where);
}

void check_shape(std::span<const std::int64_t> shape, std::initializer_list<std::int64_t> wanted,
                 const std::string& where) {
  const bool same =
      std::equal(shape.begin(), shape.end(), wanted.begin(), wanted.end(),
                 [](std::int64_t have, std::int64_t want) { return want == -1 || have == want; });
  if (!same)
    throw BadRequest(where, "shape", shape_text(shape),
                     shape_text(std::vector<std::int64_t>(wanted)));
}

std::string shape_text(std::span<const std::int64_t> shape) {
  std::string text = "[";
  for (const std::int64_t length : shape) {
    if (text.size() > 1) text += ", ";
    text += length == -1 ? "any" : std::to_string(length);
  }
  return text + "]";
}

std::size_t count_of(std::span<const std::int64_t> shape) {
  constexpr std::int64_t most = std::int64_t{1} << 62;
  if (std::any_of(shape.begin(), shape.end(), [](std::int64_t n) { return n < 0; }))
    throw bad_header("shape", shape_text(shape), "lengths of 0 or more");
  std::int64_t count = 1;
  for (const std::int64_t length : shape) {
    if (length != 0 && count > most / length)
      throw bad_header("shape", shape_text(shape), "at most 2^62 values");
    count *= length;
  }
  return static_cast<std::size_t>(count);
}

NpyPrefix read_npy_prefix(std::span<const std::uint8_t> start) {
  constexpr std::array<std::uint8_t, 6> magic = {0x93, 'N', 'U', 'M', 'P', 'Y'};
  constexpr std::size_t longest = 65536;
  if (start.size() < 10 || !std::equal(magic.begin(), magic.end(), start.begin()))
    throw bad_header("magic", "", "a NumPy array", "save it with NumPy's save or savez");
  const int major = start[6], minor = start[7];
  if ((major != 1 && major != 2) || minor != 0)
    throw bad_header("version", fmt::format("{}.{}", major, minor), "1.0 or 2.0");
  NpyPrefix prefix{major == 1 ? 10u : 12u, start[8] + 256u * start[9]};
  if (major == 2) {
    if (start.size() < 12) throw bad_header("length", "", "a whole header");
    prefix.text_bytes += (std::size_t{start[10]} << 16) + (std::size_t{start[11]} << 24);
  }
  if (prefix.text_bytes > longest)
    throw bad_header("header length", std::to_string(prefix.text_bytes), "at most 65536 bytes");
  return prefix;
}

NpyHeader read_npy_header(std::string_view text) {
  Literals literals(text);
  NpyHeader header;
  bool fortran = false, has_descr = false, has_order = false, has_shape = false;
  literals.expect('{');
  while (!literals.take('}')) {
    const std::string_view key = literals.quoted();
    literals.expect(':');
    if (key == "descr" && !std::exchange(has_descr, true)) {
      if (literals.take('[')) throw bad_header("dtype", "a record", std::string(allowed_types));
      header.descr = literals.quoted();
    } else if (key == "fortran_order" && !std::exchange(has_order, true)) {
      fortran = literals.truth();
    } else if (key == "shape" && !std::exchange(has_shape, true)) {
      header.shape = literals.tuple();
    } else {
      throw bad_header("header key", key, "descr, fortran_order and shape, once each");
    }
    if (literals.take(',')) continue;
    literals.expect('}');
    break;
  }
  if (!literals.at_end()) literals.refuse("nothing after '}'");
  if (!has_descr || !has_order || !has_shape)
    throw bad_header("header", text, "descr, fortran_order and shape");

  const auto type = std::find(type_names.begin(), type_names.end(), header.descr);
  if (type == type_names.end()) {
    const bool object = header.descr.find('O') != std::string::npos;
    throw bad_header("dtype", header.descr, std::string(allowed_types),
                     object ? "it holds pickled objects, which are never read" : "");
  }
  if (fortran)
    throw bad_header("fortran_order", "True", "False", "save numpy.ascontiguousarray(x)");
  header.item_bytes = type_bytes[static_cast<std::size_t>(type - type_names.begin())];
  return header;
}

std::string npy_header_bytes(std::string_view dtype, std::span<const std::int64_t> shape) {
  std::string lengths;
  for (const std::int64_t length : shape) lengths += fmt::format("{}, ", length);
  if (shape.size() > 1) lengths.resize(lengths.size() - 2);   // (2, 3)
  if (shape.size() == 1) lengths.resize(lengths.size() - 1);  // (2,)
  std::string text =
      fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}), }}", dtype, lengths);
  constexpr std::size_t prefix = 10;
  text.append(63 - (prefix + text.size()) % 64, ' ');
  text += '\n';
  assert(text.size() < 65536 && (prefix + text.size()) % 64 == 0);
  std::string bytes = "\x93NUMPY";
  bytes += {'\1', '\0', static_cast<char>(text.size() & 0xff), static_cast<char>(text.size() >> 8)};
  return bytes + text;
}

Array::Values empty_values(std::string_view dtype) {
  if (dtype == "<f8") return std::vector<double>();
  if (dtype == "<f4") return std::vector<float>();
  if (dtype == "<i8") return std::vector<std::int64_t>();
  if (dtype == "<i4") return std::vector<std::int32_t>();
  assert(dtype == "|u1");
  return std::vector<std::uint8_t>();
}

}  // namespace alphabar
