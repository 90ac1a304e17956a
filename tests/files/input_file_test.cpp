#include "core/files/input_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "core/base/error.h"
#include "core/files/file_kind.h"
#include "tests/files/temp_folder.h"

namespace alphabar {
namespace {

using ::testing::HasSubstr;
using testing::TempFolder;
using testing::write_bytes;

template <class Work>
std::string refusal(const Work& work) {
  try {
    work();
  } catch (const BadRequest& error) {
    return error.what();
  }
  return "";
}

TEST(InputFile, SaysWhyAFileCannotBeRead) {
  const TempFolder folder;
  const auto open = [&](const std::filesystem::path& path) {
    return refusal([&] { read_text(path, 100); });
  };
  EXPECT_THAT(open(folder / "none"), HasSubstr("none; allowed: a file that exists"));
  EXPECT_THAT(open(folder / std::string(300, 'n')), HasSubstr("allowed: a shorter name"));
  EXPECT_THAT(open(folder.path()), HasSubstr("this is a folder"));
  EXPECT_THAT(open("/dev/null"), HasSubstr("a pipe or a device"));
  ASSERT_EQ(mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_THAT(open(folder / "pipe"), HasSubstr("a pipe or a device"));
  std::filesystem::create_symlink("loop", folder / "loop");
  EXPECT_THAT(open(folder / "loop"), HasSubstr("loop; allowed: a file that can be read"));
  write_bytes(folder / "file", "x");
  EXPECT_THAT(open(folder / "file" / "inside"), HasSubstr("a file that can be read"));
  write_bytes(folder / "long", std::string(101, 'x'));
  EXPECT_THAT(open(folder / "long"), HasSubstr("size = 101 bytes; allowed: at most 100 bytes"));
}

TEST(InputFile, ReadsOneStateOfOneFile) {
  const TempFolder folder;
  write_bytes(folder / "f", "first");
  const InputFile file(folder / "f");
  std::string text(5, ' ');
  const auto bytes = std::as_writable_bytes(std::span(text));
  file.read(0, bytes);
  EXPECT_EQ(text, "first");
  file.read(3, bytes.first(2));
  EXPECT_EQ(text, "strst");
  EXPECT_THAT(refusal([&] { file.read(1, bytes); }), HasSubstr("5 bytes; allowed: 6 or more"));
  std::ofstream(folder / "f", std::ios::in) << "FI";  // in place, and no byte longer
  EXPECT_THAT(refusal([&] { file.read(0, bytes); }), HasSubstr("it was changed while it was read"));

  const InputFile again(folder / "f");
  std::filesystem::resize_file(folder / "f", 2);
  EXPECT_THAT(refusal([&] { again.read(0, bytes); }), HasSubstr("it was changed"));
}

TEST(InputFile, KnowsAnEndingInEitherCase) {
  EXPECT_EQ(ending_of("a/B.PNG"), ".png");
  EXPECT_EQ(ending_of("a.tar.Gz"), ".gz");
  EXPECT_EQ(ending_of("none"), "");
}

TEST(FileKind, IsToldByItsBytesAndElseByItsName) {
  const TempFolder folder;
  const std::string zip("PK\x03\x04 and more", 13), png = "\x89PNG and more";
  const auto name_of = [&](const char* name, const std::string& bytes) {
    write_bytes(folder / name, bytes);
    return std::string(kind_of(folder / name).name);
  };
  EXPECT_EQ(name_of("net.PT", zip), "weights saved by PyTorch (pickle)");
  EXPECT_EQ(name_of("run.npz", zip), "arrays (.npz)");
  EXPECT_EQ(name_of("run.zip", zip), "a zip");
  EXPECT_EQ(name_of("run.npz", "text"), "");
  EXPECT_EQ(name_of("scene.json", png), "a picture");
  EXPECT_EQ(name_of("scene.json", "{}"), "");
}

TEST(FileKind, NameSaysWhatItOpensAsAndHolds) {
  EXPECT_EQ(opens_as("a.PNG"), OpensAs::recipe);
  EXPECT_EQ(opens_as("a.gif"), OpensAs::recipe);  // whose reader refuses it
  EXPECT_EQ(opens_as("betas.txt"), OpensAs::text);
  EXPECT_EQ(opens_as("a.tsv"), OpensAs::points);
  EXPECT_TRUE(holds("a.gif", Product::animation));
  EXPECT_TRUE(holds("a.Png", Product::frames));
  EXPECT_FALSE(holds("a.png", Product::animation));
  EXPECT_EQ(joined(endings_of(Product::animation), ", "),
            ".mp4, .mov, .webm, .webp, .apng, .html, .gif");
  EXPECT_EQ(joined(endings_of(OpensAs::points), " or "), ".csv or .tsv");
}

}  // namespace
}  // namespace alphabar
