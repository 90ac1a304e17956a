#pragma once

#include <string>

#include "core/scene/data.h"

namespace alphabar {

/// A word that is to become data.
struct WordSpec {
  static constexpr int most_letters = 32;

  std::string word;   ///< UTF-8, 1..32 letters, blanks among them
  int points = 2000;  ///< 1..DataSpec::most_points
  int seed = 1;       ///< of where in its pixel each point lies, >= 0

  bool operator==(const WordSpec&) const = default;
};

/// Points spread evenly over the ink of the word, a class a letter, blanks not counted
/// (core/model/draws/ink_points.h). Set as the program's text is: letter by letter in the
/// program's typeface, or in a font of the machine that has the letter. To be asked on the thread
/// that draws.
///
/// Throws BadRequest for a word that is empty, blank, too long or no text, naming a letter that no
/// font has the outline of; Failed where a font cannot be read.
DataSpec word_points(const WordSpec& spec);

}  // namespace alphabar
