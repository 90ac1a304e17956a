#include "core/base/text.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "core/base/path_text.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;

TEST(Text, KnowsUtf8) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8("a\n\u03B2\U0001F600"));
  for (const char* bytes :
       {"\xff", "a\xe9", "\xc3", "\xe0\x80\x8a", "\xed\xa0\x80", "\xf4\x90\x80\x80"})
    EXPECT_FALSE(is_utf8(bytes));
  EXPECT_TRUE(is_plain_line("\u03B2 b"));
  EXPECT_FALSE(is_plain_line("a\nb"));
  EXPECT_FALSE(is_plain_line("a\xc2\x9b"));
}

TEST(PathText, LeavesWhatIsTextAsItIs) {
  for (const char* path : {"scene.json", "/a b/\u03B2 100%.csv", "../x%FF", ""}) {
    EXPECT_EQ(text_of(path), path);
    EXPECT_EQ(path_of(path), fs::path(path));
  }
}

TEST(PathText, EscapesWhatIsNot) {
  EXPECT_EQ(text_of("/tmp/caf\xe9 1.csv"), "file:///tmp/caf%E9%201.csv");
  EXPECT_EQ(text_of("/tmp/a\nb"), "file:///tmp/a%0Ab");
  EXPECT_EQ(path_of("file:///tmp/caf%E9%201.csv"), fs::path("/tmp/caf\xe9 1.csv"));
  EXPECT_EQ(path_of("file:///a%00b%zz%4"), fs::path("/a%00b%zz%4")) << "no bytes of a path";
  EXPECT_EQ(path_of("file://host/a"), fs::path("file://host/a")) << "no file of this machine";
  EXPECT_EQ(path_of(text_of("caf\xe9")), fs::current_path() / "caf\xe9");
  EXPECT_EQ(path_of(text_of("file:///a")), fs::current_path() / "file:///a");
}

TEST(PathText, LeadsBackFromEveryPath) {
  std::mt19937 random{20260730};
  for (int i = 0; i < 5000; ++i) {
    std::string bytes = "/";
    for (auto n = random() % 20; n > 0; --n) bytes += static_cast<char>(1 + random() % 255);
    EXPECT_EQ(path_of(text_of(bytes)).native(), bytes);
    EXPECT_TRUE(is_plain_line(text_of(bytes)));
    EXPECT_TRUE(is_plain_line(shown(bytes)));
  }
}

}  // namespace
}  // namespace alphabar
