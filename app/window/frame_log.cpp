#include "app/window/frame_log.h"

#include <fmt/format.h>
#include <time.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "core/base/error.h"

namespace alphabar {

FrameLog::FrameLog(const std::filesystem::path& file) : file_(file) {
  file_.write("seconds,milliseconds,lanes,pictures,export\n");
}

void FrameLog::add(double milliseconds, const AppState& app) {
  file_.write(fmt::format("{:.3f},{:.3f},{:d},{:d},{:d}\n", seconds_since_start(), milliseconds,
                          app.session.lanes_busy(), app.session.pictures_busy(),
                          app.exporting.state() == ExportProcess::State::running));
}

double seconds_since_start() {
  // Field 22 of proc(5)'s stat is the start in clock ticks after boot; field 2, the program's name
  // in parentheses, may hold blanks.
  std::ifstream file("/proc/self/stat");
  std::string line;
  std::getline(file, line);
  const std::size_t name_end = line.rfind(')');
  if (name_end == std::string::npos) throw Failed("/proc/self/stat cannot be read");
  std::size_t at = name_end + 1;
  for (int field = 3; field <= 22; ++field) at = line.find_first_not_of(' ', line.find(' ', at));
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec) -
         std::stod(line.substr(at)) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace alphabar
