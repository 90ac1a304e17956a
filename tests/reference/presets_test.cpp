// Presets beside the reference cases that were made with the library's own objects: the plan that
// the case describes and the preset's plan with as many steps are the same table.

#include "core/plan/presets.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/io/scene_file.h"
#include "core/plan/comfy_presets.h"
#include "core/plan/notes/plan_notes.h"
#include "core/plan/samplers/samplers.h"
#include "core/process/levels/grid.h"
#include "tests/support/golden.h"

namespace alphabar {
namespace {

struct Pair {
  const char* golden;
  const char* preset;
};

class PresetPlan : public testing::TestWithParam<Pair> {};

TEST_P(PresetPlan, IsTheReferences) {
  const GoldenCase golden = read_golden(std::string("samplers/") + GetParam().golden);
  const Scene scene = scene_from_json(golden.document.dump(), golden.name);
  SamplerSpec sampler = find_preset(GetParam().preset).value();
  const SamplerSpec& wanted = scene.lanes[0].sampler;
  sampler.grid.steps = wanted.grid.steps;
  const Process process(scene.process);
  const Plan mine = build_plan(process, sampler), theirs = build_plan(process, wanted);
  EXPECT_EQ(mine, theirs);
}

INSTANTIATE_TEST_SUITE_P(
    Golden, PresetPlan,
    testing::Values(Pair{"ddim-eta0-50-leading", "diffusers DDIM, 50, leading"},
                    Pair{"ddim-eta0-10-trailing", "diffusers DDIM, 50, trailing"},
                    Pair{"ddpm-fixed-small-50", "diffusers DDPM, 1000"},
                    Pair{"dpmsolverpp-2m-20", "diffusers DPM-Solver++ 2M, 25"},
                    Pair{"../../reference/samplers/singlestep-pp-2-12",
                         "diffusers DPM-Solver++ singlestep, 24"},
                    Pair{"unipc-2-20", "diffusers UniPC, 25"},
                    Pair{"euler-discrete-20", "diffusers Euler, 30"},
                    Pair{"heun-discrete-15", "diffusers Heun, 25"},
                    Pair{"k-euler-18", "k-diffusion Euler Karras, 20"},
                    Pair{"k-euler-ancestral-18", "k-diffusion Euler ancestral Karras, 20"},
                    Pair{"k-heun-18", "k-diffusion Heun Karras, 18"},
                    Pair{"k-dpm-2-16", "k-diffusion DPM2 Karras, 20"},
                    Pair{"k-dpmpp-2m-20", "k-diffusion DPM++ 2M Karras, 20"}),
    [](const auto& chosen) {
      std::string name = chosen.param.golden;
      name.erase(0, name.rfind('/') + 1);
      for (char& c : name)
        if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
      return name;
    });

// The same table but for the last digits: levels that two libraries write down in two ways.
TEST(ComfyPresets, AreKDiffusionsOfItsCases) {
  const auto expect_same = [](const char* name, const char* preset) {
    const GoldenCase golden = read_golden(std::string("../reference/samplers/") + name);
    const Scene scene = scene_from_json(golden.document.dump(), golden.name);
    SamplerSpec sampler = find_preset(preset).value();
    const Process process(scene.process);
    const Plan wanted = build_plan(process, scene.lanes[0].sampler);
    sampler.grid.steps = scene.lanes[0].sampler.grid.steps;
    const Plan mine = build_plan(process, sampler);
    ASSERT_EQ(mine.rows.size(), wanted.rows.size()) << preset;
    EXPECT_LE(difference(mine, wanted).largest, 1e-11) << preset;
  };
  expect_same("k-dpmpp-2m-of-betas-14", "ComfyUI dpmpp_2m + normal");
  expect_same("k-euler-ancestral-of-betas-12", "euler_ancestral + normal, 12");
}

TEST(ComfyPresets, AreFoundByTheirTwoNames) {
  const SamplerSpec karras = find_preset("dpmpp_2m + karras").value();
  EXPECT_EQ(karras, find_preset("ComfyUI dpmpp_2m + karras, 20"));
  SamplerSpec longer = karras;
  longer.grid.steps = 31;
  EXPECT_EQ(longer, find_preset("dpmpp_2m + karras, 31"));
  const SamplerSpec flow = find_preset("euler + simple, 20, flow shift 3").value();
  EXPECT_EQ(flow.frame, Frame::process);
  EXPECT_EQ(flow.grid.shift, 3);
  for (const char* wrong : {"dpmpp_2m", "dpmpp_2m + ", "dpmpp_2m + karras, many", "+ karras",
                            "dpmpp_2m + karras, 20, flow", "euler + simple, 20, flow shift",
                            "euler + simple, 20, flow tilt 3", "dpmpp_2m + karras,20"})
    EXPECT_FALSE(find_preset(wrong)) << wrong;
}

// KSampler gives these one sigma more and leaves out the last but one: as many steps, and none at
// the schedule's lowest sigma.
TEST(ComfyPresets, LeaveOutThePenultimateSigmaWhereKSamplerDoes) {
  const Process process{ProcessSpec{}};
  for (const ComfySampler& sampler : comfy_samplers())
    for (const char* scheduler : {"karras", "normal", "kl_optimal"}) {
      const SamplerSpec s =
          find_preset(std::string(sampler.name) + " + " + scheduler + ", 9").value();
      const std::vector<Level> levels = run_levels(process, s.grid);
      ASSERT_EQ(levels.size(), 10u);
      const std::string_view name = sampler.name;
      const bool left_out = name.starts_with("dpm_2") || name.starts_with("uni_pc");
      EXPECT_EQ(levels[8].t > 1, left_out) << name << " + " << scheduler;
      EXPECT_EQ(s.grid.drop_penultimate, left_out);
    }
}

TEST(ComfyPresets, EverySamplerRunsOnEveryScheduler) {
  ProcessSpec flow;
  flow.kind = ProcessKind::flow;
  for (const ComfySampler& sampler : comfy_samplers())
    for (const ComfyScheduler& scheduler : comfy_schedulers()) {
      const std::string name = std::string(sampler.name) + " + " + scheduler.name;
      if (scheduler.spacing != Spacing::bong_tangent) {
        EXPECT_NO_THROW(build_plan(Process(ProcessSpec{}), find_preset(name).value())) << name;
      }
      for (const double shift : {1, 3}) {
        const auto found = find_preset(name + ", 12, flow shift " + std::to_string(shift));
        EXPECT_EQ(found.has_value(), comfy_fits_flow(sampler, scheduler, shift)) << name;
        if (!found) continue;
        EXPECT_NO_THROW(build_plan(Process(flow), *found)) << name;
      }
    }
  EXPECT_FALSE(find_preset("euler + karras, 20, flow shift 3")) << "the list's ends are shifted";
  EXPECT_FALSE(find_preset("heun + simple, 20, flow"));
}

TEST(ComfyPresets, AreReadFromScenesAndCases) {
  const auto lane = [](const nlohmann::json& document) {
    return scene_from_json(document.dump(), "text").lanes[0].sampler;
  };
  const auto scene = [&](const nlohmann::json& sampler) {
    return lane({{"format", "alphabar-scene"},
                 {"version", 1},
                 {"lanes", {{{"name", ""}, {"sampler", sampler}}}}});
  };
  const auto of_case = [&](const nlohmann::json& schedule, const nlohmann::json& sampler) {
    return lane(
        {{"name", "case"}, {"parameterisation", ""}, {"schedule", schedule}, {"sampler", sampler}});
  };
  const SamplerSpec wanted = find_preset("dpm_2 + beta57, 14").value();
  EXPECT_EQ(scene({{"preset", "dpm_2 + beta57, 14"}}), wanted);
  EXPECT_EQ(scene({{"preset", "ComfyUI dpm_2 + beta57"}, {"grid", {{"steps", 14}}}}), wanted);
  EXPECT_EQ(of_case({{"kind", "scaled_linear"}},
                    {{"kind", "dpm_2"}, {"scheduler", "beta57"}, {"num_inference_steps", 14}}),
            wanted);
  EXPECT_EQ(of_case({{"kind", "flow"}, {"shift", 3}}, {{"kind", "euler"}, {"scheduler", "simple"}}),
            find_preset("euler + simple, 20, flow shift 3"));
  EXPECT_THROW(scene({{"preset", "no such library"}}), BadRequest);
  EXPECT_THROW(of_case({{"kind", "linear"}}, {{"kind", "euler"}, {"scheduler", "no"}}), BadRequest);
  EXPECT_THROW(of_case({{"kind", "linear"}}, {{"kind", "pndm"}, {"scheduler", "simple"}}),
               BadRequest);
  EXPECT_THROW(of_case({{"kind", "flow"}}, {{"kind", "heun"}, {"scheduler", "simple"}}),
               BadRequest);
}

}  // namespace
}  // namespace alphabar
