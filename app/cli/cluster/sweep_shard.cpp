#include "app/cli/cluster/sweep_shard.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/files/arrays/csv.h"
#include "core/files/input_file.h"
#include "core/io/scene/scene_json.h"
#include "core/io/sweep_table.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;

/// What a sweep runs, one after another: few steps first.
struct Case {
  std::size_t process, lane, number;  ///< number: in spec.steps or spec.evaluations
};

std::vector<Case> cases_of(const SweepSpec& spec) {
  const bool by_evaluations = !spec.evaluations.empty();
  const std::size_t numbers = by_evaluations ? spec.evaluations.size() : spec.steps.size();
  std::vector<Case> all;
  for (std::size_t number = 0; number < numbers; ++number)
    for (std::size_t process = 0; process < spec.processes.size(); ++process)
      for (std::size_t lane = 0; lane < spec.lanes.size(); ++lane)
        if (!spec.lanes[lane].muted && (process == 0 || !spec.lanes[lane].process))
          all.push_back({process, lane, number});
  return all;
}

SweepSpec alone(const SweepSpec& spec, const Case& c) {
  SweepSpec one = spec;
  one.processes = {spec.processes[c.process]};
  one.lanes = {spec.lanes[c.lane]};
  if (spec.evaluations.empty())
    one.steps = {spec.steps[c.number]};
  else
    one.evaluations = {spec.evaluations[c.number]};
  return one;
}

/// What a shard's file is called, and back.
struct ShardName {
  std::string request;
  Shard shard;
};

std::optional<ShardName> shard_name(const std::string& file) {
  constexpr std::string_view start = "sweep-", ending = ".csv";
  if (!file.starts_with(start) || !file.ends_with(ending)) return std::nullopt;
  const std::string middle = file.substr(start.size(), file.size() - start.size() - ending.size());
  const std::size_t dash = middle.find('-'), of = middle.find("-of-");
  if (dash == std::string::npos || of == std::string::npos || of <= dash) return std::nullopt;
  ShardName name{middle.substr(0, dash), {}};
  const auto number = [](const std::string& text, int& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() && value >= 1;
  };
  if (!number(middle.substr(dash + 1, of - dash - 1), name.shard.number) ||
      !number(middle.substr(of + 4), name.shard.of))
    return std::nullopt;
  return name;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0, end; (end = text.find('\n', at)) != std::string::npos; at = end + 1)
    lines.push_back(text.substr(at, end - at));
  return lines;
}

/// What shards come to.
struct Merged {
  std::string head, comment;
  std::map<long, std::vector<std::string>> rows;  // by the number of their combination
};

/// Adds a shard, without its column of numbers.
void add_rows(const fs::path& file, Merged& merged) {
  auto& [head, comment, rows] = merged;
  constexpr std::size_t most = std::size_t{256} << 20;
  std::vector<std::string> lines = lines_of(read_text(file, most));
  if (lines.size() > 1 && lines.back().starts_with("# ")) {
    if (comment.empty()) comment = lines.back() + "\n";
    lines.pop_back();
  }
  constexpr std::string_view first = "combination,";
  if (lines.empty() || !lines[0].starts_with(first) ||
      (!head.empty() && lines[0].substr(first.size()) != head))
    throw BadRequest(file.string(), "columns", lines.empty() ? "none" : lines[0],
                     "those of the other shards", "delete it and run that shard again");
  head = lines[0].substr(first.size());
  std::set<long> own;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::size_t comma = lines[i].find(',');
    long combination = -1;
    const auto [end, error] = std::from_chars(
        lines[i].data(), lines[i].data() + std::min(comma, lines[i].size()), combination);
    if (error != std::errc() || comma == std::string::npos || end != lines[i].data() + comma)
      throw BadRequest(file.string(), "line " + std::to_string(i + 1), lines[i], "a row of a shard",
                       "delete it and run that shard again");
    if (own.insert(combination).second && rows.contains(combination))
      throw BadRequest(file.string(), "combination", std::to_string(combination),
                       "one that no other shard has");
    rows[combination].push_back(lines[i].substr(comma + 1));
  }
}

}  // namespace

Shard read_shard(const std::string& text) {
  const std::size_t slash = text.find('/');
  Shard shard;
  const auto number = [](std::string_view part, int& value) {
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    return error == std::errc() && end == part.data() + part.size();
  };
  if (slash == std::string::npos ||
      !number(std::string_view(text).substr(0, slash), shard.number) ||
      !number(std::string_view(text).substr(slash + 1), shard.of) || shard.number < 1 ||
      shard.number > shard.of || shard.of > 100'000)
    throw BadRequest("sweep", "--shard", text, "I/N with I from 1 to N",
                     "job arrays that count from 0 give $((ID + 1))/N");
  return shard;
}

fs::path shard_file(const fs::path& folder, std::uint64_t request, const Shard& shard) {
  return folder / fmt::format("sweep-{:016x}-{}-of-{}.csv", request, shard.number, shard.of);
}

std::uint64_t request_number(const SweepSpec& spec, std::span<const Metric> wanted) {
  // Everything that a run depends on, as a scene file tells it.
  Scene scene;
  scene.data = spec.data;
  scene.model = spec.model;
  scene.guidance = spec.guidance;
  scene.lanes = spec.lanes;
  std::string text;
  for (const ProcessSpec& process : spec.processes) {
    scene.process = process;
    text += to_json(scene);
  }
  text +=
      fmt::format("{}|{}|{} {} {}|", fmt::join(spec.steps, ","), fmt::join(spec.evaluations, ","),
                  spec.seeds, spec.first_seed, spec.particles);
  for (const Metric metric : wanted) text += fmt::format("{},", static_cast<int>(metric));
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

fs::path run_shard(const SweepSpec& spec, std::span<const Metric> wanted, const ShardJob& job,
                   Engine& engine, const std::stop_token& stop) {
  const auto& [shard, folder, recipe] = job;
  check(spec);
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (problem)
    throw BadRequest(folder.string(), "-o", "", "a folder that can be made", problem.message());
  const fs::path file = shard_file(folder, request_number(spec, wanted), shard);
  if (fs::exists(file, problem)) return file;
  std::vector<SweepPoint> points;
  CsvColumn number{"combination", {}};
  const std::vector<Case> all = cases_of(spec);
  for (std::size_t i = static_cast<std::size_t>(shard.number - 1); i < all.size();
       i += static_cast<std::size_t>(shard.of)) {
    Sweep sweep(alone(spec, all[i]));
    while (!sweep.done()) sweep.step(engine, stop);
    for (SweepPoint point : sweep.points()) {
      point.lane = all[i].lane;
      point.process = all[i].process;
      points.push_back(point);
      number.values.insert(number.values.end(), wanted.size(), static_cast<double>(i));
    }
    for (const SweepGap& gap : sweep.gaps())
      fmt::print(stderr, "alphabar: {}\n", gap_text(sweep.spec(), gap));
  }
  std::vector<CsvColumn> table = sweep_table(spec, points, wanted);
  table.insert(table.begin(), number);
  write_csv(file, table, recipe);
  return file;
}

std::string merged_shards(const fs::path& folder) {
  std::error_code problem;
  std::map<int, fs::path> files;
  std::optional<ShardName> first;
  for (const auto& entry : fs::directory_iterator(folder, problem)) {
    const auto name = shard_name(entry.path().filename().string());
    if (!name) continue;
    if (first && (name->request != first->request || name->shard.of != first->shard.of))
      throw BadRequest(folder.string(), "shards", entry.path().filename().string(),
                       "those of one sweep, cut into as many",
                       "keep each sweep in a folder of its own");
    first = name;
    files.emplace(name->shard.number, entry.path());
  }
  if (problem) throw BadRequest(folder.string(), "", "", "a folder", problem.message());
  if (!first)
    throw BadRequest(folder.string(), "shards", "none", "what `alphabar sweep --shard` wrote");
  std::string missing;
  for (int i = 1; i <= first->shard.of; ++i)
    if (!files.contains(i)) missing += (missing.empty() ? "" : ", ") + std::to_string(i);
  if (!missing.empty())
    throw BadRequest(folder.string(), "missing shards", missing,
                     "all of 1 to " + std::to_string(first->shard.of),
                     "run these again: those that are there are not run twice");
  Merged merged;
  for (const auto& [number, file] : files) add_rows(file, merged);
  std::string text = merged.head + "\n";
  for (const auto& [combination, lines] : merged.rows)
    for (const std::string& line : lines) text += line + "\n";
  return text + merged.comment;
}

}  // namespace alphabar
