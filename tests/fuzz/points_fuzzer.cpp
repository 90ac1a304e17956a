#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/io/points/points_csv.h"

// The input is read as a table of points, and in each way that it is refused with. Anything but
// points or a BadRequest is a finding; so is a reading that cannot be read, or that is undecided,
// too.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  using namespace alphabar;
  const std::string table(reinterpret_cast<const char*>(bytes), count);
  try {
    points_from_table(table, "table");
  } catch (const PointsUndecided& question) {
    if (!question.columns.empty()) return 0;
    for (PointsReading reading : question.readings) {
      reading.options.thin = DataSpec::most_points;
      const PointsTable read = points_from_table(table, "table", reading.options);
      if (read.data.points.size() > reading.points) std::abort();
    }
  } catch (const BadRequest&) {
  }
  return 0;
}
