#include "core/scene/formula.h"

#include <muParser.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <numbers>
#include <utility>

#include "core/base/check.h"

namespace alphabar {
namespace {

constexpr std::size_t longest = 400;
constexpr const char* names =
    "a formula in t, T, u = t/T and pi with + - * / ^ ( ) ? : and sin cos tan asin acos atan sinh "
    "cosh tanh exp log sqrt abs min max";

[[noreturn]] void refuse(const std::string& found, const std::string& allowed,
                         const std::string& advice = "") {
  throw BadRequest("process", "formula", found, allowed, advice);
}

/// Refuses text at a place, counted from 0, with what is wrong there.
[[noreturn]] void refuse_at(const std::string& text, std::size_t place, const std::string& reason) {
  constexpr std::size_t shown = 24;  // characters before and after the place
  const std::size_t begin = place > shown ? place - shown : 0;
  refuse("\"" + text.substr(begin, 2 * shown) + "\", character " + std::to_string(place + 1) +
             ": " + reason,
         names);
}

/// What the parser would take and a schedule has no use for, or what it reports badly.
void check_characters(const std::string& text) {
  if (text.find_first_not_of(" \t") == std::string::npos) refuse("nothing", names);
  if (text.size() > longest)
    refuse(std::to_string(text.size()) + " characters", "at most " + std::to_string(longest));
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x80 || (c < 0x20 && c != '\t')) refuse_at(text, i, "not a letter of ASCII");
    if (c == '"') refuse_at(text, i, "a quotation mark");
    const bool pair = (i > 0 && std::string("<>!=").find(text[i - 1]) != std::string::npos) ||
                      (i + 1 < text.size() && text[i + 1] == '=');
    if (c == '=' && !pair) refuse_at(text, i, "an assignment; a formula has none");
  }
}

/// The parser's message without the place, which it counts otherwise.
std::string reason_of(const mu::Parser::exception_type& error) {
  std::string reason = error.GetMsg();
  for (const char* tail : {" found at position", " at position", " at expression position"})
    if (const auto at = reason.find(tail); at != std::string::npos) reason.resize(at);
  if (!reason.empty()) reason[0] = static_cast<char>(std::tolower(reason[0]));
  return reason;
}

/// Where the second of two formulas begins: the first comma outside of parentheses.
std::size_t place_of_comma(const std::string& text) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
    if (text[i] == ',' && depth == 0) return i;
  }
  return 0;
}

double least(const double* values, int n) { return *std::min_element(values, values + n); }
double most(const double* values, int n) { return *std::max_element(values, values + n); }

void define_names(mu::Parser& parser) {
  parser.ClearFun();
  parser.ClearConst();
  parser.DefineConst("pi", std::numbers::pi);
  using Function = double (*)(double);
  const std::pair<const char*, Function> functions[] = {
      {"sin", std::sin},   {"cos", std::cos},   {"tan", std::tan},   {"asin", std::asin},
      {"acos", std::acos}, {"atan", std::atan}, {"sinh", std::sinh}, {"cosh", std::cosh},
      {"tanh", std::tanh}, {"exp", std::exp},   {"log", std::log},   {"ln", std::log},
      {"sqrt", std::sqrt}, {"abs", std::fabs}};
  for (const auto& [name, function] : functions) parser.DefineFun(name, function);
  parser.DefineFun("min", least);
  parser.DefineFun("max", most);
}

std::vector<std::size_t> faults_of(const std::vector<double>& alpha_bar) {
  std::vector<std::size_t> faults;
  double before = 1;
  for (std::size_t i = 0; i < alpha_bar.size(); ++i)
    if (alpha_bar[i] > 0 && alpha_bar[i] <= before)
      before = alpha_bar[i];
    else
      faults.push_back(i);
  if (before == 1 && faults.empty()) faults.push_back(alpha_bar.size() - 1);
  return faults;
}

}  // namespace

FormulaCurve formula_curve(const std::string& text, int T) {
  check_characters(text);
  double t = 0, u = 0;
  FormulaCurve curve;
  try {
    mu::Parser parser;
    define_names(parser);
    parser.DefineConst("T", T);
    parser.DefineVar("t", &t);
    parser.DefineVar("u", &u);
    parser.SetExpr(text);
    curve.alpha_bar.reserve(static_cast<std::size_t>(T));
    for (int i = 1; i <= T; ++i) {
      t = i;
      u = t / T;
      int results = 0;
      const double* result = parser.Eval(results);
      if (results != 1) refuse_at(text, place_of_comma(text), "a second formula");
      curve.alpha_bar.push_back(*result);
    }
  } catch (const mu::Parser::exception_type& error) {
    const int end = static_cast<int>(text.size()) - 1;
    const int place = error.GetPos() < 0 ? end : std::min(error.GetPos(), end);
    refuse_at(text, static_cast<std::size_t>(place), reason_of(error));
  }
  curve.faults = faults_of(curve.alpha_bar);
  return curve;
}

std::vector<double> schedule_of(const FormulaCurve& curve) {
  if (curve.faults.empty()) return curve.alpha_bar;
  const std::size_t at = curve.faults.front();
  const double value = curve.alpha_bar[at];
  const std::string found = "alpha_bar(" + std::to_string(at + 1) + ") = " + to_text(value);
  if (!(value > 0 && value <= 1))
    refuse(found, "more than 0, at most 1",
           value == 0 ? "end above 0 and turn on zero_terminal_snr" : "");
  if (at > 0 && value > curve.alpha_bar[at - 1])
    refuse(found, "at most the value before, " + to_text(curve.alpha_bar[at - 1]),
           "alpha_bar must not rise");
  refuse(found, "less than 1 at the end", "a schedule without noise is the process clean");
}

}  // namespace alphabar
