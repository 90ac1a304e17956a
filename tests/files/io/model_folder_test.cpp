// Folders as models are published in: which files are taken, and what is wrong with others.
#include "core/engine/unet/folder/model_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <random>

#include "core/base/error.h"
#include "core/engine/unet/unet.h"
#include "core/files/arrays/tensor_files.h"
#include "core/files/json/json_strict.h"
#include "core/io/diffusers/model_scheduler.h"
#include "core/io/diffusers/scheduler_config.h"
#include "tests/files/temp_folder.h"
#include "tests/support/paths.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;
using testing::TempFolder;
using testing::write_bytes;

const fs::path golden = fs::path(test_data()) / "golden/unets/attn-gray";

std::string refusal(const std::function<void()>& work) {
  try {
    work();
  } catch (const BadRequest& error) {
    return error.what();
  }
  return "";
}

/// A pipeline of the golden net: model_index.json, unet/, scheduler/.
struct Pipeline {
  Pipeline() {
    fs::create_directories(folder / "unet");
    fs::create_directories(folder / "scheduler");
    write_bytes(folder / "model_index.json",
                R"({"_class_name": "DDPMPipeline", "scheduler": ["diffusers", "DDPMScheduler"],
                    "unet": ["diffusers", "UNet2DModel"]})");
    write_bytes(folder / "scheduler/scheduler_config.json", R"({"_class_name": "DDPMScheduler"})");
    fs::copy_file(golden / "config.json", folder / "unet/config.json");
    fs::copy_file(golden / DiffusersFolder::weights_name,
                  folder / "unet/diffusion_pytorch_model.safetensors");
  }
  void rename_weights(const std::string& name) const {
    fs::rename(folder / "unet/diffusion_pytorch_model.safetensors", folder / ("unet/" + name));
  }
  std::string refusal() const {
    return alphabar::refusal([&] { model_folder(folder.path()); });
  }
  TempFolder folder;
};

TEST(ModelFolder, IsAPipelinesOrTheNetsOwn) {
  const Pipeline pipeline;
  const fs::path root = pipeline.folder.path();
  for (const fs::path& named : {root, root / "unet", root / "model_index.json",
                                root / "unet/config.json", root / "scheduler/scheduler_config.json",
                                root / "unet/diffusion_pytorch_model.safetensors"}) {
    const ModelFolder model = model_folder(named);
    EXPECT_TRUE(fs::equivalent(model.config, root / "unet/config.json")) << named;
    EXPECT_TRUE(fs::equivalent(model.scheduler, root / "scheduler/scheduler_config.json")) << named;
    EXPECT_TRUE(fs::equivalent(model.weights, root / "unet/diffusion_pytorch_model.safetensors"))
        << named;
    EXPECT_EQ(model.name(), root.filename()) << named;
  }
  EXPECT_EQ(model_folder(root).scheduler_class, "DDPMScheduler");
  EXPECT_EQ(model_folder(root / "unet/").name(), root.filename());
  EXPECT_EQ(load_unet(root)->parameters(), load_unet(golden)->parameters());
  fs::remove(root / "model_index.json");
  EXPECT_EQ(model_folder(root).config, root / "unet/config.json");
}

TEST(ModelFolder, FindsTheSchedulerInAndBesideAndAboveTheNet) {
  const Pipeline pipeline;
  const fs::path root = pipeline.folder.path(), net = root / "unet";
  const auto from = [&] { return model_folder(net).scheduler; };
  EXPECT_TRUE(fs::equivalent(from(), root / "scheduler/scheduler_config.json"));
  fs::rename(root / "scheduler/scheduler_config.json", root / "scheduler_config.json");
  EXPECT_TRUE(fs::equivalent(from(), root / "scheduler_config.json"));
  fs::create_directory(net / "scheduler");
  fs::copy_file(root / "scheduler_config.json", net / "scheduler/scheduler_config.json");
  EXPECT_TRUE(fs::equivalent(from(), net / "scheduler/scheduler_config.json"));
  fs::copy_file(root / "scheduler_config.json", net / "scheduler_config.json");
  EXPECT_TRUE(fs::equivalent(from(), net / "scheduler_config.json"));
}

TEST(ModelFolder, MayHaveThePartsOfAPipelineBesideItsIndex) {
  const Pipeline pipeline;
  const fs::path root = pipeline.folder.path();
  for (const char* part : {"unet", "scheduler"}) {
    for (const auto& entry : fs::directory_iterator(root / part))
      fs::rename(entry.path(), root / entry.path().filename());
    fs::remove(root / part);
  }
  const ModelFolder model = model_folder(root);
  EXPECT_TRUE(fs::equivalent(model.config, root / "config.json"));
  EXPECT_TRUE(fs::equivalent(model.scheduler, root / "scheduler_config.json"));
  EXPECT_TRUE(fs::equivalent(model.weights, root / "diffusion_pytorch_model.safetensors"));
  EXPECT_EQ(model.scheduler_class, "DDPMScheduler");
  EXPECT_EQ(load_unet(root)->parameters(), load_unet(golden)->parameters());
}

TEST(ModelFolder, OfAPipelineHasThePipelinesScheduler) {
  const Pipeline pipeline;
  const fs::path root = pipeline.folder.path();
  write_bytes(root / "unet/scheduler_config.json", R"({"_class_name": "DDIMScheduler"})");
  EXPECT_TRUE(
      fs::equivalent(model_folder(root).scheduler, root / "scheduler/scheduler_config.json"));
}

TEST(ModelFolder, OfOtherPartsIsRefusedByTheirNames) {
  const Pipeline pipeline;
  const auto index = [&](const char* text) {
    write_bytes(pipeline.folder / "model_index.json", text);
    return pipeline.refusal();
  };
  EXPECT_THAT(index(R"({"unet": ["diffusers", "UNet2DConditionModel"]})"),
              HasSubstr("unet = UNet2DConditionModel; allowed: UNet2DModel"));
  EXPECT_THAT(index(R"({"unet": ["diffusers", "UNet2DModel"], "vqvae": ["diffusers", "VQModel"]})"),
              HasSubstr("vqvae = VQModel"));
  EXPECT_THAT(index(R"({"unet": "UNet2DModel"})"), HasSubstr("[library, class]"));
  EXPECT_THAT(index("[]"), HasSubstr("an object"));
  EXPECT_THAT(index("{"), HasSubstr("model_index.json"));
  EXPECT_EQ(index(R"({"unet": ["diffusers", "UNet2DModel"], "feature_extractor": [null, null],
                      "scheduler": ["diffusers", "DDIMScheduler"], "requires_safety": false})"),
            "");
}

TEST(ModelFolder, WithoutWeightsThatCanBeReadTellsWhatToRun) {
  const auto with = [](const char* name) {
    const Pipeline pipeline;
    pipeline.rename_weights(name);
    return pipeline.refusal();
  };
  EXPECT_EQ(with("diffusion_pytorch_model.fp16.safetensors"), "");
  for (const char* name : {"diffusion_pytorch_model.bin", "model.pt", "unet.ckpt"})
    EXPECT_THAT(with(name), HasSubstr("use_safetensors=False).save_pretrained('")) << name;
  EXPECT_THAT(with("diffusion_pytorch_model-00001-of-00002.safetensors"),
              HasSubstr("their index is missing"));
  EXPECT_THAT(with("weights.safetensors"), HasSubstr("give them that name"));
  EXPECT_THAT(with("notes.txt"), HasSubstr("weights = none"));
  for (const char* name : {"diffusion_pytorch_model.safetensors", "diffusion_pytorch_model.bin"}) {
    const Pipeline pipeline;
    pipeline.rename_weights("gone");
    write_bytes(pipeline.folder / (std::string("unet/") + name),
                "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 302460\n");
    EXPECT_THAT(pipeline.refusal(), HasSubstr("lfs pull")) << name;
  }
}

TEST(ModelFolder, WithSeveralVariantsTakesTheOneWithoutOrAsks) {
  const Pipeline pipeline;
  const fs::path net = pipeline.folder / "unet";
  const fs::path plain = net / "diffusion_pytorch_model.safetensors";
  fs::copy_file(plain, net / "diffusion_pytorch_model.fp16.safetensors");
  EXPECT_EQ(model_folder(net).weights, plain);
  EXPECT_EQ(model_folder(net).variant, "");
  fs::rename(plain, net / "diffusion_pytorch_model.non_ema.safetensors");
  EXPECT_THAT(pipeline.refusal(), HasSubstr("variants fp16, non_ema"));
  fs::remove(net / "diffusion_pytorch_model.non_ema.safetensors");
  EXPECT_EQ(model_folder(net).variant, "fp16");
  write_bytes(net / "diffusion_pytorch_model.safetensors.index.fp16.json", "{}");
  EXPECT_THAT(pipeline.refusal(), HasSubstr("move the other"));
}

/// The golden net's weights in two files with an index, changed by `change` before it is written.
class Shards : public ::testing::Test {
 protected:
  using Changes = std::function<void(json& index)>;

  void SetUp() override {
    fs::copy_file(golden / "config.json", folder_ / "config.json");
    const Safetensors whole = Safetensors::open(golden / DiffusersFolder::weights_name);
    std::map<std::string, std::vector<float>> values;
    for (const TensorEntry& tensor : whole.tensors()) {
      values[tensor.name] = whole.read_float(tensor);
      const bool first = tensor.name < "e";
      parts_[first].push_back({tensor.name, tensor.shape, {}});
      index_["weight_map"][tensor.name] = first ? one : two;
      bytes_ += tensor.end - tensor.begin;
    }
    for (auto& part : parts_)
      for (TensorToWrite& tensor : part) tensor.values = kept_[tensor.name] = values[tensor.name];
    index_["metadata"]["total_size"] = bytes_;
    write_safetensors(folder_ / one, parts_[1]);
    write_safetensors(folder_ / two, parts_[0]);
  }

  std::string refusal(const Changes& change = {}) {
    json index = index_;
    if (change) change(index);
    write_bytes(folder_ / "diffusion_pytorch_model.safetensors.index.json", index.dump());
    return alphabar::refusal([&] { load_unet(folder_.path()); });
  }

  const std::string one = "diffusion_pytorch_model-00001-of-00002.safetensors";
  const std::string two = "diffusion_pytorch_model-00002-of-00002.safetensors";
  TempFolder folder_;
  std::array<std::vector<TensorToWrite>, 2> parts_;
  std::map<std::string, std::vector<float>> kept_;
  json index_;
  std::uint64_t bytes_ = 0;
};

TEST_F(Shards, AreOneModel) {
  EXPECT_EQ(refusal(), "");
  EXPECT_EQ(refusal([](json& index) { index.erase("metadata"); }), "");
}

TEST_F(Shards, OfAnIndexThatLiesAreRefused) {
  EXPECT_THAT(refusal([&](json& index) { index["weight_map"]["conv_in.bias"] = two; }),
              HasSubstr("weight_map.conv_in.bias = " + two + "; allowed: " + one));
  EXPECT_THAT(refusal([&](json& index) { index["weight_map"]["nothing"] = two; }),
              HasSubstr("none does"));
  EXPECT_THAT(refusal([](json& index) { index["weight_map"].erase("conv_in.bias"); }),
              HasSubstr("weight_map.conv_in.bias = missing"));
  EXPECT_THAT(refusal([](json& index) { index["metadata"]["total_size"] = 1e15; }),
              HasSubstr("total_size"));
  EXPECT_THAT(refusal([](json& index) { index["metadata"]["total_size"] = -1; }),
              HasSubstr("total_size"));
  EXPECT_THAT(refusal([](json& index) { index["weight_map"] = json::array(); }),
              HasSubstr("file names by tensor"));
  EXPECT_THAT(refusal([](json& index) { index = "nothing"; }), HasSubstr("weight_map"));
}

TEST_F(Shards, ThatLeadOutsideTheFolderAreNotOpened) {
  for (const char* name : {"../outside.safetensors", "/etc/passwd", "..", "a/b.safetensors",
                           "\\\\host\\b.safetensors", "model.bin", ""})
    EXPECT_THAT(refusal([&](json& index) { index["weight_map"]["conv_in.bias"] = name; }),
                HasSubstr("a .safetensors file beside the index"))
        << name;
  EXPECT_THAT(refusal([&](json& index) { index["weight_map"]["conv_in.bias"] = 3; }),
              HasSubstr("weight_map.conv_in.bias = 3"));
}

TEST_F(Shards, ThatAreMissingDoubledOrCutShortAreRefused) {
  parts_[0].push_back(parts_[1].front());  // a tensor in both
  write_safetensors(folder_ / two, parts_[0]);
  EXPECT_THAT(refusal(), HasSubstr("in " + one + " and in " + two));
  fs::resize_file(folder_ / two, 1000);
  EXPECT_THAT(refusal(), HasSubstr(two));
  fs::remove(folder_ / two);
  EXPECT_THAT(refusal(), HasSubstr("one part of the weights is missing"));
}

/// A safetensors file of one tensor, whose bytes are given.
void write_tensor(const fs::path& path, const std::string& type, const std::string& bytes,
                  std::size_t count) {
  std::string header =
      json({{"x", {{"dtype", type}, {"shape", {count}}, {"data_offsets", {0, bytes.size()}}}}})
          .dump();
  header.resize((header.size() + 7) / 8 * 8, ' ');
  std::string length(8, '\0');
  for (std::size_t i = 0; i < 8; ++i)
    length[i] = static_cast<char>(header.size() >> (8 * i) & 0xff);
  write_bytes(path, length + header + bytes);
}

TEST(TensorFiles, AreReadInEveryPrecision) {
  const TempFolder folder;
  const auto read = [&](const std::string& type, const std::string& bytes) {
    write_tensor(folder / "x.safetensors", type, bytes, 2);
    const TensorFiles files = TensorFiles::open(folder / "x.safetensors");
    const auto place = files.find("x");
    return place ? place->file->read_float(*place->tensor) : std::vector<float>();
  };
  using namespace std::string_literals;
  EXPECT_EQ(read("F16", "\x00\x3c\x01\x00"s), (std::vector<float>{1, 0x1p-24f}));
  EXPECT_EQ(read("BF16", "\x80\x3f\x80\xbf"s), (std::vector<float>{1, -1}));
  EXPECT_EQ(read("F32", "\x00\x00\x80\x3f\x00\x00\x00\x40"s), (std::vector<float>{1, 2}));
  EXPECT_EQ(read("F64", "\0\0\0\0\0\0\xf0\x3f\0\0\0\0\0\0\0\xc0"s), (std::vector<float>{1, -2}));
}

// Half precision ends at 65504, single at 3.4e38: what lies above is infinite in the file or here.
TEST(UNetWeights, ThatOverflowAreRefusedByName) {
  Pipeline pipeline;
  const fs::path path = pipeline.folder / "unet/diffusion_pytorch_model.safetensors";
  const Safetensors whole = Safetensors::open(path);
  json header;
  std::string data;
  for (const TensorEntry& tensor : whole.tensors()) {
    const std::size_t begin = data.size();
    for (std::size_t i = 0; i < tensor.elements(); ++i)
      data += tensor.name == "conv_out.bias" ? std::string("\x00\x7c", 2) : std::string(2, '\0');
    header[tensor.name] = {
        {"dtype", "F16"}, {"shape", tensor.shape}, {"data_offsets", {begin, data.size()}}};
  }
  const std::string text = header.dump();
  std::string length(8, '\0');
  for (std::size_t i = 0; i < 8; ++i) length[i] = static_cast<char>(text.size() >> (8 * i) & 0xff);
  write_bytes(path, length + text + data);
  EXPECT_THAT(refusal([&] { load_unet(pipeline.folder.path()); }),
              HasSubstr("conv_out.bias = holds NaN or infinity"));
}

// A config may ask for 10^12 parameters: that is told before there is room made for them.
TEST(UNetFolder, ThatAsksForATrillionParametersIsRefused) {
  const Pipeline pipeline;
  json config = read_json(golden / "config.json");
  config["block_out_channels"] = json::array({4096, 4096, 4096, 4096, 4096, 4096, 4096, 4096});
  config["down_block_types"] = json::array();
  config["up_block_types"] = json::array();
  for (int i = 0; i < 8; ++i) {
    config["down_block_types"].push_back("DownBlock2D");
    config["up_block_types"].push_back("UpBlock2D");
  }
  config["sample_size"] = 256;
  config["layers_per_block"] = 16;
  write_bytes(pipeline.folder / "unet/config.json", config.dump());
  EXPECT_THAT(refusal([&] { load_unet(pipeline.folder.path()); }),
              HasSubstr("or more by config.json"));
}

/// A text with a few bytes of it changed, taken out or put twice.
std::string damaged(std::string text, std::mt19937& random) {
  constexpr std::string_view bytes = "{}[],:\"0123456789.eE+-truefalsenull \\x";
  for (std::size_t changes = 1 + random() % 3; changes > 0 && !text.empty(); --changes) {
    const std::size_t at = random() % text.size(), length = 1 + random() % 8;
    switch (random() % 3) {
      case 0: text[at] = bytes[random() % bytes.size()]; break;
      case 1: text.erase(at, length); break;
      case 2: text.insert(at, text.substr(at, length)); break;
    }
  }
  return text;
}

// Whatever is damaged in them, the texts beside the weights are read or refused, and nothing else
// happens. (libFuzzer does the same without end: tests/fuzz.)
TEST(ModelTexts, AreReadOrRefusedWhateverTheirDamage) {
  std::mt19937 random(20240613);
  const std::string config = testing::read_bytes(golden / "config.json");
  const std::string scheduler =
      R"({"_class_name": "DPMSolverMultistepScheduler", "beta_schedule": "scaled_linear",
          "beta_start": 0.00085, "beta_end": 0.012, "num_train_timesteps": 50, "solver_order": 2,
          "use_karras_sigmas": true, "lambda_min_clipped": -Infinity, "thresholding": true,
          "variance_type": null, "prediction_type": "v_prediction"})";
  const auto survives = [](const auto& read) {
    try {
      read();
    } catch (const BadRequest&) {
    }
  };
  for (int i = 0; i < 3000; ++i) {
    const std::string text = damaged(config, random);
    survives([&] { unet_config_from_json(parse_json(text, "config"), "config"); });
    const std::string other = damaged(scheduler, random);
    survives(
        [&] { read_model_scheduler(parse_scheduler_config(other, "scheduler"), "scheduler"); });
  }
}

TEST_F(Shards, AreOpenedOrRefusedWhateverTheDamageOfTheirIndex) {
  std::mt19937 random(7);
  const fs::path path = folder_ / "diffusion_pytorch_model.safetensors.index.json";
  const std::string text = index_.dump();
  for (int i = 0; i < 300; ++i) {
    write_bytes(path, damaged(text, random));
    try {
      TensorFiles::open(path);
    } catch (const BadRequest&) {
    }
  }
}

TEST(UNetConfig, PassesOverWhatTheLibraryDoesAndTellsIt) {
  json config = read_json(golden / "config.json");
  config["decay"] = 0.9999;
  config["power"] = 2.0 / 3;
  config["update_after_step"] = 0;
  config["use_ema_warmup"] = true;
  config["_name_or_path"] = "somewhere";
  std::vector<std::string> ignored;
  EXPECT_EQ(unet_config_from_json(config, "config.json", &ignored),
            read_unet_config(golden / "config.json"));
  EXPECT_EQ(ignored.size(), 5u);
  EXPECT_THAT(ignored, ::testing::Contains(HasSubstr("decay = 0.9999: left out")));
}

}  // namespace
}  // namespace alphabar
