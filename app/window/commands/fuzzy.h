#pragma once

#include <optional>
#include <string_view>

namespace alphabar {

/// How well `text` answers what somebody typed, the higher the better; nothing where it does not.
///
/// Every word of `query` must be found with its letters in order, not necessarily side by side;
/// case counts only beyond ASCII. Letters that begin a word of the text, or follow the one found
/// before, count more; a shorter text wins over a longer one. An empty query fits everything with
/// 0.
std::optional<double> fuzzy_score(std::string_view query, std::string_view text);

}  // namespace alphabar
