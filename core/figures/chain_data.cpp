#include "core/figures/chain_data.h"

#include <algorithm>

#include "core/base/error.h"

namespace alphabar {

ChainData chain_data(const ChainSpec& chain) {
  ChainData data;
  const std::size_t states = chain.p.size();
  for (std::size_t j = 0; j < states; ++j) {
    std::vector<double> there(states, 0);
    there[j] = 1;
    data.from.push_back(evolve({chain.p}, there, chain.steps));
  }
  data.path = evolve({chain.p}, chain.start, chain.steps);
  data.peak = 0;
  for (const std::vector<double>& row : chain.p)
    data.peak = std::max(data.peak, std::ranges::max(row));
  try {
    data.run = long_run({chain.p});
  } catch (const BadRequest& several) {
    data.problem = several.what();
    return data;
  }
  const auto distances = [&](const std::vector<std::vector<double>>& path) {
    std::vector<double>& all = data.apart.emplace_back();
    for (const std::vector<double>& at : path) all.push_back(total_variation(at, data.run->pi));
  };
  for (const auto& path : data.from) distances(path);
  distances(data.path);
  return data;
}

int start_state(const ChainSpec& chain) {
  for (std::size_t i = 0; i < chain.start.size(); ++i)
    if (chain.start[i] == 1) return static_cast<int>(i);
  return -1;
}

}  // namespace alphabar
