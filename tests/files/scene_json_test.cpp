// Scene files: what is written reads back equal; what is wrong is refused by name.

#include "core/files/scene_json.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/base/error.h"
#include "core/plan/samplers.h"

namespace alphabar {
namespace {

TEST(SceneJson, DefaultSceneReadsBackEqual) {
  const Scene scene = default_scene();
  EXPECT_EQ(scene_from_json(to_json(scene), "test"), scene);
}

TEST(SceneJson, EveryKindReadsBackEqual) {
  for (const SamplerInfo& info : samplers()) {
    Scene scene = default_scene();
    scene.lanes[0].sampler.kind = info.kind;
    scene.lanes[1].sampler.grid.spacing = Spacing::karras;
    scene.seed = 0xffffffffffffffffu;
    scene.data = data_preset("spiral");
    scene.process.kind = ProcessKind::cosine;
    scene.guidance = {GuidanceKind::classifier_free, 2.5, 1};
    scene.view.theme = Theme::projector;
    EXPECT_EQ(scene_from_json(to_json(scene), "test"), scene) << info.name;
  }
}

/// The message that a text is refused with; empty if it is not.
std::string refusal(const std::string& text) {
  try {
    scene_from_json(text, "s.json");
    return "";
  } catch (const BadRequest& error) {
    return error.what();
  }
}

std::string scene_with(const std::string& fields) {
  return R"({"format": "alphabar-scene", "version": 1)" + (fields.empty() ? "" : ", " + fields) +
         "}";
}

TEST(SceneJson, WhatIsLeftOutKeepsItsDefault) {
  EXPECT_EQ(scene_from_json(scene_with(""), "test"), default_scene());
  EXPECT_EQ(scene_from_json(scene_with(R"("data": {"name": "five"})"), "test").data,
            data_preset("five"));
}

TEST(SceneJson, RefusesByName) {
  EXPECT_NE(refusal(scene_with(R"("particles": 0)")).find("particles = 0"), std::string::npos);
  EXPECT_NE(refusal(scene_with(R"("particles": 1.5)")).find("whole number"), std::string::npos);
  EXPECT_NE(refusal(scene_with(R"("particles": 99999999999999999999)")).find("particles"),
            std::string::npos);
  EXPECT_NE(refusal(scene_with(R"("proces": {})")).find("proces"), std::string::npos);
  EXPECT_NE(refusal(scene_with(R"("process": {"beta_start": 2})")).find("beta_start = 2"),
            std::string::npos);
  EXPECT_NE(refusal(scene_with(R"("process": {"beta_start": "x"})")).find("a number"),
            std::string::npos);
  EXPECT_NE(refusal(scene_with(R"("process": {"kind": "lineal"})")).find("linear"),
            std::string::npos);
  EXPECT_NE(refusal(scene_with(R"("lanes": [])")).find("lanes"), std::string::npos);
  EXPECT_NE(refusal(scene_with(R"("lanes": [{"sampler": {"grid": {"steps": 0}}}])")).find("steps = 0"),
            std::string::npos);
  EXPECT_NE(refusal(scene_with(R"("data": {"components": []})")).find("components"),
            std::string::npos);
  EXPECT_NE(refusal(R"({"format": "alphabar-scene", "version": 2})").find("version"),
            std::string::npos);
  EXPECT_NE(refusal("{}").find("format"), std::string::npos);
  EXPECT_NE(refusal("[]").find("object"), std::string::npos);
  EXPECT_NE(refusal("nonsense").find("s.json"), std::string::npos);
  EXPECT_NE(refusal(scene_with(R"("seed": 1, "seed": 2)")).find("seed"), std::string::npos);
  EXPECT_NE(refusal(std::string(100000, '[')), "");
}

TEST(SceneJson, RefusesCasesThatItCannotHonour) {
  const std::string schedule = R"("schedule": {"kind": "linear"})";
  const auto sampler = [&](const std::string& fields) {
    return refusal(R"({"parameterisation": "vp-discrete", )" + schedule + R"(, "sampler": {)" +
                   fields + "}}");
  };
  EXPECT_EQ(sampler(R"("kind": "ddim", "num_inference_steps": 10)"), "");
  EXPECT_NE(sampler(R"("kind": "ddim", "clip_sample": true)").find("clip_sample"),
            std::string::npos);
  EXPECT_NE(sampler(R"("kind": "what")").find("kind"), std::string::npos);
  EXPECT_NE(sampler(R"("kind": "euler-discrete", "num_inference_steps": 10,
                       "use_karras_sigmas": true, "timestep_spacing": "trailing")")
                .find("timestep_spacing"),
            std::string::npos);
  EXPECT_NE(refusal(R"({"parameterisation": "vp-discrete", "name": 3})").find("schedule"),
            std::string::npos);
}

TEST(SceneFile, MissingFileIsRefusedAndWritingIsWhole) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "scene_json_test";
  std::filesystem::create_directories(folder);
  EXPECT_THROW(read_scene(folder / "missing.json"), BadRequest);
  write_scene(default_scene(), folder / "scene.json");
  EXPECT_EQ(read_scene(folder / "scene.json"), default_scene());
  EXPECT_THROW(write_scene(default_scene(), folder / "no" / "such" / "scene.json"), BadRequest);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace alphabar
