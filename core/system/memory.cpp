#include "core/system/memory.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>

#include "core/base/check.h"
#include "core/base/error.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double reserve = 128e6;  // for all that is not asked for in one piece

/// The number a file holds; infinity where there is none ("max").
double number_in(const fs::path& file) {
  std::ifstream in(file);
  double number = 0;
  return in >> number ? number : infinity;
}

/// The number after a name in a file of lines "name number" or "name: number kB"; 0: none.
double number_of(const fs::path& file, const std::string& name) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string word, unit;
    double number = 0;
    if (words >> word >> number && word == name)
      return words >> unit && unit == "kB" ? 1024 * number : number;
  }
  return 0;
}

/// What a control group and those around it leave; `names`: of its files for the limit, what is
/// used, and the part of memory.stat that can be dropped.
struct GroupFiles {
  const char *limit, *used, *droppable;
};
double room_of_group(const fs::path& top, std::string group, const GroupFiles& files) {
  double room = infinity;
  while (true) {
    const fs::path folder = top / fs::path(group).relative_path();
    const double limit = number_in(folder / files.limit), used = number_in(folder / files.used);
    if (std::isfinite(limit) && std::isfinite(used))
      room = std::min(room, limit - used + number_of(folder / "memory.stat", files.droppable));
    if (group.empty() || group == "/") return room;
    group = fs::path(group).parent_path().string();
  }
}

/// Of /proc/self/cgroup: "0::/group" of version 2, "4:memory:/group" of version 1. Where a group is
/// mounted as the top there are no folders around it.
double room_of_groups(const fs::path& proc, const fs::path& cgroups) {
  constexpr GroupFiles v2{"memory.max", "memory.current", "inactive_file"};
  constexpr GroupFiles v1{"memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"};
  double room = infinity;
  std::ifstream in(proc / "self/cgroup");
  for (std::string line; std::getline(in, line);) {
    const auto first = line.find(':'), second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    std::string controllers = line.substr(first + 1, second - first - 1);
    const std::string group = line.substr(second + 1);
    if (controllers.empty())
      for (const fs::path& top : {cgroups, cgroups / "unified"})
        room = std::min(room, room_of_group(top, group, v2));
    else if (controllers.insert(0, 1, ',').append(1, ',').find(",memory,") != std::string::npos)
      room = std::min(room, room_of_group(cgroups / "memory", group, v1));
  }
  return room;
}

double room_of_machine(const fs::path& proc) {
  const double available = number_of(proc / "meminfo", "MemAvailable:");
  return available > 0 ? available + number_of(proc / "meminfo", "SwapFree:") : infinity;
}

double room_of_limits(const fs::path& proc) {
  const auto page = static_cast<double>(sysconf(_SC_PAGESIZE));
  double size = 0, resident = 0, shared = 0, text = 0, library = 0, data = 0;
  std::ifstream in(proc / "self/statm");
  if (!(in >> size >> resident >> shared >> text >> library >> data)) return infinity;
  const auto left = [](auto which, double used) {
    rlimit limit{};
    if (getrlimit(which, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return infinity;
    return static_cast<double>(limit.rlim_cur) - used;
  };
  return std::min(left(RLIMIT_AS, page * size), left(RLIMIT_DATA, page * data));
}

std::string memory_text(double bytes) {
  if (bytes < 1e9) return to_text(std::ceil(std::max(bytes, 0.0) / 1e6)) + " MB";
  return to_text(std::ceil(bytes / 1e8) / 10) + " GB";
}

}  // namespace

MemoryRoom memory_room(const fs::path& proc, const fs::path& cgroups) {
  return {std::min(room_of_machine(proc), room_of_groups(proc, cgroups)), room_of_limits(proc)};
}

void check_memory(const std::string& where, const std::string& field, const std::string& value,
                  double bytes, const std::string& advice) {
  if (bytes > most_memory)
    throw BadRequest(
        where, field, value,
        "what fits into " + memory_text(most_memory) + "; this needs " + memory_text(bytes),
        advice);
  constexpr double little = 16e6;
  if (bytes < little) return;
  const MemoryRoom room = memory_room();
  const double free = std::min(room.bytes, room.addresses) - reserve;
  if (bytes <= free) return;
  const std::string line = BadRequest(where, field, value,
                                      "what fits into the memory that is free, " +
                                          memory_text(free) + "; this needs " + memory_text(bytes),
                                      advice)
                               .what();
  throw Failed(line);
}

void require_memory(const std::string& what, double bytes, double addresses) {
  const MemoryRoom room = memory_room();
  const bool few = room.addresses < bytes + addresses;
  if (!few && room.bytes >= bytes) return;
  throw Failed(
      what + ": too little memory: " + memory_text(few ? bytes + addresses : bytes) +
      " are needed and " + memory_text(few ? room.addresses : room.bytes) + " are free; " +
      (few ? "raise the limit (ulimit -v, ulimit -d)" : "end other programs or give more"));
}

void require_driver_memory(const std::string& what, double bytes) {
  constexpr double little = 1e6, besides = 64e6;
  if (bytes > little) require_memory(what, 2 * bytes + besides);
}

}  // namespace alphabar
