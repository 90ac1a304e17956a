#include "core/files/atomic_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <random>
#include <system_error>
#include <utility>

#include "core/base/error.h"
#include "core/base/path_text.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view prefix = ".alphabar-", suffix = ".part";

std::string text_of_error(int error_number) {
  return std::generic_category().message(error_number);
}

fs::path parent_of(const fs::path& target) {
  return target.has_parent_path() ? target.parent_path() : fs::path(".");
}

/// A symbolic link keeps pointing where it did: what it points at is replaced.
fs::path follow_link(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_symlink(path, ignored)) return path;
  const fs::path real = fs::canonical(path, ignored);
  return ignored ? path : real;
}

Descriptor locked(const fs::path& folder) {
  Descriptor lock(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
  if (lock && ::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) lock.close();
  return lock;
}

void flush_folder(const fs::path& folder) {
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened) ::fsync(opened.get());  // best effort: not every file system has that
}

/// Files that are the program's own, and the folder where nothing is left in it.
void remove_own(const fs::path& folder, const AtomicFolder::Own& own) {
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    std::error_code ignored;
    const std::string name = at->path().filename().string();
    if (own(name) || name.starts_with(prefix)) fs::remove(at->path(), ignored);
  }
  fs::remove(folder, error);
}

/// What killed programs left: hidden folders that nobody holds.
void remove_left(const fs::path& parent, const AtomicFolder::Own& own) {
  std::error_code error;
  for (fs::directory_iterator at(parent, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (!name.starts_with(prefix) || !name.ends_with(suffix)) continue;
    if (const Descriptor lock = locked(at->path())) remove_own(at->path(), own);
  }
}

}  // namespace

void AtomicFolder::check(const fs::path& target, const Own& own) {
  const auto refuse = [&](const std::string& value, const std::string& allowed,
                          const std::string& advice) {
    throw BadRequest(target.string(), "output folder", value, allowed, advice);
  };
  std::error_code error;
  const fs::path parent = parent_of(follow_link(target));
  const fs::file_status status = fs::status(target, error);
  if (error == std::errc::filename_too_long)
    refuse("", "a shorter name", text_of_error(ENAMETOOLONG));
  if (!fs::is_directory(parent, error))
    refuse("", "a folder that exists", "make the folder " + parent.string());
  if (::access(parent.c_str(), W_OK | X_OK) != 0)
    refuse("", "a folder that can be written", text_of_error(errno));
  if (!fs::exists(status)) return;
  if (!fs::is_directory(status)) refuse("a file", "a folder, or a new name", "take another name");
  fs::directory_iterator at(target, error);
  if (error) refuse("", "a folder that can be read", error.message());
  for (const fs::directory_iterator end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (!at->is_regular_file(error) || !own(name))
      refuse(name, "a new folder, or one that holds nothing but such pictures",
             "take another name");
  }
}

AtomicFolder::AtomicFolder(const fs::path& target, Own own)
    : target_(follow_link(target)), own_(std::move(own)) {
  check(target, own_);
  const fs::path parent = parent_of(target_);
  remove_left(parent, own_);
  for (int attempt = 0; attempt < 100 && !lock_; ++attempt) {
    hidden_ = parent / fmt::format("{}{:08x}{}", prefix, std::random_device()(), suffix);
    if (::mkdir(hidden_.c_str(), 0777) != 0) {
      if (errno != EEXIST) break;
      continue;
    }
    lock_ = locked(hidden_);
  }
  if (!lock_) fail("make a folder beside it", errno);
}

AtomicFolder::~AtomicFolder() {
  if (!hidden_.empty()) remove_own(hidden_, own_);
}

void AtomicFolder::fail(const std::string& doing, int error_number) const {
  throw Failed(
      fmt::format("{}: cannot {}: {}", shown(target_), doing, text_of_error(error_number)));
}

void AtomicFolder::write(const std::string& name, std::span<const std::uint8_t> bytes) {
  const fs::path path = hidden_ / name;
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (!file) fail("create " + shown(name), errno);
  while (!bytes.empty()) {
    const ssize_t n = ::write(file.get(), bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) fail("write", n < 0 ? errno : ENOSPC);
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
  if (file.close() < 0 && errno != EINTR) fail("write", errno);
}

/// Where the file system cannot exchange two names there is a moment with the older one alone,
/// under a name that is seen.
void AtomicFolder::swap_in_two_steps() {
  const fs::path old = target_.string() + ".old";
  if (::rename(target_.c_str(), old.c_str()) != 0) fail("rename", errno);
  if (::rename(hidden_.c_str(), target_.c_str()) != 0) {
    const int reason = errno;
    if (::rename(old.c_str(), target_.c_str()) != 0) hidden_.clear();  // nothing more is touched
    fail("rename", reason);
  }
  remove_own(old, own_);
}

void AtomicFolder::commit() {
  check(target_, own_);  // time has passed
  // All at once: file by file it takes milliseconds each, in which a kill would leave the folder.
  if (::syncfs(lock_.get()) < 0) fail("flush", errno);
  std::error_code ignored;
  if (!fs::exists(target_, ignored)) {
    if (::rename(hidden_.c_str(), target_.c_str()) != 0) fail("rename", errno);
  } else if (::renameat2(AT_FDCWD, hidden_.c_str(), AT_FDCWD, target_.c_str(), RENAME_EXCHANGE) ==
             0) {
    remove_own(hidden_, own_);
  } else if (errno == EINVAL || errno == ENOSYS || errno == ENOTSUP) {
    swap_in_two_steps();
  } else {
    fail("rename", errno);
  }
  hidden_.clear();
  flush_folder(parent_of(target_));
}

}  // namespace alphabar
