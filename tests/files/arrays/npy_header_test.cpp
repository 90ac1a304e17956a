#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "core/base/error.h"
#include "core/files/arrays/npy.h"

namespace alphabar {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

NpyHeader read(const std::string& text) { return read_npy_header(text); }

std::string refusal(const std::string& text) {
  try {
    read_npy_header(text);
  } catch (const BadRequest& bad) {
    return bad.what();
  }
  return "accepted";
}

TEST(NpyHeader, ReadsWhatNumPyWrites) {
  const NpyHeader header =
      read("{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }            \n");
  EXPECT_EQ(header.descr, "<f8");
  EXPECT_EQ(header.item_bytes, 8u);
  EXPECT_THAT(header.shape, ElementsAre(3, 4));
}

TEST(NpyHeader, ReadsScalarsVectorsAndEmptyAxes) {
  EXPECT_THAT(read("{'descr': '<i4', 'fortran_order': False, 'shape': ()}").shape, IsEmpty());
  EXPECT_THAT(read("{'descr': '|u1', 'fortran_order': False, 'shape': (7,)}").shape,
              ElementsAre(7));
  EXPECT_THAT(read("{'shape': (0, 5), 'fortran_order': False, 'descr': \"<f4\"}").shape,
              ElementsAre(0, 5));
}

TEST(NpyHeader, RefusesTypesByName) {
  for (const char* type : {">f8", "<f2", "<c16", "|b1", "<u8", "|S4", "<U3", "=f8", ""})
    EXPECT_THAT(
        refusal(std::string("{'descr': '") + type + "', 'fortran_order': False, 'shape': (1,)}"),
        HasSubstr("npy dtype"))
        << type;
  EXPECT_THAT(refusal("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}"),
              HasSubstr("pickled objects"));
  EXPECT_THAT(refusal("{'descr': [('x', '<f8')], 'fortran_order': False, 'shape': (1,)}"),
              HasSubstr("a record"));
}

TEST(NpyHeader, RefusesFortranOrder) {
  EXPECT_THAT(refusal("{'descr': '<f8', 'fortran_order': True, 'shape': (2, 2)}"),
              HasSubstr("fortran_order = True; allowed: False"));
}

TEST(NpyHeader, RefusesEverythingElse) {
  for (const char* text :
       {"", "{", "{}", "[]", "{'descr': '<f8'}", "{'descr': '<f8', 'fortran_order': False}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1,)",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1,)} x",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': 1}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1.5,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1L,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1,, 2)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,)}",
        "{'descr': '<f8', 'fortran_order': 0, 'shape': (1,)}",
        "{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (1,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'more': 1}",
        "{'descr: '<f8', 'fortran_order': False, 'shape': (1,)}"})
    EXPECT_THAT(refusal(text), HasSubstr("npy header")) << text;
  std::string axes = "{'descr': '<f8', 'fortran_order': False, 'shape': (";
  for (int i = 0; i < 33; ++i) axes.append("1, ");
  EXPECT_THAT(refusal(axes.append(")}")), HasSubstr("at most 32 axes"));
}

TEST(NpyHeader, RefusesAbsurdShapes) {
  const std::int64_t huge = std::int64_t{1} << 62;
  EXPECT_THROW(count_of(std::vector<std::int64_t>{huge, 4}), BadRequest);
  EXPECT_THROW(count_of(std::vector<std::int64_t>{-1}), BadRequest);
  EXPECT_EQ(count_of(std::vector<std::int64_t>{huge, 0}), 0u);
  EXPECT_EQ(count_of(std::vector<std::int64_t>{}), 1u);
}

TEST(NpyHeader, RefusesOtherPrefixes) {
  const auto prefix = [](std::string bytes) {
    const std::vector<std::uint8_t> start(bytes.begin(), bytes.end());
    return read_npy_prefix(start);
  };
  const std::string magic = "\x93NUMPY";
  const NpyPrefix one = prefix(magic + std::string("\1\0\x76\0", 4));
  EXPECT_EQ(one.prefix_bytes, 10u);
  EXPECT_EQ(one.text_bytes, 0x76u);
  const NpyPrefix two = prefix(magic + std::string("\2\0\x76\0\0\0", 6));
  EXPECT_EQ(two.prefix_bytes, 12u);
  EXPECT_EQ(two.text_bytes, 0x76u);
  EXPECT_THROW(prefix(""), BadRequest);
  EXPECT_THROW(prefix("\x93NUMPX\1\0\x76\0\0\0"), BadRequest);
  EXPECT_THROW(prefix(magic + std::string("\3\0\x76\0\0\0", 6)), BadRequest);
  EXPECT_THROW(prefix(magic + std::string("\2\0\x76\0", 4)), BadRequest);
  EXPECT_THROW(prefix(magic + std::string("\2\0\0\0\0\x7f", 6)), BadRequest);
}

TEST(NpyHeader, MutatedHeadersAreReadOrRefusedAndNothingElse) {
  // Any exception but BadRequest, and any sanitizer's finding, fails this.
  const std::string whole = "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }     \n";
  std::mt19937 generator(7);
  const auto random = [&] { return static_cast<std::uint32_t>(generator()); };
  int refused = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string text = whole;
    for (std::uint32_t edits = 1 + random() % 4; edits > 0; --edits) {
      const std::size_t at = random() % text.size();
      if (random() % 4 == 0) {
        text.erase(at, 1 + random() % 8);
      } else if (random() % 4 == 0) {
        text.insert(at, text.substr(random() % text.size(), 8));
      } else {
        text[at] = static_cast<char>(random());
      }
      if (text.empty()) text.push_back('{');
    }
    try {
      const NpyHeader header = read_npy_header(text);
      EXPECT_LE(header.shape.size(), 32u);
      count_of(header.shape);
    } catch (const BadRequest&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 10000);
  EXPECT_LT(refused, 20000);  // some edits fall into the blanks
}

}  // namespace
}  // namespace alphabar
