#include "core/learn/train/asked_levels.h"

#include <algorithm>
#include <cmath>

#include "core/learn/form/net_form.h"

namespace alphabar {

void AskedLevels::add(const LossBatch& batch) {
  if (!(low < high)) return;
  const double range = std::log(high / low);
  for (const Level& level : batch.levels) {
    const double share = std::log(level.s / (level.a * low)) / range;
    const double place = std::clamp(share * static_cast<double>(parts), 0.0, parts - 1.0);
    ++count[static_cast<std::size_t>(place)];
    ++draws;
  }
}

AskedLevels asked_levels(const NetLevels& net) {
  AskedLevels out;
  if (net.one_level()) return out;
  const TrainingSpec& training = net.form().training;
  if (training.objective == Objective::edm) {
    out.low = std::exp(training.log_mean - 4 * training.log_std);
    out.high = std::exp(training.log_mean + 4 * training.log_std);
    return out;
  }
  const Process& process = net.process();
  // The noisiest level may have no signal left: its sigma is infinite.
  out.low = std::max(process.at(process.t_min()).sigma(), 1e-4);
  out.high = std::min(process.at(process.t_max()).sigma(), 1e4);
  return out;
}

}  // namespace alphabar
