#pragma once

#include <filesystem>
#include <span>
#include <stop_token>
#include <string>

#include "core/engine/engine.h"
#include "core/metrics/sweep.h"

namespace alphabar {

/// One of the parts of equally many combinations that a sweep is cut into.
struct Shard {
  int number = 1, of = 1;  ///< number: 1..of
};

/// "3/8". Throws BadRequest.
Shard read_shard(const std::string& text);

/// The file of a shard in a folder; `request`: a number that is the same for the shards of one
/// sweep alone.
std::filesystem::path shard_file(const std::filesystem::path& folder, std::uint64_t request,
                                 const Shard& shard);

/// Of a sweep and what of it is written.
std::uint64_t request_number(const SweepSpec& spec, std::span<const Metric> wanted);

/// What a process does of a sweep, and where it leaves that.
struct ShardJob {
  Shard shard;
  std::filesystem::path folder;
  std::string recipe;  ///< the scene's JSON, for the file; may be empty
};

/// Runs the combinations of a shard and writes them as a table (sweep_table) with the number of the
/// combination in front. The folder is made where it is missing; a shard whose file is there
/// already is done and not run again. Returns the file. Throws BadRequest, Failed, Cancelled.
std::filesystem::path run_shard(const SweepSpec& spec, std::span<const Metric> wanted,
                                const ShardJob& job, Engine& engine, const std::stop_token& stop);

/// Joins the shards in a folder into one table, as text of a .csv: each combination once, in their
/// order; behind it the scene that the first shard carries, as a comment. Throws BadRequest where a
/// shard is missing, double, damaged or of another sweep.
std::string merged_shards(const std::filesystem::path& folder);

}  // namespace alphabar
