#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/derive/derived.h"
#include "core/io/scripts/run_script.h"

namespace alphabar {

/// What exact_model.py needs of a lane: name, seed, noise, particles, begin, the data as
/// components, guide, and of a learned net its file, which is put behind `nets` under a name that
/// begins with `stem` unless it is there. Throws BadRequest as run_script() does.
nlohmann::ordered_json model_case(const Lane& lane, const std::string& stem,
                                  std::vector<ScriptNet>& nets);

/// The question of a row that evaluates, for model() of exact_model.py: a, s, w, and of a learned
/// net how it is asked there.
nlohmann::ordered_json question_of(const Lane& lane, const Row& row);

}  // namespace alphabar
