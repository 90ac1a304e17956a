#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/gl/steps.h"
#include "core/engine/gl/tables.h"
#include "core/gl/kernel.h"

namespace alphabar::gl {

/// A shader's text by its file name.
using ShaderSource = std::function<std::string(std::string_view name)>;

/// The programs that an engine has compiled so far, one for each set of #defines, kept until it
/// ends.
class Kernels {
 public:
  explicit Kernels(ShaderSource source) : source_(std::move(source)) {}

  /// Compiles it where that was not done before. Throws ShaderError.
  const Kernel& get(const std::string& file, const std::vector<std::string>& defines);

 private:
  ShaderSource source_;
  std::map<std::string, Kernel> kernels_;
};

/// Which of its parts step.comp is compiled with.
struct StepVariant {
  Shape shape;
  Layout layout;
  Noise noise = Noise::generated;
  bool table_in_storage = false;      ///< the components do not fit into a uniform block
  bool far = false;                   ///< splits points that are far from every component, too
  int rows_room = 0, vec4s_room = 0;  ///< of the uniform tables
};

constexpr int particles_per_invocation = 2;  ///< one block of noise
constexpr int invocations_per_group = 64;

std::vector<std::string> defines_of(const StepVariant& variant);

}  // namespace alphabar::gl
