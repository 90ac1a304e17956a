#include "app/views/step/step_text.h"

#include <cmath>
#include <optional>

#include "app/theme/palette.h"
#include "app/views/draw/formula_sheet.h"

namespace alphabar {
namespace {

std::string painted(Share share, const std::string& latex, Theme theme) {
  if (share == Share::state) return latex;
  return "\\fgcolor{" + hex_text(share_color(share, theme)) + "}{" + latex + "}";
}

/// Lines whose parts stand beneath each other.
std::string aligned(const std::vector<std::vector<std::string>>& lines) {
  std::string text = "\\begin{array}{r";
  text.append(lines[0].size() - 1, 'c');
  text += "}";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) text += "\\\\";
    for (std::size_t j = 0; j < lines[i].size(); ++j) text += (j > 0 ? "&" : "") + lines[i][j];
  }
  return text + "\\end{array}";
}

/// left = term + term - term, in cells.
std::vector<std::string> cells(const Formula& left, const Formula& right,
                               const FormulaStyle& style) {
  std::vector<std::string> line{latex(left, {style.name, {}}), "="};
  if (right.kind != Formula::Kind::sum) {
    line.push_back(latex(right, style));
    return line;
  }
  for (std::size_t i = 0; i < right.parts.size(); ++i) {
    if (i > 0) line.emplace_back(right.negative[i] ? "-" : "+");
    std::string part = latex(right.parts[i], style);
    if (i == 0 && right.negative[0]) part = "-" + part;
    if (i > 0 && part.starts_with('-')) part = "(" + part + ")";
    line.push_back(part);
  }
  return line;
}

FormulaStyle numbers_style(const FormulaValues& values, const FormulaStyle& style) {
  return {[&values](const Formula& f) -> std::string {
            const std::string key =
                f.kind == Formula::Kind::call ? f.text + "(" + f.parts[0].text + ")" : f.text;
            if (const auto v = values.vectors.find(key); v != values.vectors.end())
              return latex_vector(v->second);
            if (const auto s = values.scalars.find(key); s != values.scalars.end() && key != "e")
              return latex_number(s->second);
            return latex_symbol(f.text);
          },
          style.paint};
}

/// Whether both sides are the same number, to a millionth of it and of `scale`; nothing where a
/// name has none.
std::optional<bool> holds(const Equation& equation, const FormulaValues& values, double scale) {
  const auto left = evaluate(equation.left, values), right = evaluate(equation.right, values);
  if (!left || !right) return {};
  const double size = scale + std::hypot((*left)[0], (*left)[1]);
  return std::hypot((*left)[0] - (*right)[0], (*left)[1] - (*right)[1]) <= 1e-6 * size;
}

}  // namespace

Rgb share_color(Share share, Theme theme) {
  const auto label = [&](std::size_t i) {
    const ImVec4 c = class_color(i, theme);
    return Rgb{c.x, c.y, c.z};
  };
  switch (share) {
    case Share::predicted_x0: return label(0);
    case Share::direction: return label(1);
    case Share::noise: return label(2);
    case Share::guidance: return label(3);
    case Share::state: break;
  }
  const ImVec4 text = palette(theme).text;
  return {text.x, text.y, text.z};
}

std::string latex_of(const StepTerm& term, Outputs of) {
  const bool plain = of == Outputs::plain && term.age == 0;
  std::string text = "z";
  if (term.share == Share::guidance) text = "g";
  if (term.share == Share::state) text = "x_t";
  if (term.share == Share::predicted_x0) text = plain ? "\\hat{x}_{0,\\varnothing}" : "\\hat{x}_0";
  if (term.share == Share::direction)
    text = plain ? "\\hat{\\epsilon}_\\varnothing" : "\\hat{\\epsilon}";
  return term.age > 0 ? text + "^{(" + std::to_string(term.age) + ")}" : text;
}

namespace {

/// What stands behind eps_hat of the model itself.
std::string guidance_term(const GuidanceSpec& guidance, double w) {
  const std::string weight = latex_number(w);
  if (combines(guidance)) return "\\Delta(\\hat\\epsilon_y, \\hat\\epsilon_\\varnothing)";
  if (by_loss(guidance.kind)) return weight + "\\,s\\,\\nabla_{\\!x} L(\\hat{x}_0(x_t))";
  if (guidance.kind == GuidanceKind::autoguidance)
    return weight + "\\,(\\hat\\epsilon_\\varnothing - \\hat\\epsilon_{\\mathrm{weaker}})";
  if (guidance.kind == GuidanceKind::classifier_free)
    return weight + "\\,(\\hat\\epsilon_y - \\hat\\epsilon_\\varnothing)";
  return weight + "\\,s\\,\\nabla\\log p(y \\mid x_t)";
}

/// eps_hat of a guided step: the model's own and what guidance adds, in symbols and in numbers.
std::string guidance_text(const OneStep& step, const StepTextStyle& style) {
  if (!step.plain) return "";
  const Point own = step.plain->eps_hat, added = step.eps_hat.col(0) - own;
  const auto color = [&](const std::string& latex) {
    return painted(Share::guidance, latex, style.theme);
  };
  const bool down = style.guidance.kind == GuidanceKind::classifier_ddim ||
                    style.guidance.kind == GuidanceKind::classifier_ddpm;
  const char* sign = down && !combines(style.guidance) ? "-" : "+";
  const Point shown = *sign == '-' ? Point(-added) : added;
  return aligned({{"\\hat\\epsilon", "=", "\\hat\\epsilon_\\varnothing", sign,
                   color(guidance_term(style.guidance, step.row.w))},
                  {latex_vector(vec2_of(step.eps_hat.col(0))), "=", latex_vector(vec2_of(own)),
                   sign, color(latex_vector(vec2_of(shown)))}});
}

}  // namespace

/// More below what is there.
static void add_line(std::string& latex, const std::string& more) {
  if (more.empty()) return;
  latex = latex.empty() ? more : "\\begin{array}{l}" + latex + "\\\\" + more + "\\end{array}";
}

std::string posterior_text(const Posterior& posterior, Theme theme) {
  const auto gaussian = [](const Point& mean, double std) {
    if (std == 0) return latex_vector(vec2_of(mean));
    return "\\mathcal{N}\\left(" + latex_vector(vec2_of(mean)) + ",\\," + latex_number(std) +
           "^2 I\\right)";
  };
  const std::string kl = posterior.kl ? latex_number(*posterior.kl) + "\\text{ nats}" : "\\infty";
  const auto color = [&](const std::string& latex) { return painted(Share::noise, latex, theme); };
  return aligned({{"q(x_{t'} \\mid x_t, x_0)", "=", gaussian(posterior.mean, posterior.std)},
                  {color("p_\\theta(x_{t'} \\mid x_t)"), "=",
                   color(gaussian(posterior.model_mean, posterior.model_std))},
                  {"\\mathrm{KL}(q \\,\\|\\, p_\\theta)", "=", kl}});
}

StepText step_text(const Equation& equation, const FormulaValues& known, const OneStep& step,
                   const StepTextStyle& look) {
  const Theme theme = look.theme;
  StepText text;
  const FormulaStyle style{
      {}, [theme](Share share, const std::string& s) { return painted(share, s, theme); }};
  FormulaValues values = known;
  values.vectors["x'"] = vec2_of(step.next);
  std::vector<std::vector<std::string>> lines{cells(equation.left, equation.right, style)};
  text.symbols = aligned(lines);
  text.numbers = holds(equation, values, 1).value_or(false);  // the formula tells this row
  if (text.numbers)
    lines.push_back(cells(equation.left, equation.right, numbers_style(values, style)));
  text.formula = aligned(lines);
  for (const Equation& clause : equation.where)
    if (holds(clause, values, 0).value_or(true))
      text.where += (text.where.empty() ? "" : ",\\quad ") + latex(clause);

  add_line(text.where, guidance_text(step, look));
  if (look.posterior) add_line(text.where, posterior_text(*look.posterior, theme));
  const Outputs of = step.plain ? Outputs::plain : Outputs::guided;
  std::vector<std::string> symbols{"x_{t'}", "="}, vectors{latex_vector(vec2_of(step.next)), "="};
  for (const StepTerm& term : step.terms) {
    const bool score = step.by_score && term.share == Share::direction;
    const double sign = term.coefficient < 0 && &term != &step.terms.front() ? -1 : 1;
    if (symbols.size() > 2) {
      symbols.emplace_back(sign < 0 ? "-" : "+");
      vectors.emplace_back("+");
    }
    const double c = sign * term.coefficient;
    symbols.push_back(painted(term.share,
                              (c == 1 ? "" : latex_number(c) + "\\,") +
                                  (score ? latex_symbol("score") : latex_of(term, of)),
                              theme));
    vectors.push_back(painted(term.share, latex_vector(vec2_of(term.value())), theme));
  }
  text.row = aligned({symbols, vectors});
  return text;
}

}  // namespace alphabar
