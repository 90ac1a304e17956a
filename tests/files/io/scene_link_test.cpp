#include "core/io/scene/scene_link.h"

#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/io/scene_file.h"

namespace alphabar {
namespace {

TEST(SceneLink, GivesTheSceneBack) {
  Scene scene = default_scene();
  scene.title = "\xCE\xB7 = 0 \"quoted\" <&>";
  scene.lanes[0].sampler.eta = 0.25;
  const std::string link = scene_link(scene);
  EXPECT_TRUE(is_scene_link(" \n" + link + "\r\n"));
  EXPECT_EQ(scene_from_json(json_of_link(" \n" + link + "\r\n", "link"), "link"), scene);
  EXPECT_EQ(
      link.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_:"),
      std::string::npos);
  EXPECT_LT(link.size(), 2000u);
}

TEST(SceneLink, DamageIsRefused) {
  const std::string link = scene_link(default_scene());
  EXPECT_FALSE(is_scene_link("[0.1, 0.2]"));
  for (std::size_t cut = 0; cut < link.size(); cut += 7)
    EXPECT_THROW(json_of_link(link.substr(0, cut), "link"), BadRequest) << cut;
  EXPECT_THROW(json_of_link(link + "!", "link"), BadRequest);
  std::string other = link;
  other[link.size() / 2] = other[link.size() / 2] == 'A' ? 'B' : 'A';
  EXPECT_THROW(json_of_link(other, "link"), BadRequest) << "zlib's sum is of another text";
}

}  // namespace
}  // namespace alphabar
