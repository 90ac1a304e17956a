#include "core/plan/formula/step_formula.h"

#include <bit>
#include <cmath>
#include <cstdlib>

#include "core/base/rounded.h"

namespace alphabar {
namespace {

using Kind = Formula::Kind;

/// A name's key in FormulaValues.
std::string key_of(const Formula& name) {
  if (name.kind != Kind::call) return name.text;
  return name.text + "(" + name.parts[0].text + ")";
}

std::optional<double> value_of(const Formula& f, const FormulaValues& values, std::size_t axis) {
  const auto part = [&](std::size_t i) { return value_of(f.parts[i], values, axis); };
  switch (f.kind) {
    case Kind::number: return std::strtod(f.text.c_str(), nullptr);
    case Kind::symbol:
    case Kind::call: {
      const std::string key = key_of(f);
      if (const auto v = values.vectors.find(key); v != values.vectors.end())
        return v->second[axis];
      if (const auto s = values.scalars.find(key); s != values.scalars.end()) return s->second;
      return {};
    }
    case Kind::bracket: return part(0);
    case Kind::root: {
      const auto x = part(0);
      if (!x) return {};
      return std::sqrt(*x);
    }
    case Kind::sum:
    case Kind::product: {
      double result = f.kind == Kind::sum ? 0 : 1;
      for (std::size_t i = 0; i < f.parts.size(); ++i) {
        const auto x = part(i);
        if (!x) return {};
        if (f.kind == Kind::sum)
          result += f.negative[i] ? -*x : *x;
        else
          result *= *x;
      }
      return result;
    }
    case Kind::quotient:
    case Kind::power: {
      const auto x = part(0), y = part(1);
      if (!x || !y) return {};
      return f.kind == Kind::quotient ? *x / *y : std::pow(*x, *y);
    }
  }
  return {};
}

/// Which shares stand in a formula, one bit each.
unsigned shares_in(const Formula& f) {
  if (f.kind == Kind::symbol || f.kind == Kind::call) {
    const auto share = share_of(f.text);
    return share ? 1U << static_cast<unsigned>(*share) : 0;
  }
  unsigned all = 0;
  for (const Formula& part : f.parts) all |= shares_in(part);
  return all;
}

std::optional<Share> only_share(const Formula& f) {
  const unsigned shares = shares_in(f);
  if (!std::has_single_bit(shares)) return std::nullopt;
  return static_cast<Share>(std::countr_zero(shares));
}

class Writer {
 public:
  explicit Writer(const FormulaStyle& style) : style_(style) {}

  /// A term in its colour, where all of it has one.
  std::string term(const Formula& f) const {
    const auto share = only_share(f);
    if (!share || !style_.paint) return write(f);
    return style_.paint(*share, Writer(plain()).write(f));
  }

  std::string write(const Formula& f) const {
    switch (f.kind) {
      case Kind::number: return f.text;
      case Kind::symbol:
      case Kind::call: return style_.name ? style_.name(f) : symbol(f);
      case Kind::bracket: {
        const bool square = f.text == "[";
        return (square ? "\\left[" : "\\left(") + term(f.parts[0]) +
               (square ? "\\right]" : "\\right)");
      }
      case Kind::root: return "\\sqrt{" + term(f.parts[0]) + "}";
      case Kind::quotient:
        return "\\frac{" + term(bare(f.parts[0])) + "}{" + term(bare(f.parts[1])) + "}";
      case Kind::power: {
        std::string base = term(f.parts[0]);
        if (base.starts_with('-')) base = "(" + base + ")";
        if (base.find('\'') != std::string::npos) base = "{" + base + "}";
        return base + "^{" + term(bare(f.parts[1])) + "}";
      }
      case Kind::sum: {
        std::string text;
        for (std::size_t i = 0; i < f.parts.size(); ++i) {
          if (f.negative[i])
            text += "-";
          else if (i > 0)
            text += "+";
          std::string part = term(f.parts[i]);
          if (part.starts_with('-') && (i > 0 || f.negative[i])) part = "(" + part + ")";
          text += part;
        }
        return text;
      }
      case Kind::product: {
        std::string text;
        for (std::size_t i = 0; i < f.parts.size(); ++i) {
          std::string part = term(f.parts[i]);
          if (part.starts_with('-') && i > 0) part = "(" + part + ")";
          const bool digits = is_digit(part[0]);
          if (i > 0) text += digits ? "\\cdot " : "\\,";
          text += part;
        }
        return text;
      }
    }
    return "";
  }

  std::string symbol(const Formula& f) const {
    std::string text = latex_symbol(f.text);
    for (std::size_t i = 0; i < f.parts.size(); ++i) {
      text += i == 0 ? '(' : ',';
      text += Writer(plain()).write(f.parts[i]);
    }
    return f.kind == Kind::call ? text + ")" : text;
  }

 private:
  FormulaStyle plain() const { return {style_.name, {}}; }
  static const Formula& bare(const Formula& f) { return f.kind == Kind::bracket ? f.parts[0] : f; }
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  const FormulaStyle& style_;
};

}  // namespace

std::optional<std::array<double, 2>> evaluate(const Formula& formula, const FormulaValues& values) {
  const auto x = value_of(formula, values, 0), y = value_of(formula, values, 1);
  if (!x || !y) return {};
  return std::array<double, 2>{*x, *y};
}

std::optional<Share> share_of(std::string_view symbol) {
  if (symbol == "x" || symbol == "y" || symbol == "x'") return Share::state;
  if (symbol.starts_with("x0_hat")) return Share::predicted_x0;
  if (symbol.starts_with("eps_hat") || symbol == "score" || symbol == "v") return Share::direction;
  if (symbol == "z") return Share::noise;
  return {};
}

std::string latex(const Formula& formula, const FormulaStyle& style) {
  return Writer(style).term(formula);
}

std::string latex(const Equation& equation, const FormulaStyle& style) {
  std::string text = latex(equation.left, {style.name, {}}) + "=" + latex(equation.right, style);
  for (const Equation& clause : equation.where) text += ",\\quad " + latex(clause, style);
  return text;
}

std::string latex_symbol(std::string_view name) {
  using Entry = std::pair<std::string_view, const char*>;
  static constexpr Entry table[] = {{"x", "x_t"},
                                    {"x'", "x_{t'}"},
                                    {"y", "y"},
                                    {"z", "z"},
                                    {"x0_hat", "\\hat{x}_0"},
                                    {"x0_hat_before", "\\hat{x}_0^{\\,\\mathrm{before}}"},
                                    {"eps_hat", "\\hat{\\epsilon}"},
                                    {"eps_hat_j", "\\hat{\\epsilon}_j"},
                                    {"score", "\\nabla\\!\\log p_t"},
                                    {"ab", "\\bar{\\alpha}_t"},
                                    {"ab'", "\\bar{\\alpha}_{t'}"},
                                    {"alpha", "\\alpha_t"},
                                    {"beta", "\\beta_t"},
                                    {"beta_t", "\\beta(t)"},
                                    {"a", "a_t"},
                                    {"a'", "a_{t'}"},
                                    {"s", "s_t"},
                                    {"s'", "s_{t'}"},
                                    {"sigma", "\\sigma"},
                                    {"sigma'", "\\sigma'"},
                                    {"sigma_t", "\\sigma_t"},
                                    {"sigma_last", "\\sigma_L"},
                                    {"sigma_down", "\\sigma_{\\downarrow}"},
                                    {"sigma_up", "\\sigma_{\\uparrow}"},
                                    {"s_down", "s_{\\downarrow}"},
                                    {"s_up", "s_{\\uparrow}"},
                                    {"dt", "\\Delta t"},
                                    {"dsigma", "\\mathrm{d}\\sigma"},
                                    {"t", "t"},
                                    {"t'", "t'"},
                                    {"sum_j", "\\sum_j"},
                                    {"int", "\\int"},
                                    {"log", "\\log"},
                                    {"L_j", "L_j"},
                                    {"w_j", "w_j"},
                                    {"D_j", "D_j"},
                                    {"step", "h_0"},
                                    {"norm_z", "|z|"},
                                    {"norm_score", "|\\nabla\\!\\log p_t|"}};
  for (const auto& [key, value] : table)
    if (key == name) return value;
  std::string text(name);
  // An index behind a name that has an entry of its own: eps_hat_2.
  if (const auto cut = text.rfind('_'); cut != std::string::npos && cut + 1 < text.size())
    return latex_symbol(text.substr(0, cut)) + "^{(" + text.substr(cut + 1) + ")}";
  return text;
}

std::string latex_number(double value, int digits) {
  if (std::isnan(value)) return "\\text{?}";
  if (std::isinf(value)) return value > 0 ? "\\infty" : "-\\infty";
  if (value == 0) return "0";
  const auto [mantissa, power] = rounded(value, digits);
  return power == 0 ? mantissa : mantissa + "\\cdot 10^{" + std::to_string(power) + "}";
}

std::string latex_vector(const std::array<double, 2>& value, int digits) {
  return "\\binom{" + latex_number(value[0], digits) + "}{" + latex_number(value[1], digits) + "}";
}

}  // namespace alphabar
