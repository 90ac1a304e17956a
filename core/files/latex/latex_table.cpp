#include "core/files/latex/latex_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "core/files/atomic_file.h"
#include "core/files/recipe_word.h"

namespace alphabar {
namespace {

std::string escaped(std::string_view text) {
  std::string latex;
  for (const char letter : text) {
    if (std::string_view("&%$#_{}").find(letter) != std::string_view::npos) latex.push_back('\\');
    if (letter == '\\' || letter == '~' || letter == '^')
      latex += fmt::format("\\char{}{{}}", static_cast<int>(letter));
    else
      latex.push_back(letter);
  }
  return latex;
}

/// "c_d0" as $c_{d0}$, "from_t" as words.
std::string head(const std::string& name) {
  const bool symbol = name.size() > 2 && name[1] == '_';
  return symbol ? fmt::format("${}_{{{}}}$", name[0], escaped(name.substr(2))) : escaped(name);
}

std::string number(double value) {
  if (std::isnan(value)) return "--";
  if (std::isinf(value)) return value > 0 ? "$\\infty$" : "$-\\infty$";
  const std::string text = fmt::format("{:.4g}", value);
  const std::size_t e = text.find('e');
  if (e == std::string::npos) return "$" + text + "$";
  return fmt::format("${} \\cdot 10^{{{}}}$", text.substr(0, e), std::stoi(text.substr(e + 1)));
}

bool says_nothing(const CsvColumn& column) {
  return !column.values.empty() &&
         std::ranges::all_of(column.values, [](double v) { return v == 0; });
}

}  // namespace

std::string latex_text(const std::vector<CsvColumn>& columns) {
  std::string left_out, kinds, heads, rows;
  std::vector<const CsvColumn*> shown;
  for (const CsvColumn& column : columns) {
    if (says_nothing(column)) {
      left_out += (left_out.empty() ? "" : ", ") + column.name;
      continue;
    }
    shown.push_back(&column);
    kinds += column.values.empty() ? "l" : "r";
    heads += (heads.empty() ? "" : " & ") + head(column.name);
  }
  const std::size_t count = columns.empty() ? 0 : columns.front().size();
  for (std::size_t row = 0; row < count; ++row) {
    for (std::size_t i = 0; i < shown.size(); ++i)
      rows += (i > 0 ? " & " : "") + (shown[i]->values.empty() ? escaped(shown[i]->words[row])
                                                               : number(shown[i]->values[row]));
    rows += " \\\\\n";
  }
  return "% \\usepackage{booktabs}\n" +
         (left_out.empty() ? std::string() : "% all zero: " + left_out + "\n") +
         "\\begin{tabular}{" + kinds + "}\n\\toprule\n" + heads + " \\\\\n\\midrule\n" + rows +
         "\\bottomrule\n\\end{tabular}\n";
}

void write_latex(const std::filesystem::path& path, const std::vector<CsvColumn>& columns,
                 const std::string& recipe) {
  AtomicFile file(path);
  file.write(latex_text(columns) + recipe_comment('%', recipe));
  file.commit();
}

}  // namespace alphabar
