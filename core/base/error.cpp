#include "core/base/error.h"

namespace alphabar {
namespace {

std::string one_line(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  constexpr std::size_t longest = 200;  // a hostile value must not flood the terminal
  if (text.size() > longest) text = text.substr(0, longest) + "...";
  return text;
}

std::string sentence(const std::string& where, const std::string& field, const std::string& value,
                     const std::string& allowed, const std::string& advice) {
  std::string line = one_line(where);
  const auto append = [&line](const std::string& separator, const std::string& part) {
    if (part.empty()) return;
    if (!line.empty()) line += separator;
    line += one_line(part);
  };
  append(": ", field);
  if (!value.empty()) line += " = " + one_line(value);
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
