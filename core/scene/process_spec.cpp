#include "core/scene/process_spec.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/scene/formula.h"

namespace alphabar {
namespace {

constexpr const char* where = "process";

}  // namespace

/// The points of a drawn curve: t rises to 1, alpha_bar falls from below 1 and stays above 0.
void check_drawn(const ProcessSpec& p) {
  const std::size_t n = p.drawn_t.size();
  if (n == 0 || n > 1000 || p.drawn_alpha_bar.size() != n)
    throw BadRequest(where, "drawn_t", std::to_string(n) + " values",
                     "1 to 1000 values, as many as drawn_alpha_bar");
  for (std::size_t i = 0; i < n; ++i) {
    const std::string index = std::to_string(i) + "]";
    check_range(where, "drawn_t[" + index, p.drawn_t[i], i > 0 ? p.drawn_t[i - 1] + 1e-6 : 1e-6, 1);
    check_range(where, "drawn_alpha_bar[" + index, p.drawn_alpha_bar[i], 1e-12,
                (i > 0 ? p.drawn_alpha_bar[i - 1] : 1) - 1e-12);
  }
  if (p.drawn_t.back() != 1)
    throw BadRequest(where, "drawn_t", to_text(p.drawn_t.back()), "1 as the last value",
                     "the last point is that of t = T");
}

void check_formula(const ProcessSpec& p) { schedule_of(formula_curve(p.formula, p.T)); }

void check_betas(const ProcessSpec& p) {
  if (p.betas.empty() || p.betas.size() > 100000)
    throw BadRequest(where, "betas", std::to_string(p.betas.size()) + " values",
                     "1 to 100000 values");
  for (std::size_t i = 0; i < p.betas.size(); ++i) {
    const bool no_signal = i > 0 && i + 1 == p.betas.size() && p.betas[i] == 1;
    if (!no_signal) check_inside(where, "betas[" + std::to_string(i) + "]", p.betas[i], 0, 1);
  }
}

void check_beta_range(const ProcessSpec& p) {
  if (p.beta_max < p.beta_min)
    throw BadRequest(where, "beta_max", to_text(p.beta_max),
                     "at least beta_min = " + to_text(p.beta_min));
}

void check_sigma_range(const ProcessSpec& p) {
  if (!(p.sigma_min < p.sigma_max))
    throw BadRequest(where, "sigma_max", to_text(p.sigma_max),
                     "more than sigma_min = " + to_text(p.sigma_min));
}

bool is_of_numbers(ProcessKind kind) {
  const auto& fields = process_info(kind).fields;
  return fields.begin() != fields.end() &&
         std::ranges::none_of(fields, [](const ProcessOption::Member& field) {
           return std::holds_alternative<std::vector<double> ProcessSpec::*>(field) ||
                  std::holds_alternative<std::string ProcessSpec::*>(field);
         });
}

int timesteps(const ProcessSpec& process) {
  const bool lists = process_info(process.kind).uses(&ProcessSpec::betas);
  return lists ? static_cast<int>(process.betas.size()) : process.T;
}

void check(const ProcessSpec& p) {
  const ProcessInfo& info = process_info(p.kind);
  for (const ProcessOption::Member& field : info.fields)
    check_option(p, option_of(process_options, field), where);
  if (info.check) info.check(p);
  if (p.zero_terminal_snr && info.discrete && timesteps(p) < 2)
    throw BadRequest(where, "zero_terminal_snr", "true", "T of 2 or more",
                     "with a single step no signal would be left at all");
}

}  // namespace alphabar
