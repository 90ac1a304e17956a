#include "core/files/arrays/table_records.h"

#include <algorithm>
#include <array>
#include <limits>

namespace alphabar {
namespace {

constexpr std::array<SeparatorInfo, 4> all{{{Separator::tab, '\t', "tab", "tabs"},
                                            {Separator::semicolon, ';', "semicolon", "semicolons"},
                                            {Separator::comma, ',', "comma", "commas"},
                                            {Separator::blanks, ' ', "blanks", "blanks"}}};

constexpr std::size_t longest_value = 60;  // bytes in a message; more say nothing more

/// As much as a message shows, whole characters of UTF-8.
std::string shown(std::string_view value) {
  if (value.size() <= longest_value) return std::string(value);
  std::size_t end = longest_value;
  while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0) == 0x80) --end;
  return std::string(value.substr(0, end)) + "...";
}

/// A first line "sep=;" without its end; empty where there is none.
std::string_view declaration(std::string_view text) {
  const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
  return line.starts_with("sep=") && line.size() <= 5 ? line : std::string_view();
}

std::size_t count_lines(std::string_view text) {
  std::size_t lines = 0;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n')))
      ++lines;
  return lines;
}

}  // namespace

std::span<const SeparatorInfo> separators() { return all; }

TableError::TableError(const std::string& where, std::size_t at_line, std::string_view value,
                       const std::string& allowed, const std::string& advice)
    : BadRequest(where, "line " + std::to_string(at_line), shown(value), allowed, advice),
      line(at_line) {}

TableError::TableError(const BadRequest& fault)
    : BadRequest(fault), line(std::numeric_limits<std::size_t>::max()) {}

std::optional<Separator> declared_separator(std::string_view text, const std::string& where) {
  const std::string_view line = declaration(text);
  if (line.empty()) return std::nullopt;
  for (const SeparatorInfo& info : all)
    if (line.back() == info.sign) return info.kind;
  throw TableError(where, 1, line, "sep= with comma, semicolon, tab or blank");
}

RecordReader::RecordReader(std::string_view text, Separator separator, const std::string& where)
    : text_(text),
      separator_(separator),
      sign_(all[static_cast<std::size_t>(separator)].sign),
      where_(where),
      at_(declaration(text).size()) {
  if (at_ > 0) end_line();
}

bool RecordReader::ends_line() const {
  return at_ == text_.size() || text_[at_] == '\n' || text_[at_] == '\r';
}

bool RecordReader::separates() const {
  return text_[at_] == sign_ || (separator_ == Separator::blanks && text_[at_] == '\t');
}

void RecordReader::skip_padding() {
  while (at_ < text_.size() &&
         (text_[at_] == ' ' || (text_[at_] == '\t' && separator_ != Separator::tab)))
    ++at_;
}

void RecordReader::end_line() {
  if (at_ == text_.size()) return;
  at_ += text_.substr(at_).starts_with("\r\n") ? 2 : 1;
  ++next_line_;
}

bool RecordReader::next() {
  comment_ = {};
  while (at_ < text_.size()) {
    const std::size_t begin = at_;
    line_ = next_line_;
    skip_padding();
    if (at_ < text_.size() && text_[at_] == '#') {
      const std::size_t end = std::min(text_.find_first_of("\r\n", at_), text_.size());
      comment_ = text_.substr(at_ + 1, end - at_ - 1);
      ++comments_;
      at_ = end;
      end_line();
      continue;
    }
    read_fields();
    raw_ = text_.substr(begin, at_ - begin);
    end_line();
    if (std::ranges::any_of(fields_, [](std::string_view field) { return !field.empty(); }))
      return true;
    ++empty_lines_;
    comment_ = {};
  }
  return false;
}

void RecordReader::read_fields() {
  fields_.clear();
  unescaped_.clear();
  while (true) {
    skip_padding();
    if (separator_ == Separator::blanks && !fields_.empty() && ends_line()) return;
    const bool quotes = at_ < text_.size() && text_[at_] == '"';
    fields_.push_back(quotes ? quoted() : plain());
    if (fields_.size() > most_columns)
      throw TableError(where_, line_, "more than " + std::to_string(most_columns) + " values",
                       "2 columns or more, x and y among them");
    if (ends_line()) return;
    ++at_;  // the separator
  }
}

std::string_view RecordReader::quoted() {
  const std::size_t opened = next_line_, begin = ++at_;
  bool doubled = false;
  while (true) {
    at_ = text_.find('"', at_);
    if (at_ == std::string_view::npos) {
      at_ = text_.size();
      throw TableError(where_, opened, text_.substr(begin - 1), "a quote that is closed");
    }
    if (!text_.substr(at_ + 1).starts_with('"')) break;
    doubled = true;
    at_ += 2;
  }
  std::string_view field = text_.substr(begin, at_ - begin);
  next_line_ += count_lines(field);
  ++at_;
  if (separator_ != Separator::blanks) skip_padding();
  if (!ends_line() && !separates())
    throw TableError(where_, next_line_, text_.substr(begin - 1),
                     "a separator after the closing quote");
  if (!doubled) return field;
  std::string& plain_field = unescaped_.emplace_back();
  for (std::size_t i = 0; i < field.size(); ++i) {
    plain_field += field[i];
    if (field[i] == '"') ++i;
  }
  return plain_field;
}

std::string_view RecordReader::plain() {
  const std::size_t begin = at_;
  while (!ends_line() && !separates()) ++at_;
  std::size_t end = at_;
  while (end > begin && (text_[end - 1] == ' ' || text_[end - 1] == '\t')) --end;
  return text_.substr(begin, end - begin);
}

}  // namespace alphabar
