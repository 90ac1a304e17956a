#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace alphabar {

/// One named column of a table: numbers, or words.
struct CsvColumn {
  std::string name;
  std::vector<double> values;
  std::vector<std::string> words = {};  ///< taken where there are no values

  std::size_t size() const { return values.empty() ? words.size() : values.size(); }
};

/// The table as text: a line of names, then a line per row, "," between, "\n" after each line.
/// Numbers have the fewest digits that read back as the same double; nan, inf and -inf are written
/// so. Names and words with a comma, a quote or a line break are quoted as in RFC 4180. All columns
/// must be equally long.
std::string csv_text(const std::vector<CsvColumn>& columns);

/// csv_text into a file, which appears whole or not at all, with the recipe (the scene's JSON; may
/// be empty) as a comment in its last line (core/files/recipe_word.h): NumPy, and pandas with
/// comment="#", read past it. Throws what AtomicFile throws.
void write_csv(const std::filesystem::path& path, const std::vector<CsvColumn>& columns,
               const std::string& recipe = "");

}  // namespace alphabar
