// What outlives a window: settings in JSON, folders by XDG, a copy of the scene against crashes.

#include "app/settings/settings.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <map>

#include "app/settings/autosave.h"
#include "app/settings/user_folders.h"
#include "core/base/error.h"
#include "core/io/scene_file.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;

class Kept : public testing::Test {
 protected:
  Kept() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::path(testing::TempDir()) /
              ("alphabar_" + std::string(test->name()) + std::to_string(getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~Kept() override { fs::remove_all(folder_); }

  fs::path write(const std::string& text) const {
    std::ofstream(folder_ / "settings.json") << text;
    return folder_ / "settings.json";
  }

  fs::path folder_;
};

Settings unusual() {
  Settings settings;
  settings.theme = Theme::projector;
  settings.font_scale = 1.7;
  settings.arrangement = Arrangement::lecture;
  settings.recent = {"/a/b.json", "/c \"d\".json"};
  DockTree left{{"Scene"}, "", 0.5, {}}, right{{"Particles", "Curves"}, "", 0.5, {}};
  settings.layouts = {{Arrangement::images, {{}, "across", 0.3, {left, right}}}};
  settings.exports.animation.subject = Subject::window;
  settings.exports.animation.width = 640;
  settings.exports.animation.eased = true;
  settings.exports.animation.seconds = 2.5;
  settings.exports.view.paper = Paper::theme;
  settings.exports.view.view = "plan";
  settings.exports.view.height = 60;
  settings.exports.clips = settings.exports.figure = true;
  settings.exports.also = {".gif", ".webp"};
  settings.exports.file = "talk.mp4";
  return settings;
}

TEST_F(Kept, SettingsReadBackEqual) {
  const fs::path file = folder_ / "made" / "on the way" / "settings.json";
  write_settings(unusual(), file);
  EXPECT_EQ(read_settings(file), unusual());
  EXPECT_EQ(fs::status(file.parent_path()).permissions() & fs::perms::others_all, fs::perms::none);
}

TEST_F(Kept, MissingSettingsAreTheUsualOnes) {
  EXPECT_EQ(read_settings(folder_ / "none.json"), Settings{});
}

TEST_F(Kept, BrokenSettingsAreRefusedByName) {
  const auto refusal = [&](const std::string& text) {
    try {
      read_settings(write(text));
      return std::string();
    } catch (const BadRequest& problem) {
      return std::string(problem.what());
    }
  };
  EXPECT_NE(refusal("").find("settings.json"), std::string::npos);
  EXPECT_NE(refusal("{\"theme\": \"pink\"}").find("theme"), std::string::npos);
  EXPECT_NE(refusal("{\"font_scale\": 1e300}").find("font_scale"), std::string::npos);
  EXPECT_NE(refusal("{\"font_scale\": null}").find("font_scale"), std::string::npos);
  EXPECT_EQ(refusal("{\"speed\": 2}"), "") << "of playing, in older files";
  EXPECT_NE(refusal("{\"recent\": [1]}").find("recent"), std::string::npos);
  EXPECT_NE(refusal("{\"what\": 1}").find("what"), std::string::npos);
  EXPECT_NE(refusal(R"({"layouts": [{"tree": {"split": "across"}}]})").find("parts"),
            std::string::npos);
  EXPECT_NE(refusal(R"({"layouts": [{"tree": {"share": 2}}]})").find("share"), std::string::npos);
  EXPECT_NE(refusal(std::string(100000, '[')), "");
  std::string deep = "{}";
  for (int i = 0; i < 200; ++i) deep = R"({"split": "down", "parts": [)" + deep + ", {}]}";
  EXPECT_NE(refusal(R"({"layouts": [{"tree": )" + deep + "}]}").find("nesting"), std::string::npos);
}

TEST_F(Kept, TheNewestFilesComeFirstAndOnce) {
  Settings settings;
  for (int i = 0; i < 15; ++i) remember(settings, "/s/" + std::to_string(i) + ".json");
  ASSERT_EQ(settings.recent.size(), 10u);
  EXPECT_EQ(settings.recent.front(), "/s/14.json");
  remember(settings, "/s/../s/9.json");
  EXPECT_EQ(settings.recent.front(), "/s/9.json");
  EXPECT_EQ(settings.recent.size(), 10u);
  EXPECT_NO_THROW(check(settings));
}

TEST(UserFoldersTest, FollowXdg) {
  std::map<std::string, const char*> values;
  const auto environment = [&](const char* name) { return values[name]; };
  EXPECT_TRUE(user_folders(environment).config.empty()) << "no home, nothing is kept";
  values["HOME"] = "/home/she";
  EXPECT_EQ(user_folders(environment).config, "/home/she/.config/alphabar");
  EXPECT_EQ(user_folders(environment).state, "/home/she/.local/state/alphabar");
  values["XDG_CONFIG_HOME"] = "/elsewhere";
  values["XDG_STATE_HOME"] = "not/absolute";
  EXPECT_EQ(user_folders(environment).config, "/elsewhere/alphabar");
  EXPECT_EQ(user_folders(environment).state, "/home/she/.local/state/alphabar");
}

Scene marked(const std::string& title) {
  Scene scene = default_scene();
  scene.title = title;
  return scene;
}

/// Runs `work` in a process of its own, which is then killed.
template <class Work>
void in_a_killed_process(Work work) {
  const pid_t child = fork();
  if (child == 0) {
    work();
    raise(SIGKILL);
  }
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));
}

TEST_F(Kept, AKilledWindowLeavesItsScene) {
  in_a_killed_process([&] {
    Autosave autosave(folder_);
    autosave.save(marked("lost"));
    autosave.finish();
  });
  Autosave next(folder_);
  ASSERT_FALSE(next.left_behind().empty());
  EXPECT_EQ(read_scene(next.left_behind()), marked("lost"));
  EXPECT_NE(next.file(), next.left_behind()) << "its own copy does not write over it";
  next.forget();
  EXPECT_TRUE(next.left_behind().empty());
  EXPECT_TRUE(Autosave(folder_).left_behind().empty());
}

TEST_F(Kept, AnOpenWindowsCopyIsItsOwn) {
  Autosave one(folder_);
  one.save(marked("open"));
  one.finish();
  const Autosave two(folder_);
  EXPECT_TRUE(two.left_behind().empty()) << "somebody holds its lock";
  EXPECT_NE(one.file(), two.file());
}

TEST_F(Kept, ACleanEndLeavesNothingAndAnUndecidedOneStays) {
  {
    Autosave autosave(folder_);
    autosave.save(marked("done"));
    autosave.finish();
    EXPECT_TRUE(fs::exists(autosave.file()));
    autosave.end();
  }
  EXPECT_TRUE(Autosave(folder_).left_behind().empty());
  in_a_killed_process([&] {
    Autosave autosave(folder_);
    autosave.save(marked("lost"));
    autosave.finish();
  });
  { EXPECT_FALSE(Autosave(folder_).left_behind().empty()); }
  EXPECT_FALSE(Autosave(folder_).left_behind().empty()) << "nobody took it or left it";
}

TEST_F(Kept, AutosaveSaysWhereItCannotBe) {
  std::ofstream(folder_ / "file") << "x";
  EXPECT_THROW(Autosave(folder_ / "file" / "below"), Failed);
}

}  // namespace
}  // namespace alphabar
