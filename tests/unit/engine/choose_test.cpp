#include "core/engine/choose.h"

#include <gtest/gtest.h>

namespace alphabar {
namespace {

using Device = EngineChoice::Device;

const GlDescription gpu{4, 6, "NVIDIA Corporation", "NVIDIA GeForce RTX 4090/PCIe/SSE2"};
const GlDescription mesa_gpu{4, 6, "AMD", "AMD Radeon RX 7900 XTX (radeonsi, navi31, LLVM 15.0.6)"};
const GlDescription llvmpipe{4, 5, "Mesa", "llvmpipe (LLVM 15.0.6, 256 bits)"};

TEST(ChooseEngine, AutoTakesARealGpu) {
  for (const GlDescription& gl : {gpu, mesa_gpu}) {
    const EngineChoice choice = choose_engine(EngineWish::automatic, gl);
    EXPECT_EQ(choice.device, Device::gl);
    EXPECT_NE(choice.reason.find(gl.renderer), std::string::npos);
    EXPECT_TRUE(choice.as_wished);
  }
}

TEST(ChooseEngine, AutoLeavesSoftwareRenderersAlone) {
  for (const char* renderer :
       {"llvmpipe (LLVM 15.0.6, 256 bits)", "softpipe", "Software Rasterizer", "SWRAST",
        "Google SwiftShader", "ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)))",
        "Microsoft Basic Render Driver", "GDI Generic, swrast"}) {
    GlDescription gl = gpu;
    gl.renderer = renderer;
    const EngineChoice choice = choose_engine(EngineWish::automatic, gl);
    EXPECT_EQ(choice.device, Device::cpu) << renderer;
    EXPECT_NE(choice.reason.find("software"), std::string::npos) << choice.reason;
    EXPECT_TRUE(choice.as_wished);
  }
}

TEST(ChooseEngine, ComputeBeginsWithVersion43) {
  GlDescription gl = gpu;
  gl.minor = 3;
  EXPECT_EQ(choose_engine(EngineWish::automatic, gl).device, Device::gl);
  gl.minor = 2;
  EXPECT_EQ(choose_engine(EngineWish::automatic, gl).device, Device::cpu);
  EXPECT_NE(choose_engine(EngineWish::automatic, gl).reason.find("4.2"), std::string::npos);
  gl = {3, 3, "Intel", "Mesa Intel(R) HD Graphics"};
  EXPECT_EQ(choose_engine(EngineWish::automatic, gl).device, Device::cpu);
}

TEST(ChooseEngine, AWishIsGrantedWhereItCanBe) {
  EXPECT_EQ(choose_engine(EngineWish::gl, llvmpipe).device, Device::gl);
  EXPECT_EQ(choose_engine(EngineWish::cpu, gpu).device, Device::cpu);
  const EngineChoice none = choose_engine(EngineWish::gl, std::nullopt);
  EXPECT_EQ(none.device, Device::cpu);
  EXPECT_FALSE(none.as_wished);
  EXPECT_FALSE(none.reason.empty());
}

TEST(ChooseEngine, AnEngineThatCouldNotBeMadeIsTheReason) {
  const std::string log = "shader step.comp does not compile:\n0:7(3): error";
  for (const EngineWish wish : {EngineWish::automatic, EngineWish::gl}) {
    const EngineChoice choice = choose_engine(wish, gpu, log);
    EXPECT_EQ(choice.device, Device::cpu);
    EXPECT_EQ(choice.reason, log);
    EXPECT_EQ(choice.as_wished, wish == EngineWish::automatic);
  }
}

}  // namespace
}  // namespace alphabar
