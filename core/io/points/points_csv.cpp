#include "core/io/points/points_csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "core/files/input_file.h"
#include "core/files/text_encoding.h"
#include "core/io/points/points_search.h"
#include "core/io/points/points_words.h"

namespace alphabar {
namespace {

constexpr std::size_t most_bytes = std::size_t{64} << 20;

/// Refused where it has to be thinned and nobody said so.
void check_size(const PointsWay& way, const std::string& where, const PointsOptions& options) {
  if (options.thin > 0)
    check_range(where, "thin", static_cast<double>(options.thin), 1, DataSpec::most_points);
  if (options.thin > 0 || way.rows.points.size() <= DataSpec::most_points) return;
  const std::string most = std::to_string(DataSpec::most_points);
  throw PointsUndecided(BadRequest(where, "points", std::to_string(way.rows.points.size()),
                                   "1 to " + most, "--thin " + most + " keeps that many at random"),
                        {reading_of(way)});
}

}  // namespace

PointsTable points_from_table(std::string bytes, const std::string& where,
                              const PointsOptions& options, std::stop_token stop) {
  if (bytes.size() > most_bytes)
    throw BadRequest(where, "size", std::to_string(bytes.size()) + " bytes", "at most 64 MiB");
  const DecodedText decoded = decode_text(std::move(bytes), where);
  std::vector<PointsWay> ways = find_ways(decoded.text, where, options, std::move(stop));
  if (ways.size() > 1) throw ambiguous(ways, where);
  PointsWay& way = ways.front();
  check_size(way, where, options);
  const std::size_t all = way.rows.points.size();
  std::string words = understood(way, decoded.encoding, options);
  DataSpec data{.name = "points"};
  if (options.thin > 0 && options.thin < all) {
    thin(way.rows, options.thin, options.seed);
    data.name += fmt::format(", {} of {}, seed {}", options.thin, all, options.seed);
  }
  data.points = std::move(way.rows.points);
  data.point_labels = std::move(way.rows.labels);
  data.bandwidth = gap_between(data.points);
  check(data);
  return {std::move(data), std::move(words)};
}

PointsTable read_points(const std::filesystem::path& file, const PointsOptions& options,
                        std::stop_token stop) {
  PointsTable table =
      points_from_table(read_text(file, most_bytes), file.string(), options, std::move(stop));
  constexpr std::size_t most = 80;  // bytes of a name
  const std::string stem = file.stem().string().substr(0, most);
  const bool plain = std::ranges::all_of(stem, [](char c) { return c >= ' ' && c <= '~'; });
  // A preset's name would be taken for the preset.
  const bool own = std::ranges::count(data_presets(), stem) == 0;
  if (plain && own && !stem.empty()) table.data.name.replace(0, 6, stem);
  return table;
}

}  // namespace alphabar
