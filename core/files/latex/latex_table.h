#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/files/arrays/csv.h"

namespace alphabar {

/// A table as a LaTeX tabular with booktabs' rules, to be \input: numbers to four digits, powers of
/// ten as such. Columns of numbers that are all zero are left out, and named in a comment. All
/// columns must be equally long.
std::string latex_text(const std::vector<CsvColumn>& columns);

/// latex_text into a file, which appears whole or not at all, with the recipe as a comment in its
/// last line, as write_csv. Throws what AtomicFile throws.
void write_latex(const std::filesystem::path& path, const std::vector<CsvColumn>& columns,
                 const std::string& recipe = "");

}  // namespace alphabar
