#include "core/files/arrays/idx.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "core/base/error.h"
#include "tests/files/temp_folder.h"

namespace alphabar {
namespace {

using ::testing::HasSubstr;
using testing::TempFolder;
using testing::write_bytes;

const std::string two_by_three(
    "\0\0\x08\x02\0\0\0\x02\0\0\0\x03"
    "abcdef",
    18);

std::string refusal(const std::string& bytes) {
  const TempFolder folder;
  write_bytes(folder / "f", bytes);
  try {
    read_idx(folder / "f");
  } catch (const BadRequest& error) {
    return error.what();
  }
  return "";
}

TEST(Idx, ReadsPlainAndGzippedAlike) {
  const TempFolder folder;
  write_bytes(folder / "plain", two_by_three);
  const gzFile out = gzopen((folder / "packed").c_str(), "wb");
  gzwrite(out, two_by_three.data(), static_cast<unsigned>(two_by_three.size()));
  gzclose(out);
  for (const char* name : {"plain", "packed"}) {
    const IdxArray array = read_idx(folder / name);
    EXPECT_EQ(array.shape, (std::vector<std::int64_t>{2, 3}));
    EXPECT_EQ(std::string(array.values.begin(), array.values.end()), "abcdef");
  }
}

TEST(Idx, RefusesWhatIsDamaged) {
  EXPECT_THAT(refusal(""), HasSubstr("cut short"));
  EXPECT_THAT(refusal(two_by_three.substr(0, 17)), HasSubstr("cut short"));
  EXPECT_THAT(refusal(two_by_three + "g"), HasSubstr("after the array"));
  EXPECT_THAT(refusal("some pictures"), HasSubstr("first bytes"));
  EXPECT_THAT(refusal("GIF89a pictures"), HasSubstr("content = a picture; allowed: an idx file"));
  std::string bytes = two_by_three;
  bytes[3] = 5;
  EXPECT_THAT(refusal(bytes), HasSubstr("first bytes"));
  bytes = two_by_three;
  for (const std::size_t i : {4u, 5u, 6u, 7u, 8u, 9u, 10u, 11u}) bytes[i] = '\xff';
  EXPECT_THAT(refusal(bytes), HasSubstr("1 GiB"));
  bytes = two_by_three;
  bytes[7] = 0;
  EXPECT_THAT(refusal(bytes), HasSubstr("extent 0"));
}

}  // namespace
}  // namespace alphabar
