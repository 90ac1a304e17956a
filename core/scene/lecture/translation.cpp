#include "core/scene/lecture/translation.h"

#include <algorithm>
#include <string_view>

namespace alphabar {
namespace {

bool is_letter_or_figure(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool equal(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view first_part(std::string_view tag) { return tag.substr(0, tag.find('-')); }

}  // namespace

bool is_language_tag(const std::string& tag) {
  constexpr std::size_t most = 35, longest_part = 8;
  if (tag.size() > most) return false;
  std::size_t part = 0;
  for (const char c : tag) {
    if (c == '-' && part == 0) return false;
    part = c == '-' ? 0 : part + 1;
    if (part > longest_part || (c != '-' && !is_letter_or_figure(c))) return false;
  }
  return part > 0;
}

int language_fit(const std::string& has, const std::string& wanted) {
  if (equal(has, wanted)) return 2;
  return equal(first_part(has), first_part(wanted)) ? 1 : 0;
}

}  // namespace alphabar
