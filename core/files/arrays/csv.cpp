#include "core/files/arrays/csv.h"

#include <array>
#include <cassert>
#include <charconv>
#include <cmath>

#include "core/files/atomic_file.h"
#include "core/files/recipe_word.h"

namespace alphabar {
namespace {

void append_number(std::string& text, double value) {
  if (std::isnan(value)) {  // to_chars would tell -nan from nan, which means nothing here
    text += "nan";
    return;
  }
  std::array<char, 32> digits;  // the longest shortest double has 24 characters
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  assert(error == std::errc());
  text.append(digits.data(), end);
}

void append_word(std::string& text, const std::string& name) {
  if (name.find_first_of(",\"\r\n") == std::string::npos) {
    text += name;
    return;
  }
  text += '"';
  for (const char c : name) {
    if (c == '"') text += '"';
    text += c;
  }
  text += '"';
}

}  // namespace

std::string csv_text(const std::vector<CsvColumn>& columns) {
  assert(!columns.empty());
  const std::size_t rows = columns.front().size();
  std::string text;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    assert(columns[c].size() == rows);
    if (c > 0) text += ',';
    append_word(text, columns[c].name);
  }
  text += '\n';
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (c > 0) text += ',';
      if (columns[c].values.empty())
        append_word(text, columns[c].words[row]);
      else
        append_number(text, columns[c].values[row]);
    }
    text += '\n';
  }
  return text;
}

void write_csv(const std::filesystem::path& path, const std::vector<CsvColumn>& columns,
               const std::string& recipe) {
  AtomicFile file(path);
  file.write(csv_text(columns) + recipe_comment('#', recipe));
  file.commit();
}

}  // namespace alphabar
