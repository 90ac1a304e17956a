#include "core/engine/choose.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace alphabar {
namespace {

constexpr std::array<std::string_view, 8> software_renderers{
    "llvmpipe",    "softpipe",
    "swrast",      "software rasterizer",
    "swiftshader", "microsoft basic render",
    "openswr",     "lavapipe",
};

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

/// Why GL cannot be used at all; empty where it can.
std::string obstacle(const std::optional<GlDescription>& gl, const std::string& gl_failure) {
  if (!gl) return "there is no OpenGL here";
  if (gl->major < 4 || (gl->major == 4 && gl->minor < 3))
    return "OpenGL " + std::to_string(gl->major) + "." + std::to_string(gl->minor) + " (" +
           gl->renderer + ") is below 4.3, the first with compute shaders";
  if (!gl_failure.empty()) return gl_failure;
  return "";
}

}  // namespace

bool is_software_renderer(const GlDescription& gl) {
  const std::string text = lower(gl.renderer + " " + gl.vendor);
  return std::ranges::any_of(software_renderers, [&](std::string_view name) {
    return text.find(name) != std::string::npos;
  });
}

EngineChoice choose_engine(EngineWish wish, const std::optional<GlDescription>& gl,
                           const std::string& gl_failure) {
  using Device = EngineChoice::Device;
  if (wish == EngineWish::cpu) return {Device::cpu, "asked for", true};
  const std::string problem = obstacle(gl, gl_failure);
  if (!problem.empty()) return {Device::cpu, problem, wish != EngineWish::gl};
  if (wish == EngineWish::gl) return {Device::gl, "asked for", true};
  if (is_software_renderer(*gl))
    return {Device::cpu, "OpenGL runs in software here (" + gl->renderer + ")", true};
  return {Device::gl,
          "GPU with OpenGL " + std::to_string(gl->major) + "." + std::to_string(gl->minor) + " (" +
              gl->renderer + ")",
          true};
}

}  // namespace alphabar
