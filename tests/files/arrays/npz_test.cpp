#include "core/files/arrays/npz.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zip.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>

#include "core/base/error.h"
#include "tests/files/temp_folder.h"
#include "tests/support/paths.h"

namespace alphabar {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::read_bytes;
using testing::TempFolder;
using testing::write_bytes;

std::string refusal(const std::filesystem::path& path, const NpzLimits& limits = {}) {
  try {
    Npz::read(path, limits);
  } catch (const BadRequest& bad) {
    return bad.what();
  }
  return "accepted";
}

// A zip made by libzip, so by other hands than NpzWriter's.
void write_zip(const std::filesystem::path& path,
               const std::vector<std::pair<std::string, std::string>>& entries,
               zip_int32_t method = ZIP_CM_STORE) {
  int code = 0;
  zip_t* zip = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
  ASSERT_NE(zip, nullptr);
  for (const auto& [name, bytes] : entries) {
    const zip_int64_t at = zip_file_add(
        zip, name.c_str(), zip_source_buffer(zip, bytes.data(), bytes.size(), 0), ZIP_FL_ENC_UTF_8);
    ASSERT_GE(at, 0);
    ASSERT_EQ(zip_set_file_compression(zip, static_cast<zip_uint64_t>(at), method, 0), 0);
  }
  ASSERT_EQ(zip_close(zip), 0);
}

std::string npy(std::string_view dtype, const std::vector<std::int64_t>& shape,
                const std::string& data) {
  return npy_header_bytes(dtype, shape) + data;
}

TEST(Npz, RoundTripOfEveryTypeKeepsEveryBit) {
  const TempFolder folder;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> doubles = {0.1,
                                       -0.0,
                                       nan,
                                       std::numeric_limits<double>::infinity(),
                                       std::numeric_limits<double>::denorm_min(),
                                       1e308};
  NpzWriter writer(folder / "a.npz");
  writer.add("doubles", doubles, {3, 2});
  writer.add("floats", std::vector<float>{0.1f, -2.5f}, {2});
  writer.add("longs", std::vector<std::int64_t>{std::numeric_limits<std::int64_t>::min()}, {1, 1});
  writer.add("ints", std::vector<std::int32_t>{-7, 8}, {2});
  writer.add("bytes", std::vector<std::uint8_t>{0, 255}, {2});
  writer.add("scalar", 2.5);
  writer.add("nothing", std::vector<double>{}, {0, 5});
  writer.finish();

  const Npz npz = Npz::read(folder / "a.npz");
  EXPECT_EQ(npz.arrays().size(), 7u);
  const Array& back = npz.at("doubles");
  EXPECT_THAT(back.shape, ElementsAre(3, 2));
  EXPECT_EQ(back.where, (folder / "a.npz").string() + ": doubles");
  const auto& values = std::get<std::vector<double>>(back.values);
  ASSERT_EQ(values.size(), doubles.size());
  EXPECT_EQ(std::memcmp(values.data(), doubles.data(), 8 * doubles.size()), 0);
  EXPECT_THAT(npz.at("floats").as_floats(), ElementsAre(0.1f, -2.5f));
  EXPECT_THAT(npz.at("longs").as_int64(), ElementsAre(std::numeric_limits<std::int64_t>::min()));
  EXPECT_THAT(npz.at("ints").as_int64(), ElementsAre(-7, 8));
  EXPECT_THAT(npz.at("ints").as_doubles(), ElementsAre(-7.0, 8.0));
  EXPECT_THAT(npz.at("bytes").as_floats(), ElementsAre(0.0f, 255.0f));
  EXPECT_THAT(npz.at("scalar").shape, IsEmpty());
  EXPECT_THAT(npz.at("scalar").as_doubles(), ElementsAre(2.5));
  EXPECT_THAT(npz.at("nothing").shape, ElementsAre(0, 5));
  EXPECT_EQ(npz.at("nothing").size(), 0u);
}

TEST(Npz, ReadsGoldenFilesThatNumPyWrote) {
  // Values printed by NumPy from the same file.
  const Npz npz = Npz::read(std::filesystem::path(test_data()) / "golden/likelihood/vp/arrays.npz");
  EXPECT_EQ(npz.arrays().size(), 10u);
  const Array& x = npz.at("x");
  EXPECT_EQ(x.dtype(), "<f8");
  EXPECT_THAT(x.shape, ElementsAre(16, 2));
  EXPECT_EQ(x.as_doubles().front(), -1.449701911799018);
  EXPECT_EQ(x.as_doubles().back(), -0.9866047037959423);
}

TEST(Npz, ArraysInPiecesAndWholeAreTheSameBytes) {
  const TempFolder folder;
  const std::vector<float> values = {1, 2, 3, 4, 5, 6};
  NpzWriter whole(folder / "whole.npz");
  whole.add("x", values, {3, 2});
  whole.finish();
  NpzWriter pieces(folder / "pieces.npz");
  pieces.begin("x", "<f4", {3, 2});
  for (std::size_t row = 0; row < 3; ++row)
    pieces.append(std::span<const float>(values).subspan(2 * row, 2));
  pieces.end();
  pieces.finish();
  EXPECT_EQ(read_bytes(folder / "whole.npz"), read_bytes(folder / "pieces.npz"));
}

TEST(Npz, IsConsistentForAStrictZipReader) {
  const TempFolder folder;
  NpzWriter writer(folder / "a.npz");
  writer.add("x", std::vector<double>{1, 2}, {2});
  writer.add("y", std::vector<double>{3}, {1});
  writer.finish();
  int code = 0;
  zip_t* zip = zip_open((folder / "a.npz").c_str(), ZIP_RDONLY | ZIP_CHECKCONS, &code);
  ASSERT_NE(zip, nullptr) << code;
  EXPECT_EQ(zip_get_num_entries(zip, 0), 2);
  zip_discard(zip);
}

TEST(Npz, WithoutFinishNothingIsLeft) {
  const TempFolder folder;
  {
    NpzWriter writer(folder / "a.npz");
    writer.add("x", std::vector<double>{1, 2}, {2});
  }
  EXPECT_THAT(folder.names(), IsEmpty());
}

TEST(Npz, ReadsDeflatedEntries) {
  const TempFolder folder;
  const std::string zeros(80000, '\0');
  write_zip(folder / "a.npz", {{"x.npy", npy("<f8", {100, 100}, zeros)}}, ZIP_CM_DEFLATE);
  EXPECT_LT(std::filesystem::file_size(folder / "a.npz"), 2000u);
  EXPECT_THAT(Npz::read(folder / "a.npz").at("x").as_doubles(),
              ::testing::AllOf(::testing::SizeIs(10000), ::testing::Each(0.0)));
}

TEST(Npz, HelpersRefuseLossyConversions) {
  const TempFolder folder;
  NpzWriter writer(folder / "a.npz");
  writer.add("doubles", std::vector<double>{1}, {1});
  writer.add("big", std::vector<std::int64_t>{(std::int64_t{1} << 53) + 1}, {1});
  writer.finish();
  const Npz npz = Npz::read(folder / "a.npz");
  EXPECT_THROW(npz.at("doubles").as_floats(), BadRequest);
  EXPECT_THROW(npz.at("doubles").as_int64(), BadRequest);
  EXPECT_THROW(npz.at("big").as_doubles(), BadRequest);
  EXPECT_NO_THROW(npz.at("doubles").require_shape({-1}));
  EXPECT_THROW(npz.at("doubles").require_shape({2}), BadRequest);
  EXPECT_THROW(npz.at("doubles").require_shape({-1, -1}), BadRequest);
}

TEST(Npz, AMissingArraySaysWhichThereAre) {
  const TempFolder folder;
  NpzWriter writer(folder / "a.npz");
  writer.add("noise", 1.0);
  writer.add("x_init", 1.0);
  writer.finish();
  try {
    Npz::read(folder / "a.npz").at("x");
    FAIL();
  } catch (const BadRequest& bad) {
    EXPECT_THAT(bad.what(), HasSubstr("array = x; allowed: noise, x_init"));
  }
}

// What nobody asks for may be damaged or too large: it is not unpacked.
TEST(NpzFile, KnowsShapesBeforeItUnpacksWhatIsAskedFor) {
  const TempFolder folder;
  NpzWriter writer(folder / "a.npz");
  writer.add("x", std::vector<double>{1, 2}, {2});
  writer.add("huge", std::vector<double>(1000, 0.5), {1000});
  writer.finish();
  std::string bytes = read_bytes(folder / "a.npz");
  bytes[bytes.rfind(std::string("\xe0\x3f", 2))] = 0;  // a number of the second array
  write_bytes(folder / "a.npz", bytes);
  EXPECT_THAT(refusal(folder / "a.npz"), HasSubstr("huge"));
  const NpzFile file(folder / "a.npz", {.bytes = 1000});
  EXPECT_THAT(file.require_shape("huge", {-1}), ElementsAre(1000));
  EXPECT_THROW(file.require_shape("huge", {2}), BadRequest);
  EXPECT_THROW(file.at("none"), BadRequest);
  const Npz read = file.read({"x", "none"});
  EXPECT_EQ(read.arrays().size(), 1u);
  EXPECT_THAT(read.at("x").as_doubles(), ElementsAre(1, 2));
  EXPECT_THROW(file.read({"huge"}), BadRequest);  // above the limit
}

TEST(NpzHostile, PathsThatAreNoZip) {
  const TempFolder folder;
  EXPECT_THAT(refusal(folder / "missing.npz"), HasSubstr("a file that exists"));
  EXPECT_THAT(refusal(folder.path()), HasSubstr("a regular file"));
  EXPECT_THAT(refusal("/dev/zero"), HasSubstr("a regular file"));
  write_bytes(folder / "empty.npz", "");
  EXPECT_THAT(refusal(folder / "empty.npz"), HasSubstr("empty.npz"));
  write_bytes(folder / "text.npz", "not a zip at all");
  EXPECT_THAT(refusal(folder / "text.npz"), HasSubstr("a zip of npy arrays"));
}

TEST(NpzHostile, SizesThatDisagreeWithTheShape) {
  const TempFolder folder;
  for (const auto& bytes :
       {npy("<f8", {3}, std::string(16, 'x')), npy("<f8", {1}, std::string(16, 'x')),
        npy("<f8", {2}, std::string(15, 'x')), npy("<f8", {}, ""),
        npy("<f8", {std::int64_t{1} << 61}, std::string(16, 'x')),
        npy("<f8", {std::int64_t{1} << 40, std::int64_t{1} << 40}, std::string(16, 'x'))}) {
    write_zip(folder / "a.npz", {{"x.npy", bytes}});
    EXPECT_THAT(refusal(folder / "a.npz"), HasSubstr("a.npz: x: ")) << bytes;
    EXPECT_THAT(refusal(folder / "a.npz"), HasSubstr("shape")) << bytes;
  }
}

TEST(NpzHostile, TruncatedOrForeignEntries) {
  const TempFolder folder;
  const std::string good = npy("<f8", {2}, std::string(16, 'x'));
  for (std::size_t length = 0; length < good.size(); ++length) {
    write_zip(folder / "a.npz", {{"x.npy", good.substr(0, length)}});
    EXPECT_THAT(refusal(folder / "a.npz"), HasSubstr("a.npz: x: ")) << length;
  }
  write_zip(folder / "a.npz", {{"notes.txt", "hello"}});
  EXPECT_THAT(refusal(folder / "a.npz"), HasSubstr("names in .npy"));
  write_zip(folder / "a.npz", {{"x.npy", good}}, ZIP_CM_BZIP2);
  EXPECT_THAT(refusal(folder / "a.npz"), ::testing::AnyOf(HasSubstr("zip method")));
}

TEST(NpzHostile, ATruncatedFile) {
  const TempFolder folder;
  NpzWriter writer(folder / "a.npz");
  writer.add("x", std::vector<double>{1, 2}, {2});
  writer.finish();
  const std::string whole = read_bytes(folder / "a.npz");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    write_bytes(folder / "a.npz", whole.substr(0, length));
    EXPECT_NE(refusal(folder / "a.npz"), "accepted") << length;
  }
}

TEST(NpzHostile, AFlippedBitInTheDataFailsTheChecksum) {
  const TempFolder folder;
  NpzWriter writer(folder / "a.npz");
  writer.add("x", std::vector<double>{1, 2}, {2});
  writer.finish();
  std::string bytes = read_bytes(folder / "a.npz");
  const double two = 2;
  const std::size_t at = bytes.find(std::string(reinterpret_cast<const char*>(&two), 8));
  ASSERT_NE(at, std::string::npos);
  bytes[at] = static_cast<char>(bytes[at] ^ 1);
  write_bytes(folder / "a.npz", bytes);
  EXPECT_THAT(refusal(folder / "a.npz"), HasSubstr("CRC"));
}

TEST(NpzHostile, LyingSizesAreRefusedBeforeAnythingIsAllocated) {
  const TempFolder folder;
  const std::string bytes = npy("<f8", {2}, std::string(16, 'x'));
  for (const zip_int32_t method : {ZIP_CM_STORE, ZIP_CM_DEFLATE}) {
    write_zip(folder / "a.npz", {{"x.npy", bytes}}, method);
    std::string zip = read_bytes(folder / "a.npz");
    const std::size_t directory = zip.find("PK\1\2");
    ASSERT_NE(directory, std::string::npos);
    zip.replace(directory + 24, 4, "\xf0\xff\xff\x7f");  // its unpacked size: 2 GiB
    write_bytes(folder / "a.npz", zip);
    EXPECT_THAT(refusal(folder / "a.npz"), HasSubstr("zip size")) << method;
  }
}

TEST(NpzHostile, ABombIsStoppedByTheLimits) {
  const TempFolder folder;
  const std::string zeros(std::size_t{8} << 20, '\0');
  const std::string bytes = npy("|u1", {std::int64_t{8} << 20}, zeros);
  write_zip(folder / "a.npz", {{"x.npy", bytes}, {"y.npy", bytes}}, ZIP_CM_DEFLATE);
  EXPECT_LT(std::filesystem::file_size(folder / "a.npz"), 100000u);
  EXPECT_EQ(refusal(folder / "a.npz"), "accepted");
  EXPECT_THAT(refusal(folder / "a.npz", {.bytes = std::uint64_t{12} << 20}),
              HasSubstr("a.npz: y: size"));
  EXPECT_THAT(refusal(folder / "a.npz", {.entries = 1}), HasSubstr("at most 1"));
}

TEST(NpzHostile, MutatedFilesAreReadOrRefusedAndNothingElse) {
  // Any exception but BadRequest, and any sanitizer's finding, fails this.
  const TempFolder folder;
  NpzWriter writer(folder / "whole.npz");
  writer.add("x", std::vector<double>{1, 2, 3, 4}, {2, 2});
  writer.add("t", std::vector<std::int64_t>{5}, {1});
  writer.finish();
  const std::string stored = read_bytes(folder / "whole.npz");
  write_zip(folder / "deflated.npz", {{"x.npy", npy("<f8", {4}, std::string(32, 'x'))}},
            ZIP_CM_DEFLATE);
  const std::string deflated = read_bytes(folder / "deflated.npz");
  std::mt19937 generator(11);
  const auto random = [&] { return static_cast<std::uint32_t>(generator()); };
  int refused = 0;
  constexpr int rounds = 2000;
  for (int round = 0; round < rounds; ++round) {
    std::string bytes = round % 2 == 0 ? stored : deflated;
    for (std::uint32_t edits = 1 + random() % 3; edits > 0; --edits) {
      const std::size_t at = random() % bytes.size();
      const std::uint32_t value = random() % 3 == 0 ? 0xffffffffu : random();
      std::memcpy(bytes.data() + at, &value,
                  std::min<std::size_t>(1 + random() % 4, bytes.size() - at));
    }
    write_bytes(folder / "a.npz", bytes);
    try {
      Npz::read(folder / "a.npz", {.bytes = std::uint64_t{1} << 20});
    } catch (const BadRequest&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, rounds / 2);
  EXPECT_LT(refused, rounds);  // some bytes, times and such, mean nothing to us
}

}  // namespace
}  // namespace alphabar
