#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace alphabar {

/// The text of a file of shaders/ ("step.comp", its folder left out), with every line `#include
/// "other.glsl"` replaced by that file's text, each file once. What comes back is what the driver
/// sees, so the line numbers of its log are lines of this text.
///
/// The text is part of the program. Throws Failed when there is no such shader.
std::string shader_source(std::string_view name);

/// The same over any set of files: read(name) gives a file's text, or nothing when there is none.
using ReadShader = std::function<std::optional<std::string>(std::string_view name)>;
std::string expand_includes(std::string_view name, const ReadShader& read);

}  // namespace alphabar
