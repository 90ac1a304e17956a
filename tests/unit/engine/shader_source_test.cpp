#include "core/gl/shader_source.h"

#include <gtest/gtest.h>

#include <map>

#include "core/base/error.h"

namespace alphabar {
namespace {

std::string expanded(const std::map<std::string, std::string, std::less<>>& files,
                     std::string_view name) {
  return expand_includes(name, [&](std::string_view file) -> std::optional<std::string> {
    const auto found = files.find(file);
    if (found == files.end()) return std::nullopt;
    return found->second;
  });
}

TEST(ShaderSource, PutsEachIncludedFileInOnce) {
  EXPECT_EQ(expanded({{"a", "1\n#include \"b\"\n  #include \"c\"\n2"},
                      {"b", "b\n#include \"c\"\n"},
                      {"c", "c\n#include \"a\"\n"}},
                     "a"),
            "1\nb\nc\n2\n");
}

TEST(ShaderSource, NamesWhatIsMissing) {
  try {
    expanded({{"a", "#include \"gone.glsl\"\n"}}, "a");
    FAIL() << "a missing include was accepted";
  } catch (const Failed& error) {
    EXPECT_NE(std::string(error.what()).find("gone.glsl"), std::string::npos);
  }
  EXPECT_THROW(expanded({{"a", "#include <b>\n"}}, "a"), Failed);
  EXPECT_THROW(shader_source("no such shader"), Failed);
}

}  // namespace
}  // namespace alphabar
