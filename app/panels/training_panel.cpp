#include "app/panels/option_row.h"
#include "app/panels/panels.h"
#include "app/widgets/property.h"
#include "core/scene/training/objective_table.h"

namespace alphabar {
namespace {

const char* needed_process(Levels levels) {
  switch (levels) {
    case Levels::one: return "One level: the process of the scene plays no part.";
    case Levels::discrete: return "Learns on a process with timesteps: linear, cosine ...";
    case Levels::continuous: return "Learns on the processes VP SDE, sub-VP SDE and VE SDE.";
    case Levels::sigmas: return "Learns on the processes VE SDE and EDM.";
    case Levels::flow: return "Learns on the process flow matching.";
    case Levels::noisy: break;
  }
  return "Learns on every process that has noise.";
}

}  // namespace

bool training_panel(TrainingSpec& training) {
  const TrainingSpec usual;
  const ObjectiveInfo& info = objective_info(training.objective);
  const std::string help = std::string(info.title) + "\n\n" + info.formula +
                           "\n\nThe net returns " + info.returns + ".\n" + info.source + "\n" +
                           needed_process(info.levels);
  bool changed =
      choice({"##objective", "learns", help.c_str()}, training.objective, usual.objective);
  help_text(objective_info(training.objective).formula);
  for (const TrainingOption& option : training_options) {
    if (is_of_objective(option.member) && !objective_info(training.objective).uses(option.member))
      continue;
    changed |= option_row(training, option);
  }
  // Vectors take whole groups of units, and sines come in pairs with cosines.
  training.net.units = std::clamp((training.net.units + 8) / 16 * 16, 16, 256);
  training.net.time_features = std::clamp(training.net.time_features / 2 * 2, 2, 128);
  return changed;
}

}  // namespace alphabar
