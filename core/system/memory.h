#pragma once

#include <filesystem>
#include <string>

namespace alphabar {

/// Bytes that one piece of work may take: with more, the system would end the program without a
/// word.
inline constexpr double most_memory = 8e9;

/// What this process could still take, in bytes; infinity: no limit is known.
struct MemoryRoom {
  double bytes;      ///< of memory: of the machine (with its swap space) and of the process's
                     ///< control groups, versions 1 and 2 (what of them is files can be dropped)
  double addresses;  ///< RLIMIT_AS and RLIMIT_DATA (ulimit -v and -d): also of what is not touched
};

/// proc, cgroups: where the system tells of itself. Throws nothing.
MemoryRoom memory_room(const std::filesystem::path& proc = "/proc",
                       const std::filesystem::path& cgroups = "/sys/fs/cgroup");

/// Throws BadRequest (where, field, value: what asks for so much) for work that needs more than
/// most_memory, and Failed where less is free; bytes: an estimate from below; advice: how to need
/// less.
void check_memory(const std::string& where, const std::string& field, const std::string& value,
                  double bytes, const std::string& advice);

/// Throws Failed unless `what` finds so much memory, and so many addresses besides: for parts of
/// the system, as graphics drivers, that end the program where they get none.
void require_memory(const std::string& what, double bytes, double addresses = 0);

/// The same for a buffer of so many bytes in a graphics driver, which takes some for itself as it
/// works with it. Asks nothing for a small one.
void require_driver_memory(const std::string& what, double bytes);

}  // namespace alphabar
