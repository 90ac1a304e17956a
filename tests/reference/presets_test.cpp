// Presets beside the reference cases that were made with the library's own objects: the plan that
// the case describes and the preset's plan with as many steps are the same table.

#include "core/plan/presets.h"

#include <gtest/gtest.h>

#include "core/io/scene_file.h"
#include "core/plan/samplers/samplers.h"
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

}  // namespace
}  // namespace alphabar
