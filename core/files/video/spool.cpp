#include "core/files/video/spool.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

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

/// Not every file system knows files that never had a name.
Descriptor open_nameless(const std::filesystem::path& folder) {
  Descriptor file(::open(folder.c_str(), O_RDWR | O_TMPFILE | O_CLOEXEC, 0600));
  if (file) return file;
  std::string name = (folder / ".alphabar-XXXXXX").string();
  file = Descriptor(::mkostemp(name.data(), O_CLOEXEC));
  if (file) ::unlink(name.c_str());
  return file;
}

}  // namespace

Spool::Spool(const std::filesystem::path& folder)
    : folder_(folder.empty() ? "." : folder), file_(open_nameless(folder_)) {
  if (file_) return;
  const int reason = errno;
  if (reason == EACCES || reason == EPERM || reason == EROFS || reason == ENOENT)
    throw BadRequest(folder_.string(), "", "", "a folder that can be written",
                     std::generic_category().message(reason));
  fail(folder_, "store", reason);
}

void Spool::add(std::span<const std::uint8_t> block) {
  std::uint64_t end = ends_.empty() ? 0 : ends_.back();
  while (!block.empty()) {
    const ssize_t n = ::pwrite(file_.get(), block.data(), block.size(), static_cast<off_t>(end));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) fail(folder_, "store", n < 0 ? errno : ENOSPC);
    end += static_cast<std::uint64_t>(n);
    block = block.subspan(static_cast<std::size_t>(n));
  }
  ends_.push_back(end);
}

std::span<const std::uint8_t> Spool::read(std::size_t index) {
  std::uint64_t at = index == 0 ? 0 : ends_.at(index - 1);
  block_.resize(static_cast<std::size_t>(ends_.at(index) - at));
  for (std::span<std::uint8_t> rest(block_); !rest.empty();) {
    const ssize_t n = ::pread(file_.get(), rest.data(), rest.size(), static_cast<off_t>(at));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) fail(folder_, "read back", n < 0 ? errno : EIO);
    at += static_cast<std::uint64_t>(n);
    rest = rest.subspan(static_cast<std::size_t>(n));
  }
  return block_;
}

}  // namespace alphabar
