#include "core/files/input_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <system_error>
#include <tuple>
#include <utility>

#include "core/base/error.h"
#include "core/base/path_text.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;

/// Why open(2) or stat(2) did not find a file, as a user can act on it.
[[noreturn]] void refuse(const std::string& name, int error) {
  const std::string reason = std::generic_category().message(error);
  if (error == ENOENT) throw BadRequest(name, "", "", "a file that exists", "check the path");
  if (error == ENAMETOOLONG) throw BadRequest(name, "", "", "a shorter name", reason);
  if (error == EACCES || error == EPERM)
    throw BadRequest(name, "", "", "a readable file", "check its permissions and its folder's");
  throw BadRequest(name, "", "", "a file that can be read", reason);
}

void require_regular(const std::string& name, mode_t mode) {
  if (S_ISDIR(mode)) throw BadRequest(name, "", "", "a regular file, and this is a folder");
  if (!S_ISREG(mode))
    throw BadRequest(name, "", "", "a regular file, and this is a pipe or a device");
}

bool earlier(const timespec& a, const timespec& b) {
  return std::tie(a.tv_sec, a.tv_nsec) < std::tie(b.tv_sec, b.tv_nsec);
}

bool same(const timespec& a, const timespec& b) { return !earlier(a, b) && !earlier(b, a); }

/// File systems take the time from a clock that stands still for some milliseconds: of a file that
/// was changed in this very moment, the next change could not be told.
void let_the_clock_move(const struct stat& file) {
  const timespec moment{0, 1'000'000};
  timespec now{};
  for (int i = 0; i < 20 && clock_gettime(CLOCK_REALTIME_COARSE, &now) == 0; ++i) {
    if (!same(file.st_ctim, now)) return;
    nanosleep(&moment, nullptr);
  }
}

}  // namespace

void check_input_file(const fs::path& file) {
  struct stat found {};
  if (::stat(file.c_str(), &found) != 0) refuse(file.string(), errno);
  require_regular(file.string(), found.st_mode);
}

InputFile::InputFile(const fs::path& path) : name_(path.string()) {
  check_input_file(path);
  descriptor_ = Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!descriptor_ || ::fstat(descriptor_.get(), &opened_) != 0) refuse(name_, errno);
  require_regular(name_, opened_.st_mode);  // another one, by now
}

void InputFile::check_unchanged() const {
  struct stat now {};
  if (::fstat(descriptor_.get(), &now) == 0 && now.st_size == opened_.st_size &&
      same(now.st_mtim, opened_.st_mtim) && same(now.st_ctim, opened_.st_ctim))
    return;
  throw BadRequest(name_, "", "", "a file that nobody changes meanwhile",
                   "it was changed while it was read; try again");
}

Descriptor InputFile::copy() const {
  Descriptor copy(::fcntl(descriptor_.get(), F_DUPFD_CLOEXEC, 0));
  if (!copy) throw Failed(shown(name_) + ": " + std::generic_category().message(errno));
  return copy;
}

void InputFile::read(std::uint64_t offset, std::span<std::byte> to) const {
  if (!std::exchange(read_from_, true)) let_the_clock_move(opened_);
  for (std::size_t done = 0; done < to.size();) {
    const ssize_t n = ::pread(descriptor_.get(), to.data() + done, to.size() - done,
                              static_cast<off_t>(offset + done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) refuse(name_, errno);
    if (n == 0) {
      check_unchanged();
      if (offset + to.size() <= size())  // what some of the system's own files say of themselves
        throw BadRequest(name_, "size", "less than the " + std::to_string(size()) + " bytes it has",
                         "a file that is on a disk");
      throw BadRequest(name_, "size", std::to_string(size()) + " bytes",
                       std::to_string(offset + to.size()) + " or more");
    }
    done += static_cast<std::size_t>(n);
  }
  check_unchanged();
}

std::string ending_of(const std::filesystem::path& file) {
  std::string ending = file.extension().string();
  const auto small = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  std::ranges::transform(ending, ending.begin(), small);
  return ending;
}

std::string read_text(const fs::path& path, std::size_t most_bytes) {
  const InputFile file(path);
  if (file.size() > most_bytes)
    throw BadRequest(file.name(), "size", std::to_string(file.size()) + " bytes",
                     "at most " + std::to_string(most_bytes) + " bytes");
  std::string text(static_cast<std::size_t>(file.size()), '\0');
  file.read(0, std::as_writable_bytes(std::span(text)));
  return text;
}

}  // namespace alphabar
