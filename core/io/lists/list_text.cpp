#include "core/io/lists/list_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <initializer_list>
#include <limits>

#include "core/base/error.h"
#include "core/files/json/json_strict.h"

namespace alphabar {
namespace {

constexpr std::string_view blanks = " \t\r\n";

enum class Commas { between, decimal };

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

/// The text with typographic signs in ASCII, without comments and without a byte order mark.
std::string plain(std::string_view text) {
  struct Sign {
    std::string_view sign, ascii;
  };
  static constexpr std::array<Sign, 12> signs{{{"\uFEFF", ""},
                                               {"\u00A0", " "},
                                               {"\u2009", " "},
                                               {"\u202F", " "},
                                               {"\u2007", " "},
                                               {"\u2192", "->"},
                                               {"\u21D2", "->"},
                                               {"\u27F6", "->"},
                                               {"\u2212", "-"},
                                               {"\u221E", "inf"},
                                               {"\u2022", "-"},
                                               {"\u2026", "..."}}};
  std::string out;
  while (!text.empty()) {
    if (text[0] == '#') text.remove_prefix(std::min(text.find('\n'), text.size()));
    const auto found =
        std::ranges::find_if(signs, [&](const Sign& s) { return text.starts_with(s.sign); });
    if (found != signs.end()) {
      out += found->ascii;
      text.remove_prefix(found->sign.size());
    } else if (!text.empty()) {
      out += text[0];
      text.remove_prefix(1);
    }
  }
  return out;
}

bool starts_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool in_word(char c) { return starts_word(c) || (c >= '0' && c <= '9') || c == '.'; }

/// The identifier that a text starts with, dots included; empty where it starts otherwise.
std::string_view word_of(std::string_view text) {
  if (text.empty() || !starts_word(text[0])) return {};
  return text.substr(0, std::ranges::find_if_not(text, in_word) - text.begin());
}

/// "torch.tensor" -> "tensor".
std::string_view last_part(std::string_view word) { return word.substr(word.rfind('.') + 1); }

bool is_infinite(std::string_view word) {
  return one_of(last_part(word), {"inf", "Inf", "INF", "infinity", "Infinity", "INFINITY"});
}

/// Whether what stands in the round brackets behind this word is a list.
bool wraps_list(std::string_view word) {
  return one_of(last_part(word), {"array", "asarray", "tensor", "Tensor", "FloatTensor",
                                  "DoubleTensor", "as_tensor", "list", "tuple"});
}
/// Or one number.
bool wraps_number(std::string_view word) {
  return one_of(last_part(word), {"float", "float16", "bfloat16", "float32", "float64", "int",
                                  "int32", "int64", "tensor", "scalar"});
}

[[noreturn]] void refuse_list(const std::string& where, std::string_view text,
                              const std::string& allowed, const std::string& advice = "") {
  throw BadRequest(where, "list", std::string(text.substr(0, 40)), allowed, advice);
}

/// Takes "name =", "name:" or a line with nothing but a name off the front of the text.
std::string take_name(std::string_view& text) {
  std::string name;
  while (true) {
    std::string_view rest = text;
    const bool quoted = !rest.empty() && (rest[0] == '"' || rest[0] == '\'');
    if (quoted) rest.remove_prefix(1);
    const std::string_view word = word_of(rest);
    if (word.empty() || is_infinite(word)) return name;
    rest.remove_prefix(word.size());
    if (quoted && !rest.empty()) rest.remove_prefix(1);
    const bool alone = rest.starts_with('\n') || rest.starts_with("\r\n");
    const std::string_view behind = trimmed(rest);
    if (!alone && !behind.starts_with('=') && !behind.starts_with(':')) return name;
    name += (name.empty() ? "" : " ") + std::string(word);
    text = trimmed(alone ? behind : behind.substr(1));
  }
}

/// The inside of the list's brackets; the text itself where there are none.
std::string_view take_inside(std::string_view text, const std::string& where) {
  const std::string_view word = word_of(text);
  const bool wrapped = !word.empty() && trimmed(text.substr(word.size())).starts_with('(');
  if (wrapped && !wraps_list(word) && !wraps_number(word))
    refuse_list(where, text, "numbers, alone or in [...], array(...) or tensor(...)");
  if (wrapped && !trimmed(text.substr(text.find('(') + 1)).starts_with('[')) return text;
  if (wrapped) text = trimmed(text.substr(text.find('(') + 1));
  if (text.empty() || (text[0] != '[' && text[0] != '(')) return text;
  const char close_sign = text[0] == '[' ? ']' : ')';
  text.remove_prefix(1);
  if (trimmed(text).starts_with('[')) {  // one row of a table
    text = trimmed(text).substr(1);
    const auto end = text.find(']');
    if (end == std::string_view::npos || !trimmed(text.substr(end + 1)).starts_with(']'))
      refuse_list(where, text, "one list of numbers", "paste one list at a time");
    const std::string_view inside = text.substr(0, end);
    text = trimmed(text.substr(end + 1));
    if (!wrapped && text != "]" && text != "];") refuse_list(where, text, "nothing after the list");
    return inside;
  }
  const auto end = close_sign == ']' ? text.find(']') : text.rfind(')');
  if (end == std::string_view::npos)
    refuse_list(where, text, std::string("a list that ends with ") + close_sign);
  const std::string_view after = trimmed(text.substr(end + 1));
  const bool ends_well =
      wrapped ? after.ends_with(')') || after.ends_with(");") : one_of(after, {"", ";", ","});
  if (!ends_well || after.find('[') != std::string_view::npos)
    refuse_list(where, after, "nothing after the list", "paste one list at a time");
  return text.substr(0, end);
}

/// Reads the numbers of a list one after the other.
class Numbers {
 public:
  Numbers(std::string_view text, Commas commas, const std::string& where)
      : text_(text), commas_(commas), where_(where) {}

  std::vector<double> read() {
    while (skip_separators()) {
      if (values_.size() == most_list_values)
        throw BadRequest(where_, "list", "more than 100000 numbers", "at most 100000");
      values_.push_back(number(take_token()));
    }
    if (values_.empty()) throw BadRequest(where_, "list", "no number", "one number or more");
    return std::move(values_);
  }

 private:
  bool separates(char c) const {
    return blanks.find(c) != std::string_view::npos || c == ';' || c == '|' ||
           (c == ',' && commas_ == Commas::between);
  }

  /// False at the end of the text.
  bool skip_separators() {
    while (!text_.empty()) {
      const bool dash = at_line_start_ && text_.size() > 1 && text_[0] == '-' && text_[1] == ' ';
      if (text_.starts_with("->") || text_.starts_with("=>")) {
        text_.remove_prefix(2);
      } else if (separates(text_[0]) || dash) {
        at_line_start_ = text_[0] == '\n' || (at_line_start_ && !dash);
        text_.remove_prefix(1);
      } else {
        break;
      }
    }
    at_line_start_ = false;
    return !text_.empty();
  }

  std::string_view take_token() {
    std::size_t end = 0;
    while (end < text_.size() && !separates(text_[end]) && text_.substr(end, 2) != "->" &&
           text_.substr(end, 2) != "=>" && text_[end] != '(')
      ++end;
    std::string_view token = text_.substr(0, end);
    if (end < text_.size() && text_[end] == '(' && wraps_number(token)) {
      const auto close = text_.find(')', end);
      if (close == std::string_view::npos) refuse(text_, "a closing )");
      token = text_.substr(end + 1, close - end - 1);
      token = trimmed(token.substr(0, token.find(',')));  // tensor(0.1, device='cuda:0')
      text_.remove_prefix(close + 1);
    } else {
      if (token.empty()) token = text_.substr(0, 1);  // a bracket, which no number is
      text_.remove_prefix(token.size());
    }
    while (commas_ == Commas::decimal && token.ends_with(',')) token.remove_suffix(1);
    for (const char quote : {'"', '\''})
      if (token.size() > 1 && token.front() == quote && token.back() == quote)
        token = token.substr(1, token.size() - 2);
    return token;
  }

  double number(std::string_view token) const {
    if (token.find("...") != std::string_view::npos)
      refuse(token, "all the numbers", "the list was abbreviated: print it whole");
    std::string_view digits = token;
    if (digits.starts_with('+')) digits.remove_prefix(1);
    if (is_infinite(digits)) return std::numeric_limits<double>::infinity();
    std::string with_point;
    if (commas_ == Commas::decimal) {
      with_point = digits;
      if (std::ranges::count(with_point, ',') > 1) refuse(token, "one comma in a number");
      std::ranges::replace(with_point, ',', '.');
      digits = with_point;
    }
    double value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size() || digits.empty() ||
        !std::isfinite(value))
      refuse(token, "a finite number");
    return value;
  }

  [[noreturn]] void refuse(std::string_view token, const std::string& allowed,
                           const std::string& advice = "") const {
    throw BadRequest(where_, "number " + std::to_string(values_.size() + 1),
                     std::string(token.substr(0, 40)), allowed, advice);
  }

  std::string_view text_;
  Commas commas_;
  const std::string& where_;
  bool at_line_start_ = true;
  std::vector<double> values_;
};

/// Whether a comma may be a decimal point: it stands between digits, and no point does.
bool may_have_decimal_commas(std::string_view text) {
  const auto digit = [&](std::size_t i) {
    return i < text.size() && text[i] >= '0' && text[i] <= '9';
  };
  bool found = false;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '.') return false;
    found = found || (text[i] == ',' && digit(i - 1) && digit(i + 1));
  }
  return found && text[0] != '.';
}

/// The one list in an object such as {"sigmas": [14.6, 9.7, 0]}.
NumberList list_of_object(std::string_view text, const std::string& where) {
  const nlohmann::json object = parse_json(text, where, {.bytes = most_list_bytes, .depth = 16});
  NumberList list;
  for (const auto& [name, value] : object.items()) {
    if (!value.is_array() || value.empty()) continue;
    if (!list.name.empty())
      throw BadRequest(where, name, "a second list", "one list", "give it alone");
    list.name = name;
    if (value.size() > most_list_values)
      throw BadRequest(where, name, "more than 100000 numbers", "at most 100000");
    for (const nlohmann::json& item : value) {
      if (!item.is_number()) throw BadRequest(where, name, item.dump().substr(0, 40), "numbers");
      list.values.push_back(item.get<double>());
    }
  }
  if (list.name.empty())
    throw BadRequest(where, "_class_name", "",
                     "a scheduler_config.json, or an object with one list",
                     "for a scene, \"format\" is missing");
  return list;
}

}  // namespace

std::vector<NumberList> read_numbers(std::string_view text, const std::string& where) {
  if (text.size() > most_list_bytes)
    throw BadRequest(where, "size", std::to_string(text.size()) + " bytes", "at most 4 MB");
  if (trimmed(text).starts_with('{')) return {list_of_object(trimmed(text), where)};
  const std::string ascii = plain(text);
  std::string_view rest = trimmed(ascii);
  NumberList list{.name = take_name(rest), .values = {}};
  const std::string_view inside = take_inside(rest, where);
  std::vector<NumberList> readings;
  if (may_have_decimal_commas(inside)) {
    try {
      NumberList other = list;
      other.decimal_commas = true;
      other.values = Numbers(inside, Commas::decimal, where).read();
      if (other.values.size() > 1) readings.push_back(std::move(other));
    } catch (const BadRequest&) {
      // Then its commas stand between the numbers.
    }
  }
  try {
    list.values = Numbers(inside, Commas::between, where).read();
    readings.insert(readings.begin(), std::move(list));
  } catch (const BadRequest&) {
    if (readings.empty()) throw;
  }
  return readings;
}

}  // namespace alphabar
