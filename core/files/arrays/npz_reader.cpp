#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <array>
#include <memory>
#include <new>
#include <variant>

#include "core/base/error.h"
#include "core/files/arrays/npz.h"
#include "core/files/input_file.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;

struct CloseZip {
  void operator()(zip_t* zip) const { zip_discard(zip); }
};
struct CloseEntry {
  void operator()(zip_file_t* entry) const { zip_fclose(entry); }
};
using ZipHandle = std::unique_ptr<zip_t, CloseZip>;
using Entry = std::unique_ptr<zip_file_t, CloseEntry>;

constexpr const char* remake = "write the file again";

ZipHandle open_zip(const InputFile& file) {
  Descriptor own = file.copy();
  int code = 0;
  ZipHandle zip(zip_fdopen(own.get(), 0, &code));
  if (zip) {
    own.release();  // libzip closed it, and goes on with a copy
    return zip;
  }
  zip_error_t reason;
  zip_error_init_with_code(&reason, code);
  const std::string text = zip_error_strerror(&reason);
  zip_error_fini(&reason);
  throw BadRequest(file.name(), "npz", text, "a zip of npy arrays", remake);
}

zip_stat_t stat_of(zip_t* zip, zip_uint64_t index) {
  zip_stat_t stat;
  constexpr zip_uint64_t needed =
      ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD;
  if (zip_stat_index(zip, index, 0, &stat) != 0 || (stat.valid & needed) != needed)
    throw BadRequest("", "zip entry", std::to_string(index), "a name and sizes", remake);
  return stat;
}

// Deflate makes at most 1032 bytes of one (RFC 1951: a match of 258 bytes from 2 bits), so a size
// beyond that is a lie, and so is a stored size that is not the packed one.
void check_packing(const zip_stat_t& stat, std::uint64_t file_bytes) {
  const bool stored = stat.comp_method == ZIP_CM_STORE;
  if (!stored && stat.comp_method != ZIP_CM_DEFLATE)
    throw BadRequest("", "zip method", std::to_string(stat.comp_method),
                     "0 (stored), 8 (deflated)");
  if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) && stat.encryption_method != ZIP_EM_NONE)
    throw BadRequest("", "zip entry", "encrypted", "plain entries");
  const bool possible = stat.comp_size <= file_bytes &&
                        (stored ? stat.size == stat.comp_size : stat.size / 1032 <= stat.comp_size);
  if (!possible)
    throw BadRequest("", "zip size", fmt::format("{} from {}", stat.size, stat.comp_size),
                     fmt::format("sizes that fit a file of {} bytes", file_bytes), remake);
}

// Reads `bytes` bytes or throws; the checksum is verified by libzip as the last byte is passed.
void read_exactly(zip_file_t* entry, void* to, std::size_t bytes) {
  auto* place = static_cast<std::uint8_t*>(to);
  while (bytes > 0) {
    const zip_int64_t got = zip_fread(entry, place, bytes);
    if (got < 0)
      throw BadRequest("", "npy data", zip_error_strerror(zip_file_get_error(entry)), "intact data",
                       remake);
    if (got == 0)
      throw BadRequest("", "npy data", "truncated", "as many bytes as announced", remake);
    place += got;
    bytes -= static_cast<std::size_t>(got);
  }
}

// The end of the entry: no byte more, and the checksum holds.
void expect_end(zip_file_t* entry) {
  std::uint8_t extra = 0;
  const zip_int64_t got = zip_fread(entry, &extra, 1);
  if (got < 0)
    throw BadRequest("", "npy data", zip_error_strerror(zip_file_get_error(entry)), "intact data",
                     remake);
  if (got > 0) throw BadRequest("", "npy data", "too long", "as many bytes as announced", remake);
}

// The vector is reserved whole but touched a piece at a time: a small file that claims to unpack
// to gigabytes costs addresses, not memory, until its bytes have really come.
template <class T>
void read_values(zip_file_t* entry, std::size_t count, std::vector<T>& values) {
  constexpr std::size_t piece = (std::size_t{1} << 20) / sizeof(T);
  values.reserve(count);
  while (values.size() < count) {
    const std::size_t start = values.size();
    const std::size_t next = std::min(piece, count - start);
    values.resize(start + next);
    read_exactly(entry, values.data() + start, next * sizeof(T));
  }
}

/// An entry that is open, behind its header.
struct OpenedEntry {
  Entry file;
  NpyHeader header;
};

OpenedEntry open_entry(zip_t* zip, zip_uint64_t index, const zip_stat_t& stat) {
  Entry entry(zip_fopen_index(zip, index, 0));
  if (!entry)
    throw BadRequest("", "zip entry", zip_strerror(zip), "an entry that can be opened", remake);
  std::array<std::uint8_t, 12> start{};
  if (stat.size < start.size()) throw BadRequest("", "npy data", "truncated", "a whole header");
  read_exactly(entry.get(), start.data(), start.size());
  const NpyPrefix prefix = read_npy_prefix(start);
  const std::size_t header_bytes = prefix.prefix_bytes + prefix.text_bytes;
  if (header_bytes > stat.size || header_bytes < start.size())
    throw BadRequest("", "npy header length", std::to_string(prefix.text_bytes),
                     "a header within the entry", remake);
  std::string text(start.begin() + static_cast<std::ptrdiff_t>(prefix.prefix_bytes), start.end());
  const std::size_t already = text.size();
  text.resize(prefix.text_bytes);
  read_exactly(entry.get(), text.data() + already, text.size() - already);
  const NpyHeader header = read_npy_header(text);

  const std::uint64_t data_bytes = stat.size - header_bytes;
  if (data_bytes % header.item_bytes != 0 ||
      data_bytes / header.item_bytes != count_of(header.shape))
    throw BadRequest("", "shape", shape_text(header.shape),
                     fmt::format("{} bytes of {}", data_bytes, header.descr), remake);
  return {std::move(entry), header};
}

Array read_array(const OpenedEntry& entry) {
  const NpyHeader& header = entry.header;
  Array array{header.shape, empty_values(header.descr), ""};
  const std::size_t count = count_of(header.shape);
  try {
    std::visit([&](auto& values) { read_values(entry.file.get(), count, values); }, array.values);
  } catch (const std::bad_alloc&) {
    throw BadRequest("", "shape", shape_text(header.shape), "what fits into memory");
  }
  expect_end(entry.file.get());
  return array;
}

template <class Map>
auto& found(const Map& map, const std::string& name, const std::string& file) {
  const auto place = map.find(name);
  if (place != map.end()) return place->second;
  std::string names;
  for (const auto& [have, unused] : map) names += (names.empty() ? "" : ", ") + have;
  throw BadRequest(file, "array", name, names.empty() ? "none, the file is empty" : names);
}

}  // namespace

struct NpzFile::Zip {
  ZipHandle handle;
  std::map<std::string, zip_uint64_t> index;  ///< by the array's name
};

NpzFile::NpzFile(const fs::path& path, const NpzLimits& limits)
    : file_(path.string()), limits_(limits), zip_(std::make_unique<Zip>()) {
  const InputFile input(path);
  zip_->handle = open_zip(input);
  zip_t* zip = zip_->handle.get();
  const std::uint64_t file_bytes = input.size();
  const zip_int64_t entries = zip_get_num_entries(zip, 0);
  if (entries < 0 || static_cast<std::uint64_t>(entries) > limits.entries)
    throw BadRequest(file_, "arrays", std::to_string(entries),
                     fmt::format("at most {}", limits.entries));
  for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(entries); ++i) {
    std::string where = file_;
    try {
      const zip_stat_t stat = stat_of(zip, i);
      std::string name = stat.name;
      where += ": " + name;
      if (!name.ends_with(".npy")) throw BadRequest("", "zip entry", name, "names in .npy");
      name.resize(name.size() - 4);
      where.resize(where.size() - 4);
      if (has(name)) throw BadRequest("", "zip entry", name, "each name once");
      check_packing(stat, file_bytes);
      headers_.emplace(name, open_entry(zip, i, stat).header);
      zip_->index.emplace(name, i);
    } catch (const BadRequest& bad) {
      throw bad.in(where);
    }
  }
}

NpzFile::~NpzFile() = default;

const NpyHeader& NpzFile::at(const std::string& name) const { return found(headers_, name, file_); }

const std::vector<std::int64_t>& NpzFile::require_shape(
    const std::string& name, std::initializer_list<std::int64_t> wanted) const {
  const NpyHeader& header = at(name);
  check_shape(header.shape, wanted, file_ + ": " + name);
  return header.shape;
}

Npz NpzFile::read(const std::vector<std::string>& names) const {
  Npz out;
  out.file_ = file_;
  std::uint64_t total = 0;
  for (const std::string& name : names) {
    if (!has(name)) continue;
    const std::string where = file_ + ": " + name;
    try {
      const zip_uint64_t index = zip_->index.at(name);
      const zip_stat_t stat = stat_of(zip_->handle.get(), index);
      if (stat.size > limits_.bytes - total)
        throw BadRequest("", "size", fmt::format("{} bytes", stat.size),
                         fmt::format("at most {} bytes in all arrays", limits_.bytes));
      total += stat.size;
      Array array = read_array(open_entry(zip_->handle.get(), index, stat));
      array.where = where;
      out.arrays_.emplace(name, std::move(array));
    } catch (const BadRequest& bad) {
      throw bad.in(where);
    }
  }
  return out;
}

Npz NpzFile::read() const {
  std::vector<std::string> names;
  for (const auto& [name, index] : zip_->index) names.push_back(name);
  return read(names);
}

Npz Npz::read(const fs::path& path, const NpzLimits& limits) {
  return NpzFile(path, limits).read();
}

const Array& Npz::at(const std::string& name) const { return found(arrays_, name, file_); }

Array Npz::take(const std::string& name) {
  at(name);
  return std::move(arrays_.extract(name).mapped());
}

std::optional<std::string> recipe_in_npz(const std::filesystem::path& path) {
  const NpzFile file(path);
  if (!file.has(npz_recipe)) return std::nullopt;
  const Array array = file.read({npz_recipe}).take(npz_recipe);
  const auto* bytes = std::get_if<std::vector<std::uint8_t>>(&array.values);
  if (!bytes) return std::nullopt;
  return std::string(bytes->begin(), bytes->end());
}

}  // namespace alphabar
