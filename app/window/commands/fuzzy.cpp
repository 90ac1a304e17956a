#include "app/window/commands/fuzzy.h"

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

namespace alphabar {
namespace {

constexpr double letter = 1, after_the_last = 5, start_of_word = 4;
constexpr double never = -std::numeric_limits<double>::infinity();

std::string lower(std::string_view text) {
  std::string small(text);
  for (char& c : small)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return small;
}

bool starts_word(const std::string& text, std::size_t at) {
  if (at == 0) return true;
  const char before = text[at - 1];
  return before == ' ' || before == '-' || before == '(' || before == '/' || before == '_';
}

/// The best way to lay the letters of `word` over `text`: best[j] is that of the letters so far,
/// the last of them on text[j].
double word_score(const std::string& word, const std::string& text) {
  std::vector<double> best(text.size(), never), next(text.size());
  for (std::size_t i = 0; i < word.size(); ++i) {
    double reached = i == 0 ? 0 : never;  // best place of the letters before, left of j
    for (std::size_t j = 0; j < text.size(); ++j) {
      next[j] = never;
      if (text[j] == word[i]) {
        const double here = letter + (starts_word(text, j) ? start_of_word : 0);
        next[j] = reached + here;
        if (i > 0 && j > 0) next[j] = std::max(next[j], best[j - 1] + here + after_the_last);
      }
      if (i > 0) reached = std::max(reached, best[j]);
    }
    best.swap(next);
  }
  return best.empty() ? never : *std::max_element(best.begin(), best.end());
}

}  // namespace

std::optional<double> fuzzy_score(std::string_view query, std::string_view text) {
  const std::string wanted = lower(query), given = lower(text);
  double total = 0;
  for (std::size_t at = 0; at < wanted.size();) {
    const std::size_t end = std::min(wanted.find(' ', at), wanted.size());
    if (end > at) {
      const double score = word_score(wanted.substr(at, end - at), given);
      if (score == never) return std::nullopt;
      total += score;
    }
    at = end + 1;
  }
  return total > 0 ? total - 0.01 * static_cast<double>(given.size()) : 0;
}

}  // namespace alphabar
