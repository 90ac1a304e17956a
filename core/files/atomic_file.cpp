#include "core/files/atomic_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <random>
#include <system_error>

#include "core/base/error.h"
#include "core/base/path_text.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;

std::string text_of(int error_number) { return std::generic_category().message(error_number); }

BadRequest bad_path(const fs::path& path, const std::string& what, const std::string& advice) {
  return {path.string(), "output file", "", what, advice};
}

// A symbolic link keeps pointing where it did: what it points at is replaced.
fs::path follow_link(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_symlink(path, ignored)) return path;
  const fs::path real = fs::canonical(path, ignored);
  return ignored ? path : real;
}

}  // namespace

AtomicFile::AtomicFile(const fs::path& target) : target_(follow_link(target)) {
  std::error_code error;
  if (target_.empty() || !target_.has_filename())
    throw bad_path(target, "the name of a file", "give a file name");
  const fs::file_status status = fs::status(target_, error);
  if (error == std::errc::filename_too_long)
    throw bad_path(target, "a shorter name", text_of(ENAMETOOLONG));
  if (fs::is_directory(status))
    throw bad_path(target, "a file, and this is a folder", "add a file name to it");
  if (fs::is_character_file(status) || fs::is_fifo(status)) {
    direct_ = true;
    descriptor_ = Descriptor(::open(target_.c_str(), O_WRONLY | O_CLOEXEC));
    if (!descriptor_) throw bad_path(target, "a file that can be written", text_of(errno));
    return;
  }
  const fs::path folder = target_.has_parent_path() ? target_.parent_path() : fs::path(".");
  if (!fs::is_directory(folder, error))
    throw bad_path(target, "a folder that exists", "make the folder " + folder.string());

  if (open_nameless(folder)) return;
  for (int attempt = 0; attempt < 100 && !descriptor_; ++attempt) {
    temporary_ = new_name();
    descriptor_ =
        Descriptor(::open(temporary_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (!descriptor_ && errno != EEXIST) break;
  }
  if (descriptor_) return;
  const int reason = errno;
  if (reason == EACCES || reason == EPERM || reason == EROFS || reason == ENOENT)
    throw bad_path(target, "a folder that can be written", text_of(reason));
  fail("create", reason);
}

AtomicFile::~AtomicFile() { discard(); }

void AtomicFile::discard() noexcept {
  descriptor_.close();
  if (!committed_ && !temporary_.empty()) ::unlink(temporary_.c_str());
}

// Needs a file system that knows O_TMPFILE and, to give the name later, /proc.
bool AtomicFile::open_nameless(const fs::path& folder) {
  descriptor_ = Descriptor(::open(folder.c_str(), O_RDWR | O_TMPFILE | O_CLOEXEC, 0666));
  if (!descriptor_) return false;
  if (::access(readable().c_str(), F_OK) == 0) return true;
  descriptor_.close();
  return false;
}

// Short on purpose: a long target name plus a suffix could pass the system's limit.
fs::path AtomicFile::new_name() const {
  return target_.parent_path() / fmt::format(".alphabar-{:08x}.part", std::random_device()());
}

fs::path AtomicFile::readable() const {
  if (!temporary_.empty()) return temporary_;
  return direct_ ? target_ : fs::path(fmt::format("/proc/self/fd/{}", descriptor_.get()));
}

void AtomicFile::fail(const std::string& doing, int error_number) const {
  throw Failed(fmt::format("{}: cannot {}: {}", shown(target_), doing, text_of(error_number)));
}

void AtomicFile::write(std::span<const std::uint8_t> bytes) {
  assert(descriptor_);
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("write", errno);
    if (written == 0) fail("write", ENOSPC);
    position_ += static_cast<std::uint64_t>(written);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

void AtomicFile::write(std::string_view text) {
  write(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

void AtomicFile::seek(std::uint64_t offset) {
  assert(descriptor_);
  if (::lseek(descriptor_.get(), static_cast<off_t>(offset), SEEK_SET) < 0) fail("seek", errno);
  position_ = offset;
}

void AtomicFile::close() {
  assert(descriptor_);
  // Devices, and a few network file systems, know no fsync and say EINVAL or ENOTSUP.
  if (::fsync(descriptor_.get()) < 0 && errno != EINVAL && errno != ENOTSUP) fail("flush", errno);
  if (!direct_ && temporary_.empty()) {
    const fs::path nameless = readable(), name = new_name();
    if (::linkat(AT_FDCWD, nameless.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) != 0)
      fail("name", errno);
    temporary_ = name;
  }
  if (descriptor_.close() < 0 && errno != EINTR) fail("close", errno);
}

void AtomicFile::commit() {
  assert(!committed_);
  if (descriptor_) close();
  if (!direct_ && ::rename(temporary_.c_str(), target_.c_str()) < 0) fail("rename", errno);
  committed_ = true;
}

}  // namespace alphabar
