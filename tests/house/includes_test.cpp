// The arrows of docs/architecture.md: which folder may include which. Read there, so that the page
// cannot say one thing and the tree another.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
using Arrows = std::map<std::string, std::set<std::string>>;  // folder -> what it includes

const fs::path root = SOURCE_ROOT;

struct Include {
  std::string file, header;
  bool quoted;
};

/// "core/plan" of "core/plan/plan.h".
std::string folder_of(const std::string& file) { return fs::path(file).parent_path().string(); }

/// Every #include of every source file below core/ and app/.
std::vector<Include> all_includes() {
  std::vector<Include> all;
  for (const char* part : {"core", "app"})
    for (const auto& entry : fs::recursive_directory_iterator(root / part)) {
      const std::string end = entry.path().extension();
      if (end != ".h" && end != ".cpp") continue;
      std::ifstream file(entry.path());
      for (std::string line; std::getline(file, line);) {
        if (line.rfind("#include ", 0) != 0 || line.size() < 12) continue;
        const bool quoted = line[9] == '"';
        const std::size_t close = line.find(quoted ? '"' : '>', 10);
        all.push_back({fs::relative(entry.path(), root), line.substr(10, close - 10), quoted});
      }
    }
  return all;
}

/// The lines "folder: folder folder" of the page's block ```arrows.
Arrows allowed() {
  std::ifstream page(root / "docs/architecture.md");
  Arrows arrows;
  bool inside = false;
  for (std::string line; std::getline(page, line);) {
    if (line.rfind("```", 0) == 0) inside = line == "```arrows";
    const std::size_t colon = line.find(':');
    if (!inside || colon == std::string::npos) continue;
    std::istringstream words(line.substr(colon + 1));
    std::set<std::string>& to = arrows[line.substr(0, colon)];
    for (std::string word; words >> word;) to.insert(word);
  }
  return arrows;
}

Arrows drawn() {
  Arrows arrows;
  for (const Include& include : all_includes()) {
    const std::string from = folder_of(include.file), to = folder_of(include.header);
    arrows[from];
    if (include.quoted && !to.empty() && to != from) arrows[from].insert(to);
  }
  return arrows;
}

TEST(Architecture, NamesEveryFolderAndNoOther) {
  std::vector<std::string> there, named;
  for (const auto& [folder, to] : drawn()) there.push_back(folder);
  for (const auto& [folder, to] : allowed()) named.push_back(folder);
  EXPECT_EQ(there, named);
}

TEST(Architecture, AllowsEveryInclude) {
  const Arrows arrows = allowed();
  for (const Include& include : all_includes()) {
    const std::string from = folder_of(include.file), to = folder_of(include.header);
    if (!include.quoted || to.empty() || to == from) continue;  // generated files have no folder
    EXPECT_TRUE(arrows.contains(from) && arrows.at(from).contains(to))
        << include.file << " includes " << include.header << "; docs/architecture.md has no arrow "
        << from << " -> " << to;
  }
}

TEST(Architecture, ListsNoArrowThatNothingNeeds) {
  const Arrows needed = drawn();
  for (const auto& [from, to] : allowed())
    for (const std::string& folder : to)
      EXPECT_TRUE(needed.contains(from) && needed.at(from).contains(folder))
          << "nothing in " << from << " includes " << folder;
}

TEST(Architecture, HasNoCircle) {
  const Arrows arrows = allowed();
  std::set<std::string> done;
  std::vector<std::string> path;
  const std::function<void(const std::string&)> visit = [&](const std::string& folder) {
    if (done.contains(folder)) return;
    ASSERT_THAT(path, testing::Not(testing::Contains(folder))) << "a circle ends at " << folder;
    path.push_back(folder);
    if (const auto at = arrows.find(folder); at != arrows.end())
      for (const std::string& next : at->second) visit(next);
    path.pop_back();
    done.insert(folder);
  };
  for (const auto& [folder, to] : arrows) visit(folder);
}

/// A heavy library stays where it belongs: in these folders and those below them.
TEST(Architecture, KeepsHeavyHeadersInTheirRooms) {
  struct Rule {
    const char* header;
    std::vector<std::string> rooms;
  };
  const std::vector<Rule> rules{
      {"imgui", {"app"}},
      {"implot", {"app"}},
      {"GLFW/", {"core/gl", "app/window"}},
      {"epoxy/", {"core/gl", "core/engine/gl", "core/engine/bench", "app"}},
      {"torch/", {"core/engine/unet"}},
      {"ATen/", {"core/engine/unet"}},
      {"libav", {"core/files/video"}},
      {"nanobind/", {"app/python"}},
      {"nlohmann/", {"core/files", "core/io", "core/engine/unet", "core/learn/folder", "app/cli"}},
  };
  for (const Include& include : all_includes())
    for (const Rule& rule : rules) {
      if (include.quoted || include.header.rfind(rule.header, 0) != 0) continue;
      bool at_home = false;
      for (const std::string& room : rule.rooms)
        at_home = at_home || include.file.rfind(room + "/", 0) == 0;
      EXPECT_TRUE(at_home) << include.file << " includes <" << include.header << ">";
    }
}

TEST(Architecture, KeepsFilesAndFoldersSmall) {
  constexpr int most_lines = 450;
  constexpr std::size_t most_files = 18;  // about 16, and what builds or explains them
  for (const char* part : {"core", "app", "tests"}) {
    std::map<fs::path, std::size_t> files;
    for (const auto& entry : fs::recursive_directory_iterator(root / part)) {
      const fs::path end = entry.path().extension();
      if (end != ".h" && end != ".cpp") continue;
      ++files[entry.path().parent_path()];
      std::ifstream file(entry.path());
      int lines = 0;
      for (std::string line; std::getline(file, line);) ++lines;
      EXPECT_LT(lines, most_lines) << entry.path();
    }
    for (const auto& [folder, count] : files) EXPECT_LE(count, most_files) << folder;
  }
}

}  // namespace
