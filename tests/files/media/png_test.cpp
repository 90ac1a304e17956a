#include "core/files/image/png.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "core/base/error.h"
#include "tests/files/temp_folder.h"

namespace alphabar {
namespace {

using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Optional;
using testing::read_bytes;
using testing::TempFolder;
using testing::write_bytes;

Image noise(int width, int height, int channels) {
  std::mt19937 random(3);
  Image image{width, height, channels, {}};
  for (int i = 0; i < width * height * channels; ++i)
    image.pixels.push_back(static_cast<std::uint8_t>(random()));
  return image;
}

std::string refusal(const std::filesystem::path& path) {
  try {
    read_png(path);
  } catch (const BadRequest& bad) {
    return bad.what();
  }
  return "accepted";
}

TEST(Png, RoundTripOfEveryFormat) {
  const TempFolder folder;
  for (const int channels : {1, 3, 4}) {
    const Image image = noise(13, 7, channels);
    write_png(folder / "a.png", image);
    const PngContents back = read_png(folder / "a.png");
    EXPECT_EQ(back.image.width, 13);
    EXPECT_EQ(back.image.height, 7);
    EXPECT_EQ(back.image.channels, channels);
    EXPECT_EQ(back.image.pixels, image.pixels);
    EXPECT_EQ(back.recipe, std::nullopt);
  }
}

TEST(Png, SaysThatItsRecipeIsDamaged) {
  const TempFolder folder;
  write_png(folder / "a.png", noise(5, 5, 3), "{\"seed\": 1}");
  std::string bytes = read_bytes(folder / "a.png");
  bytes[bytes.find(png_recipe_keyword) + sizeof png_recipe_keyword + 12] ^= 1;  // in its text
  write_bytes(folder / "a.png", bytes);
  EXPECT_THAT(refusal(folder / "a.png"), HasSubstr("recipe = damaged"));
}

TEST(Png, CarriesTheRecipe) {
  const TempFolder folder;
  std::string recipe = "{\"name\": \"\xCE\xB7 = 0, \xE9\xA2\x84\xE6\xB5\x8B\"}";
  recipe += std::string(200000, ' ');
  const Image image = noise(5, 5, 4);
  write_png(folder / "a.png", image, recipe);
  const PngContents back = read_png(folder / "a.png");
  EXPECT_THAT(back.recipe, Optional(Eq(recipe)));
  EXPECT_EQ(back.image.pixels, image.pixels);
  EXPECT_LT(std::filesystem::file_size(folder / "a.png"), 2000u) << "the recipe is not compressed";
}

TEST(Png, EqualImagesAreEqualBytes) {
  const TempFolder folder;
  write_png(folder / "a.png", noise(20, 20, 3), "{}");
  write_png(folder / "b.png", noise(20, 20, 3), "{}");
  EXPECT_TRUE(read_bytes(folder / "a.png") == read_bytes(folder / "b.png"));
}

TEST(Png, PathsThatCannotBeWritten) {
  const TempFolder folder;
  EXPECT_THROW(write_png(folder / "no" / "a.png", noise(2, 2, 3)), BadRequest);
  EXPECT_THROW(write_png(folder.path(), noise(2, 2, 3)), BadRequest);
  EXPECT_THROW(write_png("/dev/full", noise(2, 2, 3)), Failed);
  EXPECT_THAT(folder.names(), IsEmpty());
}

TEST(PngHostile, FilesThatAreNoPng) {
  const TempFolder folder;
  EXPECT_THAT(refusal(folder / "missing.png"), HasSubstr("a file that exists"));
  EXPECT_THAT(refusal(folder.path()), HasSubstr("this is a folder"));
  write_bytes(folder / "a.png", "");
  EXPECT_THAT(refusal(folder / "a.png"), HasSubstr("a.png: png"));
  write_bytes(folder / "a.png", "GIF89a, really");
  EXPECT_THAT(refusal(folder / "a.png"), HasSubstr("a.png: png"));
}

TEST(PngHostile, TruncatedFiles) {
  const TempFolder folder;
  write_png(folder / "a.png", noise(9, 9, 3), "{\"a\": 1}");
  const std::string whole = read_bytes(folder / "a.png");
  for (std::size_t length = 0; length < whole.size(); length += 3) {
    write_bytes(folder / "a.png", whole.substr(0, length));
    EXPECT_THAT(refusal(folder / "a.png"), HasSubstr("a.png: png")) << length;
  }
}

TEST(PngHostile, AbsurdSizesAreRefusedBeforeThePixels) {
  const TempFolder folder;
  write_png(folder / "a.png", noise(9, 9, 3));
  std::string bytes = read_bytes(folder / "a.png");
  // A header of 16000 x 16000 pixels with its right checksum (CRC-32 of "IHDR" and its 13 bytes).
  bytes.replace(16, 17,
                std::string("\0\0\x3E\x80\0\0\x3E\x80\x08\x02\0\0\0", 13) +
                    std::string("\xCE\x1C\x48\x89", 4));
  write_bytes(folder / "a.png", bytes);
  EXPECT_THAT(refusal(folder / "a.png"), HasSubstr("too large"));
}

TEST(PngHostile, AChunkLongerThanTheFileIsRefusedBeforeItsMemoryIsTaken) {
  const TempFolder folder;
  write_png(folder / "a.png", noise(9, 9, 3), "{}");
  std::string bytes = read_bytes(folder / "a.png");
  const std::size_t at = bytes.find("iTXt");
  ASSERT_NE(at, std::string::npos);
  for (const char* length : {"\x6A\x11\x11\x11", "\xFF\xFF\xFF\xF4"}) {  // 1.7 GB, -12
    bytes.replace(at - 4, 4, length);
    write_bytes(folder / "a.png", bytes);
    EXPECT_THAT(refusal(folder / "a.png"), HasSubstr("png = truncated"));
  }
}

TEST(PngHostile, MutatedFilesAreReadOrRefusedAndNothingElse) {
  // Any exception but BadRequest, a jump over a destructor or a sanitizer's finding fails this.
  const TempFolder folder;
  write_png(folder / "a.png", noise(16, 16, 4), "{\"a\": \"recipe\"}");
  const std::string whole = read_bytes(folder / "a.png");
  std::mt19937 generator(5);
  const auto random = [&] { return static_cast<std::uint32_t>(generator()); };
  int refused = 0;
  constexpr int rounds = 1000;
  for (int round = 0; round < rounds; ++round) {
    std::string bytes = whole;
    for (std::uint32_t edits = 1 + random() % 2; edits > 0; --edits)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    write_bytes(folder / "b.png", bytes);
    try {
      read_png(folder / "b.png");
    } catch (const BadRequest&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, rounds / 2);
}

}  // namespace
}  // namespace alphabar
