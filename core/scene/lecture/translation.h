#pragma once

#include <cstddef>
#include <map>
#include <string>

namespace alphabar {

/// A scene's texts in another language than its own. A text that is empty is the scene's.
struct Translation {
  static constexpr std::size_t most_words = 300;

  std::string lang;  ///< a language tag, "zh" or "zh-Hant" (BCP 47)
  std::string title, note;
  /// Names of bookmarks and lanes and the words of cards, each by what it is in the scene's own
  /// language, so that one entry serves all places that say the same; at most most_words.
  std::map<std::string, std::string> words = {};
  bool operator==(const Translation&) const = default;
};

/// Whether it is letters and figures in parts of 1 to 8 with "-" between, at most 35 in all.
bool is_language_tag(const std::string& tag);

/// How well a text in the language `has` serves a reader of `wanted`: 2 the same, 1 the same but
/// for what follows the first part ("zh-Hant" for "zh"), 0 another. Letters count in any case.
int language_fit(const std::string& has, const std::string& wanted);

}  // namespace alphabar
