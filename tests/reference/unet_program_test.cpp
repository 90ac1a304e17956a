// The program's commands for nets: reference cases through `unet` and `images`, and what is wrong
// with requests that are.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "core/files/arrays/npz.h"
#include "core/files/image/png.h"
#include "core/files/json/json_strict.h"
#include "tests/files/temp_folder.h"
#include "tests/support/golden.h"
#include "tests/support/paths.h"
#include "tests/support/program.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using testing::TempFolder;

const std::string unets = fs::path(test_data()) / "golden/unets";

TEST(UNetProgram, RepeatsEverySavedNet) {
  const TempFolder folder;
  for (const std::string name : {"attn-gray", "class-rgb-scale-shift"}) {
    const GoldenCase golden{name, read_json(unets + "/" + name + "/case.json"),
                            Npz::read(unets + "/" + name + "/io.npz")};
    const Outcome done = run_alphabar({"unet", unets + "/" + name, "--io",
                                       unets + "/" + name + "/io.npz", "-o", folder / "out.npz"});
    ASSERT_EQ(done.code, 0) << done.err;
    const Array out = Npz::read(folder / "out.npz").at("out");
    EXPECT_EQ(out.shape, golden.arrays.at("out").shape);
    EXPECT_LE(largest_error(out.as_doubles(), golden.values("out")),
              golden.tolerance("float32", "out"));
  }
}

TEST(UNetProgram, RepeatsThePictureRun) {
  const TempFolder folder;
  const GoldenCase golden = read_golden("unets/attn-gray-ddim-run");
  const std::string run = unets + "/attn-gray-ddim-run";
  const Outcome done = run_alphabar(
      {"images", run + "/case.json", "--replay", run + "/arrays.npz", "-o", folder / "out.npz"});
  ASSERT_EQ(done.code, 0) << done.err;
  const Npz out = Npz::read(folder / "out.npz");
  for (const char* name : {"x", "x0", "timesteps"}) {
    EXPECT_EQ(out.at(name).shape, golden.arrays.at(name).shape) << name;
    EXPECT_LE(largest_error(out.at(name).as_doubles(), golden.values(name)),
              golden.tolerance("float32", name))
        << name;
  }
  EXPECT_EQ(out.at("eps").shape, out.at("x0").shape);
}

TEST(UNetProgram, RunsEveryLaneOfAScene) {
  const TempFolder folder;
  const std::string scene = folder / "scene.json";
  testing::write_bytes(scene, R"({
    "format": "alphabar-scene", "version": 1,
    "pictures": {"model": ")" + unets +
                                  R"(/attn-gray", "assume": "linear-1000-eps", "count": 2,
                 "sampler": {"kind": "ddim", "grid": {"steps": 3}},
                 "beside": [{"sampler": {"kind": "ddim", "grid": {"steps": 2}}, "muted": true},
                            {"sampler": {"kind": "dpmpp_2m", "grid": {"steps": 4}}},
                            {"sampler": {"kind": "ddim", "grid": {"steps": 2}},
                             "guide": "brightness", "scale": 4, "brightness": 1}]}})");
  const Outcome done = run_alphabar({"images", scene, "-o", folder / "out.npz"});
  ASSERT_EQ(done.code, 0) << done.err;
  const Npz out = Npz::read(folder / "out.npz");
  const std::vector<double> first = out.at("x").as_doubles(),
                            second = out.at("lane2/x").as_doubles(),
                            third = out.at("lane3/x").as_doubles();
  EXPECT_EQ(out.at("x").shape[0], 4);
  EXPECT_EQ(out.at("lane2/x").shape[0], 5);
  EXPECT_EQ(out.at("lane3/x0").shape[0], 2);
  const std::size_t one = first.size() / 4;
  EXPECT_TRUE(std::equal(first.begin(), first.begin() + one, second.begin())) << "the same x_T";
  EXPECT_TRUE(std::equal(first.begin(), first.begin() + one, third.begin()));
  const Outcome sheet = run_alphabar({"images", scene, "-o", folder / "out.png"});
  ASSERT_EQ(sheet.code, 0) << sheet.err;
  EXPECT_GT(read_png(folder / "out.png").image.height, read_png(folder / "out.png").image.width);
}

// A pipeline as it is published, in shards of half precision, run by its own scheduler.
TEST(UNetProgram, RunsTheFoldersOwnScheduler) {
  const TempFolder folder;
  const fs::path run = fs::path(test_data()) / "golden/pipelines/dpmsolver-karras-sharded-fp16";
  const Npz golden = Npz::read(run / "arrays.npz");
  const Outcome done = run_alphabar({"images", "--model", run / "pipe", "--steps", "8", "--replay",
                                     run / "arrays.npz", "-o", folder / "out.npz"});
  ASSERT_EQ(done.code, 0) << done.err;
  const Npz out = Npz::read(folder / "out.npz");
  for (const char* name : {"x", "model_output", "timesteps"}) {
    ASSERT_EQ(out.at(name).shape, golden.at(name).shape) << name;
    const std::vector<double> got = out.at(name).as_doubles(), want = golden.at(name).as_doubles();
    EXPECT_LE(largest_error(got, want), 2e-3) << name;
  }
}

TEST(UNetProgram, AsksNoNetThatNobodySaysHowToAsk) {
  const TempFolder folder;
  const std::string net = unets + "/attn-gray", out = folder / "out.npz";
  const Outcome silent = run_alphabar({"images", "--model", net, "--steps", "2", "-o", out});
  EXPECT_EQ(silent.code, 2);
  EXPECT_THAT(silent.err, HasSubstr("--assume linear-1000-eps"));
  EXPECT_TRUE(folder.names().empty());
  const Outcome told = run_alphabar(
      {"images", "--model", net, "--steps", "2", "--assume", "cosine-500-v", "-o", out});
  ASSERT_EQ(told.code, 0) << told.err;
  EXPECT_EQ(Npz::read(out).at("timesteps").as_doubles(), (std::vector<double>{250, 0}));
  const std::string pipe =
      fs::path(test_data()) / "golden/pipelines/dpmsolver-karras-sharded-fp16/pipe";
  const Outcome other = run_alphabar(
      {"images", "--model", pipe, "--steps", "2", "--assume", "linear-1000-v", "-o", out});
  ASSERT_EQ(other.code, 0) << other.err;
  EXPECT_THAT(other.err, HasSubstr("Not as published"));
  const Outcome eta =
      run_alphabar({"images", "--model", pipe, "--steps", "2", "--eta", "0.5", "-o", out});
  EXPECT_EQ(eta.code, 2);
  EXPECT_THAT(eta.err, HasSubstr("has no eta"));
}

TEST(UNetProgram, DrawsASheetThatIsAScene) {
  const TempFolder folder;
  const Outcome done = run_alphabar({"images", unets + "/attn-gray-ddim-run/case.json", "--count",
                                     "3", "--seed", "8", "-o", folder / "sheet.png"});
  ASSERT_EQ(done.code, 0) << done.err;
  const PngContents png = read_png(folder / "sheet.png");
  EXPECT_EQ(png.image.width, png.image.height);  // 2 x 2 places
  ASSERT_TRUE(png.recipe);
  EXPECT_EQ(parse_json(*png.recipe, "recipe").at("seed"), 8);
}

TEST(UNetProgram, SaysWhatIsWrongAndLeavesNothing) {
  const TempFolder folder;
  const std::string out = folder / "out.npz", io = unets + "/attn-gray/io.npz";
  const auto expect = [&](const std::vector<std::string>& arguments, const std::string& said) {
    const Outcome outcome = run_alphabar(arguments);
    EXPECT_EQ(outcome.code, 2) << said;
    EXPECT_THAT(outcome.err, HasSubstr(said));
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    EXPECT_TRUE(folder.names().empty()) << said;
  };
  expect({"unet", "no-such-net", "--io", io, "-o", out}, "no-such-net");
  expect({"unet", unets + "/class-rgb-scale-shift", "--io", io, "-o", out}, "x");
  expect({"unet", unets + "/attn-gray", "--io", folder / "absent.npz", "-o", out}, "absent.npz");
  const std::string scene = unets + "/attn-gray-ddim-run/case.json";
  expect({"images", scene, "-o", folder / "out.gif"}, ".npz or .png");
  expect({"images", scene, "--label", "3", "-o", out}, "label");
  expect({"images", scene, "--count", "0", "-o", out}, "count");
  expect({"images", scene, "--model", "nothing", "-o", out}, "nothing");
  expect({"images", scene, "--replay", io, "-o", out}, "x_init");
  expect({"train-unet", "-o", folder / "net"}, "steps");
  expect({"train-unet", "-o", folder / "net", "--steps", "1", "--channels", "12"},
         "norm_num_groups");
  expect({"train-unet", "-o", folder / "net", "--steps", "1", "--attention", "3"}, "--attention");
  expect({"train-unet", "-o", folder / "net", "--steps", "1", "--groups", "0"},
         "norm_num_groups = 0");
  expect({"train-unet", "-o", folder / "net", "--steps", "1", "--layers", "0"},
         "layers_per_block = 0");
  expect({"train-unet", "-o", folder / "net", "--steps", "1", "--batch", "65536", "--size", "4096"},
         "what fits into");
}

}  // namespace
}  // namespace alphabar
