#include "core/figures/plots/particle_table.h"

#include <algorithm>
#include <cmath>

#include "core/base/check.h"
#include "core/files/arrays/csv.h"
#include "core/runs/cursor.h"

namespace alphabar {
namespace {

Level level_of(const Plan& plan, int made_by) {
  return made_by < 0 ? plan.start : plan.rows[static_cast<std::size_t>(made_by)].to;
}

/// In double quotes, for Python.
std::string quoted(const std::string& name) {
  std::string text = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text + '"';
}

/// For Python with numpy.
std::string python_text(double number) {
  if (std::isnan(number)) return "np.nan";
  if (std::isinf(number)) return number > 0 ? "np.inf" : "-np.inf";
  return to_text(number);
}

std::vector<double> numbers_of(const ParticleRow& row) {
  return {static_cast<double>(row.step), row.level.t, row.level.a, row.level.s, row.x[0], row.x[1]};
}

}  // namespace

std::vector<ParticleRow> particle_rows(const Runs& runs, std::size_t particle,
                                       std::optional<double> position) {
  std::vector<ParticleRow> rows;
  for (std::size_t lane = 0; lane < runs.lanes.size(); ++lane) {
    const LaneResult& result = runs.results[lane];
    if (!result.trajectory || particle >= result.trajectory->particles) continue;
    const Trajectory<float>& run = *result.trajectory;
    std::size_t first = 0, last = run.rows() - 1;
    if (position) {
      const Cursor at = cursor(runs, lane, *position);
      first = last = at.fraction < 0.5 ? at.lower : at.upper;
    }
    for (std::size_t i = first; i <= last; ++i) {
      const auto state = run.state(i);
      rows.push_back({runs.lanes[lane].title,
                      i,
                      level_of(*result.plan, run.x_rows[i]),
                      {state[2 * particle], state[2 * particle + 1]}});
    }
  }
  return rows;
}

std::string particle_csv(const std::vector<ParticleRow>& rows) {
  CsvColumn lane{"lane", {}};
  std::vector<CsvColumn> columns;
  for (const char* name : {"step", "t", "a", "s", "x_1", "x_2", "x_1 / a", "x_2 / a"})
    columns.push_back({name, {}});
  for (const ParticleRow& row : rows) {
    lane.words.push_back(row.lane);
    std::vector<double> numbers = numbers_of(row);
    for (const double x : row.x)
      numbers.push_back(row.level.a > 0 ? x / row.level.a : std::nan(""));
    for (std::size_t i = 0; i < columns.size(); ++i) columns[i].values.push_back(numbers[i]);
  }
  columns.insert(columns.begin(), lane);
  return csv_text(columns);
}

std::string particle_text(const std::vector<ParticleRow>& rows) {
  std::string text;
  std::string lane;
  for (const ParticleRow& row : rows) {
    if (row.lane != lane) text += (lane = row.lane) + "\n";
    text += "  step " + std::to_string(row.step) + ", t = " + to_text(row.level.t) + ": x = (" +
            to_text(row.x[0]) + ", " + to_text(row.x[1]) + ")";
    if (row.level.a > 0)
      text += ", x / a = (" + to_text(row.x[0] / row.level.a) + ", " +
              to_text(row.x[1] / row.level.a) + ")";
    text += "\n";
  }
  return text;
}

std::string particle_numpy(const std::vector<ParticleRow>& rows) {
  std::string text = "import numpy as np\n\n# step, t, a, s, x_1, x_2\nparticle = {";
  std::string lane;
  for (const ParticleRow& row : rows) {
    if (row.lane != lane) {
      text += std::string(lane.empty() ? "" : "    ]),") + "\n    " + quoted(row.lane) +
              ": np.array([\n";
      lane = row.lane;
    }
    std::string line;
    for (const double number : numbers_of(row))
      line += (line.empty() ? "" : ", ") + python_text(number);
    text += "        [" + line + "],\n";
  }
  return text + (rows.empty() ? "}\n" : "    ]),\n}\n");
}

}  // namespace alphabar
