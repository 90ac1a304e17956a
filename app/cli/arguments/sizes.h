#pragma once

#include <string>
#include <utility>

namespace alphabar {

/// "1280x800" as width and height. Throws BadRequest for anything else; what sizes can be had is
/// for the work itself to say.
std::pair<int, int> parse_size(const std::string& text);

}  // namespace alphabar
