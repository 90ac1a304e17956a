#include "app/engines/lane_engine.h"

#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/engine/choose.h"
#include "core/engine/cpu/cpu_engine.h"
#include "core/engine/gl/gl_engine.h"

namespace alphabar {
namespace {

std::optional<GlDescription> describe(const GlContext* context) {
  if (!context) return std::nullopt;
  const GlInfo& info = context->info();
  return GlDescription{info.major, info.minor, info.vendor, info.renderer};
}

/// Tries the GPU; afterwards `failure` says why not, in one line.
LaneBackend on_gpu(const std::shared_ptr<GlContext>& context, const std::string& reason,
                   std::string& failure) {
  try {
    context->make_current();
    GlEngine::Options options;
    options.keep_states = true;  // the window draws from them
    return {std::make_unique<GlEngine>(options), reason, [context] { context->release(); }};
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "alphabar: %s\n", problem.what());
    const std::string words = problem.what();
    failure = words.substr(0, words.find('\n'));
    context->release();
    return {};
  }
}

}  // namespace

std::function<LaneBackend()> lane_engine(GlContext* window) {
  const std::optional<GlDescription> gl = describe(window);
  const EngineChoice choice = choose_engine(EngineWish::automatic, gl);
  std::shared_ptr<GlContext> shared;
  std::string failure;
  if (choice.device == EngineChoice::Device::gl) {
    try {
      shared = window->share();
    } catch (const Failed& problem) {
      failure = problem.what();
    }
  }
  return [gl, choice, shared, failure] {
    std::string why = failure;
    if (shared) {
      LaneBackend backend = on_gpu(shared, choice.reason, why);
      if (backend.engine) return backend;
    }
    return LaneBackend{
        std::make_unique<CpuEngine>(), choose_engine(EngineWish::automatic, gl, why).reason, {}};
  };
}

}  // namespace alphabar
