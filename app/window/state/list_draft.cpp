#include "app/window/state/list_draft.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/figures/captions.h"
#include "core/plan/notes/remarks.h"
#include "core/plan/samplers/samplers.h"
#include "core/process/levels/grid.h"

namespace alphabar {
namespace {

constexpr std::size_t most_points = 400;  // of a small curve

std::string level_words(const Process& process, const Level& level) {
  std::string words = "\u03C3 = " + number_text(level.sigma(), 4);
  if (!process.variance_exploding()) words += " (" + time_text(process, level) + ")";
  return words;
}

/// The run that a lane would make on these levels.
void add_run(const Scene& scene, std::size_t lane, ListMeaning& meaning) {
  const Process process(process_of(scene, scene.lanes[lane]));
  const SamplerSpec& sampler = scene.lanes[lane].sampler;
  const std::vector<Level> levels = run_levels(process, sampler.grid);
  meaning.words = "from " + level_words(process, levels.front()) + " to " +
                  level_words(process, levels[levels.size() - 2]) + ", then clean data; NFE " +
                  std::to_string(build_plan(process, sampler).evaluations());
  if (const std::string outside = outside_text(process, levels); !outside.empty())
    meaning.words += "\n" + outside;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const double sigma = levels[i].sigma();
    if (!std::isfinite(sigma) || sigma == 0) continue;
    meaning.x.push_back(static_cast<double>(i));
    meaning.y.push_back(std::log10(sigma));
  }
  meaning.x_name = "step";
  meaning.y_name = "log\u2081\u2080 \u03C3";
}

void add_process(const Scene& scene, std::size_t lane, ListMeaning& meaning) {
  const Process process(process_of(scene, scene.lanes[lane]));
  const int T = process.T();
  meaning.words = "a process of T = " + std::to_string(T) + ", \u1FB1 from " +
                  number_text(process.alpha_bar(1), 4) + " to " +
                  number_text(process.alpha_bar(T), 4);
  const int stride = std::max(1, T / static_cast<int>(most_points));
  for (int t = 0; t <= T; t += stride) {
    meaning.x.push_back(t);
    meaning.y.push_back(process.alpha_bar(t));
  }
  meaning.x_name = "t";
  meaning.y_name = "\u1FB1";
}

ListMeaning meaning_of(const ListReading& reading, const Scene& scene, std::size_t lane) {
  ListMeaning meaning{
      .reading = reading, .words = {}, .faults = faults(reading.list), .x = {}, .y = {}};
  try {
    const ScheduleList usable = meaning.faults.empty() ? reading.list : repaired(reading.list);
    const Scene with = with_list(scene, usable, lane);
    check(with);
    if (lists_levels(reading.list.form))
      add_run(with, lane, meaning);
    else
      add_process(with, lane, meaning);
    meaning.fits = true;
  } catch (const BadRequest& problem) {
    meaning.words = problem.what();
  }
  if (meaning.faults.empty()) return meaning;
  // What is drawn is what was given, with its faults.
  meaning.x.clear();
  meaning.y.clear();
  for (const double value : reading.list.values)
    meaning.y.push_back(std::isfinite(value) ? value : std::nan(""));
  for (std::size_t i = 0; i < meaning.y.size(); ++i)
    meaning.x.push_back(static_cast<double>(i + 1));
  meaning.x_name = "number";
  meaning.y_name = form_info(reading.list.form).name;
  return meaning;
}

}  // namespace

ListDraft list_draft(const std::vector<ListReading>& readings, const Scene& scene, std::size_t lane,
                     const std::string& where) {
  ListDraft draft{.where = where, .meanings = {}};
  for (const ListReading& reading : readings)
    draft.meanings.push_back(meaning_of(reading, scene, lane));
  return draft;
}

}  // namespace alphabar
