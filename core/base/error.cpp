#include "core/base/error.h"

#include "core/base/text.h"

namespace alphabar {
namespace {

std::string shown_part(const std::string& text) {
  constexpr std::size_t longest = 200;  // a hostile value must not flood the terminal
  return one_line(text, longest);
}

/// A long path loses its middle: what it ends in, the part of the file, is what is looked for.
std::string shown_place(const std::string& where) {
  constexpr std::size_t start = 120, end = 80;
  if (where.size() <= start + end) return one_line(where);
  std::size_t rest = where.size() - end;
  while (rest < where.size() && (where[rest] & 0xC0) == 0x80) ++rest;  // between two letters
  return one_line(where, start) + one_line(where.substr(rest));
}

std::string sentence(const std::string& where, const std::string& field, const std::string& value,
                     const std::string& allowed, const std::string& advice) {
  std::string line = shown_place(where);
  const auto append = [&line](const std::string& separator, const std::string& part) {
    if (part.empty()) return;
    if (!line.empty()) line += separator;
    line += shown_part(part);
  };
  append(": ", field);
  if (!value.empty()) line += " = " + shown_part(value);
  append("; allowed: ", allowed);
  append("; ", advice);
  return line;
}

}  // namespace

BadRequest::BadRequest(const std::string& where, const std::string& field, const std::string& value,
                       const std::string& allowed, const std::string& advice)
    : std::runtime_error(sentence(where, field, value, allowed, advice)),
      where_(where),
      field_(field),
      value_(value),
      allowed_(allowed),
      advice_(advice) {}

BadRequest BadRequest::in(const std::string& file) const {
  return {where_.empty() ? file : file + ": " + where_, field_, value_, allowed_, advice_};
}

}  // namespace alphabar
