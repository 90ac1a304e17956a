#include "core/figures/captions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "core/base/rounded.h"

namespace alphabar {

std::string number_text(double value, int digits) {
  if (std::isnan(value)) return "\u2014";
  if (std::isinf(value)) return value > 0 ? "\u221E" : "\u2212\u221E";
  if (value == 0) return "0";
  auto [text, power] = rounded(value, digits);
  if (text.starts_with('-')) text.replace(0, 1, "\u2212");
  if (power == 0) return text;
  // 4.04e-05 as the page of a paper has it: 4.04 · 10⁻⁵.
  constexpr std::array<const char*, 10> raised{"\u2070", "\u00B9", "\u00B2", "\u00B3", "\u2074",
                                               "\u2075", "\u2076", "\u2077", "\u2078", "\u2079"};
  text += power < 0 ? "\u00B710\u207B" : "\u00B710";
  for (const char digit : std::to_string(std::abs(power)))
    text += raised[static_cast<std::size_t>(digit - '0')];
  return text;
}

namespace {

/// "12", "\u22121".
std::string whole_text(double value) {
  const long whole = std::lround(value);
  return (whole < 0 ? "\u2212" : "") + std::to_string(std::abs(whole));
}

}  // namespace

std::string time_text(const Process& process, const Level& level) {
  if (process.time_is_sigma()) return "\u03C3 = " + number_text(level.t);
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, process.discrete() ? "t = %.0f" : "t = %.3f", level.t);
  return buffer;
}

TimeUnit unit_on(const Process& process, TimeUnit unit) {
  return unit == TimeUnit::index && !process.discrete() ? TimeUnit::t : unit;
}

TimeNumber time_number(const Process& process, const Level& level, TimeUnit unit, double step) {
  switch (unit_on(process, unit)) {
    case TimeUnit::t: break;
    case TimeUnit::index: return {"i = ", level.t - 1};
    case TimeUnit::sigma: return {"\u03C3 = ", level.sigma()};
    case TimeUnit::lambda: return {"\u03BB = ", lambda(level)};
    case TimeUnit::step: return {"step ", step};
  }
  return {"t = ", level.t};
}

std::string time_text(const Process& process, const Level& level, TimeUnit unit, double step) {
  unit = unit_on(process, unit);
  if (unit == TimeUnit::t) return time_text(process, level);
  const auto& [symbol, value] = time_number(process, level, unit, step);
  const bool whole = unit == TimeUnit::step || unit == TimeUnit::index;
  return symbol + (whole ? whole_text(value) : number_text(value));
}

std::string times_text(const Process& process, const Plan& plan, int row, TimeUnit unit) {
  const auto until = plan.rows.begin() + row + 1;
  const auto step = static_cast<double>(std::count_if(
      plan.rows.begin(), until, [](const Row& r) { return r.report != Report::none; }));
  const Row& shown = plan.rows[static_cast<std::size_t>(row)];
  std::string text = time_text(process, shown.from, unit, step - 1);
  text += "  \u2192  ";
  return text.append(time_text(process, shown.to, unit, step));
}

std::string noise_text(const Process& process, const Level& level) {
  if (process.time_is_sigma() || !process.has_noise()) return "";
  if (process.variance_preserving()) {
    // Three decimals, so that the text stands still while it plays; more where it would read 0.
    const double alpha_bar = level.a > 0 && level.s > 0
                                 ? level.a * level.a / (level.a * level.a + level.s * level.s)
                                 : level.alpha_bar();
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.3f", alpha_bar);
    return "\u1FB1 = " +
           (alpha_bar < 0.001 && alpha_bar > 0 ? number_text(alpha_bar, 2) : std::string(buffer));
  }
  return "\u03C3 = " + number_text(level.sigma());
}

int evaluations_until(const Plan& plan, int plan_row) {
  const auto end = plan.rows.begin() + (plan_row + 1);
  return static_cast<int>(
      std::count_if(plan.rows.begin(), end, [](const Row& row) { return row.evaluate; }));
}

}  // namespace alphabar
