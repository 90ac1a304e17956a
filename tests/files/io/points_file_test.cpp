// A table of points as a file: its name, and what is no regular file.

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "core/base/error.h"
#include "core/files/file_kind.h"
#include "core/io/points/points_csv.h"
#include "tests/files/temp_folder.h"

namespace alphabar {
namespace {

using testing::TempFolder;
using testing::write_bytes;

TEST(PointsCsv, ReadsAFileByItsName) {
  const TempFolder folder;
  write_bytes(folder / "my points.csv", "0,0\n1,0\n");
  write_bytes(folder / "ring.csv", "0,0\n1,0\n");
  EXPECT_EQ(read_points(folder / "my points.csv").data.name, "my points");
  EXPECT_EQ(read_points(folder / "ring.csv").data.name, "points") << "ring is a preset";
  PointsOptions options;
  options.thin = 1;
  EXPECT_EQ(read_points(folder / "my points.csv", options).data.name, "my points, 1 of 2, seed 1");
  EXPECT_THROW(read_points(folder / "missing.csv"), BadRequest);
  EXPECT_THROW(read_points(folder.path()), BadRequest);
  ASSERT_EQ(mkfifo((folder / "pipe.csv").c_str(), 0600), 0);
  EXPECT_THROW(read_points(folder / "pipe.csv"), BadRequest);  // and does not wait for a writer
  EXPECT_EQ(opens_as("a.CSV"), OpensAs::points);
  EXPECT_EQ(opens_as("b.tsv"), OpensAs::points);
  for (const char* other : {"a.json", "csv", "a.csv.txt"})
    EXPECT_NE(opens_as(other), OpensAs::points) << other;
}

}  // namespace
}  // namespace alphabar
