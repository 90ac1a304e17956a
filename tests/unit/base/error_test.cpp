#include "core/base/error.h"

#include <gtest/gtest.h>

namespace alphabar {
namespace {

TEST(BadRequest, IsOneLineThatNamesEverything) {
  const BadRequest error("scene.json", "beta_start", "2", "0 < beta_start < 1", "use 0.0001");
  EXPECT_STREQ(error.what(), "scene.json: beta_start = 2; allowed: 0 < beta_start < 1; use 0.0001");
}

TEST(BadRequest, LeavesOutWhatIsEmpty) {
  EXPECT_STREQ(BadRequest("", "steps", "0", "1 or more").what(), "steps = 0; allowed: 1 or more");
}

TEST(BadRequest, NeverBreaksTheLineNorFloodsIt) {
  const BadRequest error("a\nb", "f", std::string(5000, 'x'), "");
  const std::string line = error.what();
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_LT(line.size(), 300u);
}

TEST(BadRequest, SaysOnlyWhatIsText) {
  EXPECT_STREQ(BadRequest("", "list", "\xff\x80 \u03B2 \xe2\x82", "").what(),
               "list = ?? \u03B2 ??");
  const auto shown = [](const char* list) {
    return std::string(BadRequest("", "", list, "").what());
  };
  EXPECT_EQ(shown("\xe0\x80\x8a \xf0\x80\x80\x8a"), " = ??? ????") << "overlong";
  EXPECT_EQ(shown("\xed\xa0\x80 \xf4\x90\x80\x80"), " = ??? ????") << "no letters";
  EXPECT_EQ(shown("\xed\x9f\xbf\xf4\x8f\xbf\xbf"), " = \xed\x9f\xbf\xf4\x8f\xbf\xbf");
  EXPECT_EQ(shown("a\xc2\x9b\x7f\xc2\xa0"), " = a  \xc2\xa0") << "controls are blanks";
  std::string betas;
  for (int i = 0; i < 300; ++i) betas += "\u03B2";
  const std::string line = BadRequest("", "f", betas, "").what();
  EXPECT_EQ(line.substr(line.size() - 5), "\u03B2...") << "no letter is cut in two";
}

TEST(BadRequest, KeepsBothEndsOfALongPath) {
  const std::string name = "/folder/" + std::string(300, 'x') + ".json";
  const std::string line = BadRequest("lanes[1]", "eta", "99", "0 to 1").in(name).what();
  EXPECT_TRUE(line.starts_with("/folder/xxx")) << line;
  EXPECT_NE(line.find("...xxx"), std::string::npos) << line;
  EXPECT_NE(line.find("x.json: lanes[1]: eta = 99; allowed: 0 to 1"), std::string::npos) << line;
  EXPECT_LT(line.size(), 300u);
}

TEST(BadRequest, KnowsTheFileItCameIn) {
  EXPECT_STREQ(BadRequest("process", "T", "0", "1 or more").in("s.json").what(),
               "s.json: process: T = 0; allowed: 1 or more");
}

}  // namespace
}  // namespace alphabar
