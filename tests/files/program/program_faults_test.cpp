// What the program says of values, files and surroundings that cannot be used: one line, with the
// file, the field, the value, what is allowed and what to do; and nothing is left behind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <set>
#include <tuple>

#include "core/files/arrays/npz.h"
#include "core/files/image/png.h"
#include "core/io/points/points_csv.h"
#include "core/io/scene_file.h"
#include "tests/files/temp_folder.h"
#include "tests/support/paths.h"
#include "tests/support/program.h"
#include "tests/support/sanitized.h"

namespace alphabar {
namespace {

using ::testing::HasSubstr;
using testing::read_bytes;
using testing::TempFolder;
using testing::write_bytes;

class ProgramFaults : public ::testing::Test {
 protected:
  std::string path(const std::string& name) const { return folder_ / name; }
  std::string file(const std::string& name, const std::string& bytes) const {
    write_bytes(folder_ / name, bytes);
    return path(name);
  }
  std::string scene(const std::string& name, const std::string& fields) const {
    return file(name, R"({"format": "alphabar-scene", "version": 1, )" + fields + "}");
  }
  using Values = std::vector<double>;
  using Shape = std::vector<std::int64_t>;
  std::string arrays(const std::string& name,
                     const std::vector<std::tuple<std::string, Values, Shape>>& list) const {
    NpzWriter out(path(name));
    for (const auto& [array, values, shape] : list) out.add(array, values, shape);
    out.finish();
    return path(name);
  }

  /// One line that says so, with nothing left behind.
  void expect_told(const Outcome& outcome, const std::string& says, int code,
                   const std::vector<std::string>& before) const {
    EXPECT_EQ(outcome.code, code) << says << "\n" << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(says));
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    EXPECT_LT(outcome.err.size(), 1200u);
    EXPECT_EQ(folder_.names(), before) << says;
  }
  void expect_refused(const std::vector<std::string>& arguments, const std::string& says,
                      int code = 2) const {
    const std::vector<std::string> before = folder_.names();
    expect_told(run_alphabar(arguments), says, code, before);
  }

  const TempFolder folder_;
  static constexpr double nan = std::numeric_limits<double>::quiet_NaN();
};

TEST_F(ProgramFaults, AnEmptyValueIsNotOneThatWasLeftOut) {
  const std::string one = scene("one.json", R"("particles": 10)");
  const std::string npz = path("out.npz"), csv = path("out.csv"), png = path("out.png");
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {""},
           {"run", "", "-o", npz},
           {"plan", "", "-o", csv},
           {"schedule", "", "-o", csv},
           {"objectives", "", "-o", csv},
           {"likelihood", "", "--at", npz, "-o", path("b.npz")},
           {"shot", "", "-o", png},
           {"render", "", "-o", png},
           {"images", "", "-o", npz},
           {"sweep", "", "-o", csv},
           {"unet", "", "--io", npz, "-o", path("b.npz")},
           {"run", one, "--replay", "", "-o", npz},
           {"run", one, "-o", ""},
           {"run", one, "--threads", "", "-o", npz},
           {"images", "--model", "", "-o", npz},
           {"images", "--replay", "", "-o", npz},
           {"sweep", one, "--samplers", "", "-o", csv},
           {"train-unet", "-o", path("net"), "--checkpoint", "", "--hours", "1"},
       })
    expect_refused(arguments, "an empty value");
}

TEST_F(ProgramFaults, LongNamesAreToldLikeAnyOther) {
  const std::string name = path(std::string(300, 'n'));
  const std::string one = scene("one.json", R"("lanes": [{}])");
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {name},
           {"run", name, "-o", path("out.npz")},
           {"run", name + ".json", "-o", path("out.npz")},
           {"run", name + ".csv", "-o", path("out.npz")},
           {"run", name + ".png", "-o", path("out.npz")},
           {"plan", name, "-o", path("out.csv")},
           {"shot", name, "-o", path("out.png")},
           {"images", name, "-o", path("out.npz")},
           {"run", one, "--replay", name, "-o", path("out.npz")},
           {"likelihood", one, "--at", name, "-o", path("out.npz")},
           {"run", one, "-o", name + ".npz"},
           {"shot", one, "-o", name + ".png"}})
    expect_refused(arguments, "a shorter name; File name too long");
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"unet", name, "--io", name, "-o", path("out.npz")},
                                             {"images", "--model", name, "-o", path("out.npz")}})
    expect_refused(arguments, "allowed: a folder with config.json");
  expect_refused({"unet", "fashion-mnist", "--io", name, "-o", path("out.npz")}, "a shorter name");
}

TEST_F(ProgramFaults, ANameThatIsNoTextIsANameLikeAnyOther) {
  const std::string points = file("caf\xe9\n.csv", "0.5,1\n0.25,-1\n");
  ASSERT_EQ(run_alphabar({"shot", points, "-o", path("out.png"), "--size", "400x300"}).code, 0);
  const auto recipe = read_png_recipe(path("out.png"));
  ASSERT_TRUE(recipe);
  EXPECT_EQ(scene_from_json(*recipe, "").title, "caf? .csv");
  EXPECT_EQ(scene_from_json(*recipe, "").data.points.size(), 2u);
  const std::string json = scene("caf\xe9\n.json", R"("particles": 0)");
  expect_refused({"run", json, "-o", path("out.npz")}, "caf? .json: scene: particles = 0");
  const std::string out = path("ol\xe9.csv");
  ASSERT_EQ(run_alphabar({"plan", points, "-o", out}).code, 0);
  EXPECT_TRUE(std::filesystem::exists(out));
  expect_refused({"plan", "ddim-is-a-flow", "-o", path("no\xe9/o.csv")}, "no?/o.csv: output file");
}

TEST_F(ProgramFaults, LanesAreNamed) {
  const std::string eta = scene("eta.json", R"("lanes": [{"sampler": {"kind": "ddim"}},
      {"sampler": {"kind": "ddim", "eta": 99}}])");
  expect_refused({"run", eta, "-o", path("out.npz")},
                 "eta.json: lanes[1]: sampler: eta = 99; allowed: 0 to 1");
  const std::string hue = scene("hue.json", R"("lanes": [{}, {"hue": 12}])");
  expect_refused({"run", hue, "-o", path("out.npz")}, "hue.json: lanes[1]: hue = 12");
  const std::string steps = scene("steps.json", R"("process": {"T": 10}, "lanes":
      [{"sampler": {"kind": "ddim", "grid": {"steps": 5}}},
       {"sampler": {"kind": "ddim", "grid": {"steps": 50}}}])");
  expect_refused({"run", steps, "-o", path("out.npz")}, "steps.json: lane 2: ");
  const std::string pictures = scene("pictures.json", R"("pictures": {"sampler": {"eta": -1}})");
  expect_refused({"run", pictures, "-o", path("out.npz")}, "pictures: sampler: eta = -1");
}

TEST_F(ProgramFaults, TextsAreBounded) {
  const std::string title =
      scene("title.json", R"("title": ")" + std::string(5'000'000, 'x') + "\"");
  expect_refused({"run", title, "-o", path("out.npz")},
                 "title.json: scene: title = 5000000 bytes; allowed: at most 1000 bytes");
  const std::string name =
      scene("name.json", R"("lanes": [{"name": ")" + std::string(600, 'x') + "\"}]");
  expect_refused({"run", name, "-o", path("out.npz")}, "lanes[0]: name = 600 bytes");
  const std::string formula =
      scene("formula.json",
            R"("process": {"kind": "formula", "formula": ")" + std::string(20000, '1') + "\"}");
  expect_refused({"run", formula, "-o", path("out.npz")}, "process: formula = 20000 bytes");
}

TEST_F(ProgramFaults, HugeNumbersNameTheirLine) {
  const std::string huge = file("huge.json",
                                "{\"format\": \"alphabar-scene\",\n\"version\": 1,\n"
                                "\"view\": {\"center\": [1e400, 0]}}");
  expect_refused({"run", huge, "-o", path("out.npz")},
                 "huge.json: JSON = line 3: number overflow parsing '1e400'");
}

TEST_F(ProgramFaults, ArraysAreNumbersOrNamed) {
  const std::string one = scene("one.json", R"("lanes": [{"sampler": {"kind": "ddpm",
      "grid": {"steps": 2}}}], "particles": 2)");
  const Values zeros(4, 0), bad{0, 0, 0, nan}, far{1e308, 1e308, 0, 0};
  const std::string start =
      arrays("start.npz", {{"x_init", bad, {2, 2}}, {"noise", Values(8, 0), {2, 2, 2}}});
  const std::string noise =
      arrays("noise.npz",
             {{"x_init", zeros, {2, 2}}, {"noise", {0, 0, 0, 0, 0, 0, -INFINITY, 0}, {2, 2, 2}}});
  expect_refused({"run", one, "--replay", noise, "-o", path("out.npz")},
                 "noise.npz: noise[1, 1, 0] = -inf; allowed: finite numbers only");
  for (const char* flow : {"--rows=all", "--flow"})
    expect_refused({"run", one, flow, "--replay", start, "-o", path("out.npz")},
                   "start.npz: x_init[1, 1] = nan; allowed: finite numbers only");
  for (const double t : {nan, -1.0, 1e9}) {
    const std::string times =
        arrays("times.npz", {{"x_init", zeros, {2, 2}}, {"t_path", {1, t}, {2}}});
    expect_refused({"run", one, "--flow", "--replay", times, "-o", path("out.npz")},
                   "times.npz: t_path[1] = ");
  }
  const std::string lost = arrays("lost.npz", {{"x_init", far, {2, 2}}, {"x", far, {2, 2}}});
  expect_refused({"run", one, "--flow", "--replay", lost, "-o", path("out.npz")},
                 "lost.npz: x_init: the probability flow left the numbers there are", 1);
  expect_refused({"likelihood", one, "--at", lost, "-o", path("out.npz")},
                 "lost.npz: x: the probability flow left the numbers there are", 1);
  expect_refused(
      {"likelihood", one, "--at", arrays("at.npz", {{"x", bad, {2, 2}}}), "-o", path("out.npz")},
      "at.npz: x[1, 1] = nan; allowed: finite numbers only");
}

TEST_F(ProgramFaults, ANetIsAskedAtTimestepsAndNumbers) {
  const auto io = [&](double x, double t, double label) {
    NpzWriter out(path("io.npz"));
    out.add("x", Values(28 * 28, x), {1, 1, 28, 28});
    out.add("t", Values{t}, {1});
    out.add("class_labels", std::vector<std::int64_t>{static_cast<std::int64_t>(label)}, {1});
    out.finish();
  };
  const std::vector<std::string> ask{"unet", "fashion-mnist", "--io", path("io.npz"),
                                     "-o",   path("out.npz")};
  io(0, -5, 1);
  expect_refused(ask, "io.npz: t[0] = -5; allowed: 0 to ");
  io(0, nan, 1);
  expect_refused(ask, "io.npz: t[0] = nan; allowed: finite");
  io(nan, 5, 1);
  expect_refused(ask, "io.npz: x[0, 0, 0, 0] = nan; allowed: finite");
  io(0, 5, 99);
  expect_refused(ask, "io.npz: unet: class_labels = 99; allowed: 0 to 10");
}

TEST_F(ProgramFaults, OtherKindsOfFilesAreCalledByTheirName) {
  const std::string pickle = file("net.pt", std::string("PK\x03\x04") + "archive/data.pkl");
  ASSERT_EQ(mkfifo(path("pipe").c_str(), 0600), 0);
  const std::string npz = path("out.npz");
  expect_refused({"run", pickle, "-o", npz}, "net.pt: content = weights saved by PyTorch");
  expect_refused({"unet", pickle, "--io", npz, "-o", path("o.npz")},
                 "it is weights saved by PyTorch");
  expect_refused({"images", "--model", path("pipe"), "-o", npz}, "it is a pipe or a device");
  const std::vector<std::string> train{"train-unet", "-o", path("net"), "--hours", "1"};
  const auto with_data = [&](const std::string& data) {
    std::vector<std::string> all = train;
    all.insert(all.end(), {"--images", data, "--labels", data});
    return all;
  };
  expect_refused(with_data(pickle), "net.pt: content = weights saved by PyTorch");
  expect_refused(with_data(path("pipe")), "pipe; allowed: a regular file, and this is a pipe");
  const std::string picture = file("a.jpg", "\xff\xd8\xff\xe0 JFIF");
  expect_refused({"run", picture, "-o", npz}, "a.jpg: content = a damaged JPEG");
}

TEST_F(ProgramFaults, WeightsInAnotherFormAreCalledByTheirName) {
  const std::filesystem::path source =
      std::filesystem::path(test_data()).parent_path().parent_path();
  const std::filesystem::path model = source / "assets/models/fashion-mnist";
  const auto folder_with = [&](const std::string& name, const std::string& weights) {
    std::filesystem::create_directory(path(name));
    std::filesystem::copy_file(model / "config.json", folder_ / name / "config.json");
    write_bytes(folder_ / name / weights, "x");
    return path(name);
  };
  const auto expect = [&](const std::string& folder, const std::string& says) {
    expect_refused(
        {"images", "--model", folder, "--assume", "linear-1000-eps", "-o", path("out.npz")}, says);
  };
  expect(folder_with("shards", "diffusion_pytorch_model-00001-of-00002.safetensors"),
         "it is one of several, and their index is missing");
  expect(folder_with("index", "diffusion_pytorch_model.safetensors.index.json"),
         "diffusion_pytorch_model.safetensors.index.json: JSON");
  expect(folder_with("pickle", "diffusion_pytorch_model.bin"), "a pickle is a program");
  expect(folder_with("variant", "diffusion_pytorch_model.fp16.safetensors"),
         "diffusion_pytorch_model.fp16.safetensors: size = 1 bytes");
  expect(folder_with("other", "weights.safetensors"), "give them that name");
  std::filesystem::create_directory(path("pipeline"));
  write_bytes(folder_ / "pipeline" / "model_index.json", "{}");
  expect(path("pipeline"), "unet = none; allowed: UNet2DModel");
  std::filesystem::create_directory(path("empty"));
  expect(path("empty"), "there is no config.json or model_index.json in it");
}

TEST_F(ProgramFaults, AFileThatMayNotGrowIsAFailedWrite) {
  const std::string one = scene("one.json", R"("particles": 5000)");
  const std::vector<std::string> before = folder_.names();
  const auto limited = [&](const std::vector<std::string>& arguments) {
    expect_told(run_alphabar_after("ulimit -f 16", arguments), "File too large", 1, before);
  };
  limited({"run", one, "-o", path("out.npz")});
  limited({"plan", one, "-o", path("out.csv")});
  limited({"shot", one, "-o", path("out.png")});
  limited({"render", one, "-o", path("out.gif"), "--frames", "0:3"});
}

/// Killed at any moment, a sequence of pictures is the older one or the newer, and no picture lies
/// about.
TEST_F(ProgramFaults, AKilledSequenceIsAllOldOrAllNew) {
  const auto render = [&](const std::string& given) {
    return std::vector<std::string>{"render", given,     "-o",       path("out.png"),
                                    "--size", "160x120", "--frames", "0:12"};
  };
  const std::string first =
      scene("1.json", R"("particles": 50, "seed": 1, "view": {"trails": false})");
  const std::string second =
      scene("2.json", R"("particles": 50, "seed": 2, "view": {"trails": false})");
  ASSERT_EQ(run_alphabar(render(first)).code, 0);
  bool killed = false;
  for (int i = 0; i < 12; ++i) {
    const std::string wait = std::to_string(0.1 * (i + 1));
    const Outcome outcome = run_alphabar_after("exec timeout -s KILL " + wait + R"( "$0" "$@")",
                                               render(i % 2 == 0 ? second : first));
    killed |= outcome.code != 0;
    std::set<std::uint64_t> seeds;
    std::size_t pictures = 0;
    for (const auto& entry : std::filesystem::directory_iterator(path("out"))) {
      seeds.insert(scene_from_json(read_png_recipe(entry.path()).value(), "").seed);
      ++pictures;
    }
    EXPECT_EQ(seeds.size(), 1u) << wait;
    EXPECT_EQ(pictures, 12u) << wait;
  }
  EXPECT_TRUE(killed);
  ASSERT_EQ(run_alphabar(render(first)).code, 0);
  EXPECT_THAT(folder_.names(), ::testing::ElementsAre("1.json", "2.json", "out"));
}

/// The first file that is opened would take the number of a closed stream, and have what is printed
/// written into it.
TEST_F(ProgramFaults, ClosedStreamsAreNobodysFiles) {
  const std::string one = scene("one.json", R"("particles": 50)");
  const auto sweep = [&](const std::string& out) {
    return std::vector<std::string>{"sweep", one,           "--steps", "2",  "--seeds",
                                    "1",     "--particles", "50",      "-o", path(out)};
  };
  ASSERT_EQ(run_alphabar(sweep("whole.csv")).code, 0);
  for (const char* closed : {"exec 0<&-", "exec 1>&-", "exec 2>&-", "exec 0<&- 1>&- 2>&-"}) {
    EXPECT_EQ(run_alphabar_after(closed, sweep("out.csv")).code, 0) << closed;
    EXPECT_EQ(read_bytes(path("out.csv")), read_bytes(path("whole.csv"))) << closed;
    EXPECT_EQ(run_alphabar_after(closed, {"run", path("none"), "-o", path("b.npz")}).code, 2);
  }
  const std::vector<std::string> shot{"shot", one, "-o", path("shot.png"), "--size", "400x300"};
  EXPECT_EQ(run_alphabar_after("exec 0<&- 1>&- 2>&-", shot).code, 0);
  EXPECT_NO_THROW(read_png(path("shot.png")));
}

/// With fewer addresses than OpenGL takes, a driver may end the program at any place.
TEST_F(ProgramFaults, TooLittleMemoryIsSaidBeforeADriverMissesIt) {
  if (sanitized) GTEST_SKIP() << "a sanitizer's own addresses are more than the limits";
  const std::string one = scene("one.json", R"("particles": 50)");
  const std::vector<std::string> before = folder_.names();
  for (const int megabytes : {400, 600, 800, 1000}) {
    const std::string limit = "ulimit -v " + std::to_string(1024 * megabytes);
    for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
             {"shot", one, "-o", path("out.png")},
             {"render", one, "-o", path("out.mp4")},
             {"run", one, "--engine", "gl", "-o", path("out.npz")}})
      expect_told(run_alphabar_after(limit, arguments), "OpenGL: too little memory: ", 1, before);
  }
  expect_told(run_alphabar_after("ulimit -v 500000", {"images", "-o", path("out.npz")}),
              "the picture net: too little memory: ", 1, before);
  const std::string many = scene("many.json", R"("particles": 60000)");
  expect_told(run_alphabar_after("ulimit -v 600000", {"run", many, "-o", path("out.npz")}),
              "many.json: particles = 60000; allowed: what fits into the memory that is free", 1,
              folder_.names());
}

TEST_F(ProgramFaults, OutputThatIsLostIsAFailure) {
  const std::string one = scene("one.json", R"("particles": 50)");
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"list", "samplers"}, {"--help"}, {"--version"}, {"run", "--help"}}) {
    const Outcome outcome = run_alphabar_after("exec 1>/dev/full", arguments);
    EXPECT_EQ(outcome.code, 1) << arguments[0];
    EXPECT_THAT(outcome.err, HasSubstr("alphabar: standard output: cannot write to file"))
        << arguments[0];
  }
}

}  // namespace
}  // namespace alphabar
