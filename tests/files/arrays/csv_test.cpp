#include "core/files/arrays/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <charconv>
#include <limits>

#include "core/base/error.h"
#include "tests/files/temp_folder.h"

namespace alphabar {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST(Csv, WritesNamesThenRows) {
  EXPECT_EQ(csv_text({{"t", {1, 2, 1000}}, {"beta", {1e-4, 0.02, -0.5}}}),
            "t,beta\n1,1e-04\n2,0.02\n1000,-0.5\n");
}

TEST(Csv, WritesWhatIsNotFinite) {
  EXPECT_EQ(csv_text({{"x", {nan, -nan, inf, -inf}}}), "x\nnan\nnan\ninf\n-inf\n");
}

TEST(Csv, QuotesNamesThatNeedIt) {
  EXPECT_EQ(csv_text({{"a,b", {}}, {"say \"x\"", {}}, {"plain", {}}}),
            "\"a,b\",\"say \"\"x\"\"\",plain\n");
}

TEST(Csv, HasColumnsOfWords) {
  EXPECT_EQ(csv_text({{"name", {}, {"plain", "a,b"}}, {"x", {1, 2}}}),
            "name,x\nplain,1\n\"a,b\",2\n");
}

TEST(Csv, DigitsReadBackAsTheSameDouble) {
  const std::vector<double> values = {0.1, 1.0 / 3, 6.02214076e23, 5e-324, 1.7976931348623157e308};
  const std::string text = csv_text({{"x", values}});
  const char* at = text.data() + 2;
  for (const double value : values) {
    double back = 0;
    const auto result = std::from_chars(at, text.data() + text.size(), back);
    EXPECT_EQ(back, value);
    at = result.ptr + 1;
  }
}

TEST(Csv, WritesAFileOrNothing) {
  const testing::TempFolder folder;
  write_csv(folder / "a.csv", {{"x", {1.5}}});
  EXPECT_EQ(testing::read_bytes(folder / "a.csv"), "x\n1.5\n");
  EXPECT_THROW(write_csv(folder / "no" / "a.csv", {{"x", {1.5}}}), BadRequest);
  EXPECT_THROW(write_csv("/dev/full", {{"x", {1.5}}}), Failed);
}

}  // namespace
}  // namespace alphabar
