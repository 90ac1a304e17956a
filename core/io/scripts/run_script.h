#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/listed.h"
#include "core/derive/derived.h"

namespace alphabar {

/// What a script runs with.
enum class ScriptLibrary { numpy, diffusers };

constexpr auto listed(ScriptLibrary) {
  return std::array{
      Listed{ScriptLibrary::numpy, "numpy", "NumPy alone"},
      Listed{ScriptLibrary::diffusers, "diffusers", "diffusers"},
  };
}

/// A file that a program reads, in the folder that it lies in.
struct ScriptNet {
  std::string name;
  std::vector<std::uint8_t> bytes;
};

/// A Python program that repeats the lanes' runs, and the weights of the nets that it runs on.
struct RunScript {
  std::string program;
  std::vector<ScriptNet> nets;
};

/// With NumPy alone, in double: the plans as they are, the data, and the generator behind x_T and
/// the noise. With diffusers: the schedulers that make the same tables, called as a pipeline calls
/// them. Its arrays are named as `alphabar run` names them; `lanes` are all of the scene's, in
/// their order; nets are named after `stem`.
///
/// Throws BadRequest, naming `where` and the lane, for a model that is neither a mixture in closed
/// form nor a learned net (points drawn from the data, a combination that is not linear), for a
/// guided net, and for a sampler that the library has not.
RunScript run_script(const std::string& where, const std::string& stem,
                     const std::vector<Lane>& lanes, ScriptLibrary library);

}  // namespace alphabar
