// What the program writes of a scene opens again as that scene, and other programs read past it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/files/temp_folder.h"
#include "tests/support/program.h"
#include "tests/support/tools/tools.h"

namespace alphabar {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::read_bytes;
using testing::TempFolder;

class Recipes : public ::testing::Test {
 protected:
  Recipes() {
    std::ofstream(path("scene.json")) << R"({"format": "alphabar-scene", "version": 1,
      "title": "two \"lanes\", eta", "particles": 30, "seed": 3, "process": {"kind": "cosine"},
      "lanes": [{"sampler": {"kind": "ddim", "grid": {"steps": 4}}},
                {"sampler": {"kind": "heun", "grid": {"steps": 3}}, "name": "second"}]})";
  }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  /// Runs a command on the scene, and returns what it wrote.
  std::string write(std::vector<std::string> words, const std::string& name,
                    const std::vector<std::string>& more = {}) const {
    words.insert(words.begin() + 1, path("scene.json"));
    words.insert(words.end(), {"-o", path(name)});
    words.insert(words.end(), more.begin(), more.end());
    const Outcome outcome = run_alphabar(words);
    EXPECT_EQ(outcome.code, 0) << name << ": " << outcome.err;
    return path(name);
  }

  static std::string link_of(const std::string& file) {
    const Outcome outcome = run_alphabar({"link", file});
    EXPECT_EQ(outcome.code, 0) << file << ": " << outcome.err;
    return outcome.out;
  }

  const TempFolder folder_;
};

TEST_F(Recipes, EveryTableArrayAndProgramGivesTheSceneBack) {
  const std::string scene = link_of(path("scene.json"));
  for (const std::string& file :
       {write({"run"}, "run.npz"), write({"run", "--flow"}, "flow.npz"),
        write({"plan"}, "plan.csv"), write({"plan"}, "plan.tex"),
        write({"schedule"}, "schedule.csv"), write({"objectives", "--points", "2"}, "o.csv"),
        write({"distances"}, "distances.csv"), write({"script"}, "run.py"),
        write({"sweep", "--steps", "3", "--seeds", "1", "--particles", "50", "--metrics", "energy"},
              "sweep.csv"),
        write({"render", "--view", "plan"}, "plan.svg")}) {
    if (!file.ends_with(".svg")) {
      EXPECT_EQ(link_of(file), scene) << file;
    }
    // Nothing is lost on the way: what it gives back gives it back again.
    EXPECT_EQ(run_alphabar({"plan", file, "-o", path("again.csv")}).code, 0) << file;
    EXPECT_EQ(read_bytes(path("again.csv")).find("alphabar:") != std::string::npos, true);
  }
}

TEST_F(Recipes, OnRequestTheyAreLeftOut) {
  const std::string npz = write({"run"}, "a.npz", {"--no-scene"});
  EXPECT_THAT(read_bytes(npz), Not(HasSubstr("alphabar_scene")));
  const Outcome none = run_alphabar({"link", npz});
  EXPECT_EQ(none.code, 2);
  EXPECT_THAT(none.err, HasSubstr("a.npz: recipe = none"));
  EXPECT_THAT(read_bytes(write({"plan"}, "a.csv", {"--no-scene"})), Not(HasSubstr("#")));
  EXPECT_THAT(read_bytes(write({"render", "--view", "plan"}, "a.svg", {"--no-scene"})),
              Not(HasSubstr("alphabar:scene")));
  EXPECT_THAT(read_bytes(write({"render", "--size", "160x120", "--frames", "0:1"}, "a.html",
                               {"--no-scene"})),
              Not(HasSubstr("alphabar-scene\"")));
}

TEST_F(Recipes, NumpyReadsPastThem) {
  const std::string csv = write({"plan"}, "plan.csv"), npz = write({"run"}, "run.npz");
  const std::string said = output_of({"/usr/bin/python3", "-c", R"(
import json, sys
import numpy as np
table = np.genfromtxt(sys.argv[1], delimiter=",", names=True)
print("rows", len(table), "first", table["evaluate"][0])
print("plain", np.loadtxt(sys.argv[1], delimiter=",", skiprows=1).shape[0])
arrays = np.load(sys.argv[2], allow_pickle=False)
print("title", json.loads(bytes(arrays["alphabar_scene"]))["title"], arrays["lane2_x"].shape[1])
)",
                                      csv, npz});
  EXPECT_THAT(said, HasSubstr("rows 4 first 1.0"));
  EXPECT_THAT(said, HasSubstr("plain 4"));
  EXPECT_THAT(said, HasSubstr("title two \"lanes\", eta 30"));
}

TEST_F(Recipes, PandasReadsPastThem) {
  const std::string csv = write({"distances"}, "distances.csv");
  if (run_alphabar_after("/usr/bin/python3 -c 'import pandas' || exit 9", {"--help"}).code == 9)
    GTEST_SKIP() << "this Python has no pandas";
  const std::string said = output_of({"/usr/bin/python3", "-c", R"(
import sys
import pandas as pd
table = pd.read_csv(sys.argv[1], comment="#")
print(list(table.columns), table["place"].iloc[-1])
)",
                                      csv});
  EXPECT_THAT(said, HasSubstr("['lane', 'other', 'place', 't', 'rms'] end"));
}

TEST_F(Recipes, DamageAndForeignFilesAreTold) {
  const std::string csv = write({"plan"}, "plan.csv");
  std::string text = read_bytes(csv);
  text[text.size() - 20] = text[text.size() - 20] == 'A' ? 'B' : 'A';
  std::ofstream(path("bad.csv")) << text;
  const Outcome bad = run_alphabar({"link", path("bad.csv")});
  EXPECT_EQ(bad.code, 2);
  EXPECT_THAT(bad.err, HasSubstr("bad.csv: link = damaged"));
  // A table of points with a comment of its own is one still.
  std::ofstream(path("points.csv")) << "# made elsewhere\nx,y\n1,2\n3,4\n-1,0.5\n";
  const Outcome points = run_alphabar({"plan", path("points.csv"), "-o", path("b.csv")});
  EXPECT_EQ(points.code, 0) << points.err;
  EXPECT_THAT(points.err, HasSubstr("3 rows"));
}

TEST_F(Recipes, PythonsOwnReaderPassesThemOverAsTheReadmeSays) {
  const std::string csv = write({"plan"}, "plan.csv");
  const std::string said = output_of({"/usr/bin/python3", "-c", R"(
import csv, sys
with open(sys.argv[1], newline="") as file:
    rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
print(len(rows), rows[-1]["evaluate"])
)",
                                      csv});
  EXPECT_EQ(said, "4 1\n");
}

/// A merged sweep's begin at its own folder, wherever the shards are.
TEST_F(Recipes, PathsOfAMergedSweepBeginAtItsOwnFolder) {
  write({"render", "--view", "plan"}, "dark.png");
  std::ofstream(path("pictured.json")) << R"({"format": "alphabar-scene", "version": 1,
      "pictures": {"picture": "dark.png"}, "lanes": [{"sampler": {"kind": "ddim"}}]})";
  std::filesystem::create_directory(path("deep"));
  for (const char* shard : {"1/2", "2/2"})
    ASSERT_EQ(run_alphabar({"sweep", path("pictured.json"), "--steps", "4,5", "--seeds", "1",
                            "--particles", "50", "--metrics", "sliced_w1", "--shard", shard, "-o",
                            path("deep/shards")})
                  .code,
              0);
  const std::string csv = path("joined.csv"), svg = path("deep/joined.svg");
  const Outcome merged = run_alphabar({"merge", path("deep/shards"), "-o", csv, "-o", svg});
  ASSERT_EQ(merged.code, 0) << merged.err;
  EXPECT_EQ(link_of(csv), link_of(path("pictured.json")));
  EXPECT_THAT(run_alphabar({"plan", svg, "-o", path("p.csv")}).err, ::testing::IsEmpty());
}

/// A table's too: what lies beside it is found from any folder.
TEST_F(Recipes, PathsBeginAtTheFilesFolder) {
  write({"render", "--view", "plan"}, "dark.png");
  std::ofstream(path("pictured.json")) << R"({"format": "alphabar-scene", "version": 1,
      "pictures": {"picture": "dark.png"}, "lanes": [{"sampler": {"kind": "ddim"}}]})";
  const std::string csv = path("pictured.csv");
  EXPECT_EQ(run_alphabar({"plan", path("pictured.json"), "-o", csv}).code, 0);
  EXPECT_EQ(link_of(csv), link_of(path("pictured.json")));
}

}  // namespace
}  // namespace alphabar
