#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/files/arrays/csv.h"
#include "core/metrics/sweep.h"

namespace alphabar {

/// What a process of a sweep is called, as in a scene file.
std::string process_name(const SweepSpec& spec, std::size_t lane, std::size_t process);

/// What was left out and why: "left out DDIM on linear with 2000 steps: ..."
std::string gap_text(const SweepSpec& spec, const SweepGap& gap);

/// The metrics that are wanted; all there are where none is named.
std::vector<Metric> or_all(std::vector<Metric> wanted);

/// Throws BadRequest where nothing of a sweep that is done could be run.
void check_found(const Sweep& sweep);

/// A sweep as a table: a row for each point and metric, points in the order given. Columns:
/// lane, sampler, process, steps, nfe, metric, median, low and high (quantiles 0.1 and 0.9 over the
/// seeds), floor (the median for particles drawn exactly from the target), target_draws (how many
/// independent draws stand for a guided target; 0: it is known in closed form).
std::vector<CsvColumn> sweep_table(const SweepSpec& spec, std::span<const SweepPoint> points,
                                   std::span<const Metric> metrics);

/// What a table of sweep_table() says of its sweep: lanes by their titles, with samplers of their
/// kinds, processes by their kinds, points with bands and floors of the metrics that there are.
struct SweepRecord {
  SweepSpec spec;
  std::vector<SweepPoint> points;
  std::vector<Metric> metrics;  ///< in their order in the table
};

/// Reads such a table from the text of a .csv; comments are left out. Of bands that are not there
/// all is NaN. Throws BadRequest naming `where`, line and value for what is no such table, and for
/// more lanes than a plot tells apart (LaneSpec::most).
SweepRecord read_sweep_table(std::string_view text, const std::string& where);

}  // namespace alphabar
