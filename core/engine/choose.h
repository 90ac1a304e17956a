#pragma once

#include <optional>
#include <string>

namespace alphabar {

/// What there is of OpenGL.
struct GlDescription {
  int major = 0, minor = 0;
  std::string vendor, renderer;
};

enum class EngineWish { automatic, cpu, gl };

struct EngineChoice {
  enum class Device { cpu, gl } device = Device::cpu;
  std::string reason;     ///< for the status line: "software renderer (llvmpipe ...)"
  bool as_wished = true;  ///< false: GL was asked for by name and cannot be had
};

/// True for renderers that run on the processor: there the CPU engine is several times faster.
bool is_software_renderer(const GlDescription& gl);

/// automatic: GL compute on a GPU with OpenGL 4.3 or later, else the CPU. `gl` is empty where there
/// is no context; `gl_failure` is why the GL engine could not be made though there is one (a shader
/// that does not compile): then the CPU it is.
EngineChoice choose_engine(EngineWish wish, const std::optional<GlDescription>& gl,
                           const std::string& gl_failure = "");

}  // namespace alphabar
