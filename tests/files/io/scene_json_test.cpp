// Scene files: what is written reads back equal; what is wrong is refused by name.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/base/error.h"
#include "core/io/scene_file.h"
#include "core/plan/samplers/samplers.h"
#include "core/scene/training/objective_table.h"

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
    scene.view.backdrop = Backdrop::energy;
    scene.view.field = Field::flow;
    scene.view.field_form = FieldForm::streamlines;
    scene.view.color_by = ColorBy::mode;
    scene.view.forward = ForwardView::beside;
    scene.view.overlay = scene.view.edit_data = scene.view.posterior = true;
    scene.view.trail_fade = 0.5;
    scene.lanes[1].muted = true;
    scene.view.arrangement = Arrangement::lecture;
    scene.view.hide("controls");
    scene.view.hide("curves");
    scene.view.error_processes = {ProcessKind::scaled_linear, ProcessKind::edm};
    scene.view.error_nfe = {4, 8, 16};
    scene.view.error_seeds = 2;
    scene.view.error_particles = 512;
    scene.view.plots = {{PlotKind::posterior_mean, true}, {PlotKind::weights, false}};
    scene.note = "What there is to see";
    scene.bookmarks = {{"the middle", 0.5}, {"", 1}};
    EXPECT_EQ(scene_from_json(to_json(scene), "test"), scene) << info.name;
  }
}

TEST(SceneJson, FormulasPointsAndLossesReadBackEqual) {
  Scene scene = default_scene();
  scene.process.kind = ProcessKind::formula;
  scene.process.formula = "1 - 0.99 * u ^ 2";
  scene.data = {"mine", {}, {{0.5, -1}, {0.25, 3}, {2, 1e-3}}, {0, 4, 0}, 0.125};
  scene.guidance = {GuidanceKind::classifier_ddim, 2, 4};
  EXPECT_EQ(scene_from_json(to_json(scene), "test"), scene);
  EXPECT_EQ(to_json(scene).find("\"components\""), std::string::npos);
  scene.guidance = {.kind = GuidanceKind::loss_point, .target = {1, -0.5}, .mean_shift = true};
  EXPECT_EQ(scene_from_json(to_json(scene), "test"), scene);
  scene.guidance = {
      .kind = GuidanceKind::loss_half_plane, .angle = 0.5, .offset = -1, .softness = 0.25};
  EXPECT_EQ(scene_from_json(to_json(scene), "test"), scene);
}

TEST(SceneJson, WhatALaneHasOfItsOwnReadsBackEqual) {
  Scene scene = default_scene();
  scene.model = {ModelKind::blurred, 0.25};
  scene.lanes.resize(12, scene.lanes[0]);
  scene.lanes[1].process = scene.process;
  scene.lanes[1].process->kind = ProcessKind::cosine;
  scene.lanes[2].data = data_preset("two moons");
  scene.lanes[3].model = ModelSpec{};
  scene.lanes[4].guidance = GuidanceSpec{.kind = GuidanceKind::loss_point, .target = {1, 2}};
  scene.lanes[11].hue = 11;
  EXPECT_EQ(scene_from_json(to_json(scene), "lanes.json"), scene);
  EXPECT_EQ(to_json(default_scene()).find("\"model\": {"), std::string::npos)
      << "what is as usual is not written";
}

TEST(SceneJson, ATrainingReadsBackEqual) {
  Scene scene = default_scene();
  EXPECT_EQ(to_json(scene).find("\"training\""), std::string::npos);
  for (const ObjectiveInfo& info : objectives()) {
    scene.training = {};
    scene.training.objective = info.kind;
    scene.training.learning_rate = 1e-4;
    scene.training.net = {.layers = 4, .units = 32, .activation = Activation::tanh};
    if (info.uses(&TrainingSpec::sigma)) scene.training.sigma = 0.25;
    if (info.uses(&TrainingSpec::prediction)) scene.training.prediction = Prediction::v;
    scene.view.net_map = NetMap::exact;
    scene.view.net_sigma = 0.5;
    scene.lanes[0].model = ModelSpec{.kind = ModelKind::learned, .net = "a/folder"};
    scene.lanes[1].model = ModelSpec{.kind = ModelKind::points, .points = 30, .seed = 4};
    EXPECT_EQ(scene_from_json(to_json(scene), info.name), scene) << to_json(scene);
  }
  EXPECT_THROW(scene_from_json(R"({"format": "alphabar-scene", "version": 1,
                                   "training": {"net": {"units": 17}}})",
                               "odd.json"),
               BadRequest);
}

TEST(SceneJson, ReferencesReadBackEqual) {
  Scene scene = default_scene();
  ASSERT_TRUE(add_reference(scene));
  scene.process.kind = ProcessKind::cosine;
  scene.lanes[0].process = default_scene().process;
  ASSERT_TRUE(add_reference(scene));
  scene.references[1].name = "with ^ and \u00e9";
  scene.view.plan_against = ReferenceLane{1};
  EXPECT_EQ(scene_from_json(to_json(scene), "references.json"), scene);
  Scene bad = scene;
  bad.references[0].setup.particles = 0;
  try {
    scene_from_json(to_json(bad), "bad.json");
    FAIL();
  } catch (const BadRequest& error) {
    EXPECT_NE(std::string(error.what()).find("references[0]"), std::string::npos) << error.what();
  }
}

TEST(SceneJson, AChainReadsBackEqual) {
  Scene scene = default_scene();
  scene.chain = {{{0, 0.25, 1}, {1, 0.5, 0}, {0, 0.25, 0}}, {0.5, 0, 0.5}, 33, true, true, 9};
  scene.view.show("chain");
  EXPECT_EQ(scene_from_json(to_json(scene), "test"), scene);
}

TEST(SceneJson, TheOtherNameOfScaledLinearIsRead) {
  const std::string text =
      R"({"format": "alphabar-scene", "version": 1, "process": {"kind": "quadratic"}})";
  const Scene scene = scene_from_json(text, "test");
  EXPECT_EQ(scene.process.kind, ProcessKind::scaled_linear);
  EXPECT_NE(to_json(scene).find("\"scaled_linear\""), std::string::npos);
}

TEST(SceneJson, WhatAnotherKindUsesIsKept) {
  Scene scene = default_scene();
  scene.lanes[1].sampler.kind = SamplerKind::ddim;
  scene.lanes[1].sampler.corrector.steps = 3;
  scene.lanes[1].sampler.order = 3;
  scene.process.kind = ProcessKind::cosine;
  scene.process.beta_min = 0.2;
  scene.guidance.kind = GuidanceKind::none;
  scene.guidance.target = {1, 2};
  EXPECT_EQ(scene_from_json(to_json(scene), "test"), scene);
  EXPECT_EQ(to_json(default_scene()).find("order"), std::string::npos) << "no clutter";
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

TEST(SceneJson, WhatTheErrorPanelRunsIsLeftOutWhereItIsUsual) {
  EXPECT_EQ(to_json(default_scene()).find("error_nfe"), std::string::npos);
  EXPECT_EQ(to_json(default_scene()).find("error_seeds"), std::string::npos);
  EXPECT_NE(refusal(scene_with(R"("view": {"error_nfe": [4, 0]})")).find("1 to 1000"),
            std::string::npos);
  EXPECT_NE(refusal(scene_with(R"("view": {"error_seeds": 0})")).find("1 to 100"),
            std::string::npos);
}

TEST(SceneJson, WhatIsLeftOutKeepsItsDefault) {
  EXPECT_EQ(scene_from_json(scene_with(""), "test"), default_scene());
  EXPECT_EQ(scene_from_json(scene_with(R"("data": {"name": "five"})"), "test").data,
            data_preset("five"));
}

TEST(SceneJson, APlotThatDoesNotSayHasTheAxisItIsSeenOn) {
  const Scene scene =
      scene_from_json(scene_with(R"("view": {"plots": [{"kind": "weights"}, {"kind": "matching"},
                                       {"kind": "level"}, {"kind": "bound", "log": false}]})"),
                      "test");
  ASSERT_EQ(scene.view.plots.size(), 4u);
  EXPECT_TRUE(scene.view.plots[0].log);
  EXPECT_TRUE(scene.view.plots[1].log);
  EXPECT_FALSE(scene.view.plots[2].log);
  EXPECT_FALSE(scene.view.plots[3].log);
}

TEST(SceneJson, AnotherTitleHasNeitherTheDefaultNoteNorItsBookmarks) {
  const Scene scene = scene_from_json(scene_with(R"("title": "Mine")"), "test");
  EXPECT_EQ(scene.note, "");
  EXPECT_TRUE(scene.bookmarks.empty());
}

TEST(SceneJson, RefusesByName) {
  EXPECT_NE(refusal(scene_with(R"("bookmarks": [{"position": 1.5}])")).find("position = 1.5"),
            std::string::npos);
  EXPECT_NE(refusal(scene_with(R"("bookmarks": [{"name": 3}])")).find("a text"), std::string::npos);
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
  EXPECT_NE(refusal(scene_with(R"("view": {"backdrop": "fog"})")).find("contours"),
            std::string::npos);
  EXPECT_NE(refusal(scene_with(R"("view": {"error_processes": ["lineal"]})")).find("sigmoid"),
            std::string::npos);
  EXPECT_NE(refusal(scene_with(R"("view": {"error_processes": ["clean"]})")).find("by hand"),
            std::string::npos);
  EXPECT_NE(refusal(scene_with(R"("view": {"trail_fade": 0})")).find("trail_fade = 0"),
            std::string::npos);
  EXPECT_NE(refusal(scene_with(R"("lanes": [{"muted": true}])")).find("one lane at least"),
            std::string::npos);
  EXPECT_NE(refusal(scene_with(R"("lanes": [])")).find("lanes"), std::string::npos);
  EXPECT_NE(refusal(scene_with(R"("chain": {"p": [[1, 0.5], [0, 0.4]], "start": [1, 0]})"))
                .find("column 1 = sum 0.9"),
            std::string::npos);
  EXPECT_NE(refusal(scene_with(R"("chain": {"p": [[1]], "start": [1]})")).find("2 to 8"),
            std::string::npos);
  EXPECT_NE(refusal(scene_with(R"("chain": {"p": [[1, 0], 3]})")).find("rows of numbers"),
            std::string::npos);
  EXPECT_NE(refusal(scene_with(R"("chain": {"start": [0.5, 0, 0, 0]})")).find("start = sum 0.5"),
            std::string::npos);
  EXPECT_NE(refusal(scene_with(R"("chain": {"steps": 0})")).find("steps = 0"), std::string::npos);
  EXPECT_NE(
      refusal(scene_with(R"("lanes": [{"sampler": {"grid": {"steps": 0}}}])")).find("steps = 0"),
      std::string::npos);
  EXPECT_NE(refusal(scene_with(R"("data": {"components": []})")).find("components"),
            std::string::npos);
  EXPECT_NE(refusal(scene_with(R"("data": {"points": [[0, 0], [1]]})")).find("pairs"),
            std::string::npos);
  EXPECT_NE(refusal(scene_with(R"("data": {"points": [[0, 0], [1, 1e9]]})")).find("points[1]"),
            std::string::npos);
  EXPECT_NE(refusal(scene_with(R"("data": {"points": [[0, 0]], "point_labels": [0, 1]})"))
                .find("point_labels"),
            std::string::npos);
  EXPECT_NE(refusal(scene_with(R"("data": {"points": [[0, 0]], "point_labels": [0.5]})"))
                .find("whole numbers"),
            std::string::npos);
  EXPECT_NE(
      refusal(scene_with(R"("data": {"points": [[0, 0]], "bandwidth": 0})")).find("bandwidth"),
      std::string::npos);
  EXPECT_NE(
      refusal(scene_with(R"("data": {"points": [[0, 0]], "components": [{}]})")).find("not both"),
      std::string::npos);
  EXPECT_NE(refusal(scene_with(R"("process": {"kind": "formula", "formula": "1 - v"})"))
                .find("character 5"),
            std::string::npos);
  EXPECT_NE(refusal(scene_with(R"("guidance": {"kind": "loss_half_plane", "softness": 0})"))
                .find("softness"),
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
                       "use_karras_sigmas": true, "use_beta_sigmas": true)")
                .find("use_beta_sigmas"),
            std::string::npos);
  for (const char* steps : {"-5", "-2147483648", "0", "2000000000"})  // before any list is made
    for (const char* kind : {"unipc", "dpmsolver-multistep", "euler-discrete"})
      EXPECT_NE(
          sampler("\"kind\": \"" + std::string(kind) + "\", \"num_inference_steps\": " + steps)
              .find("steps"),
          std::string::npos)
          << kind << " " << steps;
  EXPECT_NE(sampler(R"("kind": "euler-discrete", "num_inference_steps": 2000000000,
                       "interpolation_type": "log_linear")")
                .find("steps"),
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

TEST(SceneJson, OpensPanelsOfFilesFromBeforeTheyWereAList) {
  const auto view = [](const std::string& fields) {
    return scene_from_json(
               R"({"format": "alphabar-scene", "version": 1, "view": {)" + fields + "}}",
               "old.json")
        .view;
  };
  const ViewSpec usual;
  EXPECT_EQ(view("").panels, usual.panels);
  const ViewSpec old = view(R"("curves": false, "step": true, "chain": true)");
  EXPECT_FALSE(old.shows("curves"));
  EXPECT_TRUE(old.shows("step") && old.shows("chain") && old.shows("pictures"));
  EXPECT_EQ(view(R"("panels": ["plan"])").panels, (decltype(usual.panels){"plan"}));
  EXPECT_THROW(view(R"("panels": ["Plan of it"])"), BadRequest);
  EXPECT_THROW(view(R"("curves": "yes")"), BadRequest);
}

TEST(SceneJson, SaysInWordsWhatThePlanStandsBeside) {
  const auto read = [](const std::string& words) {
    return scene_from_json(
               R"({"format": "alphabar-scene", "version": 1, "view": {"plan_against": ")" + words +
                   R"("}})",
               "plan.json")
        .view.plan_against;
  };
  const std::string preset = "diffusers DDIM, 50, leading";
  EXPECT_EQ(read(""), PlanAgainst());
  EXPECT_EQ(read("lane 4"), PlanAgainst(OtherLane{3}));
  EXPECT_EQ(read("lane 12"), PlanAgainst(OtherLane{11}));
  EXPECT_EQ(read("lane 13"), PlanAgainst(NamedPreset{"lane 13"}));
  EXPECT_EQ(read(preset), PlanAgainst(NamedPreset{preset}));
  EXPECT_EQ(read(preset + ", with this lane's steps"), PlanAgainst(NamedPreset{preset, true}));
  for (const PlanAgainst& against :
       {PlanAgainst(), PlanAgainst(OtherLane{1}), PlanAgainst(NamedPreset{preset, true})}) {
    Scene scene = default_scene();
    scene.view.plan_against = against;
    EXPECT_EQ(scene_from_json(to_json(scene), "test"), scene);
  }
}

}  // namespace
}  // namespace alphabar
