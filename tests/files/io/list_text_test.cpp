#include "core/io/lists/list_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "core/base/error.h"

namespace alphabar {
namespace {

using ::testing::HasSubstr;
constexpr double inf = std::numeric_limits<double>::infinity();

std::vector<double> only(const std::string& text) {
  const auto lists = read_numbers(text, "text");
  EXPECT_EQ(lists.size(), 1u) << text;
  return lists.front().values;
}

std::string refusal(const std::string& text) {
  try {
    read_numbers(text, "text");
  } catch (const BadRequest& refused) {
    EXPECT_EQ(std::string(refused.what()).find('\n'), std::string::npos) << text;
    return refused.what();
  }
  ADD_FAILURE() << "read: " << text;
  return "";
}

TEST(ListText, ReadsWhatPythonAndPeopleWrite) {
  const std::vector<double> wanted{0.5, 0.02, 1e-4};
  for (const char* text : {"0.5, 0.02, 1e-4",
                           "[0.5,\n 2e-2,\n 1e-4]",
                           "(0.5, 0.02, 1e-4,)",
                           "0.5 0.02 1e-4",
                           "0.5;0.02;1e-4;",
                           "0.5\n0.02\r\n1e-4\r\n",
                           "0.5\r0.02\r1e-4",
                           "np.array([0.5, 0.02, 1e-4])",
                           "tensor([5.0000e-01, 2.0000e-02, 1.0000e-04], dtype=torch.float64)",
                           "tensor([0.5, 0.02, 1e-4], device='cuda:0')",
                           "array([0.5 , 0.02, 1e-4], dtype=float32)",
                           "[np.float64(0.5), np.float64(0.02), np.float64(1e-4)]",
                           "[tensor(0.5), tensor(0.02, device='cuda:0'), tensor(1e-4)]",
                           "[[0.5, 0.02, 1e-4]]",
                           "\xEF\xBB\xBF"
                           "0.5,0.02,1e-4",
                           "0.5 -> 0.02 -> 1e-4",
                           "0.5\u21920.02\u21921e-4",
                           "0.5 => 0.02 => 1e-4",
                           "0.5 | 0.02 | 1e-4",
                           "- 0.5\n- 0.02\n- 1e-4\n",
                           "\u2022 0.5\n\u2022 0.02\n\u2022 1e-4",
                           "# made by me\n0.5, 0.02 # two\n, 1e-4",
                           "0.5,\u00A00.02,\u00A01e-4",
                           "'0.5', '0.02', '1e-4'",
                           "+0.5, .02, 1e-4",
                           "[0.5, 0.02, 1e-4];",
                           "list([0.5, 0.02, 1e-4])",
                           "self.x = torch.tensor([0.5, 0.02, 1e-4])",
                           "{\"x\": [0.5, 0.02, 0.0001]}"})
    EXPECT_EQ(only(text), wanted) << text;
}

TEST(ListText, ReadsInfinity) {
  for (const char* text : {"inf, 2, 1", "Infinity 2 1", "[float('inf'), 2, 1]", "np.inf, 2, 1",
                           "[math.inf, 2, 1]", "\u221E, 2, 1", "+inf, 2, 1"})
    EXPECT_EQ(only(text), (std::vector<double>{inf, 2, 1})) << text;
}

TEST(ListText, FindsTheName) {
  for (const auto& [text, name] : std::vector<std::pair<const char*, const char*>>{
           {"sigmas = [2, 1]", "sigmas"},
           {"sigmas: 2 -> 1", "sigmas"},
           {"\"sigmas\": [2, 1]", "sigmas"},
           {"sigmas\n2\n1\n", "sigmas"},
           {"{\"sigmas\": [2, 1], \"n\": 2}", "sigmas"},
           {"self.sigmas = np.array([2, 1])", "self.sigmas"},
           {"2, 1", ""},
           {"inf, 2, 1", ""}}) {
    const auto lists = read_numbers(text, "text");
    EXPECT_EQ(lists.front().name, name) << text;
  }
}

TEST(ListText, CommasMayBeDecimalPoints) {
  const auto both = read_numbers("3,2 1,0", "text");
  ASSERT_EQ(both.size(), 2u);
  EXPECT_EQ(both[0].values, (std::vector<double>{3, 2, 1, 0}));
  EXPECT_FALSE(both[0].decimal_commas);
  EXPECT_EQ(both[1].values, (std::vector<double>{3.2, 1.0}));
  EXPECT_TRUE(both[1].decimal_commas);
  EXPECT_EQ(read_numbers("14,61, 9,07, 0,03", "text").back().values,
            (std::vector<double>{14.61, 9.07, 0.03}));
  EXPECT_EQ(read_numbers("0,5; 0,25", "text").back().values, (std::vector<double>{0.5, 0.25}));
  // A point says that commas stand between; so do blanks after all of them, and one long chain.
  for (const char* text : {"1.5,0.5", "3, 2, 1", "3,2,1,0"})
    EXPECT_EQ(read_numbers(text, "text").size(), 1u) << text;
}

TEST(ListText, NamesWhatItCannotRead) {
  EXPECT_THAT(refusal("1, 2, three"), HasSubstr("number 3 = three"));
  EXPECT_THAT(refusal("1, nan"), HasSubstr("number 2 = nan"));
  EXPECT_THAT(refusal("1, 1e999"), HasSubstr("number 2 = 1e999"));
  EXPECT_THAT(refusal("[1, 2, ..., 9]"), HasSubstr("abbreviated"));
  EXPECT_THAT(refusal("[1. 2. \u2026 9.]"), HasSubstr("abbreviated"));
  EXPECT_THAT(refusal("1 / 2"), HasSubstr("number 2 = /"));
  EXPECT_THAT(refusal("1, 2)"), HasSubstr("2)"));
  EXPECT_THAT(refusal("[1, 2], [3]"), HasSubstr("one list at a time"));
  EXPECT_THAT(refusal("{\"a\": [1], \"b\": [2]}"), HasSubstr("b = a second list"));
  EXPECT_THAT(refusal("14.6 - 9 - 3"), HasSubstr("number 2 = -"));
  EXPECT_THAT(refusal("50%, 20%"), HasSubstr("50%"));
  for (const char* text : {"", "   ", "[]", "hello", "[0.1", "[[0.1], [0.2]]", "f([0.1])",
                           "import os; [0.1]", "[0x10]", "{}", "{\"a\": 1}", "{\"a\": [\"1\"]}",
                           "[0.1], __import__('os')", "(1, 2", "tensor([1, 2", "np.array("})
    refusal(text);
}

TEST(ListText, HasLimits) {
  EXPECT_THAT(refusal(std::string(5u << 20, '1')), HasSubstr("4 MB"));
  std::string many = "0.1";
  for (int i = 0; i < 100000; ++i) many += ",0.1";
  EXPECT_THAT(refusal(many), HasSubstr("more than 100000 numbers"));
}

}  // namespace
}  // namespace alphabar
