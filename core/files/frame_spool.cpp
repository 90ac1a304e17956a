#include "core/files/frame_spool.h"

#include <fmt/format.h>
#include <unistd.h>
#include <zlib.h>

#include <cassert>
#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "core/base/error.h"
#include "core/base/path_text.h"

namespace alphabar {
namespace {

[[noreturn]] void fail(const std::filesystem::path& folder, const char* doing, int error_number) {
  throw Failed(fmt::format("{}: cannot {} frames: {}", shown(folder), doing,
                           std::generic_category().message(error_number)));
}

std::FILE* open_nameless(const std::filesystem::path& folder) {
  std::string name = (folder / ".alphabar-XXXXXX").string();
  const int descriptor = ::mkstemp(name.data());
  if (descriptor < 0) fail(folder, "store", errno);
  ::unlink(name.c_str());
  std::FILE* file = ::fdopen(descriptor, "w+b");
  if (!file) {
    ::close(descriptor);
    throw std::bad_alloc();
  }
  return file;
}

}  // namespace

FrameSpool::FrameSpool(const std::filesystem::path& folder, std::size_t block_bytes)
    : folder_(folder.empty() ? "." : folder),
      file_(open_nameless(folder_), std::fclose),
      packed_(compressBound(block_bytes)),
      plain_(block_bytes) {}

void FrameSpool::add(std::span<const std::uint8_t> block) {
  assert(block.size() == plain_.size());
  uLongf bytes = packed_.size();
  const int code = compress2(packed_.data(), &bytes, block.data(), block.size(), Z_BEST_SPEED);
  assert(code == Z_OK);  // the buffer is as long as compressBound asks
  static_cast<void>(code);
  if (::fseeko(file_.get(), end_, SEEK_SET) != 0 ||
      std::fwrite(packed_.data(), 1, bytes, file_.get()) != bytes || std::fflush(file_.get()) != 0)
    fail(folder_, "store", errno);
  places_.push_back({end_, bytes});
  end_ += static_cast<std::int64_t>(bytes);
}

std::span<const std::uint8_t> FrameSpool::read(std::size_t index) {
  const Place& place = places_.at(index);
  uLongf bytes = plain_.size();
  if (::fseeko(file_.get(), place.offset, SEEK_SET) != 0 ||
      std::fread(packed_.data(), 1, place.bytes, file_.get()) != place.bytes)
    fail(folder_, "read back", errno == 0 ? EIO : errno);
  if (uncompress(plain_.data(), &bytes, packed_.data(), place.bytes) != Z_OK ||
      bytes != plain_.size())
    fail(folder_, "read back", EIO);
  return plain_;
}

}  // namespace alphabar
