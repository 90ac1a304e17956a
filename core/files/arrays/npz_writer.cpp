#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cassert>

#include "core/base/error.h"
#include "core/files/arrays/npz.h"
#include "core/files/atomic_file.h"

// The records are those of PKWARE's APPNOTE 6.3.9: 4.3.7 local header, 4.3.12 central directory,
// 4.3.14 and 4.3.15 zip64 end records, 4.3.16 end record, 4.5.3 zip64 extra field. Entries are
// stored (method 0); every local header has a zip64 field, as NumPy's own files do, because the
// size of an array in pieces is known but its checksum is patched in at the end.

namespace alphabar {
namespace {

constexpr std::uint32_t beyond32 = 0xFFFFFFFFu;
constexpr std::uint16_t zip64_version = 45;
constexpr std::uint16_t midnight = 0, first_of_1980 = (1 << 5) | 1;  // the format's earliest date

class Bytes {
 public:
  Bytes& u16(std::uint64_t v) { return put(v, 2); }
  Bytes& u32(std::uint64_t v) { return put(v, 4); }
  Bytes& u64(std::uint64_t v) { return put(v, 8); }
  Bytes& text(std::string_view v) {
    text_ += v;
    return *this;
  }
  const std::string& str() const { return text_; }

 private:
  Bytes& put(std::uint64_t v, int bytes) {
    for (int i = 0; i < bytes; ++i) text_ += static_cast<char>((v >> (8 * i)) & 0xff);
    return *this;
  }
  std::string text_;
};

struct Record {
  std::string name;  // with .npy
  std::uint64_t offset = 0, size = 0;
  std::uint32_t crc = 0;
};

std::string local_header(const Record& r) {
  Bytes b;
  b.u32(0x04034b50).u16(zip64_version).u16(0).u16(0).u16(midnight).u16(first_of_1980);
  b.u32(r.crc).u32(beyond32).u32(beyond32).u16(r.name.size()).u16(20).text(r.name);
  b.u16(1).u16(16).u64(r.size).u64(r.size);
  return b.str();
}

std::string central_header(const Record& r) {
  const bool big_size = r.size >= beyond32, big_offset = r.offset >= beyond32;
  Bytes extra;
  if (big_size || big_offset) {
    extra.u16(1).u16((big_size ? 16 : 0) + (big_offset ? 8 : 0));
    if (big_size) extra.u64(r.size).u64(r.size);
    if (big_offset) extra.u64(r.offset);
  }
  const std::uint64_t size = big_size ? beyond32 : r.size;
  Bytes b;
  b.u32(0x02014b50).u16(zip64_version).u16(zip64_version).u16(0).u16(0);
  b.u16(midnight).u16(first_of_1980).u32(r.crc).u32(size).u32(size);
  b.u16(r.name.size()).u16(extra.str().size()).u16(0).u16(0).u16(0).u32(0);
  b.u32(big_offset ? beyond32 : r.offset).text(r.name).text(extra.str());
  return b.str();
}

std::string end_records(std::uint64_t entries, std::uint64_t offset, std::uint64_t size) {
  Bytes b;
  const bool big = entries >= 0xFFFF || offset >= beyond32 || size >= beyond32;
  if (big) {
    b.u32(0x06064b50).u64(44).u16(zip64_version).u16(zip64_version).u32(0).u32(0);
    b.u64(entries).u64(entries).u64(size).u64(offset);
    b.u32(0x07064b50).u32(0).u64(offset + size).u32(1);
  }
  const std::uint64_t short_entries = big ? 0xFFFF : entries;
  b.u32(0x06054b50).u16(0).u16(0).u16(short_entries).u16(short_entries);
  b.u32(big ? beyond32 : size).u32(big ? beyond32 : offset).u16(0);
  return b.str();
}

}  // namespace

struct NpzWriter::Impl {
  explicit Impl(const std::filesystem::path& path) : file(path) {}

  AtomicFile file;
  std::vector<Record> records;
  std::string dtype;            // of the array that is open; empty: none is
  std::uint64_t remaining = 0;  // bytes that its shape still asks for
};

NpzWriter::NpzWriter(const std::filesystem::path& path) : impl_(std::make_unique<Impl>(path)) {}
NpzWriter::~NpzWriter() = default;

void NpzWriter::add(const std::string& name, const Array& array) {
  std::visit([&](const auto& values) { add(name, values, array.shape); }, array.values);
}

void NpzWriter::add_recipe(const std::string& json) {
  if (json.empty()) return;
  const std::span<const std::uint8_t> bytes(reinterpret_cast<const std::uint8_t*>(json.data()),
                                            json.size());
  begin(npz_recipe, dtype_of<std::uint8_t>(), {static_cast<std::int64_t>(bytes.size())});
  append(bytes);
  end();
}

void NpzWriter::begin(const std::string& name, std::string_view dtype,
                      const std::vector<std::int64_t>& shape) {
  assert(impl_->dtype.empty() && "the array before is not ended");
  assert(!name.empty() && name.size() < 1000 && shape.size() <= 32);
  const std::string entry = name + ".npy";
  assert(std::none_of(impl_->records.begin(), impl_->records.end(),
                      [&](const Record& r) { return r.name == entry; }));
  const std::string header = npy_header_bytes(dtype, shape);
  const std::size_t item_bytes =
      std::visit([](const auto& v) { return sizeof(v[0]); }, empty_values(dtype));
  Record record{entry, impl_->file.position(), 0, 0};
  impl_->remaining = std::uint64_t{count_of(shape)} * item_bytes;
  record.size = header.size() + impl_->remaining;
  record.crc = static_cast<std::uint32_t>(
      crc32_z(0, reinterpret_cast<const Bytef*>(header.data()), header.size()));
  impl_->file.write(local_header(record));
  impl_->file.write(header);
  impl_->records.push_back(record);
  impl_->dtype = dtype;
}

void NpzWriter::check_type(std::string_view dtype) const {
  assert(impl_->dtype == dtype);
  static_cast<void>(dtype);
}

void NpzWriter::append_bytes(std::span<const std::uint8_t> bytes) {
  assert(bytes.size() <= impl_->remaining && "more values than the shape holds");
  if (bytes.empty()) return;  // zlib takes a null pointer as "start anew"
  Record& record = impl_->records.back();
  record.crc = static_cast<std::uint32_t>(crc32_z(record.crc, bytes.data(), bytes.size()));
  impl_->file.write(bytes);
  impl_->remaining -= bytes.size();
}

void NpzWriter::end() {
  assert(!impl_->dtype.empty() && impl_->remaining == 0 && "fewer values than the shape holds");
  const Record& record = impl_->records.back();
  const std::uint64_t after = impl_->file.position();
  impl_->file.seek(record.offset);
  impl_->file.write(local_header(record));
  impl_->file.seek(after);
  impl_->dtype.clear();
}

void NpzWriter::finish() {
  assert(impl_->dtype.empty());
  const std::uint64_t offset = impl_->file.position();
  std::string directory;
  for (const Record& record : impl_->records) directory += central_header(record);
  impl_->file.write(directory);
  impl_->file.write(end_records(impl_->records.size(), offset, directory.size()));
  impl_->file.commit();
}

}  // namespace alphabar
