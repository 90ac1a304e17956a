#include "core/search/list_search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlopt.hpp>
#include <optional>
#include <utility>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/engine/engine.h"
#include "core/metrics/distance_meter.h"
#include "core/metrics/estimators/guided_flow.h"
#include "core/model/mixture.h"
#include "core/plan/samplers/samplers.h"
#include "core/process/levels/grid.h"
#include "core/search/teacher.h"

namespace alphabar {
namespace {

constexpr int fine_levels = 32;              // of the teacher
constexpr int search_seeds = 2;              // that every try is made with
constexpr int held_out = 4;                  // that choose among the best
constexpr std::uint64_t other_seeds = 1000;  // the first of those, behind the scene's
constexpr double infinite = std::numeric_limits<double>::infinity();

/// Tries lists: the lane's sampler on each, measured.
class Trial {
 public:
  Trial(const ListSearch& search, Engine& engine, std::stop_token stop)
      : search_(search),
        engine_(engine),
        stop_(std::move(stop)),
        meter_(*search.lane.target, search.lane.guidance,
               static_cast<std::size_t>(search.particles)) {}

  /// Infinite where the list is none for this process, or the run leaves the numbers.
  double error(const std::vector<double>& sigmas, std::uint64_t seed) {
    Lane lane = search_.lane;
    try {
      lane.plan = std::make_shared<const Plan>(
          build_plan(*lane.process, on_list(lane.spec.sampler, sigmas), lane.guidance));
    } catch (const BadRequest&) {
      return infinite;
    }
    RunRequest request = run_request(lane);
    request.seed = seed;
    request.particles = meter_.particles();
    request.record.states = Record::States::stride;
    request.record.stride = std::numeric_limits<int>::max();
    request.stop = stop_;
    const double found = meter_.measure(*lane.plan, engine_.run(request), stop_)[search_.metric];
    return std::isfinite(found) ? found : infinite;
  }

  /// The mean over the seeds of the search.
  double error(const std::vector<double>& sigmas) {
    double sum = 0;
    for (int i = 0; i < search_seeds; ++i)
      sum += error(sigmas, search_.lane.seed + static_cast<std::uint64_t>(i));
    return sum / search_seeds;
  }

  /// Over others, from the first of them on.
  Band band(const std::vector<double>& sigmas, int seeds, std::uint64_t first) {
    std::vector<double> errors;
    for (int i = 0; i < seeds; ++i)
      errors.push_back(error(sigmas, search_.lane.seed + first + static_cast<std::uint64_t>(i)));
    return alphabar::band(errors);
  }

 private:
  const ListSearch& search_;
  Engine& engine_;
  const std::stop_token stop_;
  DistanceMeter meter_;
};

/// The sigmas that a lane's sampler is run on with other numbers of its grid; empty where the
/// process has no such list.
std::vector<double> sigmas_of(const Lane& lane, const GridSpec& grid) {
  std::vector<double> sigmas;
  try {
    for (const Level& level : run_levels(*lane.process, grid)) sigmas.push_back(level.sigma());
  } catch (const BadRequest&) {
    return {};
  }
  sigmas.pop_back();  // where it ends
  return sigmas;
}

/// The usual lists of so many levels, and the lane's own where it has as many.
std::vector<LevelList> usual_lists(const ListSearch& search) {
  std::vector<LevelList> lists;
  const auto add = [&](std::string name, const GridSpec& grid) {
    std::vector<double> sigmas = sigmas_of(search.lane, grid);
    const bool there =
        std::ranges::any_of(lists, [&](const LevelList& list) { return list.sigmas == sigmas; });
    if (std::cmp_equal(sigmas.size(), search.steps) && !there)
      lists.push_back({std::move(name), std::move(sigmas), infinite});
  };
  for (const SpacingInfo& info : spacings()) {
    if (info.kind == Spacing::by_hand) continue;
    GridSpec grid;
    grid.spacing = info.kind;
    grid.steps = search.steps;
    add(info.name, grid);
  }
  GridSpec own = search.lane.spec.sampler.grid;
  if (own.spacing != Spacing::by_hand) own.steps = search.steps;
  add("the lane's own", own);
  return lists;
}

/// From the first level to the lowest that the usual lists have, even in the logarithm.
std::vector<double> fine_list(const std::vector<LevelList>& usual) {
  double high = 0, low = infinite;
  bool noise_first = false;
  for (const LevelList& list : usual)
    for (const double sigma : list.sigmas) {
      noise_first = noise_first || !std::isfinite(sigma);
      if (!std::isfinite(sigma) || sigma <= 0) continue;
      high = std::max(high, sigma);
      low = std::min(low, sigma);
    }
  std::vector<double> fine;
  if (noise_first) fine.push_back(infinite);
  for (int i = 0; i < fine_levels; ++i)
    fine.push_back(high * std::pow(low / high, static_cast<double>(i) / (fine_levels - 1)));
  return fine;
}

/// The levels but the first as what the local search moves: their logarithms, in any order.
std::vector<double> logarithms(const std::vector<double>& sigmas) {
  std::vector<double> y;
  for (std::size_t i = 1; i < sigmas.size(); ++i) y.push_back(std::log(sigmas[i]));
  return y;
}
std::vector<double> list_of(double first, const std::vector<double>& y) {
  std::vector<double> sigmas{first};
  for (const double value : y) sigmas.push_back(std::exp(value));
  std::ranges::sort(sigmas, std::greater());
  return sigmas;
}

/// The local search, with what it has found.
class LocalSearch {
 public:
  /// `better` is told of every better list, and how many were tried.
  LocalSearch(Trial& trial, std::function<void(const LevelList&, int)> better, std::stop_token stop)
      : trial_(trial), better_(std::move(better)), stop_(std::move(stop)) {}

  int tried() const { return tried_; }
  const LevelList& best() const { return best_; }

  void consider(const LevelList& list) {
    ++tried_;
    if (!(list.error < best_.error)) return;
    best_ = list;
    better_(best_, tried_);
  }

  /// From the best so far, with at most so many tries more.
  void improve(nlopt::algorithm algorithm, int tries, double low, double high) {
    if (tries < 1 || best_.sigmas.size() < 2) return;
    std::vector<double> y = logarithms(best_.sigmas);
    for (double& value : y) value = std::clamp(value, std::log(low), std::log(high));
    first_ = best_.sigmas.front();
    nlopt::opt opt(algorithm, static_cast<unsigned>(y.size()));
    opt.set_lower_bounds(std::log(low));
    opt.set_upper_bounds(std::log(high));
    opt.set_initial_step(0.25);
    opt.set_maxeval(tries);
    opt.set_xtol_rel(1e-4);
    opt.set_min_objective([](const std::vector<double>& at, std::vector<double>&,
                             void* self) { return static_cast<LocalSearch*>(self)->try_at(at); },
                          this);
    double error = 0;
    try {
      opt.optimize(y, error);
    } catch (const nlopt::roundoff_limited&) {  // as near as it can be
    } catch (const std::runtime_error&) {       // the region to be searched has shrunk to nothing
      if (stop_.stop_requested()) throw Cancelled();
    }
  }

 private:
  double try_at(const std::vector<double>& y) {
    if (stop_.stop_requested()) throw Cancelled();
    LevelList list{"found", list_of(first_, y), 0};
    list.error = trial_.error(list.sigmas);
    consider(list);
    return std::isfinite(list.error) ? list.error : 1e9;
  }

  Trial& trial_;
  const std::function<void(const LevelList&, int)> better_;
  const std::stop_token stop_;
  double first_ = 0;
  int tried_ = 0;
  LevelList best_{"", {}, infinite};
};

/// The best on particles that nothing was chosen by.
LevelList best_of(Trial& trial, const std::vector<LevelList>& lists) {
  LevelList best = lists.front();
  double least = infinite;
  for (const LevelList& list : lists) {
    const double error = trial.band(list.sigmas, held_out, other_seeds).median;
    if (!(error < least)) continue;
    least = error;
    best = list;
  }
  return best;
}

}  // namespace

std::pair<std::string, std::vector<double>> named_levels(const LevelList& list,
                                                         const Process& process) {
  const bool finite = std::isfinite(list.sigmas.front());
  std::vector<double> values = list.sigmas;
  if (!finite)
    for (double& value : values) value = process.at_sigma(value).t;
  values.push_back(0);
  return {finite ? "sigmas" : process.is_flow() ? "flow" : "t", values};
}

SamplerSpec on_list(SamplerSpec sampler, const std::vector<double>& sigmas) {
  GridSpec grid;
  grid.spacing = Spacing::by_hand;
  grid.values = sigmas;
  sampler.grid = std::move(grid);
  return sampler;
}

void check(const ListSearch& search) {
  const char* where = "search";
  check_range(where, "steps", search.steps, 2, 64);
  check_range(where, "evaluations", search.evaluations, 1, 100'000);
  check_range(where, "particles", search.particles, 1, 100'000);
  if (search.metric == Metric::ode_end && !has_flow(search.lane.guidance))
    throw BadRequest(where, "metric", "ode_end", "another one under this guidance",
                     "the steps of CFG++ and of guidance by the variance follow no flow");
  if (search.metric == Metric::curvature)
    throw BadRequest(where, "metric", "curvature", "a distance from the target",
                     "how much paths bend says nothing of where they end");
  if (!search.lane.process->has_noise())
    throw BadRequest(where, "process", "clean", "a process with noise");
}

LevelList find_list(const ListSearch& search, Engine& engine,
                    const std::function<void(const SearchProgress&)>& progress,
                    const std::stop_token& stop) {
  check(search);
  Trial trial(search, engine, stop);
  LocalSearch local(
      trial,
      [&](const LevelList& best, int tried) {
        const double done = static_cast<double>(tried) / search.evaluations;
        if (progress) progress({best, tried, std::min(done, 1.0)});
      },
      stop);
  std::vector<LevelList> usual = usual_lists(search);
  if (usual.empty())
    throw BadRequest("search", "steps", std::to_string(search.steps),
                     "as many as a list of this process may have", "take fewer");
  try {
    for (LevelList& list : usual) {
      list.error = trial.error(list.sigmas);
      local.consider(list);
    }
    const std::vector<double> fine = fine_list(usual);
    if (search.lane.guidance.kind == GuidanceKind::none && search.lane.plan->draws() == 0)
      if (auto cheapest = cheapest_list(search.lane, fine, search.steps, engine, stop);
          !cheapest.empty()) {
        usual.push_back({"found", std::move(cheapest), 0});
        usual.back().error = trial.error(usual.back().sigmas);
        local.consider(usual.back());
      }
    const double high = *std::ranges::find_if(fine, [](double s) { return std::isfinite(s); });
    local.improve(nlopt::LN_BOBYQA, search.evaluations * 3 / 5, fine.back(), high);
    local.improve(nlopt::LN_SBPLX, search.evaluations - local.tried(), fine.back(), high);
    usual.push_back(local.best());
    return best_of(trial, usual);
  } catch (const Cancelled&) {
    if (local.best().sigmas.empty()) throw;
    return local.best();
  }
}

std::vector<ComparedList> compare_lists(const ListSearch& search, const LevelList& found,
                                        Engine& engine, int seeds, const std::stop_token& stop) {
  Trial trial(search, engine, stop);
  std::vector<LevelList> lists = usual_lists(search);
  std::erase_if(lists, [&](const LevelList& list) { return list.sigmas == found.sigmas; });
  lists.push_back(found);
  std::vector<ComparedList> compared;
  for (LevelList& list : lists) {
    const Band band = trial.band(list.sigmas, seeds, other_seeds + held_out);
    if (std::isfinite(band.median)) compared.push_back({std::move(list), band});
  }
  std::ranges::stable_sort(compared, {}, [](const ComparedList& c) { return c.band.median; });
  return compared;
}

}  // namespace alphabar
