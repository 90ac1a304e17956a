#pragma once

#include <string>
#include <vector>

#include "app/cli/arguments/scene_argument.h"

namespace alphabar {

/// The names that --as takes.
std::vector<std::string> list_form_names();

/// "a, b, c".
std::string joined(const std::vector<std::string>& words);

/// Says on standard error what was made of a file.
void tell(const std::string& name, const std::string& words);

/// A list of numbers as a scene: the default one on this schedule, or with these levels in every
/// lane. Throws BadRequest where it can be several things and request.as does not say which.
SceneArgument scene_of_list(const std::string& text, const SceneRequest& request,
                            const std::string& name);

/// A scheduler_config.json of diffusers as a scene of one lane.
SceneArgument scene_of_config(const std::string& text, const std::string& name);

}  // namespace alphabar
