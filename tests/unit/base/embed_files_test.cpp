#include <embed_test_files.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace alphabar {
namespace {

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(EmbedFiles, HoldsTheVeryBytesInTheOrderGiven) {
  const auto files = embed_test_data();
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(files[0].name, "embed_files_test.cpp");
  EXPECT_EQ(files[0].bytes, read(HERE "/base/embed_files_test.cpp"));
  EXPECT_EQ(files[1].bytes, read(HERE "/CMakeLists.txt"));
  EXPECT_EQ(files[0].bytes.data()[files[0].bytes.size()], '\0');
}

TEST(EmbedFiles, AreFoundByName) {
  const auto files = embed_test_data();
  EXPECT_EQ(find(files, "CMakeLists.txt"), &files[1]);
  EXPECT_EQ(find(files, "embed_files_test"), nullptr);
}

}  // namespace
}  // namespace alphabar
