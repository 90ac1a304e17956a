#pragma once

#include <string>
#include <vector>

#include "core/metrics/sweep.h"

namespace CLI {
class App;
}

namespace alphabar {

/// What a command line says of the combinations of a sweep; empty lists: the scene's.
struct SweepLists {
  std::vector<std::string> samplers, processes;
  std::vector<int> steps, nfe;
  std::vector<std::string> grids;  ///< of the others, each in one text
};

/// --samplers, --steps, --nfe, --processes, and --grid, which is all of them in one.
void add_sweep_lists(CLI::App& command, SweepLists& lists);

/// "sampler=ddim,heun,steps=5,10": what stands after an axis up to the next one belongs to it. Adds
/// to the lists. Throws BadRequest for an axis that is not known, an axis without values, one that
/// is given twice, and a number that is none.
void read_grid(const std::string& text, SweepLists& lists);

/// The sweep of a scene with these combinations. Throws BadRequest.
SweepSpec sweep_spec(const Scene& scene, SweepLists lists);

}  // namespace alphabar
