#pragma once

#include <string>

namespace alphabar {

/// A scene's title and note in another language than its own. A text that is empty is the scene's.
struct Translation {
  std::string lang;  ///< a language tag, "zh" or "zh-Hant" (BCP 47)
  std::string title, note;
  bool operator==(const Translation&) const = default;
};

/// Whether it is letters and figures in parts of 1 to 8 with "-" between, at most 35 in all.
bool is_language_tag(const std::string& tag);

/// How well a text in the language `has` serves a reader of `wanted`: 2 the same, 1 the same but
/// for what follows the first part ("zh-Hant" for "zh"), 0 another. Letters count in any case.
int language_fit(const std::string& has, const std::string& wanted);

}  // namespace alphabar
