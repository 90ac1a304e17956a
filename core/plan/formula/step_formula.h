#pragma once

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace alphabar {

/// What a vector in a step is to a viewer; it has one colour wherever it stands.
enum class Share { state, predicted_x0, direction, guidance, noise };

/// A formula as read from its plain text: "sqrt(ab') x0_hat + sigma_t z".
///
/// Names (letters, digits, _ and a closing '), numbers, + - * / ^, brackets ( ) and [ ], sqrt(...).
/// What stands side by side is multiplied; a name with "(" right behind it is a function, whose
/// arguments are read as formulas. `/` divides the whole product before it by the factor behind it.
struct Formula {
  enum class Kind { number, symbol, call, sum, product, quotient, power, root, bracket };
  Kind kind = Kind::number;
  std::string text;  ///< number, symbol, call: as written; bracket: "(" or "["
  std::vector<Formula> parts;
  std::vector<bool> negative;  ///< sum: which parts are taken away
};

/// "left = right, name = value, ...": a formula and what its names stand for.
struct Equation {
  Formula left, right;
  std::vector<Equation> where;
};

/// Throws BadRequest for a text that is none.
Equation parse_equation(std::string_view text);

/// Numbers for a formula's names. A call is looked up as its name with its first argument:
/// "eps_hat(y)".
struct FormulaValues {
  std::map<std::string, double, std::less<>> scalars;
  std::map<std::string, std::array<double, 2>, std::less<>> vectors;
};

/// Its value, component by component; nothing where a name has none. What stands in `where` of the
/// equation a formula comes from is not used: those names have values of their own.
std::optional<std::array<double, 2>> evaluate(const Formula& formula, const FormulaValues& values);

/// What a symbol is: x and y states, x0_hat... a prediction of x_0, eps_hat..., score and v a
/// direction, z noise; all else a scalar.
std::optional<Share> share_of(std::string_view symbol);

/// How a formula is set.
struct FormulaStyle {
  /// LaTeX of a symbol or call; empty: the one of latex_symbol().
  std::function<std::string(const Formula& symbol)> name;
  /// Colours a term whose vectors all have one share; empty: no colours.
  std::function<std::string(Share share, const std::string& latex)> paint;
};

/// LaTeX (mathematics, without dollars).
std::string latex(const Formula& formula, const FormulaStyle& style = {});
std::string latex(const Equation& equation, const FormulaStyle& style = {});

/// x_t for x, \bar\alpha_{t'} for ab', and so on.
std::string latex_symbol(std::string_view name);

/// A number as a page has it, with `digits` significant digits: -0.0501, 4.04\cdot10^{-5}.
std::string latex_number(double value, int digits = 3);
/// A column vector.
std::string latex_vector(const std::array<double, 2>& value, int digits = 3);

}  // namespace alphabar
