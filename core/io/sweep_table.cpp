#include "core/io/sweep_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/named.h"
#include "core/files/arrays/table_records.h"
#include "core/plan/notes/lane_names.h"
#include "core/plan/samplers/samplers.h"

namespace alphabar {

std::string process_name(const SweepSpec& spec, std::size_t lane, std::size_t process) {
  const auto& own = spec.lanes[lane].process;
  return process_info(own ? own->kind : spec.processes[process].kind).name;
}

std::string gap_text(const SweepSpec& spec, const SweepGap& gap) {
  return "left out " + lane_titles(spec.lanes)[gap.lane] + " on " +
         process_name(spec, gap.lane, gap.process) + " with " + std::to_string(gap.steps) +
         " steps: " + gap.reason;
}

std::vector<Metric> or_all(std::vector<Metric> wanted) {
  if (wanted.empty())
    for (const MetricInfo& info : metrics()) wanted.push_back(info.kind);
  return wanted;
}

void check_found(const Sweep& sweep) {
  if (sweep.points().empty())
    throw BadRequest("sweep", "no combination can be run", "", "", sweep.gaps().front().reason);
}

std::vector<CsvColumn> sweep_table(const SweepSpec& spec, std::span<const SweepPoint> points,
                                   std::span<const Metric> metrics) {
  CsvColumn lane{"lane", {}}, sampler{"sampler", {}}, process{"process", {}}, steps{"steps", {}},
      nfe{"nfe", {}}, metric{"metric", {}}, median{"median", {}}, low{"low", {}}, high{"high", {}},
      floor{"floor", {}}, draws{"target_draws", {}};
  const std::vector<std::string> titles = lane_titles(spec.lanes);
  for (const SweepPoint& point : points)
    for (const Metric m : metrics) {
      lane.words.push_back(titles[point.lane]);
      sampler.words.emplace_back(sampler_info(spec.lanes[point.lane].sampler.kind).name);
      process.words.push_back(process_name(spec, point.lane, point.process));
      steps.values.push_back(point.steps);
      nfe.values.push_back(point.nfe);
      metric.words.emplace_back(metric_info(m).name);
      median.values.push_back(point.bands[m].median);
      low.values.push_back(point.bands[m].low);
      high.values.push_back(point.bands[m].high);
      floor.values.push_back(point.floor[m].median);
      draws.values.push_back(point.target_draws);
    }
  return {lane, sampler, process, steps, nfe, metric, median, low, high, floor, draws};
}

namespace {

/// The columns of such a table, by name, and the row that is being read.
class SweepRows {
 public:
  SweepRows(std::string_view text, const std::string& where)
      : where_(where), reader_(text, Separator::comma, where) {
    if (!reader_.next()) throw BadRequest(where, "content", "no rows", "a table of a sweep");
    for (const std::string_view name : reader_.fields()) names_.emplace_back(name);
  }

  bool next() {
    if (!reader_.next()) return false;
    if (reader_.fields().size() != names_.size())
      refuse(std::to_string(reader_.fields().size()) + " values", std::to_string(names_.size()));
    return true;
  }

  std::string word(const char* column) const {
    const auto found = std::ranges::find(names_, column);
    if (found == names_.end())
      throw BadRequest(where_, "columns", fmt::format("{}", fmt::join(names_, ", ")),
                       std::string("a table of a sweep, with the column ") + column);
    return std::string(reader_.fields()[static_cast<std::size_t>(found - names_.begin())]);
  }

  double number(const char* column) const {
    const std::string text = word(column);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
      refuse(std::string(column) + " = " + text, "a number");
    return value;
  }

  int count(const char* column) const {
    const double value = number(column);
    if (!(value >= 0 && value <= 1e9 && value == std::floor(value)))
      refuse(std::string(column) + " = " + word(column), "a whole number");
    return static_cast<int>(value);
  }

  template <class Kind>
  Kind kind(const char* column) const {
    return named<Kind>((where_ + ", line " + std::to_string(reader_.line())).c_str(), column,
                       word(column));
  }

  [[noreturn]] void refuse(const std::string& value, const std::string& allowed) const {
    throw BadRequest(where_, "line " + std::to_string(reader_.line()), value, allowed);
  }

 private:
  const std::string& where_;
  RecordReader reader_;
  std::vector<std::string> names_;
};

/// The place of a value in a list, which gets it where it is new.
template <class Value, class Same>
std::size_t place_in(std::vector<Value>& list, const Value& value, const Same& same) {
  const auto found = std::ranges::find_if(list, same);
  if (found != list.end()) return static_cast<std::size_t>(found - list.begin());
  list.push_back(value);
  return list.size() - 1;
}

Bands no_bands() {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  Bands bands;
  for (const MetricInfo& info : metrics()) bands[info.kind] = {nan, nan, nan};
  return bands;
}

void take_row(const SweepRows& rows, SweepRecord& record) {
  SweepSpec& spec = record.spec;
  LaneSpec lane;
  lane.name = rows.word("lane");
  lane.sampler.kind = rows.kind<SamplerKind>("sampler");
  ProcessSpec process;
  process.kind = rows.kind<ProcessKind>("process");
  const auto metric = rows.kind<Metric>("metric");
  place_in(record.metrics, metric, [&](Metric other) { return other == metric; });
  SweepPoint point{
      .process = place_in(spec.processes, process,
                          [&](const ProcessSpec& other) { return other.kind == process.kind; }),
      .lane = place_in(spec.lanes, lane,
                       [&](const LaneSpec& other) { return other.name == lane.name; }),
      .steps = rows.count("steps"),
      .nfe = rows.count("nfe"),
      .bands = no_bands(),
      .floor = no_bands(),
      .target_draws = rows.number("target_draws")};
  if (spec.lanes.size() > LaneSpec::most)
    rows.refuse("lane = " + lane.name,
                "at most " + std::to_string(LaneSpec::most) + " lanes in a plot");
  const std::size_t place = place_in(record.points, point, [&](const SweepPoint& other) {
    return other.process == point.process && other.lane == point.lane &&
           other.steps == point.steps && other.nfe == point.nfe;
  });
  record.points[place].bands[metric] = {rows.number("median"), rows.number("low"),
                                        rows.number("high")};
  const double floor = rows.number("floor");
  record.points[place].floor[metric] = {floor, floor, floor};
}

}  // namespace

SweepRecord read_sweep_table(std::string_view text, const std::string& where) {
  SweepRows rows(text, where);
  SweepRecord record;
  while (rows.next()) take_row(rows, record);
  if (record.points.empty()) throw BadRequest(where, "content", "no rows", "a table of a sweep");
  return record;
}

}  // namespace alphabar
