#include "core/io/points/points_search.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "core/io/points/points_words.h"

namespace alphabar {
namespace {

/// How far a way of reading makes sense.
struct Progress {
  std::size_t line = 0;     ///< to this one; 1 and 0 where there is no row, or no two columns
  std::size_t numbers = 0;  ///< columns that are of numbers

  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 sees a pointer in <=>
  auto operator<=>(const Progress&) const = default;
};

/// Of one that ends at line `end`: it makes sense as long as two columns are of numbers.
Progress progress(const TableColumns& table, Decimal decimal, std::size_t end) {
  if (table.columns.size() == 1) return {};
  if (table.rows == 0) return {1, 0};
  constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
  Progress reached;
  std::array<std::size_t, 2> most{};  // the larger one first
  for (const TableColumn& column : table.columns) {
    const Misfit& misfit = column.number[static_cast<std::size_t>(decimal)];
    if (misfit.none()) ++reached.numbers;
    const std::size_t line = misfit.none() ? none : misfit.line;
    if (line > most[0])
      most = {line, most[0]};
    else
      most[1] = std::max(most[1], line);
  }
  reached.line = 1 + std::min({end, most[1], none - 1});
  return reached;
}

/// Whether a column is of numbers with decimal commas alone.
bool has_commas(const TableColumns& table) {
  return std::ranges::any_of(table.columns, [](const TableColumn& column) {
    return !column.number[0].none() && column.number[1].none();
  });
}

/// Reads a table in every way that its options leave open.
class Search {
 public:
  Search(std::string_view text, const std::string& where, const PointsOptions& options,
         std::stop_token stop)
      : text_(text), where_(where), options_(options), stop_(std::move(stop)) {}

  std::vector<PointsWay> run() {
    const std::optional<Separator> declared = declared_separator(text_, where_);
    const std::optional<Separator> only = options_.separator ? options_.separator : declared;
    for (const SeparatorInfo& info : separators()) {
      if (only && info.kind != *only) continue;
      // Where rows make sense with tabs, blanks are part of their fields.
      const bool has_tabs = std::ranges::any_of(
          ways_, [](const PointsWay& way) { return way.table.separator == Separator::tab; });
      if (info.kind != Separator::blanks || !has_tabs) try_table(info.kind, options_.header);
    }
    if (!ways_.empty()) return std::move(ways_);
    if (unclear_)
      throw PointsUndecided(*best_, {reading_of(*unclear_)}, titles_of(unclear_->table));
    throw BadRequest(static_cast<const BadRequest&>(*best_));
  }

 private:
  void try_table(Separator separator, HeaderLine header) {
    TableColumns table;
    table.separator = separator;
    std::optional<TableError> failed;
    try {
      read_columns(text_, header, where_, stop_, table);
    } catch (const TableError& error) {
      failed = error;
    }
    const std::size_t before = ways_.size();
    for (const Decimal decimal : {Decimal::point, Decimal::comma}) {
      if (options_.decimal && decimal != *options_.decimal) continue;
      if (ways_.size() > before && !has_commas(table)) continue;  // that would be the same again
      if (failed)
        blame(*failed, table, decimal);
      else
        try_columns(table, decimal);
    }
    if (!failed && table.may_have_header) try_table(separator, HeaderLine::present);
  }

  void try_columns(const TableColumns& table, Decimal decimal) {
    try {
      for (const PointColumns& columns : point_columns(table, decimal, options_.columns, where_))
        try_rows(table, columns);
    } catch (const UnclearColumns& error) {
      if (blame(error, table, decimal)) unclear_ = {table, {decimal, 0, 0, {}}, {}};
    } catch (const TableError& error) {
      blame(error, table, decimal);
    }
  }

  void try_rows(const TableColumns& table, const PointColumns& columns) {
    try {
      PointRows rows = read_rows(text_, table, columns, where_, stop_);
      const auto same = [&](const PointsWay& way) {
        return way.rows.points == rows.points && way.rows.labels == rows.labels;
      };
      if (std::ranges::none_of(ways_, same)) ways_.push_back({table, columns, std::move(rows)});
    } catch (const TableError& error) {
      blame(error, table, columns.decimal);
    }
  }

  /// Keeps the mistake of the way that gets farthest. True: it is this one.
  bool blame(const TableError& error, const TableColumns& table, Decimal decimal) {
    const Progress reached = progress(table, decimal, error.line);
    if (best_ && reached <= reached_) return false;
    best_ = error;
    reached_ = reached;
    unclear_.reset();
    return true;
  }

  std::string_view text_;
  const std::string& where_;
  const PointsOptions& options_;
  std::stop_token stop_;
  std::vector<PointsWay> ways_;
  std::optional<TableError> best_;  // of the ways that fail
  Progress reached_;
  std::optional<PointsWay> unclear_;  // that one, where it only lacks the columns
};

}  // namespace

std::vector<PointsWay> find_ways(std::string_view text, const std::string& where,
                                 const PointsOptions& options, std::stop_token stop) {
  return Search(text, where, options, std::move(stop)).run();
}

}  // namespace alphabar
