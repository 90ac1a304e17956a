// The folder of a learned net: what is written reads back equal; what is wrong is refused by name.
#include "core/learn/folder/net_folder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <random>
#include <sstream>

#include "core/base/error.h"
#include "core/derive/derived.h"
#include "core/learn/model/learned_denoiser.h"
#include "tests/files/temp_folder.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;

class NetFolderTest : public ::testing::Test {
 protected:
  NetFolderTest() {
    scene_.training.net.units = 16;
    scene_.training.net.time = TimeFeatures::fourier;
    scene_.training.steps = 12;
    scene_.training.batch = 32;
    Trainer trainer(std::make_shared<const TrainingProblem>(scene_));
    LossHistory losses;
    for (int i = 0; i < 5; ++i)
      losses.add(i + 1, trainer.step(), [&] { return trainer.held_out_loss(); });
    content_ = {trainer.net(), trainer.state(), scene_, losses};
    folder_ = temporary_.path() / "net";
  }

  std::string refusal() const {
    try {
      read_net_folder(folder_, NetContent::all);
      return "";
    } catch (const BadRequest& error) {
      return error.what();
    }
  }
  static std::string text_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  }
  /// Writes config.json anew with `from` in it replaced.
  void change_config(const std::string& from, const std::string& to) const {
    std::string text = text_of(folder_ / "config.json");
    const std::size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    std::ofstream(folder_ / "config.json") << text.replace(at, from.size(), to);
  }

  testing::TempFolder temporary_;
  Scene scene_ = default_scene();
  NetFolder content_;
  fs::path folder_;
};

void expect_part(const std::string& text, const std::string& part) {
  EXPECT_NE(text.find(part), std::string::npos) << text;
}

TEST_F(NetFolderTest, ReadsBackEqual) {
  write_net_folder(folder_, content_);
  const NetFolder again = read_net_folder(folder_, NetContent::all);
  EXPECT_EQ(again.net, content_.net);
  EXPECT_EQ(again.state, content_.state);
  EXPECT_EQ(again.scene, content_.scene);
  ASSERT_EQ(again.losses.step, content_.losses.step);
  for (std::size_t i = 0; i < again.losses.step.size(); ++i)
    EXPECT_NEAR(again.losses.train[i], content_.losses.train[i], 1e-6);
  EXPECT_FALSE(read_net_folder(folder_, NetContent::net).scene);
  write_net_folder(folder_, {content_.net, {}, {}, {}});
  EXPECT_FALSE(read_net_folder(folder_, NetContent::all).state);
}

TEST_F(NetFolderTest, GoesOnToTheSameWeights) {
  write_net_folder(folder_, content_);
  const auto problem = std::make_shared<const TrainingProblem>(scene_);
  Trainer rest(problem, *read_net_folder(folder_, NetContent::all).state), whole(problem);
  while (!rest.done()) rest.step();
  while (!whole.done()) whole.step();
  EXPECT_EQ(rest.net(), whole.net());
}

TEST_F(NetFolderTest, IsAModelOfALane) {
  write_net_folder(folder_, content_);
  scene_.model = {.kind = ModelKind::learned, .net = folder_.string()};
  const Derived derived = derive(scene_);
  ASSERT_EQ(derived.lanes.size(), scene_.lanes.size());
  const auto* model = dynamic_cast<const LearnedDenoiser*>(derived.lanes[0].model.get());
  ASSERT_NE(model, nullptr);
  EXPECT_EQ(model->net(), content_.net);
  EXPECT_EQ(derived.lanes[1].model, derived.lanes[0].model);
  scene_.model.net = "no such net";
  ASSERT_EQ(derive(scene_).failed.size(), scene_.lanes.size());
  expect_part(derive(scene_).failed[0].problem, "no such net");
  scene_.model = {.kind = ModelKind::points, .points = 25, .seed = 3};
  const Derived finite = derive(scene_);
  ASSERT_NE(finite.lanes[0].model->closed_form(), nullptr);
  EXPECT_EQ(finite.lanes[0].model->closed_form()->data().components.size(), 25u);
}

TEST_F(NetFolderTest, RefusesNumbersThatAreNone) {
  NetFolder bad = content_;
  const MlpShape shape = NetLevels(bad.net.form).shape();
  bad.net.weights[shape.weight(1) + 3] = std::numeric_limits<float>::quiet_NaN();
  try {
    write_net_folder(folder_, bad);
    FAIL();
  } catch (const BadRequest& error) {
    expect_part(error.what(), "layers.1.weight");
  }
  EXPECT_FALSE(fs::exists(folder_));
  // In a file of somebody else's: a NaN in the place of the last number of the last layer's bias.
  write_net_folder(folder_, content_);
  std::string bytes = text_of(folder_ / "weights.safetensors");
  const auto header = static_cast<std::size_t>(static_cast<unsigned char>(bytes[0])) +
                      256 * static_cast<std::size_t>(static_cast<unsigned char>(bytes[1]));
  for (std::size_t i = 0; i < 4; ++i) bytes[8 + header + i] = '\xff';
  std::ofstream(folder_ / "weights.safetensors", std::ios::binary) << bytes;
  expect_part(refusal(), "layers.0.weight");
  expect_part(refusal(), "weights.safetensors");
}

TEST_F(NetFolderTest, RefusesWhatIsNotWhole) {
  expect_part(refusal(), "alphabar train");
  write_net_folder(folder_, content_);
  fs::resize_file(folder_ / "weights.safetensors",
                  fs::file_size(folder_ / "weights.safetensors") - 5);
  expect_part(refusal(), "cut short");
  fs::remove(folder_ / "weights.safetensors");
  expect_part(refusal(), "weights.safetensors");
  write_net_folder(folder_, content_);
  fs::remove(folder_ / "config.json");
  expect_part(refusal(), "config.json");
  // Files of two moments.
  write_net_folder(folder_, content_);
  change_config("\"step\": 5", "\"step\": 6");
  expect_part(refusal(), "half written");
}

TEST_F(NetFolderTest, RefusesAnotherNet) {
  write_net_folder(folder_, content_);
  change_config("\"units\": 16", "\"units\": 32");
  expect_part(refusal(), "layers.0.weight");
  write_net_folder(folder_, content_);
  change_config("\"dimension\": 2", "\"dimension\": 3");
  expect_part(refusal(), "dimension");
  write_net_folder(folder_, content_);
  change_config("\"version\": 1", "\"version\": 2");
  expect_part(refusal(), "version");
  write_net_folder(folder_, content_);
  change_config("\"returns\": \"v\"", "\"returns\": \"x0\"");
  expect_part(refusal(), "returns");
  write_net_folder(folder_, content_);
  change_config("alphabar-net", "something");
  expect_part(refusal(), "format");
}

/// Bytes changed, cut off and doubled at random: it is read, or refused in words.
TEST_F(NetFolderTest, RefusesDamageInWords) {
  write_net_folder(folder_, content_);
  std::mt19937 random(20240601);
  int refused = 0;
  for (const char* name :
       {"config.json", "weights.safetensors", "losses.safetensors", "training.safetensors"}) {
    const std::string whole = text_of(folder_ / name);
    for (int i = 0; i < 100; ++i) {
      std::string bytes = whole;
      const auto at = [&] { return random() % std::min<std::size_t>(bytes.size(), 900); };
      switch (random() % 3) {
        case 0: bytes.resize(at()); break;
        case 1: bytes.insert(at(), bytes.substr(at(), 8)); break;
        default:
          for (int k = 0; k < 3; ++k) bytes[at()] = static_cast<char>(random() % 256);
      }
      std::ofstream(folder_ / name, std::ios::binary) << bytes;
      try {
        const NetFolder read = read_net_folder(folder_, NetContent::all);
        const LearnedDenoiser model(read.net);
      } catch (const BadRequest& error) {
        ++refused;
        EXPECT_GT(std::string(error.what()).size(), 10u);
      }
    }
    std::ofstream(folder_ / name, std::ios::binary) << whole;
  }
  EXPECT_GT(refused, 200);
}

TEST_F(NetFolderTest, LeavesOtherFoldersAlone) {
  fs::create_directories(folder_);
  std::ofstream(folder_ / "letters.txt") << "dear";
  EXPECT_THROW(write_net_folder(folder_, content_), BadRequest);
  EXPECT_EQ(text_of(folder_ / "letters.txt"), "dear");
}

}  // namespace
}  // namespace alphabar
