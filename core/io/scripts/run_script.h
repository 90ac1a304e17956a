#pragma once

#include <string>
#include <vector>

#include "core/derive/derived.h"

namespace alphabar {

/// A Python program that repeats the lanes' runs with NumPy alone, in double: the plans as they
/// are, the data, and the generator behind x_T and the noise. Its arrays are named as `alphabar
/// run` names them; `lanes` are all of the scene's, in their order.
///
/// Throws BadRequest, naming `where` and the lane, for a model that is no mixture in closed form
/// (a net, points drawn from the data) or a combination of outputs that is not linear.
std::string run_script(const std::string& where, const std::vector<Lane>& lanes);

}  // namespace alphabar
