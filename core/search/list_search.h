#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "core/derive/derived.h"
#include "core/metrics/band.h"
#include "core/scene/metric.h"

namespace alphabar {

class Engine;

/// The search for the list of levels on which a lane ends nearest to its target.
struct ListSearch {
  Lane lane;                        ///< its sampler, with what it is run with; its levels are one
                                    ///< of the lists that the search starts from
  int steps = 8;                    ///< how many levels the list has, 2..64; it ends at clean data
  Metric metric = Metric::ode_end;  ///< what is made small
  int evaluations = 400;            ///< lists tried by the local search at most, 1..100,000
  int particles = 512;              ///< of each try, 1..100,000
};

/// A list, noisy to clean, without the clean data that it ends at.
struct LevelList {
  std::string name;            ///< "found", or whose it is: "karras"
  std::vector<double> sigmas;  ///< s / a, falling; the first may be infinite
  double error = 0;            ///< by the metric, on the particles that the search is made with
};

/// How far a search is: the best list so far.
struct SearchProgress {
  LevelList best;
  int tried = 0;    ///< lists
  double done = 0;  ///< 0..1
};

/// Throws BadRequest naming the field, its value and its range; also where the metric means nothing
/// for such a run (ode_end with guidance).
void check(const ListSearch& search);

/// The best list that was found, on a CPU engine that may be asked by this thread.
///
/// First dynamic programming, as GITS does with a net (Chen et al. 2024, section 3.3): the exact
/// flow of the target is followed through a fine list, the error of one step of this sampler from
/// each of its levels to each later one is measured against it, and the path of `steps` steps with
/// the smallest sum is taken. Then a local search (NLopt's BOBYQA, then Subplex) moves the
/// logarithms of all levels but the first, from the best of that list, the lane's own and the usual
/// ones. All tries share their particles; what is returned is the best on others, so that a list
/// that fits those of the search alone is not. Guided or noisy samplers have no exact flow to be
/// compared with step by step: there it is the local search alone.
///
/// `progress` is called for every better list. A stop ends the search with what there is.
LevelList find_list(const ListSearch& search, Engine& engine,
                    const std::function<void(const SearchProgress&)>& progress = {},
                    const std::stop_token& stop = {});

/// A list's error by the metric over `seeds` others than those of the search.
struct ComparedList {
  LevelList list;
  Band band;
};
/// `found` and the usual lists of as many levels, best first. Those that the process cannot have
/// are left out. Throws Cancelled.
std::vector<ComparedList> compare_lists(const ListSearch& search, const LevelList& found,
                                        Engine& engine, int seeds = 8,
                                        const std::stop_token& stop = {});

/// The whole list under the name that files have for it: "sigmas", clean data (0) last. Pure noise,
/// the first level of a flow, has no sigma: there it is of the process's own times, "flow" or "t".
std::pair<std::string, std::vector<double>> named_levels(const LevelList& list,
                                                         const Process& process);

/// The sampler on a list.
SamplerSpec on_list(SamplerSpec sampler, const std::vector<double>& sigmas);

}  // namespace alphabar
