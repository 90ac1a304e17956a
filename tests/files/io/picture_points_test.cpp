// The dark of a picture as points.
#include "core/io/points/picture_points.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "core/base/error.h"
#include "core/files/image/png.h"
#include "tests/files/temp_folder.h"
#include "tests/support/paths.h"

namespace alphabar {
namespace {

using testing::TempFolder;

/// White, with a black square at the left top: pixels 10..29 of 80 x 40, rows 5..14.
Image square(int channels, std::uint8_t paper, std::uint8_t ink) {
  Image image{80, 40, channels, {}};
  for (int y = 0; y < 40; ++y)
    for (int x = 0; x < 80; ++x)
      for (int c = 0; c < channels; ++c) {
        const bool inside = x >= 10 && x < 30 && y >= 5 && y < 15;
        image.pixels.push_back(channels == 4 && c == 3 ? 255 : inside ? ink : paper);
      }
  return image;
}

TEST(PicturePoints, LieWhereItIsDark) {
  const TempFolder folder;
  for (const int channels : {1, 3, 4})
    for (const bool turned : {false, true}) {
      const auto file = folder / "drawing.png";
      write_png(file, turned ? square(channels, 0, 255) : square(channels, 250, 5));
      const auto table = dark_of_picture(file);
      ASSERT_TRUE(table);
      EXPECT_NO_THROW(check(table->data));
      EXPECT_EQ(table->data.name, "drawing");
      EXPECT_EQ(table->data.points.size(), 4000u);
      const double unit = 4.4 / 80;
      double mean = 0;
      for (const Vec2& p : table->data.points) {
        EXPECT_GE(p[0], unit * (10 - 40) - 1e-4);
        EXPECT_LE(p[0], unit * (30 - 40) + 1e-4);
        EXPECT_GE(p[1], unit * (20 - 15) - 1e-4);
        EXPECT_LE(p[1], unit * (20 - 5) + 1e-4);
        mean += p[1] / 4000;
      }
      EXPECT_NEAR(mean, unit * 10, 0.01) << "evenly over its rows";
      EXPECT_EQ(dark_of_picture(file)->data, table->data);
      EXPECT_NE(table->understood.find("80 x 40"), std::string::npos);
    }
}

TEST(PicturePoints, AreOfEveryKindOfStillPicture) {
  for (const char* name : {"colors.jpg", "progressive.jpg", "colors.webp", "colors.bmp",
                           "colors.gif", "colors.tiff", "colors.ppm"}) {
    const auto file = std::filesystem::path(test_data()) / "stills" / name;
    EXPECT_TRUE(is_plain_picture(file)) << name;
    const auto table = dark_of_picture(file);
    ASSERT_TRUE(table) << name;
    EXPECT_EQ(table->data.points.size(), 4000u) << name;
  }
}

TEST(PicturePoints, AreOfNothingElse) {
  const TempFolder folder;
  write_png(folder / "scene.png", square(3, 255, 0), "{}");
  EXPECT_FALSE(dark_of_picture(folder / "scene.png")) << "a scene is in it";
  testing::write_bytes(folder / "text.png", "words");
  EXPECT_FALSE(dark_of_picture(folder / "text.png"));
  EXPECT_FALSE(dark_of_picture(folder / "nothing.png"));
  write_png(folder / "white.png", square(3, 255, 255));
  EXPECT_THROW(dark_of_picture(folder / "white.png"), BadRequest);
}

}  // namespace
}  // namespace alphabar
