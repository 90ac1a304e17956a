#include "core/io/plan_csv.h"

#include <cstddef>
#include <string>
#include <utility>

namespace alphabar {

std::vector<CsvColumn> plan_columns(const Plan& plan) {
  std::vector<CsvColumn> columns;
  const auto column = [&](const std::string& name, auto value) {
    CsvColumn c{name, {}};
    for (const Row& row : plan.rows) c.values.push_back(static_cast<double>(value(row)));
    columns.push_back(std::move(c));
  };
  column("evaluate", [](const Row& r) { return r.evaluate; });
  column("a", [](const Row& r) { return r.a; });
  column("s", [](const Row& r) { return r.s; });
  column("replace_newest", [](const Row& r) { return r.replace_newest; });
  column("w", [](const Row& r) { return r.w; });
  column("c_x", [](const Row& r) { return r.c_x; });
  for (std::size_t j = 0; j < Row::history; ++j)
    column("c_d" + std::to_string(j), [j](const Row& r) { return r.c_d[j]; });
  for (std::size_t j = 0; j < Row::history; ++j)
    column("c_e" + std::to_string(j), [j](const Row& r) { return r.c_e[j]; });
  column("c_s", [](const Row& r) { return r.c_s; });
  column("c_z", [](const Row& r) { return r.c_z; });
  column("draw", [](const Row& r) { return r.draws(); });
  column("snr", [](const Row& r) { return r.snr; });
  column("alpha", [](const Row& r) { return r.alpha; });
  column("commit", [](const Row& r) { return r.commit; });
  column("report", [](const Row& r) { return static_cast<int>(r.report); });
  column("from_t", [](const Row& r) { return r.from.t; });
  column("from_a", [](const Row& r) { return r.from.a; });
  column("from_s", [](const Row& r) { return r.from.s; });
  column("to_t", [](const Row& r) { return r.to.t; });
  column("to_a", [](const Row& r) { return r.to.a; });
  column("to_s", [](const Row& r) { return r.to.s; });
  column("predicted_x0", [](const Row& r) { return decompose(r).predicted_x0; });
  column("direction", [](const Row& r) { return decompose(r).direction; });
  return columns;
}

}  // namespace alphabar
