#include <gtest/gtest.h>

#include <set>

#include "app/window/state/command.h"

namespace alphabar {
namespace {

TEST(Commands, NoTwoShareAKeyOrAnId) {
  std::set<ImGuiKeyChord> keys;
  std::set<std::string> ids;
  for (const Command& command : commands()) {
    EXPECT_TRUE(ids.insert(command.id).second) << command.id;
    for (const ImGuiKeyChord chord : {command.keys, command.other})
      EXPECT_TRUE(chord == 0 || keys.insert(chord).second) << command.id;
  }
}

TEST(Commands, EachSaysWhatItDoes) {
  for (const Command& command : commands()) {
    EXPECT_GT(std::string(command.name).size(), 2u) << command.id;
    EXPECT_GT(std::string(command.help).size(), 10u) << command.id;
    EXPECT_EQ(std::string(command.help).back(), '.') << command.id;
    EXPECT_TRUE(command.run) << command.id;
    EXPECT_EQ(find_command(command.id), &command);
  }
  EXPECT_EQ(find_command("no such command"), nullptr);
}

TEST(Commands, KeysHaveNames) {
  EXPECT_EQ(keys_text(ImGuiMod_Ctrl | ImGuiKey_Z), "Ctrl+Z");
  EXPECT_EQ(keys_text(ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_S), "Ctrl+Shift+S");
  EXPECT_EQ(keys_text(ImGuiKey_Space), "Space");
  EXPECT_EQ(keys_text(ImGuiMod_Ctrl | ImGuiKey_Equal), "Ctrl++");
  EXPECT_EQ(keys_text(0), "");
}

}  // namespace
}  // namespace alphabar
