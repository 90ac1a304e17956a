#include "core/process/levels/schedule_list.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <functional>
#include <limits>

#include "core/base/check.h"
#include "core/process/levels/grid.h"

namespace alphabar {
namespace {

using Form = ScheduleList::Form;

constexpr double least_beta = 1e-9;   // that a repair leaves
constexpr double least_sigma = 1e-8;  // as a grid's range has it
constexpr double most_sigma = 1e8;
constexpr double flow_timesteps = 1000;  // diffusers' timesteps of a flow are this times t

constexpr std::array<ListFormInfo, 6> forms{{
    {Form::betas, "betas", "betas: beta_1 .. beta_T", "betas lie in (0, 1)"},
    {Form::alpha_bar, "alphas_cumprod", "alphas_cumprod: alpha_bar_1 .. alpha_bar_T",
     "alphas_cumprod fall, in (0, 1)"},
    {Form::timesteps, "timesteps", "timesteps, counted 0..T-1 as diffusers does",
     "timesteps fall, in 0..T-1", true},
    {Form::t, "t", "t, the time of the process (1..T where it is discrete)", "times fall", true},
    {Form::sigmas, "sigmas", "sigmas, s / a",
     "sigmas fall and are above 0; inf may come first, 0 last", true},
    {Form::flow, "flow", "flow times, sigma / (1 + sigma)", "flow times fall, in [0, 1]", true},
}};

bool inside(double value) { return value > 0 && value < 1; }

/// What a level of this form may be, before the one at the end.
struct Range {
  double least, most;
};
Range level_range(Form form) {
  switch (form) {
    case Form::timesteps: return {0, 99999};
    case Form::t: return {std::numeric_limits<double>::min(), 100000};
    case Form::flow: return {std::numeric_limits<double>::min(), 1};
    default: return {least_sigma, most_sigma};
  }
}

/// Whether entry i can be a level: in range, clean data at the end, pure noise at the start.
bool is_level(const ScheduleList& list, std::size_t i) {
  const double value = list.values[i];
  const auto [least, most] = level_range(list.form);
  const bool several = list.values.size() > 1;
  if (list.form != Form::timesteps && value == 0) return several && i + 1 == list.values.size();
  if (list.form == Form::sigmas && std::isinf(value)) return several && value > 0 && i == 0;
  return value >= least && value <= most;
}

/// The falling list nearest to this one in least squares: neighbours that rise share their mean.
void make_fall(std::vector<double>& values) {
  struct Pool {
    double sum;
    std::size_t count;
    double mean() const { return sum / static_cast<double>(count); }
  };
  std::vector<Pool> pools;
  for (const double value : values) {
    pools.push_back({value, 1});
    while (pools.size() > 1 && pools.back().mean() >= pools[pools.size() - 2].mean()) {
      const Pool last = pools.back();
      pools.pop_back();
      pools.back().sum += last.sum;
      pools.back().count += last.count;
    }
  }
  std::size_t at = 0;
  for (const Pool& pool : pools)
    for (std::size_t k = 0; k < pool.count; ++k) values[at++] = pool.mean();
}

void repair_alpha_bar(std::vector<double>& v) {
  const bool no_signal = v.size() > 1 && v.back() == 0;
  double known = 1;
  for (double& value : v)
    value = known = std::isfinite(value) ? std::clamp(value, 0.0, 1.0) : known;
  make_fall(v);
  // Equal neighbours part, each by the least factor; a 0 within keeps a trace of signal.
  double before = 1;
  for (double& value : v)
    value = before = std::min(std::max(value, 1e-12 * before), before * (1 - least_beta));
  if (no_signal) v.back() = 0;
}

void repair_levels(ScheduleList& list) {
  std::vector<double>& v = list.values;
  const bool clean = v.size() > 1 && v.back() == 0 && list.form != Form::timesteps;
  const bool pure_noise = !v.empty() && is_level(list, 0) && std::isinf(v.front());
  const auto [least, most] = level_range(list.form);
  const double floor = list.form == Form::timesteps ? 0 : std::max(least, least_sigma);
  for (double& value : v) value = std::isnan(value) ? floor : std::clamp(value, floor, most);
  std::ranges::sort(v, std::greater<>());
  if (clean) v.back() = 0;
  if (pure_noise) v.front() = std::numeric_limits<double>::infinity();
}

}  // namespace

const std::array<ListFormInfo, 6>& list_forms() { return forms; }

const ListFormInfo& form_info(Form form) {
  return *std::ranges::find(forms, form, &ListFormInfo::form);
}

std::vector<std::size_t> faults(const ScheduleList& list) {
  std::vector<std::size_t> found;
  const std::vector<double>& v = list.values;
  double before = list.form == Form::alpha_bar ? 1 : std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < v.size(); ++i) {
    const bool last_of_several = i > 0 && i + 1 == v.size();
    bool good = false;
    switch (list.form) {
      case Form::betas: good = inside(v[i]) || (v[i] == 1 && last_of_several); break;
      case Form::alpha_bar:
        good = (inside(v[i]) || (v[i] == 0 && last_of_several)) && v[i] < before;
        break;
      default: good = is_level(list, i) && v[i] <= before;
    }
    if (good)
      before = v[i];
    else
      found.push_back(i);
  }
  return found;
}

ScheduleList repaired(const ScheduleList& list) {
  ScheduleList out = list;
  switch (list.form) {
    case Form::betas:
      for (double& beta : out.values) beta = std::clamp(beta, least_beta, 1 - least_beta);
      if (out.values.size() > 1 && list.values.back() == 1) out.values.back() = 1;
      break;
    case Form::alpha_bar: repair_alpha_bar(out.values); break;
    default: repair_levels(out);
  }
  assert(faults(out).empty());
  return out;
}

ProcessSpec process_of(const ScheduleList& list) {
  assert(!lists_levels(list.form) && faults(list).empty());
  ProcessSpec process;
  process.kind = ProcessKind::betas;
  process.betas = list.values;
  if (list.form == Form::alpha_bar) {
    double before = 1;
    for (double& value : process.betas) {
      const double now = value;
      value = 1 - now / before;
      before = now;
    }
  }
  return process;
}

GridSpec grid_of(const ScheduleList& list, const Process& process, const GridSpec& grid) {
  assert(lists_levels(list.form) && faults(list).empty());
  GridSpec out = grid;
  const bool flow = process.is_flow();
  out.spacing = Spacing::by_hand;
  out.values = list.values;
  out.end_clean = true;
  out.values_in = LevelUnit::t;
  if (list.form != Form::timesteps && out.values.size() > 1 && out.values.back() == 0)
    out.values.pop_back();
  if (list.form == Form::timesteps) {
    if (!process.discrete() && !flow)
      throw BadRequest("list", "timesteps", "on a process of continuous time",
                       "a discrete process or a flow", "give sigmas, or t");
    for (double& value : out.values) value = flow ? value / flow_timesteps : value + 1;
    if (flow && out.values.size() > 1 && out.values.back() == 0) out.values.pop_back();
  } else if (list.form == Form::sigmas || (list.form == Form::flow && !flow)) {
    out.values_in = LevelUnit::sigma;
    if (list.form == Form::flow)
      for (double& value : out.values) value /= 1 - value;
  }
  out.steps = static_cast<int>(out.values.size());
  run_levels(process, out);  // throws where the process has no such levels
  return out;
}

}  // namespace alphabar
