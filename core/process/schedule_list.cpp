#include "core/process/schedule_list.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace alphabar {
namespace {

constexpr double least_beta = 1e-9;   // that a repair leaves
constexpr double least_sigma = 1e-8;  // as a grid's range has it

bool inside(double value) { return value > 0 && value < 1; }

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

}  // namespace

const char* name_of(ScheduleList::Form form) {
  switch (form) {
    case ScheduleList::Form::betas: return "betas";
    case ScheduleList::Form::alpha_bar: return "alphas_cumprod";
    case ScheduleList::Form::sigmas: return "sigmas";
  }
  return "";
}

std::vector<std::size_t> faults(const ScheduleList& list) {
  std::vector<std::size_t> found;
  const std::vector<double>& v = list.values;
  double before = list.form == ScheduleList::Form::alpha_bar ? 1 : 1e8;
  for (std::size_t i = 0; i < v.size(); ++i) {
    bool good = false;
    switch (list.form) {
      case ScheduleList::Form::betas: good = inside(v[i]); break;
      case ScheduleList::Form::alpha_bar: good = inside(v[i]) && v[i] < before; break;
      case ScheduleList::Form::sigmas:
        good = v[i] <= before && (v[i] >= least_sigma || (v[i] == 0 && i + 1 == v.size() && i > 0));
        break;
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
  std::vector<double>& v = out.values;
  switch (list.form) {
    case ScheduleList::Form::betas:
      for (double& beta : v) beta = std::clamp(beta, least_beta, 1 - least_beta);
      break;
    case ScheduleList::Form::alpha_bar: {
      double known = 1;
      for (double& value : v)
        value = known = std::isfinite(value) ? std::clamp(value, 0.0, 1.0) : known;
      make_fall(v);
      // Equal neighbours part, each by the least factor; 0 at the end keeps a trace of signal.
      double before = 1;
      for (double& value : v)
        value = before = std::min(std::max(value, 1e-12 * before), before * (1 - least_beta));
      break;
    }
    case ScheduleList::Form::sigmas: {
      const bool clean = !v.empty() && v.back() == 0;
      for (double& sigma : v) sigma = std::clamp(sigma, least_sigma, 1e8);
      std::ranges::sort(v, std::greater<>());
      if (clean && v.size() > 1) v.back() = 0;
      break;
    }
  }
  assert(faults(out).empty());
  return out;
}

ProcessSpec process_of(const ScheduleList& list) {
  assert(list.form != ScheduleList::Form::sigmas && faults(list).empty());
  ProcessSpec process;
  process.kind = ProcessKind::betas;
  process.betas = list.values;
  if (list.form == ScheduleList::Form::alpha_bar) {
    double before = 1;
    for (double& value : process.betas) {
      const double now = value;
      value = 1 - now / before;
      before = now;
    }
  }
  return process;
}

}  // namespace alphabar
