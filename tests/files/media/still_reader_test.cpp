// Pictures of every kind in a folder: read alike, or refused by name.
#include "core/files/stills/still_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "core/base/error.h"
#include "tests/files/temp_folder.h"
#include "tests/support/paths.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using testing::read_bytes;
using testing::TempFolder;
using testing::write_bytes;

const fs::path stills = fs::path(test_data()) / "stills";

int value(const Image& image, int x, int y, int channel) {
  return image.pixels[static_cast<std::size_t>((y * image.width + x) * image.channels + channel)];
}

/// Red beside blue, the lower half half as bright.
void expect_colors(const Image& image, int tolerance, const std::string& name) {
  ASSERT_EQ(image.width, 16) << name;
  ASSERT_EQ(image.height, 8) << name;
  for (int channel = 0; channel < 3; ++channel) {
    const std::array red{230, 40, 30}, blue{30, 60, 200};
    const auto c = static_cast<std::size_t>(channel);
    EXPECT_NEAR(value(image, 2, 1, channel), red[c], tolerance) << name;
    EXPECT_NEAR(value(image, 13, 1, channel), blue[c], tolerance) << name;
    EXPECT_NEAR(value(image, 2, 6, channel), red[c] / 2, tolerance) << name;
  }
}

TEST(StillReader, ReadsTheUsualKindsAlike) {
  for (const char* name : {"colors.webp", "colors.bmp", "colors.tiff", "colors.gif", "colors.ppm"})
    expect_colors(read_still(stills / name), 2, name);
  for (const char* name : {"colors.jpg", "progressive.jpg"})
    expect_colors(read_still(stills / name), 12, name);
  const Image gray = read_still(stills / "gray.jpg");
  EXPECT_NEAR(value(gray, 2, 1, 0), 96, 6);
  EXPECT_EQ(value(gray, 2, 1, 0), value(gray, 2, 1, 2));
  const Image alpha = read_still(stills / "alpha.webp");
  ASSERT_EQ(alpha.channels, 4);
  EXPECT_EQ(value(alpha, 2, 1, 3), 255);
  EXPECT_EQ(value(alpha, 13, 1, 3), 0);
}

TEST(StillReader, GoesByWhatIsInAFile) {
  const TempFolder folder;
  fs::copy_file(stills / "colors.jpg", folder / "picture.png");
  expect_colors(read_still(folder / "picture.png"), 12, "a JPEG by a PNG's name");
  EXPECT_TRUE(is_still("a/b.JPeG"));
  EXPECT_TRUE(is_still("b.webp"));
  EXPECT_FALSE(is_still("b.txt"));
  EXPECT_FALSE(is_still("b"));
}

std::string refusal(const fs::path& file) {
  try {
    read_still(file);
  } catch (const BadRequest& problem) {
    EXPECT_EQ(std::string(problem.what()).find('\n'), std::string::npos);
    return problem.what();
  }
  return "";
}

TEST(StillReader, RefusesByNameWhatItCannotRead) {
  const TempFolder folder;
  EXPECT_THAT(refusal(folder / "absent.jpg"), HasSubstr("absent.jpg"));
  write_bytes(folder / "words.jpg", "these are words");
  EXPECT_THAT(refusal(folder / "words.jpg"), HasSubstr("words.jpg: content = of another kind"));
  write_bytes(folder / "empty.jpg", "");
  EXPECT_THAT(refusal(folder / "empty.jpg"), HasSubstr("empty.jpg"));
  const std::string jpeg = read_bytes(stills / "colors.jpg");
  write_bytes(folder / "cut.jpg", jpeg.substr(0, jpeg.size() / 3));
  EXPECT_THAT(refusal(folder / "cut.jpg"), HasSubstr("cut.jpg: content = a damaged JPEG"));
  // A BMP that tells of 60000 x 60000 pixels makes no room for them.
  std::string huge = read_bytes(stills / "colors.bmp");
  for (const std::size_t at : {18u, 22u}) huge.replace(at, 4, std::string("\x60\xEA\0\0", 4));
  write_bytes(folder / "huge.bmp", huge);
  EXPECT_THAT(refusal(folder / "huge.bmp"), HasSubstr("huge.bmp"));
}

TEST(StillReader, ReadsOrRefusesWhateverTheDamage) {
  const TempFolder folder;
  std::mt19937 random(7);
  for (const auto& entry : fs::directory_iterator(stills)) {
    const std::string whole = read_bytes(entry.path());
    for (int i = 0; i < 60; ++i) {
      std::string damaged = whole.substr(0, i % 4 == 0 ? random() % whole.size() : whole.size());
      for (auto n = random() % 6; n > 0 && !damaged.empty(); --n)
        damaged[random() % damaged.size()] = static_cast<char>(random());
      write_bytes(folder / "damaged", damaged);
      try {
        const Image image = read_still(folder / "damaged");
        EXPECT_EQ(image.pixels.size(), static_cast<std::size_t>(image.width) *
                                           static_cast<std::size_t>(image.height) *
                                           static_cast<std::size_t>(image.channels));
      } catch (const BadRequest&) {
      }
    }
  }
}

}  // namespace
}  // namespace alphabar
